import DocumentModel
import JSONCoding
import Kubernetes

extension MemoryCluster.State {
  private func body(_ call: KubernetesCall) -> Value { Value(json: String(decoding: call.body ?? [], as: UTF8.self)) }

  private func needNamespace(_ call: KubernetesCall) throws(KubernetesError) {
    guard let namespace = call.namespace else { return }
    guard let stored = objects[Self.key("Namespace", nil, namespace)] else {
      throw Self.error(.namespaceMissing(namespace), call, 404)
    }
    if stored.value["metadata", "deletionTimestamp"] != nil { throw Self.error(.namespaceTerminating, call, 403) }
  }

  mutating func apply(
    _ resource: Resource, _ key: String, _ call: KubernetesCall
  ) throws(KubernetesError) -> KubernetesAnswer {
    func parameter(_ name: String) -> String? { call.parameters.first { $0.name == name }?.value }
    let manager = "Apply \(parameter("fieldManager") ?? "")"
    let (isForced, isTrial) = (parameter("force") == "true", parameter("dryRun") != nil)
    var sent = body(call)
    let (uid, given) = (sent["metadata", "uid"]?.text, sent["metadata", "resourceVersion"]?.text)
    sent["metadata", "uid"] = nil
    sent["metadata", "resourceVersion"] = nil
    let old = objects[key]
    if old == nil {
      if uid != nil { throw Self.error(.otherObject, call, 409, "uid mismatch") }
      try needNamespace(call)
    }
    if let old {
      if let uid, old.value["metadata", "uid"]?.text != uid { throw Self.error(.otherObject, call, 409) }
      if let given, old.value["metadata", "resourceVersion"]?.text != given { throw Self.error(.stale, call, 409) }
    }
    let fields = sent.leaves.filter { Self.isField($0.key) }
    var stored = old ?? MemoryCluster.Stored(value: .object([:]))
    try settleConflicts(fields, &stored, manager, isForced, call)
    let isChanged = write(fields, &stored, manager, sent)
    if resource.kind == "RoleBinding", let old, old.value["roleRef"] != stored.value["roleRef"] {
      throw Self.error(.immutable, call, 422, "cannot change roleRef")
    }
    for path in unknown[resource.kind] ?? [] { stored.value[path] = nil }
    if counts, isTrial { stored.value["metadata", "annotations", "counter"] = .string("\(calls.count)") }
    if old == nil { stamp(&stored) } else if isChanged { bump(&stored) }
    objects[key] = stored
    if old == nil, resource.kind == "CustomResourceDefinition", !isTrial { serve(stored.value) }
    var answer = stored
    if isTrial, old == nil { answer.value["metadata", "resourceVersion"] = nil }
    return KubernetesAnswer(status: old == nil ? 201 : 200, document: shown(answer))
  }

  private func settleConflicts(
    _ fields: [[String]: Value], _ stored: inout MemoryCluster.Stored, _ manager: String, _ isForced: Bool,
    _ call: KubernetesCall
  ) throws(KubernetesError) {
    var conflicts: [FieldConflict] = []
    for (path, value) in fields where stored.value[path] != value {
      for (name, owned) in stored.managers where name != manager && owned.contains(path) {
        if isForced {
          stored.managers[name]?.remove(path)
        } else {
          let parts = name.split(separator: " ", maxSplits: 1).map(String.init)
          conflicts.append(
            FieldConflict(
              manager: parts[1], version: parts[0] == "Update" ? "v1" : nil,
              field: path.map { ".\($0)" }.joined()))
        }
      }
    }
    guard conflicts.isEmpty else {
      throw Self.error(.fieldConflict(conflicts.sorted { $0.field < $1.field }), call, 409)
    }
  }

  /// Sets the fields of a manager, and removes those that it had before and nobody else has; whether that changed anything.
  private func write(
    _ fields: [[String]: Value], _ stored: inout MemoryCluster.Stored, _ manager: String, _ sent: Value
  ) -> Bool {
    let before = stored
    for name in ["apiVersion", "kind"] { stored.value[name] = sent[name] }
    for name in ["name", "namespace"] { stored.value["metadata", name] = sent["metadata", name] }
    for path in stored.managers[manager] ?? [] where fields[path] == nil {
      if !stored.managers.contains(where: { $0.key != manager && $0.value.contains(path) }) { stored.value[path] = nil }
    }
    for (path, value) in fields { stored.value[path] = value }
    stored.managers[manager] = Set(fields.keys)
    return before.value != stored.value || before.managers != stored.managers
  }

  private mutating func serve(_ definition: Value) {
    guard let group = definition["spec", "group"]?.text, let kind = definition["spec", "names", "kind"]?.text,
      let name = definition["spec", "names", "plural"]?.text
    else { return }
    resources.append(
      Resource(
        GroupVersion(group: group, version: "v1"), name: name, kind: kind,
        isNamespaced: definition["spec", "scope"]?.text == "Namespaced"))
  }

  mutating func create(_ resource: Resource, _ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    let value = body(call)
    try needNamespace(call)
    let key = Self.key(of: value)
    guard objects[key] == nil else { throw Self.error(.alreadyExists, call, 409) }
    var stored = MemoryCluster.Stored(value: value)
    stamp(&stored)
    objects[key] = stored
    return KubernetesAnswer(status: 201, document: shown(stored))
  }

  mutating func replace(_ key: String, _ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    var value = body(call)
    guard var stored = objects[key] else { throw Self.error(.notFound, call, 404) }
    guard value["metadata", "resourceVersion"] == stored.value["metadata", "resourceVersion"] else {
      throw Self.error(.stale, call, 409)
    }
    value["metadata", "uid"] = stored.value["metadata", "uid"]
    stored.value = value
    bump(&stored)
    objects[key] = stored
    return KubernetesAnswer(status: 200, document: shown(stored))
  }

  /// A JSON patch of members: what a manager patches is that one's alone.
  mutating func patch(_ key: String, _ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    guard var stored = objects[key] else { throw Self.error(.notFound, call, 404) }
    guard case .array(let operations) = body(call) else { throw Self.error(.badRequest, call, 400) }
    let manager = "Update " + (call.parameters.first { $0.name == "fieldManager" }?.value ?? "")
    for operation in operations {
      let path = (operation["path"]?.text ?? "").split(separator: "/").map {
        String($0).replacing("~1", with: "/").replacing("~0", with: "~")
      }
      switch operation["op"]?.text {
      case "test": guard stored.value[path] == operation["value"] else { throw Self.error(.invalid, call, 422) }
      default:
        for name in stored.managers.keys { stored.managers[name]?.remove(path) }
        stored.value[path] = operation["value"]
        if operation["value"] != nil { stored.managers[manager, default: []].insert(path) }
      }
    }
    bump(&stored)
    objects[key] = stored
    return KubernetesAnswer(status: 200, document: shown(stored))
  }

  mutating func delete(_ key: String, _ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    let options = body(call)
    guard var stored = objects[key] else { throw Self.error(.notFound, call, 404) }
    if let uid = options["preconditions", "uid"], uid != stored.value["metadata", "uid"] {
      throw Self.error(.otherObject, call, 409)
    }
    if let version = options["preconditions", "resourceVersion"], version != stored.value["metadata", "resourceVersion"]
    {
      throw Self.error(.stale, call, 409)
    }
    let name = stored.value["metadata", "name"]?.text ?? ""
    let isStuck = stored.value["kind"]?.text == "Namespace" && stuck.contains(name)
    if case .array(let finalizers)? = stored.value["metadata", "finalizers"], !finalizers.isEmpty || isStuck {
      stored.value["metadata", "deletionTimestamp"] = .string("now")
      bump(&stored)
      objects[key] = stored
      return KubernetesAnswer(status: 200, document: shown(stored))
    }
    if isStuck {
      stored.value["metadata", "deletionTimestamp"] = .string("now")
      bump(&stored)
      objects[key] = stored
      return KubernetesAnswer(status: 200, document: shown(stored))
    }
    objects[key] = nil
    if stored.value["kind"]?.text == "Namespace" {
      objects = objects.filter { $0.value.value["metadata", "namespace"]?.text != name }
    }
    let uid = stored.value["metadata", "uid"]?.text ?? ""
    let status = Value(json: #"{"kind":"Status","status":"Success","details":{"uid":"\#(uid)"}}"#)
    return KubernetesAnswer(status: 200, document: status.document)
  }
}
