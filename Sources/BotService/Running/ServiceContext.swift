internal import Forges
public import Monitoring
public import ServiceStore

/// What all jobs of the service work with.
public struct ServiceContext: Sendable {
  /// What is kept.
  public let store: any Store
  /// What time it is.
  public let clock: ServiceClock
  /// What is counted.
  public let metrics: Metrics
  /// What is written down for operators.
  public let log: ServiceLog
  /// Where the service's pages are; nil: it has none that anybody could open.
  public let url: String?
  /// Where a test may stop the work.
  let checkpoints: Checkpoints
  /// Waits until claims have to be prolonged, or until the task is cancelled. In true time: the clock of a test stands still
  /// while work is done.
  var beat: @Sendable () async -> Void = { try? await Task.sleep(for: .milliseconds(ServiceContext.lease / 4)) }

  /// A context from its parts.
  public init(
    store: any Store, clock: ServiceClock = .system, metrics: Metrics = Metrics(), log: ServiceLog = .none,
    url: String? = nil, checkpoints: Checkpoints = .none
  ) {
    self.store = store
    self.clock = clock
    self.metrics = metrics
    self.log = log
    self.url = url
    self.checkpoints = checkpoints
  }

  /// The page of a merge request.
  func page(of number: Int, in repository: String) -> String? { url.map { "\($0)/\(repository)/\(number)" } }
}

/// A point in a job at which a test may let the process die.
public enum Checkpoint: String, Hashable, Sendable, CaseIterable {
  case observed, fetched, remembered, judged, acting, acted, saved, merging, merged, recording, recorded, published
}

/// Lets tests end a job anywhere. The service itself passes all points.
public struct Checkpoints: Sendable {
  /// Called at each point; an error ends the job there, as a crash would.
  public var pass: @Sendable (Checkpoint) async throws -> Void

  /// Checkpoints that call something.
  public init(_ pass: @escaping @Sendable (Checkpoint) async throws -> Void) { self.pass = pass }

  /// Nothing happens anywhere.
  public static let none = Checkpoints { _ in }
}
