import ClusterSupport
import Deploying
import Foundation
import HTTPTransport
import Kubernetes
import TestSupport
import Testing

/// What only a real server shows.
@Suite(.enabled(if: isReady)) struct ServerTests {
  /// kubectl, asked about what was applied, finds nothing to do.
  @Test func kubectlFindsNoDifference() async throws {
    guard ClusterTools.kubectlIsThere() else { return }
    var scene = try await Scene()
    scene.addNamespace()
    scene.addConfigMap()
    scene.add("{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: NS}, spec: {hard: {cpu: 2000m}}}")
    scene.add(
      """
      {apiVersion: v1, kind: Service, metadata: {name: web, namespace: NS},
      spec: {ports: [{port: 80, protocol: TCP}], selector: {app: web}}}
      """)
    #expect(try await scene.run().state == .deployed)
    // The same objects as files, as other tools get them.
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let written = DirectoryTarget(folder).run(try scene.state(), RunOptions(plan: scene.options))
    #expect(written.written == 4)
    try scene.cluster.copySeals(into: folder)
    func diff() throws -> ProgramResult {
      try scene.cluster.kubectl("diff", "--server-side", "--field-manager=remit", "-R", "-f", folder)
    }
    let same = try diff()
    #expect(same.status == 0, "\(same.output) \(same.errors)")
    #expect(same.output == "")
    // It would see one.
    try await scene.cluster.ask(
      .patch, "/api/v1/namespaces/\(scene.set)/services/web", #"{"spec":{"selector":null}}"#,
      type: "application/merge-patch+json")
    #expect(try diff().status == 1)
  }

  /// kubectl takes the inventory for its own once it is told that it keeps it: it knows where members are. (It applies nothing
  /// to other namespaces than the parent's itself.)
  @Test func kubectlAcceptsTheInventory() async throws {
    guard ClusterTools.kubectlIsThere() else { return }
    var scene = try await Scene()
    scene.addNamespace()
    scene.addConfigMap("gone")
    #expect(try await scene.run().state == .deployed)
    let name = SetParent.key(of: scene.set).name
    func apply() throws -> ProgramResult {
      try scene.cluster.kubectl(
        "apply", "--server-side", "--force-conflicts", "--prune", "--applyset=configmap/\(name)", "-n",
        SetParent.namespace, "-f", "-",
        input: scene.objects.prefix(1).map { String(decoding: try object($0.yaml).json, as: UTF8.self) }.joined(
          separator: "\n"),
        environment: ["KUBECTL_APPLYSET": "true"])
    }
    // As long as this program keeps it, kubectl leaves it alone.
    let refused = try apply()
    #expect(refused.status != 0)
    #expect(refused.errors.contains("remit"), "\(refused.errors)")
    let version = try scene.cluster.kubectl("version", "--client", "-o", "json").output
    let git = version.split(separator: "\"").first { $0.hasPrefix("v1.") }.map(String.init) ?? "v1.32.4"
    _ = try scene.cluster.kubectl(
      "annotate", "--overwrite", "configmap", name, "-n", SetParent.namespace,
      "applyset.kubernetes.io/tooling=kubectl/\(git)")
    let accepted = try apply()
    #expect(accepted.status == 0, "\(accepted.errors)")
    #expect(accepted.output.contains("configmap/gone pruned"), "\(accepted.output)")
    #expect(try await scene.get(namespaces, scene.set) != nil)
  }

  @Test("pitfall 21: exclusive removes what others added to a quota; repair leaves and reports it")
  func exclusive() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.add("{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: NS}, spec: {hard: {cpu: '2'}}}")
    #expect(try await scene.run().state == .deployed)
    try await scene.cluster.ask(
      .patch, "/api/v1/namespaces/\(scene.set)/resourcequotas/q", #"{"spec":{"hard":{"services":"9"}}}"#,
      type: "application/merge-patch+json")
    let plan = try await scene.plan()
    #expect(plan.found == ["added ResourceQuota \(scene.set)/q"])
    scene.policy.drift = .exclusive
    let outcome = try await scene.run()
    #expect(outcome.plan?.shown == ["strip ResourceQuota \(scene.set)/q"])
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    let quota = try #require(try await scene.get(quotas, "q"))
    #expect(quota.text("spec", "hard", "services") == nil)
    #expect(quota.text("spec", "hard", "cpu") == "2")
    #expect(try await scene.run().plan?.isClean ?? false)
  }

  /// A role of which somebody makes one that gathers the rules of others is none after it: not even one that gathers nothing.
  @Test func stripsAggregation() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.add(
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: NS},
      rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
      """)
    #expect(try await scene.run().state == .deployed)
    let path = "/apis/rbac.authorization.k8s.io/v1/clusterroles/\(scene.set)"
    try await scene.cluster.ask(
      .patch, path, #"{"aggregationRule":{"clusterRoleSelectors":[{"matchLabels":{"x":"y"}}]}}"#,
      type: "application/merge-patch+json")
    #expect(try await scene.plan().found == ["added ClusterRole.rbac.authorization.k8s.io \(scene.set)"])
    scene.policy.drift = .exclusive
    let outcome = try await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    let roles = Resource(
      GroupVersion(group: "rbac.authorization.k8s.io", version: "v1"), name: "clusterroles", kind: "ClusterRole",
      isNamespaced: false)
    #expect(try await scene.get(roles, scene.set)?.node("aggregationRule") == nil)
    // The controller may have emptied the rules before: they are applied again, and that is the end of it.
    for _ in 0..<3 { _ = try await scene.run() }
    #expect(try await scene.plan().isClean)
    let rules = try #require(try await scene.get(roles, scene.set)?.node("rules"))
    #expect(try await scene.get(roles, scene.set)?.document.count(rules) == 1)
  }

  /// The controller writes the status of a quota between its repair and what is stripped of it.
  @Test func stripsWhatWasRepairedJustNow() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.add("{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: NS}, spec: {hard: {cpu: '2'}}}")
    scene.addConfigMap()
    #expect(try await scene.run().state == .deployed)
    let path = "/api/v1/namespaces/\(scene.set)/resourcequotas/q"
    let (cluster, name) = (scene.cluster, scene.set)
    try await cluster.ask(
      .patch, path, #"{"spec":{"hard":{"cpu":"9","services":"9"}}}"#, type: "application/merge-patch+json")
    scene.policy.drift = .exclusive
    let outcome = try await scene.run {
      $0.checkpoints = Checkpoints { point in
        guard point == .applied else { return }
        try await cluster.ask(
          .patch, path + "/status", #"{"status":{"used":{"pods":"\(Int.random(in: 1...999_999))"}}}"#,
          type: "application/merge-patch+json")
      }
    }
    #expect(outcome.plan?.shown == ["repair ResourceQuota \(name)/q", "strip ResourceQuota \(name)/q"])
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(try await scene.get(quotas, "q")?.text("spec", "hard", "services") == nil)
    // What was changed meanwhile is not what was planned to go.
    try await cluster.ask(.patch, path, #"{"spec":{"hard":{"services":"5"}}}"#, type: "application/merge-patch+json")
    let late = try await scene.run {
      $0.checkpoints = Checkpoints { point in
        guard point == .applying else { return }
        try await cluster.ask(
          .patch, path, #"{"spec":{"hard":{"services":"6"}}}"#, type: "application/merge-patch+json")
      }
    }
    #expect(late.troubles.contains { $0.contains("outdated") && $0.contains("not what they were") }, "\(late.troubles)")
    #expect(try await scene.get(quotas, "q")?.text("spec", "hard", "services") == "6")
  }

  @Test("pitfall 29: what goes into a namespace of the same plan is tried elsewhere on a real server")
  func triedElsewhere() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.add("{apiVersion: v1, kind: ConfigMap, metadata: {name: bad, namespace: NS}, dtaa: {a: b}}")
    scene.addConfigMap("good")
    let plan = try await scene.plan()
    #expect(plan.found == ["refused ConfigMap \(scene.set)/bad"])
    #expect(plan.shown == ["create Namespace \(scene.set)", "create ConfigMap \(scene.set)/good"])
  }

  @Test("pitfall 30: a port without a protocol is refused before anything is sent")
  func portWithoutProtocol() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    #expect(try await scene.run().state == .deployed)
    scene.add("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: NS}, spec: {ports: [{port: 80}]}}")
    #expect(try await scene.plan().found == ["refused Service \(scene.set)/s"])
  }

  @Test("pitfall 19: a binding whose role changes is replaced, and a bridge stands meanwhile")
  func roleChanges() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    func binding(_ role: String) -> String {
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: devs, namespace: NS},
      roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: \(role)},
      subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: devs}]}
      """
    }
    scene.add(binding("view"))
    #expect(try await scene.run().state == .deployed)
    scene.objects.removeLast()
    scene.add(binding("edit"))
    struct Crash: Error {}
    let crashed = try await scene.run {
      $0.checkpoints = Checkpoints { if $0 == .cleared { throw Crash() } }
    }
    #expect(crashed.state == .unknown)
    // The binding is gone, and the rights are there.
    let between = try await scene.api.list(roleBindings, ListOptions(namespace: scene.set)).objects
    #expect(between.map { $0.text("roleRef", "name") } == ["edit"])
    #expect(try await scene.run().state == .deployed)
    let after = try await scene.api.list(roleBindings, ListOptions(namespace: scene.set)).objects
    #expect(after.compactMap(\.name) == ["devs"])
  }

  @Test("pitfall 4: a namespace goes by a tombstone, in two runs, with all that is in it")
  func namespaceTombstone() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.addConfigMap()
    #expect(try await scene.run().state == .deployed)
    scene.objects = scene.objects.map { ($0.yaml, true) }
    #expect(
      try await scene.run().plan?.shown == ["delete ConfigMap \(scene.set)/it", "announce Namespace \(scene.set)"])
    let outcome = try await scene.run()
    #expect(outcome.plan?.shown == ["delete Namespace \(scene.set)"])
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(try await scene.api.get(namespaces, namespace: nil, name: scene.set) == nil)
  }

  @Test("pitfall 14: a definition and its objects come in one run; fields that it does not know are found")
  func tenants() async throws {
    guard let file = SharedData.url("data/kubernetes/capsule/tenants.crd.v0.10.9.yaml") else { return }
    let definition = try String(contentsOf: file, encoding: .utf8)
    var scene = try await Scene()
    try await scene.cluster.install(definition: definition)
    scene.policy.unrestoredKinds = []
    scene.add(
      """
      {apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: NS},
      spec: {owners: [{kind: Group, name: devs}], bogus: 1}}
      """)
    #expect(try await scene.plan().found == ["dropped Tenant.capsule.clastix.io \(scene.set)"])
    scene.objects.removeLast()
    scene.add(
      """
      {apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: NS},
      spec: {owners: [{kind: Group, name: devs}]}}
      """)
    scene.addNamespace()
    scene.times.readiness = 300
    // Nobody says that the tenant is active: what comes after it waits.
    let waiting = try await scene.run()
    #expect(waiting.state == .partial)
    #expect(waiting.sets.first?.stop?.contains("is not ready") ?? false)
    #expect(try await scene.api.get(namespaces, namespace: nil, name: scene.set) == nil)
    try await scene.cluster.ask(
      .patch, "/apis/capsule.clastix.io/v1beta2/tenants/\(scene.set)/status",
      #"{"status":{"state":"Active","size":0,"namespaces":[],"spaces":[],"conditions":[]}}"#,
      type: "application/merge-patch+json")
    let outcome = try await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(try await scene.api.get(namespaces, namespace: nil, name: scene.set) != nil)
  }

  /// The same id in the cluster's audit log, whoever looks.
  @Test func auditLogHasTheIDs() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    #expect(try await scene.run().state == .deployed)
    let lines = try scene.cluster.audit(containing: "/api/v1/namespaces/\(scene.set)?").filter {
      $0.contains("\"patch\"") && !$0.contains("dryRun")
    }
    let ids = lines.compactMap { line in
      line.firstRange(of: "\"auditID\":\"").map { String(line[$0.upperBound...].prefix(36)) }
    }
    // Version 5: made from the plan and the object.
    #expect(!ids.isEmpty && ids.allSatisfy { Array($0)[14] == "5" }, "\(ids)")
  }

  /// What a run over many objects without changes costs; printed, as timing fails no test.
  @Test func manyObjects() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    for number in 0..<200 { scene.addConfigMap("c\(number)", "a: '\(String(repeating: "x", count: 1_500))'") }
    let clock = ContinuousClock()
    let start = clock.now
    let made = try await scene.run()
    let middle = clock.now
    let again = try await scene.run()
    let (first, second) = (middle - start, clock.now - middle)
    #expect(made.state == .deployed)
    #expect(again.plan?.isClean ?? false)
    print("200 objects: deployed in \(first), nothing to do in \(second)")
  }
}
