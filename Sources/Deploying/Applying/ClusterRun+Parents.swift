internal import DocumentModel
internal import JSONCoding
internal import Kubernetes

extension KubernetesObject {
  /// An object from JSON text; nil where that is none.
  init?(json text: String) {
    guard let object = JSONReader().read(Array(text.utf8), file: "object").document.flatMap(KubernetesObject.init)
    else { return nil }
    self = object
  }
}

extension ClusterRun {
  /// Says on the parent of a set what is going to be done, before it is: kinds and namespaces of what is there and of what
  /// will be.
  mutating func open(_ name: String) async throws(RunStop) {
    guard var set = progress[name], !set.plan.steps.isEmpty else { return }
    set.parent.set = set.parent.set.union(wanted(name)).union(there(name))
    set.parent.journal = SetParent.Journal(commit: desired.commit, planHash: hash, phase: "begun")
    do throws(KubernetesError) {
      try await write(&set.parent)
    } catch {
      try check(error)
      set.failure = "its parent cannot be written: \(error.message)"
    }
    progress[name] = set
    try await pass(.journaled)
  }

  /// Says on the parent of a set what was done.
  mutating func close(_ name: String) async throws(RunStop) {
    guard var set = progress[name] else { return }
    let outcome = SetOutcome(name: name, results: set.results, findings: set.plan.findings, stop: set.failure)
    let isDeployed = outcome.isDeployed && set.results.count == set.plan.steps.count
    var parent = set.parent
    parent.deployer = options.plan.deployer
    var exact = ApplySet(parent: parent.set.parent, tooling: parent.set.tooling).union(there(name))
    // What is asked for and not there yet may come; what is not served cannot be looked at.
    exact = exact.union(wanted(name))
    for kind in parent.set.kinds where live.discovery.resource(for: kind) == nil || !live.complete.contains(kind) {
      exact.kinds.insert(kind)
    }
    parent.set = exact
    parent.announced = announced(set)
    parent.counts = counts(name)
    if isDeployed {
      let isNew = parent.commit != desired.commit || !set.results.isEmpty
      parent.commit = desired.commit
      if !set.results.isEmpty { parent.planHash = hash }
      parent.journal = nil
      if isNew { remember("deployed", &parent) }
    } else if !set.plan.steps.isEmpty {
      parent.journal = SetParent.Journal(commit: desired.commit, planHash: hash, phase: "ended")
      remember("partial", &parent)
    }
    guard parent != set.parent || set.parent.resourceVersion == nil, set.failure == nil || !set.results.isEmpty else {
      return
    }
    try await pass(.closing)
    do throws(KubernetesError) {
      try await write(&parent)
      set.parent = parent
    } catch {
      try check(error)
      set.failure = "its parent cannot be written: \(error.message)"
    }
    progress[name] = set
    try await pass(.closed)
  }

  private func remember(_ outcome: String, _ parent: inout SetParent) {
    let run = SetParent.Run(commit: desired.commit, planHash: hash, outcome: outcome)
    guard parent.history.first != run else { return }
    parent.history = Array(([run] + parent.history).prefix(SetParent.historyLength))
  }

  /// Writes a parent as it was read: what somebody else wrote meanwhile is an error.
  private func write(_ parent: inout SetParent) async throws(KubernetesError) {
    guard let object = parent.object else { return }
    guard await options.mayWrite() else {
      throw KubernetesError(.cancelled, "apply \(parent.set.parent)", message: RunStop.notAllowed.description)
    }
    let answer = try await api.apply(
      object, to: SetParent.resource,
      ApplyOptions(
        fieldManager: Marks.parentManager, force: true, auditID: AuditID.of(parent.set.parent, plan: hash),
        purpose: purpose()),
      resourceVersion: parent.resourceVersion)
    (parent.resourceVersion, parent.uid) = (answer.object.resourceVersion, answer.object.uid)
  }

  /// Kinds and namespaces of what a set is to have.
  private func wanted(_ name: String) -> ApplySet {
    var set = ApplySet(parent: SetParent.key(of: name), tooling: "")
    for object in (places[name] ?? []).map({ desired.objects[$0] }) where !object.isTombstone {
      set.kinds.insert(object.key.groupKind)
      if let namespace = object.key.namespace { set.namespaces.insert(namespace) }
    }
    return set
  }

  /// Kinds and namespaces of what a set has.
  private func there(_ name: String) -> ApplySet {
    var set = ApplySet(parent: SetParent.key(of: name), tooling: "")
    for key in members(name) {
      set.kinds.insert(key.groupKind)
      if let namespace = key.namespace { set.namespaces.insert(namespace) }
    }
    return set
  }

  private func counts(_ name: String) -> [GroupKind: Int] {
    var counts = progress[name]?.parent.counts.filter { !live.complete.contains($0.key) } ?? [:]
    let present = Dictionary(grouping: members(name), by: \.groupKind).mapValues(\.count)
    counts.merge(present) { $1 }
    // What is gone and not made anew is remembered as long as somebody asks for it.
    for finding in progress[name]?.plan.findings ?? [] where finding.kind == .gone {
      counts[finding.key.groupKind, default: 0] = max(1, counts[finding.key.groupKind] ?? 0)
    }
    return counts
  }

  private func members(_ name: String) -> Set<ObjectKey> { members[SetParent.id(of: name)] ?? [] }

  private func announced(_ set: SetProgress) -> [SetParent.Announced] {
    var done: [SetParent.Announced] = []
    for result in set.results {
      guard let uid = result.step.uid else { continue }
      let isOpen = result.step.action == .delete && result.step.isTombstone && result.state != .done
      if result.step.action == .announce && result.state == .done || isOpen {
        done.append(SetParent.Announced(key: result.step.key, uid: uid))
      }
    }
    return done.sorted { ($0.key, $0.uid) < ($1.key, $1.uid) }
  }
}
