import ClusterSupport
import Deploying
import DocumentModel
import Foundation
import HTTPTransport
import Kubernetes
import Testing
import YAMLReader

/// Asked once, so that one line says it.
let isReady = ClusterTools.areThere(for: "DeployingClusterTests")

let v1 = GroupVersion(group: "", version: "v1")
let configMaps = Resource(v1, name: "configmaps", kind: "ConfigMap", isNamespaced: true)
let namespaces = Resource(v1, name: "namespaces", kind: "Namespace", isNamespaced: false)
let quotas = Resource(v1, name: "resourcequotas", kind: "ResourceQuota", isNamespaced: true)
let rbac = GroupVersion(group: "rbac.authorization.k8s.io", version: "v1")
let roleBindings = Resource(rbac, name: "rolebindings", kind: "RoleBinding", isNamespaced: true)

extension TestCluster {
  /// A client of a context.
  func client(_ context: String = "admin") throws -> KubernetesClient {
    let read: Kubeconfig.FileReader = { path in
      (try? Data(contentsOf: URL(fileURLWithPath: path))).map { Array($0) }
    }
    return try Kubeconfig(files: [kubeconfig], read: read).access(context: context).client()
  }
}

/// An object from YAML.
func object(_ yaml: String) throws -> KubernetesObject {
  let result = YAMLReader().read(Array(yaml.utf8), file: "test")
  return try #require(result.document.flatMap(KubernetesObject.init), "\(result.diagnostics)")
}

/// What one test deploys: a set of its own, on the shared cluster.
struct Scene {
  let cluster: TestCluster
  let api: KubernetesClient
  /// The set, and the beginning of the names of its namespaces.
  let set: String
  var commit = "c1"
  var objects: [(yaml: String, isTombstone: Bool)] = []
  var policy = DeployPolicy()
  var times = RunOptions.Times(readiness: 5_000, deletion: 20_000, interval: 50)
  var approvedHash: String?

  init() async throws {
    cluster = try await TestCluster.shared()
    api = try cluster.client()
    set = "t-\(UUID().uuidString.prefix(8).lowercased())"
  }

  /// Adds an object; `NS` stands for the namespace.
  mutating func add(_ yaml: String, isTombstone: Bool = false) {
    objects.append((yaml.replacingOccurrences(of: "NS", with: set), isTombstone))
  }

  mutating func addNamespace() { add("{apiVersion: v1, kind: Namespace, metadata: {name: NS}}") }

  mutating func addConfigMap(_ name: String = "it", _ data: String = "a: b") {
    add("{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: NS}, data: {\(data)}}")
  }

  func state() throws -> DesiredState {
    DesiredState(
      cluster: "test", commit: commit,
      objects: try objects.map {
        try DesiredObject(
          try object($0.yaml), set: set, isTombstone: $0.isTombstone,
          provenance: Provenance(commit: commit, mergeRequest: "!7", record: "sha256:r", inputs: ["/a.yml"]),
          datafile: "/a.yml:1")
      })
  }

  var options: PlanOptions { PlanOptions(policy: policy, deployer: "tests") { _, _ in true } }

  func plan() async throws -> ClusterPlan { try await Planning(api, options).plan(try state()) }

  func run(_ change: (inout RunOptions) -> Void = { _ in }) async throws -> ClusterOutcome {
    var run = RunOptions(plan: options, approvedHash: approvedHash, times: times)
    change(&run)
    return await Deployment(api, run).run(try state())
  }

  func get(_ resource: Resource, _ name: String) async throws -> KubernetesObject? {
    try await api.get(resource, namespace: resource.isNamespaced ? set : nil, name: name)
  }

  /// What the parent of the set says.
  func parent() async throws -> SetParent? {
    let key = SetParent.key(of: set)
    let object = try await api.get(SetParent.resource, namespace: SetParent.namespace, name: key.name)
    return try object.flatMap { try SetParent($0) }
  }
}

extension ClusterPlan {
  /// `create ConfigMap ns/it` …, without the sets' order.
  var shown: [String] { sets.flatMap { $0.steps.map { "\($0.action.rawValue) \($0.key)" } } }
  var found: [String] { sets.flatMap { $0.findings.map { "\($0.kind.rawValue) \($0.key)" } } }
}

extension ClusterOutcome {
  /// What was not done, and why.
  var troubles: [String] {
    var texts: [String] = []
    if let failure { texts.append(failure) }
    for set in sets {
      if let stop = set.stop { texts.append(stop) }
      for result in set.results where result.state != .done { texts.append("\(result.step.key): \(result.state)") }
      for finding in set.findings { texts.append("\(finding.kind.rawValue) \(finding.key): \(finding.message)") }
    }
    return texts
  }
}
