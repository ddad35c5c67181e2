internal import Glibc
internal import Synchronization

extension Program {
  /// What a program that goes on has as a standard file.
  public enum Stream: Sendable {
    /// Nothing: `/dev/null`.
    case nothing
    /// A file; what is written is added to its end.
    case file(String)
    /// An open file of this process, which stays open here.
    case descriptor(Int32)
    /// As input: a pipe that nobody writes to, and that ends when it is let go of, or when this process ends in any way.
    case held
  }

  /// Starts it and goes on. Its `input`, `timeout` and `maximumOutput` do not count. Throws where it does not start.
  public func start(
    input: Stream = .nothing, output: Stream = .nothing, errors: Stream = .nothing
  ) throws(StartError) -> RunningProgram {
    guard let name = arguments.first else { throw StartError(description: "there is no program to start") }
    var held = PipeEnds()
    var opened: [Int32] = []
    defer { for file in opened { close(file) } }
    func file(_ stream: Stream, _ mode: Int32) throws(StartError) -> Int32 {
      let path: String
      switch stream {
      case .descriptor(let file): return file
      case .held:
        held = try .open()
        opened.append(held.reading)
        return held.reading
      case .nothing: path = "/dev/null"
      case .file(let name): path = name
      }
      let file = open(path, mode | O_CLOEXEC, 0o600)
      guard file >= 0 else { throw StartError(description: "\(path): \(String(cString: strerror(errno)))") }
      opened.append(file)
      return file
    }
    let writing = O_WRONLY | O_CREAT | O_APPEND
    let started = Spawning.start(
      name, arguments, environment: environment, folder: folder,
      files: [try file(input, O_RDONLY), try file(output, writing), try file(errors, writing)])
    switch started {
    case .success(let process): return RunningProgram(process, held: held.writing)
    case .failure(let reason):
      held.closeWriting()
      throw StartError(description: "\(name) does not start: \(reason)")
    }
  }
}

/// A program that goes on beside this process, as long as this value is there: then it is killed.
public final class RunningProgram: Sendable {
  /// Its process id, which is that of its process group as well.
  public let id: Int32

  private struct State {
    var end: End?
    var held: Int32
  }
  private let state: Mutex<State>

  /// How a program ended, and what it took.
  public struct End: Hashable, Sendable {
    /// How it ended.
    public var ending: Program.Ending
    /// Seconds of processors, those of the programs that it waited for included.
    public var processorSeconds: Double
    /// The most memory that it had, in bytes.
    public var peakBytes: Int
  }

  init(_ process: pid_t, held: Int32) {
    id = process
    state = Mutex(State(held: held))
  }

  deinit {
    letGo()
    signal(SIGKILL)
    wait()
  }

  /// Whether it has not ended yet.
  public var isRunning: Bool { state.withLock { reap(&$0, WNOHANG) } == nil }

  /// Sends it a signal, and all of its process group; nothing once its end is known.
  public func signal(_ signal: Int32) {
    state.withLock { state in
      guard state.end == nil else { return }
      if kill(-id, signal) != 0 { kill(id, signal) }
    }
  }

  /// Ends its `held` input.
  public func letGo() {
    state.withLock { state in
      if state.held >= 0 { close(state.held) }
      state.held = -1
    }
  }

  /// Waits for its end, which blocks the thread.
  @discardableResult
  public func wait() -> End {
    var information = siginfo_t()
    while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
    return state.withLock { reap(&$0, 0) } ?? End(ending: .exited(-1), processorSeconds: 0, peakBytes: 0)
  }

  private func reap(_ state: inout State, _ options: Int32) -> End? {
    if let end = state.end { return end }
    var (status, use) = (Int32(0), rusage())
    guard wait4(id, &status, options, &use) == id else { return nil }
    let seconds = [use.ru_utime, use.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
    // The kernel counts kibibytes.
    state.end = End(ending: .init(status: status), processorSeconds: seconds, peakBytes: use.ru_maxrss * 1024)
    return state.end
  }
}

extension Program.Ending {
  /// How a program ended by itself, as wait(2) says it.
  init(status: Int32) {
    // As the macros of the C library: the signal, or the status.
    let signal = status & 0x7F
    self = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
  }
}
