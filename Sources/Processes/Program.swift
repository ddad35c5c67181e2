/// A program to run to its end, without a terminal, in a process group of its own, with nothing of this process open in it.
///
/// Foundation's `Process` is not used: it needs a run loop, and where many threads start programs at once it waits for the
/// wrong ones, or crashes (Swift 6.3).
public struct Program: Sendable {
  /// The program, found in the `PATH` of this process unless there is a slash in its name, and its arguments.
  public var arguments: [String]
  /// All of its environment.
  public var environment: [String: String]
  /// The folder that it starts in; nil: the one of this process.
  public var folder: String?
  /// What it reads on standard input; nil: nothing, from `/dev/null`.
  public var input: [UInt8]?
  /// It is stopped after so many milliseconds; nil: it has all time.
  public var timeout: Int64?
  /// It is stopped once it has written more bytes on standard output, or on standard error.
  public var maximumOutput = 1 << 30
  /// Whether what it leaves running is killed at its end.
  public var endsLeftovers = false

  /// A program from its parts. `arguments` begin with its name.
  public init(
    _ arguments: [String], environment: [String: String], folder: String? = nil, input: [UInt8]? = nil,
    timeout: Int64? = nil
  ) {
    self.arguments = arguments
    self.environment = environment
    self.folder = folder
    self.input = input
    self.timeout = timeout
  }

  /// How a program ended.
  public enum Ending: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int32)
    /// By a signal that somebody else sent.
    case signalled(Int32)
    /// It took too long, or was cancelled, and was stopped.
    case timedOut
    /// It wrote too much and was stopped.
    case tooMuch
  }

  /// What came of a program.
  public struct Outcome: Hashable, Sendable {
    /// How it ended.
    public var ending: Ending
    /// What it wrote on standard output.
    public var output: [UInt8]
    /// What it wrote on standard error.
    public var errors: [UInt8]

    /// Whether it ended by itself with status 0.
    public var isSuccess: Bool { ending == .exited(0) }
    /// The status as a shell gives it: 128 and more for signals; nil where it was stopped.
    public var status: Int32? {
      switch ending {
      case .exited(let status): status
      case .signalled(let signal): 128 + signal
      case .timedOut, .tooMuch: nil
      }
    }
    /// What it wrote on standard output, as text.
    public var text: String { String(decoding: output, as: UTF8.self) }
    /// What it wrote on standard error, as text.
    public var complaints: String { String(decoding: errors, as: UTF8.self) }
  }

  /// A program could not be started.
  public struct StartError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was to be started, and why it was not.
    public var description: String
  }

  /// Runs it and waits for its end, which blocks the thread. What it leaves running is not waited for, and killed where the program
  /// itself had to be stopped. `cancellation` stops it from another thread. Throws where it does not start.
  public func run(cancellation: Cancellation? = nil) throws(StartError) -> Outcome {
    guard let name = arguments.first else { throw StartError(description: "there is no program to start") }
    var pipes = try Pipes(hasInput: input != nil)
    let started = Spawning.start(
      name, arguments, environment: environment, folder: folder,
      files: [pipes.input.reading, pipes.output.writing, pipes.errors.writing])
    pipes.closeFarEnds()
    switch started {
    case .success(let process):
      var watch = Watch(process, pipes, self, cancellation)
      return watch.outcome()
    case .failure(let reason):
      pipes.close()
      throw StartError(description: "\(name) does not start: \(reason)")
    }
  }
}
