import DocumentModel
import JSONCoding
import Kubernetes

extension MemoryCluster.State {
  static func key(_ kind: String, _ namespace: String?, _ name: String) -> String {
    "\(kind) " + (namespace.map { "\($0)/" } ?? "") + name
  }

  static func key(of value: Value) -> String {
    key(
      value["kind"]?.text ?? "", value["metadata", "namespace"]?.text, value["metadata", "name"]?.text ?? "")
  }

  static func isField(_ path: [String]) -> Bool {
    !["apiVersion", "kind", "status"].contains(path[0])
      && !(path.count == 2 && path[0] == "metadata"
        && ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "managedFields"].contains(path[1]))
  }

  mutating func bump(_ stored: inout MemoryCluster.Stored) {
    version += 1
    stored.value["metadata", "resourceVersion"] = .string("\(version)")
  }

  mutating func stamp(_ stored: inout MemoryCluster.Stored) {
    bump(&stored)
    if stored.value["metadata", "uid"] == nil { stored.value["metadata", "uid"] = .string("uid-\(version)") }
    switch stored.value["kind"]?.text {
    case "Namespace": stored.value["status", "phase"] = .string("Active")
    case "Tenant" where !isCapsuleDown: stored.value["status", "state"] = .string("Active")
    case "CustomResourceDefinition":
      stored.value["status"] = Value(
        json: #"{"conditions":[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True"}]}"#)
    default: break
    }
  }

  mutating func answer(_ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    let isTrial = call.parameters.contains { $0.name == "dryRun" }
    switch call.target {
    case .path(let parts): return try discovery(parts, call)
    case .collection(let resource, let namespace):
      try need(resource, call)
      if call.verb == .create { return try create(resource, call) }
      return list(resource, namespace, call)
    case .object(let resource, let namespace, let name, _):
      try need(resource, call)
      let key = Self.key(resource.kind, namespace, name)
      switch call.verb {
      case .get:
        guard let stored = objects[key] else { throw Self.error(.notFound, call, 404) }
        return KubernetesAnswer(status: 200, document: shown(stored))
      case .apply:
        let before = self
        let answer = try apply(resource, key, call)
        if isTrial { objects = before.objects }
        return answer
      case .update: return try replace(key, call)
      case .patch: return try patch(key, call)
      case .delete:
        let before = self
        let answer = try delete(key, call)
        if isTrial { objects = before.objects }
        return answer
      default: throw Self.error(.badRequest, call, 405)
      }
    }
  }

  static func error(_ kind: KubernetesError.Kind, _ call: KubernetesCall, _ status: Int, _ message: String = "")
    -> KubernetesError
  {
    KubernetesError(kind, call.shown, status: status, message: message.isEmpty ? "\(kind)" : message)
  }

  private func need(_ resource: Resource, _ call: KubernetesCall) throws(KubernetesError) {
    guard resources.contains(where: { $0.groupVersionKind == resource.groupVersionKind }) else {
      throw Self.error(.notServed, call, 404)
    }
  }

  private func discovery(_ parts: [String], _ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    func answer(_ json: String) -> KubernetesAnswer {
      KubernetesAnswer(status: 200, document: Value(json: json).document)
    }
    switch parts.count {
    case 1 where parts[0] == "version": return answer(#"{"gitVersion":"v1.20.0"}"#)
    case 1 where parts[0] == "api": return answer(#"{"kind":"APIVersions","versions":["v1"]}"#)
    case 1:
      let versions = Set(resources.map(\.groupVersion)).union(failures.keys).filter { !$0.group.isEmpty }
      let list = versions.sorted { $0.description < $1.description }.map {
        #"{"name":"\#($0.group)","versions":[{"groupVersion":"\#($0)"}],"preferredVersion":{"version":"\#($0.version)"}}"#
      }
      return answer(#"{"kind":"APIGroupList","groups":[\#(list.joined(separator: ","))]}"#)
    default:
      let version = GroupVersion(parts.dropFirst().joined(separator: "/")) ?? MemoryCluster.v1
      if let failure = failures[version] { throw Self.error(.serverTrouble, call, 503, failure) }
      let list = resources.filter { $0.groupVersion == version }.map {
        #"{"name":"\#($0.name)","kind":"\#($0.kind)","namespaced":\#($0.isNamespaced),"verbs":["list"]}"#
      }
      return answer(#"{"kind":"APIResourceList","resources":[\#(list.joined(separator: ","))]}"#)
    }
  }

  private func list(_ resource: Resource, _ namespace: String?, _ call: KubernetesCall) -> KubernetesAnswer {
    let selector = call.parameters.first { $0.name == "labelSelector" }?.value
    let found = objects.values.filter { stored in
      let value = stored.value
      guard value["kind"]?.text == resource.kind,
        value["apiVersion"]?.text == resource.groupVersion.description,
        namespace == nil || value["metadata", "namespace"]?.text == namespace
      else { return false }
      guard let selector else { return true }
      let parts = selector.split(separator: "=", maxSplits: 1).map(String.init)
      let label = value["metadata", "labels", parts[0]]?.text
      return parts.count == 2 ? label == parts[1] : label != nil
    }
    let items = found.map { Value(shown($0), shown($0).root) }.sorted { $0.json < $1.json }
    let list = Value.object([
      "kind": .string("\(resource.kind)List"), "metadata": .object(["resourceVersion": .string("\(version)")]),
      "items": .array(items),
    ])
    return KubernetesAnswer(status: 200, document: list.document)
  }

  /// The object with its managers.
  func shown(_ stored: MemoryCluster.Stored) -> Document {
    var value = stored.value
    var list: [Value] = []
    for (name, fields) in stored.managers.sorted(by: { $0.key < $1.key }) where !fields.isEmpty {
      var set = Value.object([:])
      for path in fields { set[path.map { "f:\($0)" }] = .object([:]) }
      let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
      list.append(
        .object([
          "manager": .string(parts[1]), "operation": .string(parts[0]), "apiVersion": .string("v1"), "fieldsV1": set,
        ]))
    }
    value["metadata", "managedFields"] = .array(list)
    return value.document
  }
}
