public import HTTPTransport

/// How a program's run ended.
public enum PluginOutcome: Hashable, Sendable {
  /// It ended with a status, and wrote this to its standard output.
  case ended(status: Int32, output: [UInt8])
  /// It could not be started.
  case notFound
  /// It did not end in time, and was killed.
  case timedOut
  /// It wrote more than is taken, and was killed.
  case tooMuch
}

/// Runs programs that give credentials.
public protocol PluginRunner: Sendable {
  /// Runs a program without input to its end. `environment` is added to that of this process.
  func run(_ command: String, _ arguments: [String], environment: [String: String]) async -> PluginOutcome
}

/// The credentials that a program gives, kept until they expire or the server refuses them.
public actor ExecCredentials: CredentialSource {
  private let plugin: ExecPlugin
  private let runner: any PluginRunner
  private let clock: HTTPClock
  private var kept: (credential: Credential, expires: Int64?)?
  private var run: Task<Result<Credential, CredentialFailure>, Never>?

  /// Credentials of a program, which is run when they are asked for.
  public init(_ plugin: ExecPlugin, runner: any PluginRunner = ProcessRunner(), clock: HTTPClock = .system) {
    self.plugin = plugin
    self.runner = runner
    self.clock = clock
  }

  /// The credential that is kept, or a new one.
  public func credential() async throws(CredentialFailure) -> Credential {
    // What expires on the way is of no use.
    if let kept, kept.expires.map({ $0 - 10_000 > clock.now() }) ?? true { return kept.credential }
    return try await anew()
  }

  /// A new one, unless the refused one has been replaced already.
  public func credential(insteadOf refused: Credential) async throws(CredentialFailure) -> Credential? {
    if let kept, kept.credential != refused { return kept.credential }
    kept = nil
    let credential = try await anew()
    return credential == refused ? nil : credential
  }

  /// Runs the program; those who ask meanwhile wait for the same run.
  private func anew() async throws(CredentialFailure) -> Credential {
    if let run { return try await run.value.get() }
    let task = Task<Result<Credential, CredentialFailure>, Never> { await self.ask() }
    run = task
    let result = await task.value
    run = nil
    return try result.get()
  }

  private func ask() async -> Result<Credential, CredentialFailure> {
    let outcome = await runner.run(plugin.command, plugin.arguments, environment: plugin.environment)
    do throws(CredentialFailure) {
      switch outcome {
      case .ended(0, let output):
        let given = try plugin.credential(from: output)
        kept = given
        return .success(given.credential)
      case .ended(let status, _): throw plugin.failure("it ended with status \(status)")
      case .notFound: throw plugin.failure("it cannot be started" + (plugin.installHint.map { ": \($0)" } ?? ""))
      case .timedOut: throw plugin.failure("it did not end in time")
      case .tooMuch: throw plugin.failure("it wrote too much")
      }
    } catch {
      return .failure(error)
    }
  }
}
