internal import Glibc

/// Starts processes that go on beside this one; `Processes` runs programs to their end. Not by Foundation's `Process`: where
/// several are started at once, it waits for the end of others that hold what it waits at.
enum Spawn {
  /// Starts a program of the machine, found in `PATH`, with these files as its standard input, output and error, in a
  /// process group of its own; nothing else of this process is open in it, and no signal is held back. Gives its id, nil
  /// where it does not start.
  static func start(
    _ arguments: [String], environment: [String: String], input: Int32, output: Int32, errors: Int32
  ) -> pid_t? {
    guard let program = arguments.first else { return nil }
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    for (index, file) in [input, output, errors].enumerated() {
      posix_spawn_file_actions_adddup2(&actions, file, Int32(index))
    }
    for file in openFiles where file > 2 { posix_spawn_file_actions_addclose(&actions, file) }
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let variables = environment.map { "\($0.key)=\($0.value)" }
    return withCStrings(arguments) { argv in
      withCStrings(variables) { envp in
        var process: pid_t = 0
        return posix_spawnp(&process, program, &actions, &attributes, argv, envp) == 0 ? process : nil
      }
    }
  }

  /// Waits for the end of a process and gives its status: 128 and more for signals.
  static func wait(for process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) == -1, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// Opens a file that other programs started meanwhile do not get.
  static func open(_ path: String, writing: Bool = false) -> Int32 {
    Glibc.open(path, (writing ? O_WRONLY | O_CREAT | O_TRUNC : O_RDONLY) | O_CLOEXEC, 0o600)
  }

  private static var openFiles: [Int32] {
    guard let folder = opendir("/proc/self/fd") else { return [] }
    defer { closedir(folder) }
    var files: [Int32] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if let file = Int32(name) { files.append(file) }
    }
    return files
  }

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
