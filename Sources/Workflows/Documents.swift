internal import DataBundle
public import Diagnostics
public import DocumentModel

/// One file as it is understood, and as it may be shown.
public struct NamedDocument: Sendable {
  /// The file, as it is shown: as it was named, or from the top of the repository.
  public var file: String
  /// What it says; nil if it is empty or cannot be read.
  public var document: Document?
  /// What is wrong with it.
  public var diagnostics: [Diagnostic]
  /// Its lines.
  public var lines: SourceLines

  init(_ file: String, _ bytes: [UInt8], _ masking: Masking) {
    self.file = file
    lines = SourceLines(MemorySource(bytes: [file: bytes]), masking)
    (document, diagnostics) = DocumentReader().read(bytes, file: file)
    document = document.map { masking.masked($0, schemas: masking.schemas(file)) }
    diagnostics = lines.masked(diagnostics)
  }
}

extension Workspace {
  /// A file named on the command line: a path on disk, else the path of a datafile (`/users/alice.yml`). With a revision
  /// only files of the repository, as they are there.
  public func document(
    _ path: String, from directory: String, at revision: Revision? = nil
  ) throws(WorkflowError) -> NamedDocument {
    let source = try source(revision ?? .workingTree)
    let masking = try masking(of: source)
    if revision == nil, let absolute = Disk.absolute(path.hasPrefix("/") ? path : "\(directory)/\(path)") {
      if Disk.isFolder(absolute) { throw .usage("\(path) is a folder, not a file") }
      // The resolved path, as a link that somebody names is meant to be followed.
      let inside = absolute.hasPrefix(root + "/") ? String(absolute.dropFirst(root.utf8.count + 1)) : absolute
      return NamedDocument(path, try Disk.read(absolute), Masking(masking.schemaSets) { _ in masking.schemas(inside) })
    }
    do throws(SourceError) {
      for candidate in try candidates(path, from: directory, in: source) {
        guard let file = try source.file(at: candidate) else { continue }
        guard file.kind == .regular else { continue }
        return NamedDocument(candidate, try source.makeReader().bytes(of: file), masking)
      }
    } catch {
      throw .failure(error.description)
    }
    throw .usage("\(path): there is no such file, and no datafile of that path")
  }

  /// What is masked in files of a source, without reading them all: by the schemas they name or are associated with.
  private func masking(of source: any FileSource) throws(WorkflowError) -> Masking {
    do throws(SourceError) {
      let configuration = try Bundle.configuration(in: folder, of: source).0
      var schemasOnly = configuration
      (schemasOnly.dataRoots, schemasOnly.resourceRoots, schemasOnly.graphql) = ([], [], nil)
      return Masking([try Bundle.load(schemasOnly, from: source).schemaSet]) { file in
        configuration.associatedSchema(of: file).map { [$0] } ?? []
      }
    } catch {
      throw .failure(error.description)
    }
  }

  /// Where in the repository a path may lead to: from a folder on disk, then below the data roots.
  private func candidates(
    _ path: String, from directory: String, in source: any FileSource
  ) throws(SourceError) -> [String] {
    var found: [String] = []
    let base = Disk.absolute(directory) ?? root
    if let absolute = path.hasPrefix("/") ? Paths.join("", path) : Paths.join(base, path) {
      let top = root == "/" ? "" : root.dropFirst() + "/"
      if absolute.hasPrefix(top) { found.append(String(absolute.dropFirst(top.count))) }
    }
    for dataRoot in try Bundle.configuration(in: folder, of: source).0.dataRoots {
      if let inside = Paths.join("", path) { found.append(dataRoot.isEmpty ? inside : "\(dataRoot)/\(inside)") }
    }
    return found
  }
}
