public import DataBundle
public import Diagnostics
public import DocumentModel

/// One file as it is understood.
public struct NamedDocument: Sendable {
  /// The file, as it is shown: as it was named, or from the top of the repository.
  public var file: String
  /// What it says; nil if it is empty or cannot be read.
  public var document: Document?
  /// What is wrong with it.
  public var diagnostics: [Diagnostic]
  /// Its bytes.
  public var bytes: [UInt8]

  init(_ file: String, _ bytes: [UInt8]) {
    self.file = file
    self.bytes = bytes
    (document, diagnostics) = DocumentReader().read(bytes, file: file)
  }

  /// A source of this file alone, to show its lines from.
  public var source: any FileSource { MemorySource(bytes: [file: bytes]) }
}

extension Workspace {
  /// A file named on the command line: a path on disk, else the path of a datafile (`/users/alice.yml`). With a revision
  /// only files of the repository, as they are there.
  public func document(
    _ path: String, from directory: String, at revision: Revision? = nil
  ) throws(WorkflowError) -> NamedDocument {
    if revision == nil, let absolute = Disk.absolute(path.hasPrefix("/") ? path : "\(directory)/\(path)") {
      if Disk.isFolder(absolute) { throw .usage("\(path) is a folder, not a file") }
      // The resolved path, as a link that somebody names is meant to be followed.
      return NamedDocument(path, try Disk.read(absolute))
    }
    let source = try source(revision ?? .workingTree)
    do throws(SourceError) {
      for candidate in try candidates(path, from: directory, in: source) {
        guard let file = try source.file(at: candidate) else { continue }
        guard file.kind == .regular else { continue }
        return NamedDocument(candidate, try source.makeReader().bytes(of: file))
      }
    } catch {
      throw .failure(error.description)
    }
    throw .usage("\(path): there is no such file, and no datafile of that path")
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
