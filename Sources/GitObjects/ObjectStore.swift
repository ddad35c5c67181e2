import CLibgit2

/// The objects of a repository, by id: blobs, trees and what lies between two trees.
///
/// Nothing it does writes to disk. It may be used by several tasks at once, and sees the trees that
/// `Repository.merge` made in memory.
///
/// Sendable although it holds a C handle: libgit2's object database takes its own lock around every use of its
/// backends, and this type uses nothing else of the repository.
public final class ObjectStore: @unchecked Sendable {
  /// The budgets of every read.
  public let limits: ReadLimits
  /// Whether the clone has only part of the history.
  public let isShallow: Bool
  private let repository: RepositoryHandle

  init(_ repository: RepositoryHandle, limits: ReadLimits) {
    self.repository = repository
    self.limits = limits
    isShallow = git_repository_is_shallow(repository.pointer) == 1
  }

  /// The bytes of a blob.
  ///
  /// Throws `.notFound` for an object that is not here, `.wrongKind` for a tree or commit, `.limit` for one that is too
  /// large; the size is looked at before the content.
  public func blob(_ id: ObjectID) throws(GitError) -> [UInt8] {
    try withBlob(id) { Array($0) }
  }

  /// Lends the bytes of a blob to `body` without copying them; throws as `blob(_:)` does.
  public func withBlob<Result>(
    _ id: ObjectID, _ body: (UnsafeRawBufferPointer) -> Result
  ) throws(GitError) -> Result {
    try withObject(id, GIT_OBJECT_BLOB, limit: limits.blobBytes) { bytes throws(GitError) in body(bytes) }
  }

  /// The size of a blob in bytes, without reading it where the storage allows.
  public func size(ofBlob id: ObjectID) throws(GitError) -> Int {
    try header(id, GIT_OBJECT_BLOB)
  }

  /// Whether the object is here.
  public func contains(_ id: ObjectID) -> Bool {
    var raw = id.raw
    return git_odb_exists(repository.objects, &raw) == 1
  }

  /// Lends the checked entries of a tree; nil stands for the empty tree.
  func withTree<Result>(
    _ id: ObjectID?, _ body: (TreeItems) throws(GitError) -> Result
  ) throws(GitError) -> Result {
    guard let id else { return try body(TreeItems.empty) }
    return try withObject(id, GIT_OBJECT_TREE, limit: limits.treeBytes) { bytes throws(GitError) in
      try body(TreeItems(of: id, in: bytes))
    }
  }

  private func withObject<Result>(
    _ id: ObjectID, _ kind: git_object_t, limit: Int,
    _ body: (UnsafeRawBufferPointer) throws(GitError) -> Result
  ) throws(GitError) -> Result {
    let size = try header(id, kind)
    guard size <= limit else {
      throw GitError(.limit, "read \(name(kind)) “\(id)”", "it has \(size) bytes, more than the limit of \(limit)")
    }
    var raw = id.raw
    let object: Handle
    do throws(GitError) {
      object = try Handle(freeing: git_odb_object_free, "read \(name(kind)) “\(id)”") {
        git_odb_read(&$0, repository.objects, &raw)
      }
    } catch {
      throw missing(error)
    }
    let count = git_odb_object_size(object.pointer)
    return try body(UnsafeRawBufferPointer(start: git_odb_object_data(object.pointer), count: count))
  }

  /// The size of an object, and proof that it is here and of the kind.
  private func header(_ id: ObjectID, _ kind: git_object_t) throws(GitError) -> Int {
    var raw = id.raw
    var size = 0
    var found = GIT_OBJECT_ANY
    do throws(GitError) {
      try check(git_odb_read_header(&size, &found, repository.objects, &raw), "read \(name(kind)) “\(id)”")
    } catch {
      throw missing(error)
    }
    guard found == kind else {
      throw GitError(.wrongKind, "read \(name(kind)) “\(id)”", "the object is a \(name(found))")
    }
    return size
  }

  /// Says of a missing object what usually lies behind it.
  func missing(_ error: GitError) -> GitError {
    var error = error
    // A walk through history reports the missing commit without the code.
    if error.code.rawValue == GIT_ERROR.rawValue, error.category == Int32(GIT_ERROR_ODB.rawValue) {
      error = GitError(.notFound, category: error.category, error.attempt, error.message)
    }
    let advice =
      isShallow
      ? "the clone is shallow: fetch the whole history with `git fetch --unshallow`, or `fetch-depth: 0` in CI"
      : "the object was never fetched (a partial clone?) or the repository is damaged: `git fsck` tells"
    return error.advising(advice, for: .notFound)
  }

  private func name(_ kind: git_object_t) -> String {
    git_object_type2string(kind).map { String(cString: $0) } ?? "object"
  }
}

extension TreeItems {
  static var empty: TreeItems { TreeItems() }

  private init() {
    bytes = UnsafeRawBufferPointer(start: nil, count: 0)
    items = []
  }
}
