import CLibgit2

/// Who did something and when.
public struct Signature: Hashable, Sendable {
  /// The name as it is written in the commit.
  public let name: String
  /// The address as it is written in the commit; nobody has checked it.
  public let email: String
  /// Seconds since 1970.
  public let time: Int64
  /// Minutes east of UTC.
  public let offset: Int32

  /// A signature of these parts.
  public init(name: String, email: String, time: Int64, offset: Int32 = 0) {
    (self.name, self.email) = (name, email)
    (self.time, self.offset) = (time, offset)
  }

  init(_ raw: UnsafePointer<git_signature>?) {
    self.init(
      name: raw?.pointee.name.map { String(cString: $0) } ?? "",
      email: raw?.pointee.email.map { String(cString: $0) } ?? "",
      time: raw?.pointee.when.time ?? 0, offset: raw?.pointee.when.offset ?? 0)
  }
}

/// What a commit says.
public struct Commit: Hashable, Sendable {
  /// The commit's own id.
  public let id: ObjectID
  /// The tree of all files.
  public let tree: ObjectID
  /// The commits it follows: none for a first one, several for a merge.
  public let parents: [ObjectID]
  /// Who wrote the change.
  public let author: Signature
  /// Who made the commit.
  public let committer: Signature
  /// The message; bytes that are not UTF-8 are replaced.
  public let message: String
}

extension Repository {
  /// Reads a commit. Throws `.notFound` if it is not here, `.wrongKind` if the object is something else.
  public func commit(_ id: ObjectID) throws(GitError) -> Commit {
    let commit = try lookUp(id)
    let count = git_commit_parentcount(commit.pointer)
    return Commit(
      id: id,
      tree: git_commit_tree_id(commit.pointer).map { ObjectID($0.pointee) } ?? id,
      parents: (0..<count).compactMap { git_commit_parent_id(commit.pointer, $0).map { ObjectID($0.pointee) } },
      author: Signature(git_commit_author(commit.pointer)),
      committer: Signature(git_commit_committer(commit.pointer)),
      message: git_commit_message(commit.pointer).map { String(cString: $0) } ?? "")
  }

  /// The tree of a commit; throws as `commit(_:)` does.
  public func tree(of commit: ObjectID) throws(GitError) -> ObjectID { try self.commit(commit).tree }

  /// The parents of a commit; throws as `commit(_:)` does.
  public func parents(of commit: ObjectID) throws(GitError) -> [ObjectID] { try self.commit(commit).parents }

  /// The best common ancestor of two commits, nil if their histories are unrelated.
  ///
  /// In a shallow clone the history may end before it: that throws `.notFound` and says what to fetch.
  public func mergeBase(_ one: ObjectID, _ other: ObjectID) throws(GitError) -> ObjectID? {
    var (first, second, base) = (one.raw, other.raw, git_oid())
    do throws(GitError) {
      try check(
        git_merge_base(&base, handle.pointer, &first, &second),
        "find the merge base of “\(one)” and “\(other)”")
    } catch {
      // A missing commit comes from the object database; this is the other case of "not found".
      if error.code == .notFound, error.category == Int32(GIT_ERROR_MERGE.rawValue) { return nil }
      throw objects.missing(error)
    }
    return ObjectID(base)
  }

  /// Lends the C commit; throws as `commit(_:)` does.
  func lookUp(_ id: ObjectID) throws(GitError) -> Handle {
    var raw = id.raw
    do throws(GitError) {
      return try Handle(freeing: git_commit_free, "read commit “\(id)”") {
        git_commit_lookup(&$0, handle.pointer, &raw)
      }
    } catch {
      throw objects.missing(error)
    }
  }
}
