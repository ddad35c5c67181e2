internal import Dispatch
public import FoundationEssentials
internal import Processes

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

  /// Runs a program to its end. What it leaves running goes with it; a cancelled task ends it. What it says to people may hold
  /// anything, and nobody is there to read it.
  public func run(
    _ command: String, _ arguments: [String], environment: [String: String]
  ) async -> PluginOutcome {
    var program = Program(
      [command] + arguments, environment: self.environment.merging(environment) { $1 }, timeout: timeout)
    program.maximumOutput = maximumOutput
    program.endsLeftovers = true
    let cancellation = Cancellation()
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        // A queue of its own: this blocks.
        DispatchQueue(label: "remit.plugin").async { [program] in
          continuation.resume(returning: Self.outcome(of: program, cancellation))
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
  }

  private static func outcome(of program: Program, _ cancellation: Cancellation) -> PluginOutcome {
    guard let outcome = try? program.run(cancellation: cancellation) else { return .notFound }
    switch outcome.ending {
    case .timedOut: return .timedOut
    case .tooMuch: return .tooMuch
    case .exited, .signalled: break
    }
    return .ended(status: outcome.status ?? -1, output: outcome.output)
  }
}
