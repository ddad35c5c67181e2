public import DataBundle
internal import GitObjects

/// A source with some files replaced, added or taken away.
public struct OverlaySource: FileSource {
  private let base: any FileSource
  private let files: [String: SourceFile?]
  private let contents: [String: [UInt8]]

  /// A source over `base`. `edits` maps paths to new bytes, or to nil where the file is gone.
  public init(_ base: any FileSource, edits: [String: [UInt8]?]) throws(SourceError) {
    self.base = base
    var files: [String: SourceFile?] = [:]
    var contents: [String: [UInt8]] = [:]
    for (path, bytes) in edits {
      guard let bytes else {
        files[path] = .some(nil)
        continue
      }
      do throws(GitError) {
        files[path] = SourceFile(path: path, content: ContentID(try ObjectID(hashingBlob: bytes).description))
      } catch {
        throw SourceError("\(path): \(error)")
      }
      contents[path] = bytes
    }
    self.files = files
    self.contents = contents
  }

  /// All files below a folder.
  public func files(under folder: String) throws(SourceError) -> [SourceFile] {
    let kept = try base.files(under: folder).filter { files[$0.path] == nil }
    let mine = files.values.compactMap { $0 }.filter { folder.isEmpty || $0.path.hasPrefix(folder + "/") }
    return kept + mine
  }

  /// The file at a path.
  public func file(at path: String) throws(SourceError) -> SourceFile? {
    if let mine = files[path] { return mine }
    return try base.file(at: path)
  }

  /// A reader over both.
  public func makeReader() throws(SourceError) -> any FileReader {
    OverlayReader(base: try base.makeReader(), contents: contents)
  }
}

private struct OverlayReader: FileReader {
  let base: any FileReader
  let contents: [String: [UInt8]]

  func bytes(of file: SourceFile) throws(SourceError) -> [UInt8] {
    if let bytes = contents[file.path] { return bytes }
    return try base.bytes(of: file)
  }
}
