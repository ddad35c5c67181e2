internal import Kubernetes

extension Planner {
  /// Why nothing may be written on the cluster.
  var stop: String? {
    if let problem = desired.problem { return "the bundle is broken: \(problem)" }
    for parent in live.parents.values.sorted(by: { $0.name < $1.name }) where parent.clusterUID != live.clusterUID {
      return
        "this is another cluster than before: kube-system had the uid \(parent.clusterUID) and has \(live.clusterUID)"
    }
    let own = live.parents.values.filter { $0.deployer == options.deployer }
    if let other = own.compactMap(\.cluster).filter({ $0 != desired.cluster }).min() {
      return
        "the cluster was deployed to as \"\(other)\", and this is \"\(desired.cluster)\": two names of one cluster would delete each "
        + "other's objects. If it has a new name, write it into the ConfigMaps remit-* of \(SetParent.namespace)"
    }
    if desired.objects.isEmpty {
      let count = own.reduce(0) { $0 + (members[SetParent.id(of: $1.name)]?.count ?? 0) }
      if count > 0 { return "nothing is rendered for the cluster, and \(count) objects are there" }
    }
    return nil
  }

  /// Why nothing of a set may be written.
  func setStop(_ name: String) -> String? {
    if let why = live.brokenParents[name] { return why }
    if let parent = live.parents[name] {
      if parent.deployer != options.deployer {
        return "the set is kept by the deployer \"\(parent.deployer)\", and this is \"\(options.deployer)\""
      }
      if let deployed = parent.commit, deployed != desired.commit, !options.descends(desired.commit, deployed) {
        return "\(desired.commit) does not come after \(deployed), which is deployed: going back needs a decision"
      }
      if let begun = parent.journal?.commit, begun != desired.commit, !options.descends(desired.commit, begun) {
        return "\(desired.commit) does not come after \(begun), whose deployment was begun"
      }
    }
    if let twice = renderedTwice[name] { return twice }
    return emptyStop(name)
  }

  /// Nothing is rendered, and something is there that no tombstone covers.
  private func emptyStop(_ name: String) -> String? {
    let own = (places[name] ?? []).map { desired.objects[$0] }
    guard desired.incompleteSets[name] == nil, own.allSatisfy(\.isTombstone) else { return nil }
    let marked = Set(own.map(\.key))
    let open = (members[SetParent.id(of: name)] ?? []).count { !marked.contains($0) && askers[$0] == nil }
    guard open > 0 else { return nil }
    return "nothing is rendered for the set, and \(open) objects are there that no tombstone names"
  }

  static func renderedTwice(_ objects: [DesiredObject]) -> [String: String] {
    var first: [ObjectKey: DesiredObject] = [:]
    var result: [String: String] = [:]
    for object in objects {
      guard let other = first.updateValue(object, forKey: object.key) else { continue }
      for set in [object.set, other.set] where result[set] == nil {
        result[set] = "\(object.key) is rendered twice: for \(other.datafile) and for \(object.datafile)"
      }
    }
    return result
  }

  /// Why nothing of a set may be deleted: what is not known is not absent.
  func holds(of name: String, _ indices: [Int], _ trials: [Int: Trial]) -> [String] {
    var holds: [String] = []
    if let why = desired.incompleteSets[name] { holds.append("not all could be rendered: \(why)") }
    if let failure = live.discovery.failures.min(by: { $0.key.description < $1.key.description }) {
      holds.append("what \(failure.key) serves is not known: \(failure.value)")
    }
    if live.namespaces == nil { holds.append("the namespaces cannot be read") }
    let kinds = (live.parents[name]?.set.kinds ?? []).union(indices.map { desired.objects[$0].key.groupKind })
    for kind in kinds.sorted() {
      // What is not served cannot be there; what is, and was not read, can.
      if live.discovery.resource(for: kind) != nil, !live.complete.contains(kind) {
        holds.append("\(kind) cannot be read: \(live.unread[kind] ?? "it was not asked for")")
      }
    }
    for index in indices {
      if case .fails(let error, _)? = trials[index], case .retry = error.action {
        holds.append("\(desired.objects[index].key) could not be tried: \(error.message)")
        break
      }
    }
    return holds
  }
}
