import CLibgit2

extension Repository {
  /// A setting of git as `git config NAME` gives it, of the repository, the user and the machine; nil where it is not
  /// set. Throws `.invalidName` for a name that can be none, and if a configuration file cannot be read.
  public func setting(_ name: String) throws(GitError) -> String? {
    try lookUp(name) { git_config_get_string_buf($0, $1, $2) }
  }

  /// A setting that is a path, with `~` replaced by the user's folder.
  public func pathSetting(_ name: String) throws(GitError) -> String? {
    try lookUp(name) { git_config_get_path($0, $1, $2) }
  }

  /// The folder that all working trees of the repository share: `.git` also for a linked worktree.
  public var commonDirectory: String {
    guard var path = git_repository_commondir(handle.pointer).map({ String(cString: $0) }) else { return gitDirectory }
    if path.utf8.count > 1, path.utf8.last == UInt8(ascii: "/") { path.removeLast() }
    return path
  }

  /// Whether a merge has been begun and not been committed.
  public var isMerging: Bool { git_repository_state(handle.pointer) == GIT_REPOSITORY_STATE_MERGE.rawValue }

  private func lookUp(
    _ name: String, _ get: (UnsafeMutablePointer<git_buf>, OpaquePointer, String) -> Int32
  ) throws(GitError) -> String? {
    let attempt = "read the setting “\(name)”"
    try requireNoNUL(name, attempt)
    // A snapshot, as git writes settings without asking us.
    let settings = try Handle(freeing: git_config_free, attempt) {
      git_repository_config_snapshot(&$0, handle.pointer)
    }
    var value = git_buf()
    defer { git_buf_dispose(&value) }
    let status = get(&value, settings.pointer, name)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try check(status, attempt)
    return value.ptr.map { String(cString: $0) }
  }
}
