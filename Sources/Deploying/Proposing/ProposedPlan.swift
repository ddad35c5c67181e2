internal import DataBundle
internal import JSONCoding
internal import Kubernetes

/// What a merge request would do to clusters: what it changes, and not what has to be done anyway.
public struct ProposedPlan: Sendable {
  /// What it would do on one cluster.
  struct Part: Sendable {
    /// Its steps and findings; nothing else.
    var plan: ClusterPlan
    /// How much has to be done or looked at there besides.
    var pending = 0
    /// How many objects are as the merge request asks for already.
    var settled = 0
    /// The objects that nobody would ask for any more.
    var dropped: Set<ObjectKey>
    /// Objects that may have to be deleted and made anew.
    var replaceable: Set<ObjectKey>
    /// Whether sets that it changes are stopped, or delete nothing for now.
    var isUndecided = false
    /// What is rendered otherwise, in digests.
    var digests: [String]
    /// Why nothing is known of the cluster, for operators; nil: something is.
    var unknown: String?
    /// Objects of whose content nothing is shown.
    var hidden: Set<ObjectKey>

    /// Whether it is not known of all objects what would become of them.
    var isOpen: Bool {
      unknown != nil || plan.stop != nil || isUndecided || plan.sets.flatMap(\.findings).contains(where: \.isOpen)
    }

    /// Whether something would be deleted, or may be.
    var removes: Bool {
      if plan.sets.flatMap(\.steps).contains(where: { $0.isRemoval || $0.action == .replace }) { return true }
      let isUnknown = unknown != nil || plan.stop != nil || isUndecided
      if isUnknown, !dropped.isEmpty || !replaceable.isEmpty { return true }
      // What is kept for now goes once what keeps it is over.
      return plan.sets.flatMap(\.findings).contains {
        $0.isOpen && (dropped.contains($0.key) || replaceable.contains($0.key))
      }
    }
  }

  /// The clusters on which something changes, by name.
  var parts: [Part] = []
  /// Whether the servers have said what would come of it.
  public let isTried: Bool
  /// Clusters that would not be deployed to any more.
  public let abandoned: [String]

  init(isTried: Bool, abandoned: [String]) {
    self.isTried = isTried
    self.abandoned = abandoned
  }

  /// What would be done.
  public var plan: Plan { Plan(parts.map(\.plan)) }
  /// What an approval rests on; nil as long as nothing was tried: an approval of that would be one of guesses.
  public var hash: String? {
    guard isTried else { return nil }
    let open = parts.filter(\.isOpen)
    guard !open.isEmpty else { return plan.hash }
    // What a cluster does not say is in no step: the approval is for what is rendered.
    var writer = JSONWriter(style: .canonical)
    writer.beginObject()
    writer.member("plan", plan.hash)
    writer.objects("open", open) { part, writer in
      writer.member("cluster", part.plan.cluster)
      writer.member("changes", part.digests)
    }
    writer.endObject()
    return "sha256:" + ContentDigest.sha256(writer.bytes)
  }
  /// Whether there is nothing to do and nothing to know.
  public var isEmpty: Bool { parts.allSatisfy(\.plan.isClean) && abandoned.isEmpty }
  /// Clusters of which nothing is known, and why. For operators: the reasons may name addresses.
  public var unknown: [(cluster: String, reason: String)] {
    parts.compactMap { part in part.unknown.map { (part.plan.cluster, $0) } }
  }

  /// Whether something would be deleted, or may be, where a cluster or a part of it is not known.
  public var removes: Bool { parts.contains(where: \.removes) }
}

extension ProposedState {
  /// The part of a plan that the merge request brings about.
  func restrict(_ whole: ClusterPlan, _ policy: DeployPolicy) -> ProposedPlan.Part {
    var (pending, settled) = (0, changes.count)
    var plan = ClusterPlan(
      cluster: whole.cluster, clusterUID: whole.clusterUID, commit: whole.commit, stop: whole.stop)
    for var set in whole.sets {
      let (steps, findings) = (set.steps, set.findings)
      set.steps = steps.filter { changes[$0.key] != nil }
      set.findings = findings.filter { changes[$0.key] != nil }.map(Self.brief)
      set.holds = set.holds.map { Self.brief($0, parts: 1) }
      pending += steps.count + findings.count - set.steps.count - set.findings.count
      settled -= Set(set.steps.map(\.key)).union(set.findings.map(\.key)).count
      // A run that was not finished has nothing to do with the merge request.
      set.resumes = nil
      if !set.steps.contains(where: \.isRemoval) { (set.overBudget, set.holds) = (0, []) }
      if set.stop != nil && !sets.contains(set.name) { set.stop = nil }
      if !set.isClean { plan.sets.append(set) }
    }
    plan.orphans = whole.orphans.filter { changes[$0.key] != nil }
    settled -= plan.orphans.count
    if plan.stop != nil || plan.sets.contains(where: { $0.stop != nil }) { settled = 0 }
    let isUndecided = whole.sets.contains { set in
      sets.contains(set.name) && (set.stop != nil || !set.holds.isEmpty && !dropped.isEmpty)
    }
    return ProposedPlan.Part(
      plan: plan, pending: pending, settled: max(0, settled - dropped.count), dropped: dropped,
      replaceable: replaceable(by: policy), isUndecided: isUndecided, digests: digests, hidden: hidden)
  }

  /// Objects that are changed and may have to be deleted and made anew for it.
  private func replaceable(by policy: DeployPolicy) -> Set<ObjectKey> {
    altered.filter { policy.replacedKinds.contains($0.groupKind) }
  }

  /// A finding without what somebody's network said: it may name addresses, and it may be something else each time.
  private static func brief(_ finding: Finding) -> Finding {
    var finding = finding
    if finding.kind == .deferred { finding.message = brief(finding.message, parts: 1) }
    if finding.kind == .held { finding.message = brief(finding.message, parts: 2) }
    return finding
  }

  private static func brief(_ text: String, parts: Int) -> String {
    text.split(separator: ": ").prefix(parts).joined(separator: ": ")
  }

  /// The part of a cluster of which nothing is known.
  func unknown(_ why: String, isConfigured: Bool, _ policy: DeployPolicy) -> ProposedPlan.Part {
    ProposedPlan.Part(
      plan: ClusterPlan(
        cluster: state.cluster, commit: state.commit,
        stop: isConfigured
          ? "the cluster does not answer, or not in time: \(changes.count) objects change, and it is not known what comes of it"
          : "the service does not know how to reach the cluster: \(changes.count) objects change"),
      dropped: dropped, replaceable: replaceable(by: policy), digests: digests, unknown: why, hidden: hidden)
  }
}

extension Finding {
  /// Whether the next plan may do what this one does not.
  fileprivate var isOpen: Bool { kind == .held || kind == .deferred }
}
