public import HTTPTransport
public import Kubernetes

/// How a run goes.
public struct RunOptions: Sendable {
  /// What the plan depends on.
  public var plan: PlanOptions
  /// The hash that the plan must have, where only an approved one may be applied; nil: any.
  public var expectedHash: String?
  /// The hash of a plan that was approved as it is, deletions beyond the budget included.
  public var approvedHash: String?
  /// How long things are waited for.
  public var times: Times
  /// The lease that is taken before anything is written; nil: whoever calls this holds one, or nobody else deploys.
  public var lease: LeaseUse?
  /// Whether writing is allowed right now: asked before each write. A lease that was lost says no.
  public var mayWrite: @Sendable () async -> Bool
  /// How waits are waited, and the time for people to read.
  public var clock: HTTPClock
  /// The time that limits are measured by.
  public var steady: SteadyClock
  /// Where tests stop a run.
  public var checkpoints: Checkpoints

  /// How long things are waited for, in milliseconds.
  public struct Times: Hashable, Sendable {
    /// The readiness of all objects of a stage.
    public var readiness: Int64
    /// The readiness of applications before anything is deleted; 0: they are not waited for.
    public var health: Int64
    /// The end of an object whose deletion was begun.
    public var deletion: Int64
    /// Between two looks.
    public var interval: Int64
    /// A whole run on a cluster: whoever does not answer costs others no more.
    public var cluster: Int64

    /// Times from their parts.
    public init(
      readiness: Int64 = 60_000, health: Int64 = 0, deletion: Int64 = 30_000, interval: Int64 = 200,
      cluster: Int64 = 600_000
    ) {
      self.readiness = readiness
      self.health = health
      self.deletion = deletion
      self.interval = interval
      self.cluster = cluster
    }
  }

  /// Options from their parts.
  public init(
    plan: PlanOptions, expectedHash: String? = nil, approvedHash: String? = nil, times: Times = Times(),
    lease: LeaseUse? = nil, clock: HTTPClock = .system, steady: SteadyClock = .system, checkpoints: Checkpoints = .none,
    mayWrite: @escaping @Sendable () async -> Bool = { true }
  ) {
    self.plan = plan
    self.expectedHash = expectedHash
    self.approvedHash = approvedHash
    self.times = times
    self.lease = lease
    self.clock = clock
    self.steady = steady
    self.checkpoints = checkpoints
    self.mayWrite = mayWrite
  }
}

/// Why a run ended before its end.
enum RunStop: Error, CustomStringConvertible {
  /// The cluster does not answer any more, or not to us.
  case cluster(String)
  /// Somebody else may write now.
  case notAllowed
  /// A test ended it.
  case checkpoint(any Error)

  var description: String {
    switch self {
    case .cluster(let text): text
    case .notAllowed: "the lease on the cluster was lost"
    case .checkpoint(let error): "\(error)"
    }
  }
}
