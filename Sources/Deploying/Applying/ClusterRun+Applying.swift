internal import Kubernetes

extension ClusterRun {
  /// Applies what a stage has, in all sets, and waits until it is ready.
  mutating func apply(_ stage: Stage) async throws(RunStop) {
    for name in names {
      guard let set = progress[name], set.failure == nil else { continue }
      for step in set.plan.steps where step.stage == stage && !step.isRemoval {
        try await confirm()
        try await pass(.applying)
        let state = try await take(step)
        progress[name]?.results.append(StepResult(step: step, state: state))
        try await pass(.applied)
      }
    }
    if stage == .definitions, planHas(stage) { try await rediscover() }
    // One time for all sets: they become ready beside each other, and one that does not costs the others nothing.
    let start = options.steady.now()
    for name in names { try await settle(name, stage, since: start) }
    try await pass(.staged)
  }

  private func planHas(_ stage: Stage) -> Bool {
    progress.values.contains { $0.plan.steps.contains { $0.stage == stage && !$0.isRemoval } }
  }

  private mutating func rediscover() async throws(RunStop) {
    do throws(KubernetesError) { live.discovery = try await api.discover() } catch {
      throw .cluster(error.description)
    }
  }

  private mutating func take(_ step: PlannedStep) async throws(RunStop) -> StepResult.State {
    guard let index = step.index, desired.objects.indices.contains(index) else { return .failed("nothing asks for it") }
    let object = desired.objects[index]
    guard let resource = live.resource(for: object.kind) else { return .waiting(Deferral.definition.description) }
    switch step.action {
    case .replace: return try await replace(step, object, resource)
    case .strip: return try await strip(step, resource)
    case .mark where step.isPatch: return try await mark(step, object, resource)
    default: break
    }
    let applied = form(of: object, step)
    if step.isUntried, let reason = try await tryFirst(applied, resource) { return reason }
    return try await apply(step, applied, resource, attempt: 1)
  }

  func seal(of set: String) -> Seal { progress[set]?.parent.seal ?? Seal() }

  /// The object as it is applied.
  func form(of object: DesiredObject, _ step: PlannedStep) -> KubernetesObject {
    // What was written under a parent that is gone counted for the plan, and counts now.
    let planned = progress[object.set]?.plan.parent?.seal ?? Seal()
    let provenance = object.provenance(over: live.members[object.key], planned)
    return object.applied(seal(of: object.set), provenance: provenance, without: step.yielded)
  }

  /// Tries what could not be tried when the plan was made; nil: it will do.
  private func tryFirst(
    _ object: KubernetesObject, _ resource: Resource
  ) async throws(RunStop) -> StepResult.State? {
    let runner = TrialRunner(api: api, policy: options.plan.policy.conflicts)
    let trial: Trial
    do throws(KubernetesError) {
      trial = try await runner.run(Suspect(index: 0, resource: resource, object: object, live: nil))
    } catch { throw .cluster(error.description) }
    switch trial {
    case .creates(let answer, _): return Self.dropped(object, answer)
    case .changes(let live, let answer, _):
      // What the cluster itself puts into a new namespace, as the service account `default`, is nobody's.
      if live.isTerminating { return .outdated("it is there already, and is being deleted") }
      if let id = ApplySet.membership(of: live) {
        return .outdated("it is there already, and belongs to the set \(id)")
      }
      if live.owners.contains(where: \.isController) {
        return .outdated("it is there already, and a controller keeps it")
      }
      return Self.dropped(object, answer)
    case .unstable, .conflicts: return .outdated("it is there already, and others write to it")
    case .fails(let error, _): return state(after: error)
    case .skipped: return .outdated("it was not tried")
    }
  }

  /// Why an object is not applied of which the server would not keep everything; nil: it would.
  private static func dropped(_ object: KubernetesObject, _ answer: KubernetesObject) -> StepResult.State? {
    let dropped = object.fieldsDropped(by: answer)
    guard !dropped.isEmpty else { return nil }
    return .failed("the server does not know \(dropped.prefix(10).map(\.description).joined(separator: ", "))")
  }

  private mutating func apply(
    _ step: PlannedStep, _ object: KubernetesObject, _ resource: Resource, attempt: Int
  ) async throws(RunStop) -> StepResult.State {
    let options = ApplyOptions(
      fieldManager: Marks.fieldManager, force: !step.taken.isEmpty, auditID: AuditID.of(step.key, plan: hash),
      purpose: purpose(Provenance(of: object)))
    do throws(KubernetesError) {
      let answer = try await api.apply(
        object, to: resource, options, uid: step.uid, resourceVersion: step.resourceVersion)
      note(answer.object)
      if answer.object.isTerminating { return .waiting(Deferral.deletion.description) }
      return .done
    } catch {
      try check(error)
      // Something changed since the plan: the same change on a newer state is the same change.
      guard error.kind == .stale, attempt < 3, let next = try await renewed(step, object, resource) else {
        return state(after: error)
      }
      try await confirm()
      return try await apply(next, object, resource, attempt: attempt + 1)
    }
  }

  /// The step for the state that the object has now; nil where it would be another change.
  private func renewed(
    _ step: PlannedStep, _ object: KubernetesObject, _ resource: Resource
  ) async throws(RunStop) -> PlannedStep? {
    let runner = TrialRunner(api: api, policy: options.plan.policy.conflicts)
    let trial: Trial
    do throws(KubernetesError) {
      trial = try await runner.run(Suspect(index: 0, resource: resource, object: object, live: nil))
    } catch { throw .cluster(error.description) }
    let (live, next): (KubernetesObject, KubernetesObject)
    switch trial {
    case .changes(let a, let b, _): (live, next) = (a, b)
    case .conflicts(let conflicts, .force, let a?, let b?):
      guard Set(conflicts) == Set(step.taken) else { return nil }
      (live, next) = (a, b)
    default: return nil
    }
    guard live.uid == step.uid, FieldChange.between(live, next) == step.changes else { return nil }
    var result = step
    result.resourceVersion = live.resourceVersion
    return result
  }

  func state(after error: KubernetesError) -> StepResult.State {
    switch error.action {
    case .deferred, .waitForDeletion: .waiting(error.said)
    case .replan, .relist: .outdated(error.said)
    case .resolveConflict: .outdated("others own fields of it now: \(error.said)")
    case .retry, .authenticate, .fail: .failed(error.said)
    }
  }
}
