import Deploying
import DocumentModel
import Foundation
import HTTPTransport
import Kubernetes
import Synchronization
import Testing
import YAMLReader

/// An object from YAML.
func object(_ yaml: String) throws -> KubernetesObject {
  let result = YAMLReader().read(Array(yaml.utf8), file: "test")
  return try #require(result.document.flatMap(KubernetesObject.init), "\(result.diagnostics)")
}

/// Time that passes only where somebody waits.
final class Waiting: Sendable {
  private let time = Mutex<Int64>(0)
  var clock: HTTPClock {
    HTTPClock(
      now: { self.time.withLock { $0 } }, sleep: { wait in self.time.withLock { $0 += wait } }, random: { $0 })
  }
  var steady: SteadyClock { SteadyClock(now: { self.time.withLock { $0 } }) }
}

/// What a test deploys, and to what.
struct Scene {
  let cluster: MemoryCluster
  var commit = "c1"
  var deployer = "tests"
  var objects: [DesiredObject] = []
  var incompleteSets: [String: String] = [:]
  var problem: String?
  var policy = DeployPolicy()
  var times = RunOptions.Times(readiness: 1_000, deletion: 1_000, interval: 100)
  var restoresGone = false
  var orphanRules: [OrphanRule] = []
  var descends: @Sendable (String, String) -> Bool = { _, _ in true }

  init(_ cluster: MemoryCluster = MemoryCluster()) { self.cluster = cluster }

  mutating func add(
    _ yaml: String, set: String = "acme", isTombstone: Bool = false, inputs: [String] = ["/a.yml"],
    datafile: String = "/a.yml:1"
  ) throws {
    objects.append(
      try DesiredObject(
        try object(yaml), set: set, isTombstone: isTombstone,
        provenance: Provenance(commit: commit, mergeRequest: "!7", record: "sha256:r", inputs: inputs),
        datafile: datafile))
  }

  mutating func addNamespace(_ name: String = "shop", set: String = "acme", isTombstone: Bool = false) throws {
    try add("{apiVersion: v1, kind: Namespace, metadata: {name: \(name)}}", set: set, isTombstone: isTombstone)
  }

  mutating func addConfigMap(
    _ name: String = "it", _ data: String = "a: b", namespace: String = "shop", set: String = "acme",
    isTombstone: Bool = false
  ) throws {
    try add(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: \(namespace)}, data: {\(data)}}",
      set: set, isTombstone: isTombstone)
  }

  mutating func addBinding(_ role: String = "view", _ name: String = "devs") throws {
    try add(
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: \(name), namespace: shop},
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)},
      subjects: [{kind: Group, name: devs}]}
      """)
  }

  mutating func addTenant(_ spec: String = "cordoned: false", isTombstone: Bool = false) throws {
    try add(
      "{apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: acme}, spec: {\(spec)}}",
      isTombstone: isTombstone)
  }

  mutating func removeConfigMap(_ name: String) {
    objects.removeAll { $0.key.groupKind.kind == "ConfigMap" && $0.key.name == name }
  }

  var state: DesiredState {
    DesiredState(
      cluster: "dc1", commit: commit, objects: objects, incompleteSets: incompleteSets, problem: problem)
  }

  var options: PlanOptions {
    PlanOptions(
      policy: policy, deployer: deployer, restoresGone: restoresGone, orphanRules: orphanRules, descends: descends)
  }

  func plan() async throws -> ClusterPlan {
    try await Planning(cluster, options, clock: Waiting().clock).plan(state)
  }

  @discardableResult
  func run(_ change: (inout RunOptions) -> Void = { _ in }) async -> ClusterOutcome {
    let waiting = Waiting()
    var run = RunOptions(plan: options, times: times, clock: waiting.clock, steady: waiting.steady)
    change(&run)
    return await Deployment(cluster, run).run(state)
  }

  var parent: SetParent? {
    get throws {
      guard let stored = cluster.state.withLock({ $0.objects["ConfigMap remit-system/remit-acme"] }),
        let object = KubernetesObject(stored.value.document)
      else { return nil }
      return try SetParent(object)
    }
  }
}

extension Scene {
  /// A namespace and a ConfigMap that are there, and what a test adds; the next commit is `c2`.
  static func deployed(_ more: (inout Scene) throws -> Void = { _ in }) async throws -> Scene {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a")
    try more(&scene)
    let outcome = await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    scene.cluster.forgetCalls()
    scene.commit = "c2"
    return scene
  }
}

extension ClusterPlan {
  /// `create ConfigMap shop/it` …
  var shown: [String] { sets.flatMap { $0.steps.map { "\($0.action.rawValue) \($0.key)" } } }
  /// `conflict ConfigMap shop/it` …
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
