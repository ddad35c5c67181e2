public import Kubernetes
internal import DocumentModel

/// Whether an object does what it is for, as far as it says so.
public enum Readiness: Hashable, Sendable {
  case ready
  /// Not yet.
  case waiting(String)
  /// It says that it will not.
  case failed(String)

  /// What an object says. Kinds without a state are ready as soon as they are there.
  public init(_ object: KubernetesObject) {
    guard !object.isTerminating else {
      self = .waiting("it is being deleted")
      return
    }
    switch object.groupVersionKind?.groupKind.description {
    case "CustomResourceDefinition.apiextensions.k8s.io": self = Self.definition(object)
    case "Namespace":
      let phase = object.text("status", "phase") ?? ""
      self = phase == "Active" ? .ready : .waiting("its phase is \"\(phase)\"")
    case "Tenant.capsule.clastix.io": self = Self.tenant(object)
    case "Application.core.oam.dev": self = Self.application(object)
    case "Deployment.apps", "StatefulSet.apps": self = Self.workload(object)
    case "Job.batch":
      self = Self.condition("Failed", of: object)?.isTrue ?? false ? .failed("it failed") : .ready
    default: self = Self.general(object)
    }
  }

  private static func definition(_ object: KubernetesObject) -> Readiness {
    for name in ["NamesAccepted", "Established"] {
      guard let condition = condition(name, of: object) else { return .waiting("\(name) is not said yet") }
      guard condition.isTrue else {
        return name == "NamesAccepted" ? .failed(condition.message) : .waiting(condition.message)
      }
    }
    return .ready
  }

  private static func tenant(_ object: KubernetesObject) -> Readiness {
    if let state = object.text("status", "state") {
      return ["Active", "Cordoned"].contains(state) && isObserved(object)
        ? .ready : .waiting("its state is \"\(state)\"")
    }
    return .waiting("it has no state yet")
  }

  private static func application(_ object: KubernetesObject) -> Readiness {
    guard isObserved(object), let status = object.text("status", "status") else {
      return .waiting("it has no state yet")
    }
    for service in object.items("status", "services") {
      guard let isHealthy = service.node("healthy").flatMap(service.document.bool), !isHealthy else { continue }
      return .waiting("\(service.text("name") ?? "a component") is not healthy")
    }
    if status == "running" { return .ready }
    return status == "workflowFailed" || status == "workflowTerminated"
      ? .failed("it is \"\(status)\"") : .waiting("it is \"\(status)\"")
  }

  private static func workload(_ object: KubernetesObject) -> Readiness {
    func number(_ keys: (DocumentKey, DocumentKey)) -> Int64? {
      object.node(keys.0, keys.1).flatMap(object.document.integer)
    }
    guard isObserved(object) else { return .waiting("nobody has looked at it yet") }
    let (wanted, there) = (number(("spec", "replicas")) ?? 1, number(("status", "readyReplicas")) ?? 0)
    if let progress = condition("Progressing", of: object), !progress.isTrue { return .failed(progress.message) }
    return there >= wanted ? .ready : .waiting("\(there) of \(wanted) are ready")
  }

  /// As kstatus has it: what says that it is not ready, or has not looked yet, is not ready.
  private static func general(_ object: KubernetesObject) -> Readiness {
    guard isObserved(object) else { return .waiting("nobody has looked at it yet") }
    if let stalled = condition("Stalled", of: object), stalled.isTrue { return .failed(stalled.message) }
    if let ready = condition("Ready", of: object), !ready.isTrue { return .waiting(ready.message) }
    return .ready
  }

  private static func isObserved(_ object: KubernetesObject) -> Bool {
    guard let observed = object.node("status", "observedGeneration").flatMap(object.document.integer),
      let generation = object.generation
    else { return true }
    return observed >= generation
  }

  private static func condition(
    _ type: String, of object: KubernetesObject
  ) -> (isTrue: Bool, message: String)? {
    guard let condition = object.items("status", "conditions").first(where: { $0.text("type") == type }) else {
      return nil
    }
    let text = condition.text("message") ?? condition.text("reason") ?? ""
    return (condition.text("status") == "True", "\(type): \(text)")
  }
}
