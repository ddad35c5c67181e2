internal import CSpawn
internal import Glibc

/// Starts programs by posix_spawn(3).
enum Spawning {
  enum Started {
    case success(pid_t)
    case failure(String)
  }

  /// Starts a program with these files as its standard input, output and error, in a process group of its own; no signal is
  /// held back or ignored in it.
  static func start(
    _ program: String, _ arguments: [String], environment: [String: String], folder: String?, files: [Int32]
  ) -> Started {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (place, file) in files.enumerated() { posix_spawn_file_actions_adddup2(&actions, file, Int32(place)) }
    posix_spawn_file_actions_addclosefrom_np(&actions, Int32(files.count))
    if let folder { posix_spawn_file_actions_addchdir_np(&actions, folder) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let variables = environment.map { "\($0.key)=\($0.value)" }.sorted()
    return withCStrings(arguments) { argv in
      withCStrings(variables) { envp in
        var process: pid_t = 0
        let result = posix_spawnp(&process, program, &actions, &attributes, argv, envp)
        return result == 0 ? .success(process) : .failure(String(cString: strerror(result)))
      }
    }
  }

  /// Lends texts as C has them, with a null at the end.
  private static func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let list = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: texts.count + 1)
    for (index, text) in texts.enumerated() { list[index] = strdup(text) }
    list[texts.count] = nil
    defer {
      for index in texts.indices { free(list[index]) }
      list.deallocate()
    }
    return body(list)
  }
}
