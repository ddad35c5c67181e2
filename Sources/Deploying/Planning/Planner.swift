internal import Kubernetes

/// Makes a plan for a cluster from what is desired and what there is: values in, a value out.
struct Planner: Sendable {
  let desired: DesiredState
  let live: LiveState
  let options: PlanOptions
  /// Where each desired object stands.
  private(set) var standings: [Standing] = []
  /// The places of the desired objects of each set.
  let places: [String: [Int]]
  /// What each set has on the cluster, by the set's id: what was applied with it, not what only has its label.
  let members: [String: [ObjectKey]]
  /// What has the label of a set, by the set's id, whoever put it there.
  let labelled: [String: [ObjectKey]]
  /// Sets with objects that are rendered more than once, and which.
  let renderedTwice: [String: String]
  /// The names of the desired sets, by their ids.
  let setNames: [String: String]
  /// The set that asks for each object that is to be there.
  let askers: [ObjectKey: String]

  init(_ desired: DesiredState, _ live: LiveState, _ options: PlanOptions) {
    self.desired = desired
    self.live = live
    self.options = options
    let namespaces = Set(
      desired.objects.filter { !$0.isTombstone && $0.key.groupKind == Self.namespaceKind }.map(\.key.name))
    places = Dictionary(grouping: desired.objects.indices) { desired.objects[$0].set }
    var labelled: [String: [ObjectKey]] = [:]
    for (key, object) in live.members {
      if let id = ApplySet.membership(of: object) { labelled[id, default: []].append(key) }
    }
    self.labelled = labelled
    let seals = Dictionary(
      live.parents.values.map { (SetParent.id(of: $0.name), $0.seal) }, uniquingKeysWith: { first, _ in first })
    members = Dictionary(
      uniqueKeysWithValues: labelled.map { id, keys in
        let own = keys.filter { key in
          live.members[key].map {
            Self.isApplied($0, as: key) && $0.annotations[Marks.object] == seals[id]?.mark(key) && !$0.isTerminating
          } ?? false
        }
        return (id, own)
      })
    renderedTwice = Self.renderedTwice(desired.objects)
    setNames = Dictionary(desired.sets.map { (SetParent.id(of: $0), $0) }, uniquingKeysWith: { first, _ in first })
    askers = Dictionary(
      desired.objects.lazy.filter { !$0.isTombstone }.map { ($0.key, $0.set) }, uniquingKeysWith: { first, _ in first })
    standings = desired.objects.enumerated().map { index, object in
      live.standing(of: object, at: index, plannedNamespaces: namespaces, isLeft: leaves)
    }
  }

  static let namespaceKind = GroupKind(group: "", kind: "Namespace")

  /// What has to be tried.
  var suspects: [Suspect] {
    guard stop == nil else { return [] }
    let stopped = Set(desired.sets.filter { setStop($0) != nil })
    return standings.indices.compactMap { index in
      let object = desired.objects[index]
      guard !object.isTombstone, !stopped.contains(object.set) else { return nil }
      switch standings[index] {
      case .suspect(let suspect): return suspect
      case .deferred(.namespace(_, isPlanned: true)): return elsewhere(object, index)
      default: return nil
      }
    }
  }

  /// An object whose namespace is not there yet, in one that is, under a name that nothing has.
  private func elsewhere(_ object: DesiredObject, _ index: Int) -> Suspect? {
    guard let resource = live.resource(for: object.kind), let namespaces = live.namespaces else { return nil }
    let place = [SetParent.namespace, "default"].first { namespaces[$0] == .active }
    guard let place else { return nil }
    return Suspect(
      index: index, resource: resource,
      object: object.object.renamed("remit-trial-\(object.contentDigest.prefix(12))", namespace: place),
      live: nil, isElsewhere: true)
  }

  /// The plan, with what came of the trials.
  func plan(_ trials: [Int: Trial]) -> ClusterPlan {
    var result = ClusterPlan(
      cluster: desired.cluster, clusterUID: live.clusterUID, commit: desired.commit, stop: stop,
      warnings: warnings)
    result.committedAt = desired.committedAt
    guard stop == nil else { return result }
    result.sets = desired.sets.map { plan($0, places[$0] ?? [], trials) }
    result.orphans = undesiredOrphans
    return result.hiding(desired, Array(live.members.values) + trials.values.compactMap(\.live))
  }

  private func plan(_ name: String, _ indices: [Int], _ trials: [Int: Trial]) -> SetPlan {
    var plan = SetPlan(name: name, parent: live.parents[name])
    plan.stop = setStop(name)
    guard plan.stop == nil else { return plan }
    plan.holds = holds(of: name, indices, trials)
    for index in indices where !desired.objects[index].isTombstone {
      add(desired.objects[index], index, trials[index], to: &plan)
    }
    addRemovals(of: name, indices, to: &plan)
    holdBackGone(&plan)
    plan.steps.sort { a, b in
      if a.isRemoval != b.isRemoval { return b.isRemoval }
      if a.stage != b.stage { return a.isRemoval ? a.stage > b.stage : a.stage < b.stage }
      return a.isRemoval ? a.key > b.key : a.key < b.key
    }
    plan.findings.sort { ($0.key, $0.kind.rawValue) < ($1.key, $1.kind.rawValue) }
    return plan
  }

  private var warnings: [String] {
    var warnings = live.warnings
    warnings += live.unread.map { "\($0.key) cannot be read: \($0.value)" }
    warnings += live.discovery.failures.map { "what \($0.key) serves is not known: \($0.value)" }
    if live.namespaces == nil { warnings.append("the namespaces cannot be read") }
    if let skew = live.clockSkew, abs(skew) > 30 {
      warnings.append("the server's clock is \(skew) s from the own one")
    }
    return warnings.sorted()
  }
}
