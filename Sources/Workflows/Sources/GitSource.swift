public import DataBundle
public import GitObjects

/// The files of a tree of a git repository, straight from its objects.
public struct GitTreeSource: FileSource {
  private let store: ObjectStore
  private let tree: ObjectID

  /// A source over a tree (or a merge result's tree held in memory).
  public init(_ store: ObjectStore, tree: ObjectID) {
    self.store = store
    self.tree = tree
  }

  /// All files below a folder.
  public func files(under folder: String) throws(SourceError) -> [SourceFile] {
    do throws(GitError) {
      return try store.entries(of: tree, under: folder).map { SourceFile($0) }
    } catch {
      throw SourceError(error.description)
    }
  }

  /// The file at a path.
  public func file(at path: String) throws(SourceError) -> SourceFile? {
    do throws(GitError) {
      return try store.entry(at: path, of: tree).map { SourceFile($0) }
    } catch {
      throw SourceError(error.description)
    }
  }

  /// A reader of blobs.
  public func makeReader() -> any FileReader { BlobReader(store: store) }
}

/// The files of the index: what the next commit would hold.
public struct IndexSource: FileSource {
  private let store: ObjectStore
  private let entries: [SourceFile]

  /// A source over the staged files, in the repository's index or another one.
  public init(_ repository: Repository, indexFile: String? = nil) throws(SourceError) {
    store = repository.objects
    let staged: StagedContent
    do throws(GitError) { staged = try repository.indexEntries(file: indexFile) } catch {
      throw SourceError(error.description)
    }
    guard staged.conflicts.isEmpty else {
      throw SourceError("unresolved conflicts: \(staged.conflicts.map(\.text).joined(separator: ", "))")
    }
    entries = staged.entries.map { SourceFile($0) }
  }

  /// All files below a folder.
  public func files(under folder: String) -> [SourceFile] {
    folder.isEmpty ? entries : entries.filter { $0.path.hasPrefix(folder + "/") }
  }

  /// The file at a path.
  public func file(at path: String) -> SourceFile? { entries.first { $0.path == path } }

  /// A reader of blobs.
  public func makeReader() -> any FileReader { BlobReader(store: store) }
}

/// Reads blobs by the content names that sources of git give.
struct BlobReader: FileReader {
  let store: ObjectStore

  func bytes(of file: SourceFile) throws(SourceError) -> [UInt8] {
    guard let hex = file.content?.hex, let id = ObjectID(hex: hex) else {
      throw SourceError("\(file.path): has no blob")
    }
    do throws(GitError) {
      return try store.blob(id)
    } catch {
      throw SourceError("\(file.path): \(error)")
    }
  }
}

extension SourceFile {
  init(_ entry: TreeEntry) {
    self.init(path: entry.path.text, isUTF8: entry.path.isUTF8, version: entry.version)
  }

  init(path: String, isUTF8: Bool, version: FileVersion) {
    let kind: Kind =
      switch version.mode {
      case _ where !isUTF8: .badName
      case .symbolicLink: .symbolicLink
      case .submodule: .submodule
      default: .regular
      }
    self.init(
      path: path, kind: kind, content: ContentID(version.id.description), isExecutable: version.mode == .executable)
  }
}
