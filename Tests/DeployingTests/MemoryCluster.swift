import DocumentModel
import JSONCoding
import Kubernetes
import Synchronization

/// An API server in memory: server-side apply with managers, whose lists are one field each; deletions with preconditions and
/// finalizers; namespaces that have to be there. Calls can be made to fail.
final class MemoryCluster: KubernetesAPI {
  /// What becomes of a call.
  enum Fault: Sendable {
    /// It does not arrive.
    case before(KubernetesError)
    /// It arrives, and its answer does not.
    case after(KubernetesError)
    /// Nobody answers.
    case hang
  }

  struct Stored: Sendable {
    var value: Value
    /// The fields by manager: `Apply remit`, `Update kubectl`.
    var managers: [String: Set<[String]>] = [:]
  }

  struct State: Sendable {
    var objects: [String: Stored] = [:]
    var resources: [Resource] = MemoryCluster.standard
    var failures: [GroupVersion: String] = [:]
    /// Whether nobody says of tenants that they are active.
    var isCapsuleDown = false
    var version = 0
    var calls: [KubernetesCall] = []
    /// Fields that the server does not know, by kind.
    var unknown: [String: Set<[String]>] = [:]
    /// Namespaces whose deletion does not end.
    var stuck: Set<String> = []
    var fault: (@Sendable (KubernetesCall, Int) -> Fault?)?
    var hook: (@Sendable (KubernetesCall, MemoryCluster) -> Void)?
    /// Whether the next answer to each dry run differs in one field: a webhook that counts.
    var counts = false
  }

  let state = Mutex(State())

  init() {
    for name in ["kube-system", "default"] {
      put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)"}}"#)
    }
  }

  /// The same cluster once more, without its calls.
  init(copying other: MemoryCluster) {
    var copy = other.state.withLock { $0 }
    copy.calls = []
    state.withLock { $0 = copy }
  }

  static let v1 = GroupVersion(group: "", version: "v1")
  static let rbac = GroupVersion(group: "rbac.authorization.k8s.io", version: "v1")
  static let capsule = GroupVersion(group: "capsule.clastix.io", version: "v1beta2")
  static let tenants = Resource(capsule, name: "tenants", kind: "Tenant", isNamespaced: false)
  static let definitions = Resource(
    GroupVersion(group: "apiextensions.k8s.io", version: "v1"), name: "customresourcedefinitions",
    kind: "CustomResourceDefinition", isNamespaced: false)
  static let standard: [Resource] = [
    Resource(v1, name: "namespaces", kind: "Namespace", isNamespaced: false),
    Resource(v1, name: "configmaps", kind: "ConfigMap", isNamespaced: true),
    Resource(v1, name: "secrets", kind: "Secret", isNamespaced: true),
    Resource(v1, name: "services", kind: "Service", isNamespaced: true),
    Resource(v1, name: "resourcequotas", kind: "ResourceQuota", isNamespaced: true),
    Resource(v1, name: "persistentvolumeclaims", kind: "PersistentVolumeClaim", isNamespaced: true),
    Resource(rbac, name: "rolebindings", kind: "RoleBinding", isNamespaced: true),
    Resource(rbac, name: "clusterroles", kind: "ClusterRole", isNamespaced: false),
    Resource(GroupVersion(group: "apps", version: "v1"), name: "deployments", kind: "Deployment", isNamespaced: true),
    Resource(
      GroupVersion(group: "coordination.k8s.io", version: "v1"), name: "leases", kind: "Lease", isNamespaced: true),
    definitions, tenants,
  ]

  func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer {
    let (fault, hook) = state.withLock { state in
      state.calls.append(call)
      return (state.fault?(call, state.calls.count), state.hook)
    }
    hook?(call, self)
    switch fault {
    case .before(let error)?: throw error
    case .hang?:
      do { try await Task.sleep(for: .seconds(3600)) } catch {}
      throw KubernetesError(.cancelled, call.shown, message: "cancelled while waiting")
    case .after(let error)?:
      _ = try answer(call)
      throw error
    case nil: return try answer(call)
    }
  }

  private func answer(_ call: KubernetesCall) throws(KubernetesError) -> KubernetesAnswer {
    // A typed throw does not go through withLock.
    let result: Result<KubernetesAnswer, KubernetesError> = state.withLock { state in
      do throws(KubernetesError) { return .success(try state.answer(call)) } catch { return .failure(error) }
    }
    return try result.get()
  }

  // MARK: what tests do

  /// Puts an object there, as somebody else.
  func put(_ json: String, manager: String = "somebody") {
    state.withLock { state in
      let value = Value(json: json)
      let key = State.key(of: value)
      var stored = state.objects[key] ?? Stored(value: value)
      stored.value = value
      state.stamp(&stored)
      let fields = value.leaves.keys.filter(State.isField)
      stored.managers["Update \(manager)", default: []].formUnion(fields)
      state.objects[key] = stored
    }
  }

  /// Changes a field, as an editor does: whoever owned it owns it no more.
  func edit(_ key: String, _ path: [String], _ value: Value?, manager: String = "kubectl-edit") {
    state.withLock { state in
      guard var stored = state.objects[key] else { return }
      for name in stored.managers.keys {
        stored.managers[name] = stored.managers[name]?.filter { !$0.starts(with: path) }
      }
      stored.value[path] = value
      if value != nil { stored.managers["Update \(manager)", default: []].insert(path) }
      state.bump(&stored)
      state.objects[key] = stored
    }
  }

  func remove(_ key: String) { state.withLock { $0.objects[key] = nil } }
  func value(_ key: String) -> Value? { state.withLock { $0.objects[key]?.value } }
  func uid(_ key: String) -> String? { value(key)?["metadata", "uid"]?.text }
  var keys: Set<String> { Set(state.withLock { $0.objects.keys }) }
  func forgetCalls() { state.withLock { $0.calls = [] } }
  var writes: [String] {
    state.withLock { $0.calls }.filter { call in
      ![.get, .list].contains(call.verb) && !call.parameters.contains { $0.name == "dryRun" }
    }.map(\.shown)
  }
  var trials: [String] {
    state.withLock { $0.calls }.filter { call in call.parameters.contains { $0.name == "dryRun" } }.map(\.shown)
  }

  /// All that matters of what there is: without versions, uids and managers; with parents' data.
  var picture: [String: String] {
    state.withLock { state in
      state.objects.mapValues { stored in
        var value = stored.value
        for name in ["uid", "resourceVersion", "creationTimestamp"] { value["metadata", name] = nil }
        return value.json
      }
    }
  }
}
