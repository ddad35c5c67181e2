import CLibgit2

/// The C handles that a repository and its objects share; freed when the last of the two goes.
final class RepositoryHandle {
  let pointer: OpaquePointer
  /// The object database. Its disk backends can only read; what is written goes to memory.
  let objects: OpaquePointer
  private let repository: Handle
  private let database: Handle
  /// Kept until the end once made, since libgit2 ties the object database to the repository that used it last.
  private var lazyScratch: ScratchRepository?

  init(_ path: String, flags: git_repository_open_flag_t, _ attempt: String) throws(GitError) {
    try LibGit2.start()
    try requireNoNUL(path, attempt)
    do throws(GitError) {
      let opened = try Handle(freeing: git_repository_free, attempt) {
        git_repository_open_ext(&$0, path, flags.rawValue, nil)
      }
      let handle = opened.pointer
      database = try Handle(freeing: git_odb_free, attempt) { git_repository_odb(&$0, handle) }
      repository = opened
    } catch {
      throw Self.explained(error, path)
    }
    pointer = repository.pointer
    objects = database.pointer
    try keepInMemory(attempt)
  }

  /// Takes from the disk backends everything that writes, and puts one before them that keeps new objects in memory.
  ///
  /// libgit2 would otherwise store merged files, and touch the time stamps of objects it finds already there.
  private func keepInMemory(_ attempt: String) throws(GitError) {
    for index in 0..<git_odb_num_backends(objects) {
      var backend: UnsafeMutablePointer<git_odb_backend>?
      try check(git_odb_get_backend(&backend, objects, index), attempt)
      backend?.pointee.write = nil
      backend?.pointee.writestream = nil
      backend?.pointee.writepack = nil
      backend?.pointee.writemidx = nil
      backend?.pointee.freshen = nil
    }
    var memory: UnsafeMutablePointer<git_odb_backend>?
    try check(git_mempack_new(&memory), attempt)
    try check(git_odb_add_backend(objects, memory, 1000), attempt)
  }

  /// A repository over the same objects without configuration, attributes, index or working tree: for merges that depend
  /// on the objects alone. Only the repository's own task calls this.
  func scratch() throws(GitError) -> OpaquePointer {
    if let lazyScratch { return lazyScratch.pointer }
    let made = try ScratchRepository(over: objects)
    lazyScratch = made
    return made.pointer
  }

  private static func explained(_ error: GitError, _ path: String) -> GitError {
    var error = error
    // libgit2 1.5 says that it missed a setting when the repository is another user's and the setting is not there.
    if error.code == .notFound, error.category == Int32(GIT_ERROR_CONFIG.rawValue) {
      error = GitError(.owner, category: error.category, error.attempt, "it belongs to another user")
    }
    return
      error
      .advising("run inside a git repository, or name one with `--repo`", for: .notFound)
      .advising("if you trust it: `git config --global --add safe.directory \(path)`, or `'*'` for all", for: .owner)
  }
}

/// See `RepositoryHandle.scratch()`.
private final class ScratchRepository {
  let pointer: OpaquePointer
  private let repository: Handle

  init(over objects: OpaquePointer) throws(GitError) {
    let attempt = "prepare a merge"
    repository = try Handle(freeing: git_repository_free, attempt) { git_repository_wrap_odb(&$0, objects) }
    pointer = repository.pointer
    let configuration = try Handle(freeing: git_config_free, attempt) { git_config_new(&$0) }
    try check(git_repository_set_config(pointer, configuration.pointer), attempt)
    let index = try Handle(freeing: git_index_free, attempt) { git_index_new(&$0) }
    try check(git_repository_set_index(pointer, index.pointer), attempt)
  }
}
