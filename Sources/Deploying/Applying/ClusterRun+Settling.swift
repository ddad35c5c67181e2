internal import DocumentModel
internal import Kubernetes

extension ClusterRun {
  /// Waits until what a set has in a stage is ready, as far as later stages need it; where it does not become ready in
  /// time, no more of the set is applied.
  mutating func settle(_ name: String, _ stage: Stage, since start: Int64) async throws(RunStop) {
    guard let set = progress[name], set.failure == nil else { return }
    let taken = set.results.filter { $0.step.stage == stage && !$0.step.isRemoval }
    if let failed = taken.first(where: { $0.state != .done }) {
      progress[name]?.failure = "\(failed.step.key) was not applied: \(failed.state.reason)"
      return
    }
    guard set.plan.steps.contains(where: { $0.stage > stage && !$0.isRemoval || $0.action == .delete }) else { return }
    let limit =
      switch stage {
      case .definitions, .tenants, .namespaces: options.times.readiness
      case .applications: options.times.health
      case .clusterRoles, .access, .configuration: Int64(0)
      }
    guard limit > 0 else { return }
    let objects = (places[name] ?? []).map { desired.objects[$0] }.filter {
      !$0.isTombstone && Stage(of: $0.key.groupKind) == stage
    }
    for object in objects {
      guard let reason = try await waitFor(object, until: start + limit) else { continue }
      progress[name]?.failure = "\(object.key) is not ready: \(reason)"
      return
    }
  }

  /// Waits for an object; nil: it is ready.
  private mutating func waitFor(_ object: DesiredObject, until end: Int64) async throws(RunStop) -> String? {
    guard let resource = live.resource(for: object.kind), var current = live.members[object.key] else { return nil }
    var isFresh = false
    while true {
      switch Readiness(current) {
      case .ready:
        if object.key.groupKind.kind == "CustomResourceDefinition", !isServed(object) {
          try await rediscoverFor(object)
          if isServed(object) { return nil }
          guard options.steady.now() < end else { return "what it defines is not served yet" }
          try await pause()
          continue
        }
        return nil
      case .failed(let reason): return reason
      case .waiting(let reason): guard !isFresh || options.steady.now() < end else { return reason }
      }
      // The time may be over for what others took: it is looked at once in any case.
      if options.steady.now() < end { try await pause() }
      isFresh = true
      do throws(KubernetesError) {
        guard let next = try await api.get(resource, namespace: object.key.namespace, name: object.key.name) else {
          return "it is gone"
        }
        current = next
        note(next)
      } catch {
        try check(error)
        return error.said
      }
    }
  }

  private func isServed(_ definition: DesiredObject) -> Bool {
    guard let group = definition.object.text("spec", "group"),
      let kind = definition.object.text("spec", "names", "kind")
    else { return true }
    return live.discovery.resource(for: GroupKind(group: group, kind: kind)) != nil
  }

  private mutating func rediscoverFor(_ definition: DesiredObject) async throws(RunStop) {
    do throws(KubernetesError) { live.discovery = try await api.discover() } catch {
      throw .cluster(error.description)
    }
  }
}

extension StepResult.State {
  /// Why it is not done; empty where it is.
  public var reason: String {
    switch self {
    case .done: ""
    case .skipped(let text), .waiting(let text), .outdated(let text), .failed(let text): text
    }
  }
}
