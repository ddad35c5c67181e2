import CLibgit2

/// A git repository on disk: its references, commits, index and notes. Its objects are in `objects`.
///
/// Not Sendable: libgit2's repository handle is for one task at a time. Opening another costs less than a tenth of a
/// millisecond; `objects` may be shared.
///
/// A repository of another user is refused, as git does (`safe.directory`): whoever owns it chooses what it says.
public final class Repository {
  let handle: RepositoryHandle
  /// Blobs and trees by id.
  public let objects: ObjectStore

  /// Opens the repository that holds the folder `path`, looking in it and in its parents as git does.
  ///
  /// Throws `.notFound` if there is none, `.owner` if it belongs to another user.
  public convenience init(discovering path: String, limits: ReadLimits = .standard) throws(GitError) {
    try self.init(
      RepositoryHandle(path, flags: .init(0), "find a repository at “\(path)” or above"), limits: limits)
  }

  /// Opens the repository at `path`, a working directory, a linked worktree, a bare repository or a `.git` folder.
  ///
  /// Throws `.notFound` if there is none, `.owner` if it belongs to another user.
  public convenience init(opening path: String, limits: ReadLimits = .standard) throws(GitError) {
    try self.init(
      RepositoryHandle(path, flags: GIT_REPOSITORY_OPEN_NO_SEARCH, "open repository “\(path)”"), limits: limits)
  }

  private init(_ handle: RepositoryHandle, limits: ReadLimits) {
    self.handle = handle
    objects = ObjectStore(handle, limits: limits)
  }

  /// The folder with HEAD: `.git`, the bare repository itself, or the part of `.git` that belongs to a linked worktree.
  public var gitDirectory: String { path(git_repository_path(handle.pointer)) ?? "" }

  /// The folder whose files are under version control; nil for a bare repository.
  public var workingDirectory: String? { path(git_repository_workdir(handle.pointer)) }

  /// Whether the clone has only part of the history.
  public var isShallow: Bool { objects.isShallow }

  /// A path of libgit2 without the slash that it puts at the end.
  private func path(_ text: UnsafePointer<CChar>?) -> String? {
    guard var path = text.map({ String(cString: $0) }) else { return nil }
    if path.utf8.count > 1, path.utf8.last == 0x2F { path.removeLast() }
    return path
  }
}
