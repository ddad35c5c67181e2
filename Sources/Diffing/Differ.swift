public import DataBundle
internal import DocumentModel
internal import JSONPath

/// Finds what differs between the target and the merge result, file by file.
public struct Differ: Sendable {
  let mode: DiffMode
  let target: Bundle
  let result: Bundle

  /// A differ between two bundles.
  public init(mode: DiffMode, target: Bundle, result: Bundle) {
    self.mode = mode
    self.target = target
    self.result = result
  }

  /// The changes of some files, by type and path. Files that are neither datafile nor resource are of type `other`.
  public func changes(of files: [ChangedFile]) throws(DiffError) -> [FileChange] {
    var changes: [FileChange] = []
    for file in files {
      if let kind = classify(file) {
        changes += try self.changes(of: file, kind)
      } else {
        changes.append(opaque(FileReference(.other, file.path), file))
      }
    }
    changes = mode == .compat ? Differ.withMoves(changes) : Differ.withMarkedMoves(changes)
    return changes.sorted { ($0.file, $0.new == nil ? 0 : 1) < ($1.file, $1.new == nil ? 0 : 1) }
  }

  /// Where a file belongs, as far as both sides agree.
  private func classify(_ file: ChangedFile) -> FileReference? {
    func isPlain(_ side: SourceFile?) -> Bool { side.map { $0.kind == .regular } ?? true }
    guard isPlain(file.old), isPlain(file.new) else { return nil }
    if let old = file.old, let new = file.new, old.isExecutable != new.isExecutable { return nil }
    let configurations = [target.configuration, result.configuration]
    for configuration in configurations {
      func holds(_ root: String) -> Bool { root.isEmpty || file.path.hasPrefix(root + "/") }
      // Schemas are policy wherever they are, and a file with two paths would be judged by one of them only.
      if configuration.schemaRoots.contains(where: holds) || configuration.graphql == file.path { return nil }
      if Set(configuration.dataRoots.filter(holds)).count > 1 { return nil }
      if Set(configuration.resourceRoots.filter(holds)).count > 1 { return nil }
    }
    func path(_ roots: KeyPath<Configuration, [String]>) -> String? {
      let found = configurations.map { configuration in
        configuration[keyPath: roots].first { $0.isEmpty || file.path.hasPrefix($0 + "/") }
          .map { $0.isEmpty ? "/" + file.path : String(file.path.dropFirst($0.count)) }
      }
      return found[0] == found[1] ? found[0] : nil
    }
    if let path = path(\.dataRoots) {
      // A file under a data root that is no datafile (another ending, not readable) is nobody's. Nor is one whose path
      // is spelled in other bytes than the datafile's.
      func loads(_ bundle: Bundle) -> Bool {
        bundle.datafile(path).map { $0.file.utf8.elementsEqual(file.path.utf8) } ?? false
      }
      let isLoaded = (file.old == nil || loads(target)) && (file.new == nil || loads(result))
      return isLoaded ? FileReference(.datafile, path) : nil
    }
    guard let path = path(\.resourceRoots) else { return nil }
    func holds(_ bundle: Bundle) -> Bool {
      bundle.resource(path).map { $0.file.utf8.elementsEqual(file.path.utf8) } ?? false
    }
    return (file.old == nil || holds(target)) && (file.new == nil || holds(result))
      ? FileReference(.resource, path) : nil
  }

  private func changes(of file: ChangedFile, _ reference: FileReference) throws(DiffError) -> [FileChange] {
    switch (reference.type, mode) {
    case (.datafile, .strict): try strictDatafile(file, reference)
    case (.datafile, .compat): try compatDatafile(file, reference).map { [$0] } ?? []
    case (.resource, .strict): try strictResource(file, reference)
    case (.resource, .compat): try compatResource(file, reference).map { [$0] } ?? []
    case (.other, _): [opaque(reference, file)]
    }
  }

  /// A change of which nothing but the contents' names is known.
  private func opaque(_ reference: FileReference, _ file: ChangedFile) -> FileChange {
    FileChange(
      file: reference, repositoryPath: file.path, oldContent: file.old?.content, newContent: file.new?.content,
      items: [ChangeItem(file.old == nil ? .added : file.new == nil ? .removed : .changed, at: ElementPath([]))])
  }

  /// The bytes of a datafile on one side.
  func bytes(_ datafile: Datafile, in bundle: Bundle) throws(DiffError) -> [UInt8] {
    do throws(SourceError) {
      return try bundle.bytes(of: datafile)
    } catch {
      throw DiffError(error.description)
    }
  }

  /// The bytes of a resource on one side.
  func bytes(_ reference: FileReference, in bundle: Bundle) throws(DiffError) -> [UInt8]? {
    guard let resource = bundle.resource(reference.path) else { return nil }
    do throws(SourceError) {
      return try bundle.bytes(of: resource)
    } catch {
      throw DiffError(error.description)
    }
  }
}
