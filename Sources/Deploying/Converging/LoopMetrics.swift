public import Kubernetes
public import Monitoring

/// What operators want to know of a loop, as numbers: made from what the loop reports.
///
/// Labels are clusters, sets and words of this program. Of a cluster with very many sets the last ones count together.
public actor LoopMetrics {
  /// The set that stands for all beyond the limit.
  public static let otherSets = "(others)"

  /// The numbers.
  public nonisolated let metrics: Metrics
  private let steady: SteadyClock
  private let now: @Sendable () -> Int64
  private let setLimit: Int
  private var clusters: [String: ClusterWatch] = [:]

  /// Numbers of some clusters about which nothing is known yet. `now`: milliseconds since 1970, for people.
  public init(
    clusters: [String], metrics: Metrics = Metrics(), steady: SteadyClock = .system, setLimit: Int = 500,
    now: @escaping @Sendable () -> Int64
  ) {
    self.metrics = metrics
    self.steady = steady
    self.now = now
    self.setLimit = max(1, setLimit)
    for cluster in clusters {
      self.clusters[cluster] = ClusterWatch()
      metrics.set(.leaseHeld, ["cluster": cluster], to: 0)
      metrics.set(.breakerOpen, ["cluster": cluster], to: 0)
      metrics.add(.drift, ["cluster": cluster], by: 0)
      metrics.add(.repairs, ["cluster": cluster], by: 0)
    }
  }

  /// Takes note of what a loop reports.
  public func note(_ event: Converger.Event) {
    switch event {
    case .began(let cluster):
      clusters[cluster, default: ClusterWatch()].begunAt = steady.now()
      set(.leaseHeld, cluster, 1)
      set(.breakerOpen, cluster, 0)
    case .ran(let outcome): note(outcome)
    case .standby(let cluster):
      clusters[cluster, default: ClusterWatch()].trouble = nil
      set(.leaseHeld, cluster, 0)
      set(.breakerOpen, cluster, 0)
    case .lost(let cluster):
      clusters[cluster, default: ClusterWatch()].trouble = "the lease was lost, or could not be renewed in time"
      set(.leaseHeld, cluster, 0)
    case .unconfigured(let cluster):
      clusters[cluster, default: ClusterWatch()].trouble = "not configured: it is not said how it is reached"
    case .pausing(let cluster, _): set(.breakerOpen, cluster, 1)
    case .holding(let cluster, let repairs): set(.heldRepairs, cluster, Double(repairs))
    case .undecided(let cluster, let why):
      clusters[cluster, default: ClusterWatch()].trouble = why
      metrics.add(.runs, ["cluster": cluster, "result": "undecided"])
    }
  }

  /// Takes note of how many commits wait because no decision record covers them.
  public func note(quarantined count: Int) { metrics.set(.quarantined, to: Double(count)) }

  /// Why the loop is not ready, cluster by cluster; empty: all clusters have been read, or others keep them.
  public var troubles: [(cluster: String, why: String)] {
    clusters.sorted { $0.key < $1.key }.compactMap { cluster, watch in watch.trouble.map { (cluster, $0) } }
  }

  private func set(_ definition: Metrics.Definition, _ cluster: String, _ value: Double) {
    metrics.set(definition, ["cluster": cluster], to: value)
  }

  private func note(_ outcome: ClusterOutcome) {
    let cluster = outcome.cluster
    var watch = clusters[cluster] ?? ClusterWatch()
    defer { clusters[cluster] = watch }
    metrics.add(.runs, ["cluster": cluster, "result": outcome.state.rawValue])
    if let begunAt = watch.begunAt {
      metrics.observe(.runTime, ["cluster": cluster], seconds: Double(max(0, steady.now() - begunAt)) / 1000)
      watch.begunAt = nil
    }
    // A failure after the plan is one of writing: the cluster could be read.
    watch.trouble = outcome.plan == nil ? outcome.failure ?? "it could not be read" : nil
    if outcome.state == .unknown { set(.leaseHeld, cluster, 0) }
    guard let plan = outcome.plan else { return }
    // What others left on the cluster keeps nothing from being a success.
    if outcome.failure == nil, plan.stop == nil, outcome.sets.allSatisfy(\.isDeployed) {
      set(.lastSuccess, cluster, Double(now()) / 1000)
      if let time = plan.committedAt { set(.lastSuccessCommit, cluster, Double(time)) }
    }
    guard plan.stop == nil else { return }
    let counts = SetCounts(outcome, limit: setLimit)
    metrics.replace(.objects, where: ["cluster": cluster], with: counts.objects)
    metrics.replace(.pruneBlocked, where: ["cluster": cluster], with: counts.blocked)
    var orphans = Dictionary(uniqueKeysWithValues: Orphan.Class.allCases.map { (["class": $0.rawValue], 0.0) })
    for orphan in plan.orphans { orphans[["class": orphan.reason.rawValue], default: 0] += 1 }
    metrics.replace(.orphans, where: ["cluster": cluster], with: orphans)
    metrics.add(.repairs, ["cluster": cluster], by: Double(outcome.repaired.count))
    metrics.add(
      .drift, ["cluster": cluster], by: Double(outcome.repaired.union(outcome.drifted).subtracting(watch.drifted).count)
    )
    watch.drifted = outcome.drifted
  }
}

/// What is remembered of a cluster between two runs.
private struct ClusterWatch {
  /// When the run began.
  var begunAt: Int64?
  /// Why the cluster counts as not read.
  var trouble: String? = "it has not been read yet"
  /// What differed after the last run, so that it is counted once.
  var drifted: Set<ObjectKey> = []
}
