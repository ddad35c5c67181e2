public import Kubernetes

/// What is to be done on clusters. The same state gives the same plan, whenever and in whatever order it is read.
public struct Plan: Sendable {
  /// The clusters, by name.
  public var clusters: [ClusterPlan]

  /// A plan from its parts.
  public init(_ clusters: [ClusterPlan]) { self.clusters = clusters.sorted { $0.cluster < $1.cluster } }
}

/// What is to be done on a cluster.
public struct ClusterPlan: Sendable {
  /// The cluster.
  public var cluster: String
  /// The uid of its `kube-system`; empty where it does not answer.
  public var clusterUID: String
  /// The commit that is to be deployed.
  public var commit: String
  /// When that was committed, in seconds since 1970; nil: that is not known.
  public var committedAt: Int64?
  /// Why nothing may be written; nil: something may.
  public var stop: String?
  /// The sets, by name.
  public var sets: [SetPlan]
  /// What nobody asks for.
  public var orphans: [Orphan]
  /// What the server, and its clock, gave to think about.
  public var warnings: [String]

  /// A plan from its parts.
  public init(
    cluster: String, clusterUID: String = "", commit: String, stop: String? = nil, sets: [SetPlan] = [],
    orphans: [Orphan] = [], warnings: [String] = []
  ) {
    self.cluster = cluster
    self.clusterUID = clusterUID
    self.commit = commit
    self.stop = stop
    self.sets = sets.sorted { $0.name < $1.name }
    self.orphans = orphans
    self.warnings = warnings
  }

  /// Whether there is nothing to do and nothing wrong.
  public var isClean: Bool { stop == nil && sets.allSatisfy(\.isClean) }
  /// Whether something would be written.
  public var hasWork: Bool { stop == nil && sets.contains { $0.stop == nil && !$0.steps.isEmpty } }
  /// The plan, not to be applied: another one was to be.
  func stopped(insteadOf expected: String) -> ClusterPlan {
    var plan = self
    plan.stop = stop ?? "the plan is not the approved one any more: \(hash) instead of \(expected)"
    return plan
  }

  /// How many steps there are of an action.
  public func count(_ action: PlannedStep.Action) -> Int {
    sets.reduce(0) { $0 + $1.steps.count { $0.action == action } }
  }
}

/// What is to be done with the objects of a set.
public struct SetPlan: Sendable {
  /// The set.
  public var name: String
  /// What is done: first what is applied, in order, then what goes, in reverse order.
  public var steps: [PlannedStep]
  /// What is not done, and why.
  public var findings: [Finding]
  /// How many objects are as they are to be.
  public var unchanged: Int
  /// How many objects the set has on the cluster.
  public var members: Int
  /// Why nothing of the set may be written; nil: it may.
  public var stop: String?
  /// Why nothing may be deleted; empty: it may.
  public var holds: [String]
  /// How many deletions there are beyond what may be deleted without asking; 0: none.
  public var overBudget: Int
  /// A run that was not finished, and goes on.
  public var resumes: SetParent.Journal?
  /// The set's parent as it was read; nil: there is none yet.
  public var parent: SetParent?

  /// A plan without steps.
  public init(name: String, parent: SetParent? = nil) {
    self.name = name
    self.parent = parent
    steps = []
    findings = []
    unchanged = 0
    members = 0
    holds = []
    overBudget = 0
    resumes = parent?.journal
  }

  /// Whether there is nothing to do and nothing wrong.
  public var isClean: Bool { steps.isEmpty && findings.isEmpty && stop == nil }
}

/// An object on a cluster that nobody asks for.
public struct Orphan: Hashable, Sendable {
  /// Why it counts as one.
  public enum Class: String, Hashable, Sendable, CaseIterable {
    /// It belongs to a set of ours that nothing is rendered for any more.
    case undesiredSet
    /// It has the label of a set that has no parent.
    case unknownSet
    /// It is marked as an application's, and there is no such application.
    case marked
    /// It is named, or labelled, as a namespace of ours, and there is no such one.
    case named
    /// It is where nothing is deployed: an application in a sandbox.
    case misplaced
  }

  /// Why it counts as one.
  public var reason: Class
  /// The object.
  public var key: ObjectKey
  /// What is known of where it came from.
  public var provenance: Provenance?
  /// What to do about it.
  public var advice: String
  /// Which one of that name; nil: the server does not say.
  public var uid: String?
  /// Since when it is known, `2026-01-02T03:04:05Z`; nil: no run has noted it yet.
  public var since: String?

  /// An orphan from its parts.
  public init(
    _ reason: Class, _ key: ObjectKey, provenance: Provenance? = nil, advice: String, uid: String? = nil,
    since: String? = nil
  ) {
    self.reason = reason
    self.key = key
    self.provenance = provenance
    self.advice = advice
    self.uid = uid
    self.since = since
  }
}
