import CLibgit2

extension Repository {
  /// The commit that a revision names.
  ///
  /// In this order: `@` and `HEAD`; a full id; a full name `refs/…`, exactly; a branch; a remote-tracking branch
  /// (`origin/main`); a tag; a remote's HEAD; an abbreviated id. git itself prefers a tag to a branch of the same name,
  /// so that whoever may push tags can choose what a branch name means (CVE-2023-2576); here a branch always wins. May
  /// end in `^`, `~N`, `^{commit}`, `@{upstream}` and the like. Annotated tags give their commit.
  ///
  /// Throws `.notFound` for an unknown name, `.ambiguous` for too short an id, `.invalidName` for ranges and
  /// `commit:path`, `.wrongKind` for what is no commit.
  public func resolve(_ revision: String) throws(GitError) -> ObjectID {
    let attempt = "resolve revision “\(revision)”"
    try requireNoNUL(revision, attempt)
    let parts = RevisionParts(revision)
    guard parts.isCommit else {
      throw GitError(.invalidName, attempt, "it names no single commit", advice: "give a branch, a tag or a commit id")
    }
    do throws(GitError) {
      let name = try fullName(of: parts.name, attempt)
      guard !parts.suffix.isEmpty else { return try commit(named: name, attempt) }
      // A reflog or upstream is a matter of the name; ancestry is counted from the commit, which nothing can shadow.
      if parts.suffix.hasPrefix("@{") { return try commit(named: name + parts.suffix, attempt) }
      return try commit(named: "\(try object(named: name, attempt))\(parts.suffix)", attempt)
    } catch {
      throw explained(error, revision)
    }
  }

  /// The commit that a reference points to, by its full name: `refs/heads/main`, never a tag that is called so.
  ///
  /// Throws `.invalidName` for a name that does not begin with `refs/` (and is not `HEAD`), `.notFound` if there is none.
  public func resolve(reference: String) throws(GitError) -> ObjectID {
    let attempt = "resolve reference “\(reference)”"
    try requireNoNUL(reference, attempt)
    guard reference.hasPrefix("refs/") || reference == "HEAD" else {
      throw GitError(.invalidName, attempt, "it is not a full name", advice: "write `refs/heads/\(reference)`")
    }
    do throws(GitError) {
      guard try hasReference(reference, attempt) else {
        throw GitError(.notFound, attempt, "there is no such reference")
      }
      return try commit(named: reference, attempt)
    } catch {
      throw explained(error, reference)
    }
  }

  /// The commit that is checked out; nil before the first commit of a branch.
  public func headCommit() throws(GitError) -> ObjectID? {
    do throws(GitError) {
      let head = try Handle(freeing: git_reference_free, "read HEAD") { git_repository_head(&$0, handle.pointer) }
      return git_reference_target(head.pointer).map { ObjectID($0.pointee) }
    } catch {
      if error.code == .unbornBranch { return nil }
      throw error
    }
  }

  /// The full name of the branch that is checked out, with or without commits; nil for a detached HEAD.
  public func headReference() throws(GitError) -> String? {
    let head = try Handle(freeing: git_reference_free, "read HEAD") {
      git_reference_lookup(&$0, handle.pointer, "HEAD")
    }
    return git_reference_symbolic_target(head.pointer).map { String(cString: $0) }
  }

  /// What a name stands for, written so that nothing else can be meant: a full reference name or a full id.
  private func fullName(of name: String, _ attempt: String) throws(GitError) -> String {
    if name.isEmpty || name == "@" { return "HEAD" }
    if let id = ObjectID(hex: name) { return id.description }
    if name.hasPrefix("refs/") || name == "HEAD" {
      guard try hasReference(name, attempt) else { throw GitError(.notFound, attempt, "there is no such reference") }
      return name
    }
    for candidate in ["refs/heads/\(name)", "refs/remotes/\(name)", "refs/tags/\(name)", "refs/remotes/\(name)/HEAD"]
    where try hasReference(candidate, attempt) {
      return candidate
    }
    return try expanded(name, attempt)
  }

  private func hasReference(_ name: String, _ attempt: String) throws(GitError) -> Bool {
    do throws(GitError) {
      _ = try Handle(freeing: git_reference_free, attempt) { git_reference_lookup(&$0, handle.pointer, name) }
      return true
    } catch {
      if error.code == .notFound || error.code == .invalidName { return false }
      throw error
    }
  }

  /// The full id that begins with the digits.
  private func expanded(_ digits: String, _ attempt: String) throws(GitError) -> String {
    guard (4...40).contains(digits.utf8.count), digits.utf8.allSatisfy({ ObjectID.value(ofHexDigit: $0) != nil }) else {
      throw GitError(.notFound, attempt, "no branch, tag or commit has that name")
    }
    var (prefix, found) = (git_oid(), git_oid())
    try check(git_oid_fromstrn(&prefix, digits, digits.utf8.count), attempt)
    try check(git_odb_exists_prefix(&found, handle.objects, &prefix, digits.utf8.count), attempt)
    return ObjectID(found).description
  }

  private func commit(named name: String, _ attempt: String) throws(GitError) -> ObjectID {
    let found = try parse(name, attempt)
    let commit = try Handle(freeing: git_object_free, attempt) {
      git_object_peel(&$0, found.pointer, GIT_OBJECT_COMMIT)
    }
    return try id(of: commit, attempt)
  }

  private func object(named name: String, _ attempt: String) throws(GitError) -> ObjectID {
    try id(of: parse(name, attempt), attempt)
  }

  private func parse(_ name: String, _ attempt: String) throws(GitError) -> Handle {
    try Handle(freeing: git_object_free, attempt) { git_revparse_single(&$0, handle.pointer, name) }
  }

  private func id(of object: borrowing Handle, _ attempt: String) throws(GitError) -> ObjectID {
    guard let id = git_object_id(object.pointer) else { throw GitError(.notFound, attempt, "the object has no id") }
    return ObjectID(id.pointee)
  }

  private func explained(_ error: GitError, _ revision: String) -> GitError {
    let advice =
      isShallow
      ? "the clone is shallow: is “\(revision)” fetched? `git fetch --unshallow`, or `fetch-depth: 0` in CI"
      : "is “\(revision)” fetched? `git fetch` gets what the remote has"
    return error.advising(advice, for: .notFound)
      .advising("give more digits of the commit id", for: .ambiguous)
      .advising("give a branch, a tag or a commit id", for: .wrongKind, .invalidName)
  }
}

/// A revision split in the name and what follows it: `main` and `~2`.
private struct RevisionParts {
  let name: String
  let suffix: String
  /// Whether it can be one commit: no range, no path, no search.
  let isCommit: Bool

  init(_ revision: String) {
    let bytes = Array(revision.utf8)
    var end = bytes.count
    for (index, byte) in bytes.enumerated() {
      let isReflog = byte == 0x40 && index + 1 < bytes.count && bytes[index + 1] == 0x7B
      guard byte == 0x5E || byte == 0x7E || isReflog else { continue }
      end = index
      break
    }
    name = String(decoding: bytes[..<end], as: UTF8.self)
    suffix = String(decoding: bytes[end...], as: UTF8.self)
    let twoDots = zip(bytes, bytes.dropFirst()).contains { $0 == 0x2E && $1 == 0x2E }
    isCommit =
      !revision.isEmpty && !bytes.contains(0x3A) && !twoDots && !revision.hasPrefix("-")
      && !bytes.starts(with: [0x5E])
  }
}
