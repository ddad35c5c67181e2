internal import Kubernetes

extension ClusterRun {
  /// Deletes what a stage has that is to go, where everything of the set was applied.
  mutating func remove(_ stage: Stage) async throws(RunStop) {
    for name in names {
      guard let set = progress[name], set.failure == nil else { continue }
      for step in set.plan.steps where step.stage == stage && step.isRemoval {
        let state = try await remove(step, set.plan)
        progress[name]?.results.append(StepResult(step: step, state: state))
      }
    }
  }

  private mutating func remove(_ step: PlannedStep, _ set: SetPlan) async throws(RunStop) -> StepResult.State {
    // That it was said is what the parent keeps.
    if step.action == .announce { return .done }
    if set.overBudget > 0, !step.isTombstone, options.approvedHash != hash {
      return .overBudget(set.overBudget)
    }
    guard let uid = step.uid, let resource = live.resource(for: step.kind) else {
      return .waiting(Deferral.definition.description)
    }
    try await confirm()
    try await pass(.deleting)
    let isGuarded = options.plan.policy.guardedKinds.contains(step.key.groupKind)
    let state = try await delete(
      step.key, resource, uid: uid, resourceVersion: isGuarded ? step.resourceVersion : nil)
    if state == .done { note(gone: step.key, from: set.name) }
    try await pass(.deleted)
    return state
  }

  /// Deletes an object and waits until it has gone.
  func delete(
    _ key: ObjectKey, _ resource: Resource, uid: String, resourceVersion: String?
  ) async throws(RunStop) -> StepResult.State {
    let wanted = DeleteOptions(
      uid: uid, resourceVersion: resourceVersion, auditID: AuditID.of(key, plan: hash), purpose: purpose())
    do throws(KubernetesError) {
      switch try await api.delete(resource, namespace: key.namespace, name: key.name, wanted) {
      case .gone, .absent: return .done
      case .pending: break
      }
    } catch {
      try check(error)
      return state(after: error)
    }
    let end = options.steady.now() + options.times.deletion
    while true {
      do throws(KubernetesError) {
        guard let now = try await api.get(resource, namespace: key.namespace, name: key.name), now.uid == uid else {
          return .done
        }
        guard options.steady.now() < end else {
          let what = now.finalizers.isEmpty ? "its contents" : now.finalizers.joined(separator: ", ")
          return .waiting("it is being deleted, and waits for \(what)")
        }
      } catch {
        try check(error)
        return .waiting("it is being deleted: \(error.said)")
      }
      try await pause()
    }
  }

  /// Deletes an object and makes it anew. For bindings another one stands in meanwhile, under a name of its own, so that nobody
  /// is without rights; it goes at the end, or, if that is not come to, in the next run.
  mutating func replace(
    _ step: PlannedStep, _ object: DesiredObject, _ resource: Resource
  ) async throws(RunStop) -> StepResult.State {
    guard let uid = step.uid else { return .failed("it is not known which object is replaced") }
    let applied = form(of: object, step)
    var bridge: KubernetesObject?
    if object.kind.kind.hasSuffix("RoleBinding"), let stand = applied.bridge(object.contentDigest, seal(of: object.set))
    {
      do throws(KubernetesError) {
        bridge = try await api.apply(stand, to: resource, writing(stand)).object
      } catch {
        try check(error)
        return state(after: error)
      }
      try await pass(.bridged)
    }
    try await confirm()
    let gone = try await delete(step.key, resource, uid: uid, resourceVersion: step.resourceVersion)
    guard gone == .done else { return gone }
    try await pass(.cleared)
    try await confirm()
    do throws(KubernetesError) {
      let answer = try await api.apply(applied, to: resource, writing(applied))
      note(answer.object)
    } catch {
      try check(error)
      return state(after: error)
    }
    guard let bridge, let key = bridge.key, let bridgeUID = bridge.uid else { return .done }
    try await confirm()
    _ = try await delete(key, resource, uid: bridgeUID, resourceVersion: nil)
    return .done
  }

  private func writing(_ object: KubernetesObject) -> ApplyOptions {
    ApplyOptions(
      fieldManager: Marks.fieldManager, auditID: object.key.map { AuditID.of($0, plan: hash) },
      purpose: purpose(Provenance(of: object)))
  }
}

extension KubernetesObject {
  /// The same binding under a name that says what it holds: it is a member of the set that nobody asks for, so that it goes
  /// with the next run if nothing else removes it.
  fileprivate func bridge(_ digest: String, _ seal: Seal) -> KubernetesObject? {
    guard let key, let name else { return nil }
    let other = ObjectKey(key.groupKind, namespace: key.namespace, name: "\(name.prefix(240))-\(digest.prefix(8))")
    return renamed(other.name).adding(labels: [:], annotations: [Marks.object: seal.mark(other)])
  }
}
