internal import Kubernetes

/// How many objects of each set are in which state after a run.
struct SetCounts {
  /// By labels `set` and `state`.
  var objects: [[String: String]: Double] = [:]
  /// Deletions that are held back, by the label `set`.
  var blocked: [[String: String]: Double] = [:]

  /// Counts what came of a run. Sets beyond the limit, by name, count together.
  init(_ outcome: ClusterOutcome, limit: Int) {
    let outcomes = Dictionary(outcome.sets.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    for (number, plan) in (outcome.plan?.sets ?? []).enumerated() {
      let set = number < limit ? plan.name : LoopMetrics.otherSets
      func add(_ state: String, _ count: Int) {
        if count > 0 { objects[["set": set, "state": state], default: 0] += Double(count) }
      }
      let results = outcomes[plan.name]?.results ?? []
      let found = Set(plan.findings.map(\.key))
      let done = results.count { result in
        switch result.step.action {
        case .strip, .announce, .delete: false
        case .mark: result.state == .done && !found.contains(result.step.key)
        default: result.state == .done
        }
      }
      // A set that has nothing is there, too.
      objects[["set": set, "state": "deployed"], default: 0] += Double(plan.unchanged + done)
      for result in results where result.state != .done { add(result.state.name, 1) }
      for finding in plan.findings { add(finding.kind.rawValue, 1) }
      let held = plan.findings.count { $0.kind == .held || $0.kind == .unmarked }
      blocked[["set": set], default: 0] += Double(held + plan.overBudget)
    }
  }
}

extension ClusterOutcome {
  /// What was repaired.
  var repaired: Set<ObjectKey> {
    Set(
      sets.flatMap(\.results).filter { $0.state == .done && ($0.step.isRepair || $0.step.action == .mark) }.map(
        \.step.key))
  }

  /// What differs on the cluster and was left so.
  var drifted: Set<ObjectKey> {
    let found = (plan?.sets ?? []).flatMap(\.findings).filter { Self.driftKinds.contains($0.kind) }.map(\.key)
    let open = sets.flatMap(\.results).filter { result in
      result.state != .done && result.step.isRepair
    }
    return Set(found + open.map(\.step.key))
  }

  private static let driftKinds: Set<Finding.Kind> = [.drift, .added, .unstable, .conflict]
}

extension PlannedStep {
  /// Whether it takes back what somebody did on the cluster.
  fileprivate var isRepair: Bool { action == .repair || action == .strip }
}
