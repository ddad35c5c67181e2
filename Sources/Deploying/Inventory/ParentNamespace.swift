internal import Kubernetes

/// The namespace of the parents, and of the lease.
enum ParentNamespace {
  /// Makes it if it is not there.
  static func ensure(on api: any KubernetesAPI) async throws(KubernetesError) {
    let resource = Resource(
      GroupVersion(group: "", version: "v1"), name: "namespaces", kind: "Namespace", isNamespaced: false)
    guard try await api.get(resource, namespace: nil, name: SetParent.namespace) == nil else { return }
    let text = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(SetParent.namespace)"}}"#
    guard let object = KubernetesObject(json: text) else { return }
    _ = try await api.apply(object, to: resource, ApplyOptions(fieldManager: Marks.parentManager, force: true))
  }
}
