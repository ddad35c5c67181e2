internal import Kubernetes

/// What came of a run on a cluster.
public struct ClusterOutcome: Sendable {
  /// What is on the cluster now.
  public enum State: String, Hashable, Sendable, CaseIterable {
    /// Everything is as it is to be, and nothing is left to look at.
    case deployed
    /// Not everything is; the next run goes on, or somebody has to look at what was found.
    case partial
    /// Nothing may be written.
    case blocked
    /// The cluster does not answer, or not any more.
    case unknown
  }

  /// The cluster.
  public var cluster: String
  /// The plan; nil where none could be made.
  public var plan: ClusterPlan?
  /// What came of each set.
  public var sets: [SetOutcome]
  /// Why the run ended early; nil: it did not.
  public var failure: String?

  /// An outcome from its parts.
  public init(cluster: String, plan: ClusterPlan? = nil, sets: [SetOutcome] = [], failure: String? = nil) {
    self.cluster = cluster
    self.plan = plan
    self.sets = sets
    self.failure = failure
  }

  /// What is on the cluster now.
  public var state: State {
    guard failure == nil, let plan else { return .unknown }
    if plan.stop != nil { return .blocked }
    return sets.allSatisfy(\.isClean) ? .deployed : .partial
  }

  /// How many objects were written or deleted.
  public var written: Int { sets.reduce(0) { $0 + $1.results.count { $0.state == .done } } }
}

/// What came of a set.
public struct SetOutcome: Sendable {
  /// The set.
  public var name: String
  /// What came of each step, in the order in which they were taken.
  public var results: [StepResult]
  /// What was found and left as it is.
  public var findings: [Finding]
  /// Why the set was left alone or given up; nil: it was not.
  public var stop: String?

  /// Whether all that is to be there is there, and what is to go has gone.
  public var isDeployed: Bool {
    stop == nil && results.allSatisfy { $0.state == .done }
      && !findings.contains { Self.missing.contains($0.kind) }
  }

  /// Whether nothing is left to do or to look at either: what plans and the status say, too, when they are asked next.
  public var isClean: Bool {
    isDeployed && findings.isEmpty && !results.contains { $0.step.action == .announce }
  }

  /// What leaves an object undeployed.
  private static let missing: Set<Finding.Kind> = [
    .conflict, .foreign, .refused, .immutable, .dropped, .deferred, .gone, .held,
  ]
}

/// What came of a step.
public struct StepResult: Sendable {
  /// How it ended.
  public enum State: Hashable, Sendable {
    /// It is done.
    case done
    /// It was not begun: something before it did not work.
    case skipped(String)
    /// It is done, and what comes of it is waited for.
    case waiting(String)
    /// The object is not what it was when the plan was made.
    case outdated(String)
    /// The server did not do it.
    case failed(String)

    /// It was not begun, as so many more than may be deleted at once are to go.
    static func overBudget(_ count: Int) -> Self {
      .skipped("\(count) more than may be deleted at once: what is left is a plan of its own, which has to be approved")
    }
  }

  /// The step.
  public var step: PlannedStep
  /// How it ended.
  public var state: State
}
