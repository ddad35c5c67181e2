internal import Dispatch
public import FoundationEssentials
internal import Glibc
internal import Synchronization

/// Runs programs as processes: no input, no terminal, a group of their own that is killed when they take too long or
/// write too much.
public struct ProcessRunner: PluginRunner {
  private let timeout: Int64
  private let maximumOutput: Int
  private let environment: [String: String]

  /// A runner with limits; the time is in milliseconds. `environment`: what all programs get.
  public init(
    timeout: Int64 = 30_000, maximumOutput: Int = 1 << 20,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) {
    self.timeout = timeout
    self.maximumOutput = maximumOutput
    self.environment = environment
  }

  /// Runs a program to its end. What it leaves running goes with it; a cancelled task kills it.
  public func run(
    _ command: String, _ arguments: [String], environment: [String: String]
  ) async -> PluginOutcome {
    let isCancelled = Flag()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // A queue of its own: this blocks.
        DispatchQueue(label: "remit.plugin").async {
          continuation.resume(returning: start(command, arguments, environment, isCancelled))
        }
      }
    } onCancel: {
      isCancelled.raise()
    }
  }

  private func start(
    _ command: String, _ arguments: [String], _ environment: [String: String], _ isCancelled: Flag
  ) -> PluginOutcome {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return .notFound }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let process = spawn(command, arguments, environment, output: ends[1])
    close(ends[1])
    guard let process else { return .notFound }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return watch(process, ends[0], isCancelled)
  }

  /// Reads until the program has ended; its children, who may hold the pipe, are not waited for.
  private func watch(_ process: pid_t, _ input: Int32, _ isCancelled: Flag) -> PluginOutcome {
    let start = ContinuousClock.now
    var output: [UInt8] = []
    var status: Int32 = 0
    var failure: PluginOutcome?
    var hasEnded = false
    while !hasEnded, failure == nil {
      var waited = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
      _ = poll(&waited, 1, 20)
      if waited.revents & Int16(POLLIN) == 0 { usleep(2_000) }
      hasEnded = waitpid(process, &status, WNOHANG) == process
      read(input, into: &output)
      if output.count > maximumOutput { failure = .tooMuch }
      if isCancelled.isRaised || ContinuousClock.now - start > .milliseconds(timeout) { failure = failure ?? .timedOut }
    }
    kill(-process, SIGKILL)
    if !hasEnded { waitpid(process, &status, 0) }
    if let failure { return hasEnded && failure == .timedOut ? ended(status, output) : failure }
    return ended(status, output)
  }

  private func ended(_ status: Int32, _ output: [UInt8]) -> PluginOutcome {
    // As the macros of the C library: the signal, or the status.
    let signal = status & 0x7F
    let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    // The C library ends a process whose program it cannot start with 127, as a shell does.
    return code == 127 && output.isEmpty ? .notFound : .ended(status: code, output: output)
  }

  private func read(_ input: Int32, into output: inout [UInt8]) {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while output.count <= maximumOutput {
      let count = Glibc.read(input, &buffer, buffer.count)
      guard count > 0 else { return }
      output += buffer[..<count]
    }
  }

  private func spawn(
    _ command: String, _ arguments: [String], _ environment: [String: String], output: Int32
  ) -> pid_t? {
    var actions = posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
      posix_spawn_file_actions_destroy(&actions)
      posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    // What a plugin says to people may hold anything: nobody is there to read it.
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    for file in Self.openFiles where file > 2 { posix_spawn_file_actions_addclose(&actions, file) }
    var noSignals = sigset_t()
    sigemptyset(&noSignals)
    posix_spawnattr_setsigmask(&attributes, &noSignals)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK))
    let variables = self.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
    return withCStrings([command] + arguments) { argv in
      withCStrings(variables) { envp in
        var process: pid_t = 0
        return posix_spawnp(&process, command, &actions, &attributes, argv, envp) == 0 ? process : nil
      }
    }
  }

  /// What this process has open, and no other is to have.
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
}

/// Something that happened, told to another thread.
private final class Flag: Sendable {
  private let flag = Atomic<Bool>(false)

  var isRaised: Bool { flag.load(ordering: .relaxed) }

  func raise() { flag.store(true, ordering: .relaxed) }
}

/// Lends texts as C has them, with a null at the end.
private func withCStrings<Result>(
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
