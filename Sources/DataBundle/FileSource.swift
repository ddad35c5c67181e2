/// Where a bundle's files come from: a commit, the index, a working tree, or memory.
///
/// Paths are relative to the top of the repository, with `/` between folders and without a leading slash.
public protocol FileSource: Sendable {
  /// All files below a folder (everything for `""`), in any order. A folder that is not there has no files.
  func files(under folder: String) throws(SourceError) -> [SourceFile]

  /// The file at a path, or nil.
  func file(at path: String) throws(SourceError) -> SourceFile?

  /// A reader for one worker; readers are never shared between threads.
  func makeReader() throws(SourceError) -> any FileReader
}

/// Reads the bytes of files, on one thread.
public protocol FileReader {
  /// The bytes of a file.
  func bytes(of file: SourceFile) throws(SourceError) -> [UInt8]
}

/// A file of a source: where it is and what identifies its content.
public struct SourceFile: Hashable, Sendable {
  /// What stands at a path.
  public enum Kind: Hashable, Sendable {
    /// A file with content.
    case regular
    /// A symbolic link; never followed.
    case symbolicLink
    /// A commit of another repository.
    case submodule
    /// A file whose name is not UTF-8; its path is only for showing.
    case badName
  }

  /// Path from the top of the repository.
  public var path: String
  /// What stands there.
  public var kind: Kind
  /// Name of the content: equal names mean equal bytes. Nil where it would have to be computed.
  public var content: ContentID?
  /// Whether the file is marked executable.
  public var isExecutable: Bool

  /// A file from its parts.
  public init(path: String, kind: Kind = .regular, content: ContentID? = nil, isExecutable: Bool = false) {
    self.path = path
    self.kind = kind
    self.content = content
    self.isExecutable = isExecutable
  }
}

/// The name of a content: git's blob id in hexadecimal.
public struct ContentID: Hashable, Sendable {
  /// The blob id.
  public var hex: String

  /// A content name from a blob id in hexadecimal.
  public init(_ hex: String) { self.hex = hex }
}

/// A source could not be read.
public struct SourceError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened to which file, and what to do.
  public var description: String

  /// An error from its text.
  public init(_ description: String) { self.description = description }
}

/// Files held in memory, for tests and for content that is not on disk.
public struct MemorySource: FileSource, FileReader {
  private var contents: [String: [UInt8]]

  /// A source from paths and texts.
  public init(_ texts: [String: String]) { contents = texts.mapValues { Array($0.utf8) } }

  /// A source from paths and bytes.
  public init(bytes: [String: [UInt8]]) { contents = bytes }

  /// The files below a folder.
  public func files(under folder: String) -> [SourceFile] {
    let prefix = folder.isEmpty ? "" : folder + "/"
    return contents.keys.filter { $0.hasPrefix(prefix) }.sorted().map { named($0) }
  }

  /// The file at a path.
  public func file(at path: String) -> SourceFile? { contents[path] == nil ? nil : named(path) }

  /// The source itself.
  public func makeReader() -> any FileReader { self }

  /// The bytes of a file.
  public func bytes(of file: SourceFile) throws(SourceError) -> [UInt8] {
    guard let bytes = contents[file.path] else { throw SourceError("\(file.path): no such file") }
    return bytes
  }

  private func named(_ path: String) -> SourceFile {
    SourceFile(path: path, content: ContentID(ContentDigest.sha256(contents[path] ?? [])))
  }
}
