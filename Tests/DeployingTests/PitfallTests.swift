import Deploying
import DocumentModel
import Kubernetes
import Synchronization
import Testing

/// What goes wrong where people deploy, by the numbers of the list of pitfalls: what is rendered, and what is unknown.
@Suite struct RenderingPitfallTests {
  private func deployed() async throws -> Scene {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a")
    try scene.addConfigMap("b")
    #expect(await scene.run().state == .deployed)
    scene.cluster.forgetCalls()
    scene.commit = "c2"
    return scene
  }

  @Test("pitfall 1: a broken bundle, or one that renders nothing, writes nothing")
  func nothingRendered() async throws {
    var scene = try await deployed()
    scene.problem = "/a.yml:3: no such file"
    scene.objects = []
    #expect(await scene.run().state == .blocked)
    scene.problem = nil
    #expect(await scene.run().state == .blocked)
    // Nothing of the set, and something of another.
    try scene.addNamespace("other", set: "other")
    var outcome = await scene.run()
    #expect(outcome.plan?.shown == ["create Namespace other"])
    #expect(outcome.plan?.orphans.map(\.reason) == [.undesiredSet, .undesiredSet, .undesiredSet])
    // Tombstones for a part, and nothing for the rest.
    try scene.addConfigMap("a", isTombstone: true)
    outcome = await scene.run()
    #expect(outcome.sets.first { $0.name == "acme" }?.stop?.contains("no tombstone") ?? true)
    #expect(scene.cluster.keys.isSuperset(of: ["ConfigMap shop/a", "ConfigMap shop/b"]))
    // Tombstones for everything.
    try scene.addConfigMap("b", isTombstone: true)
    try scene.addNamespace(isTombstone: true)
    await scene.run()
    await scene.run()
    #expect(scene.cluster.keys.isDisjoint(with: ["ConfigMap shop/a", "ConfigMap shop/b", "Namespace shop"]))
  }

  @Test("pitfall 2: what could not be rendered is unknown, not absent")
  func notAllRendered() async throws {
    var scene = try await deployed()
    scene.removeConfigMap("a")
    scene.incompleteSets["acme"] = "/b.yml:2: no such variable"
    try scene.addConfigMap("c")
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == ["create ConfigMap shop/c"])
    #expect(outcome.plan?.found == ["held ConfigMap shop/a"])
    #expect(outcome.state == .partial)
    #expect(scene.cluster.keys.contains("ConfigMap shop/a"))
    #expect(try scene.parent?.commit == "c1")
  }

  @Test("pitfall 3: more than the budget is deleted only if exactly this plan is approved")
  func massRemoval() async throws {
    var scene = try await deployed()
    for number in 0..<6 { try scene.addConfigMap("m\(number)") }
    #expect(await scene.run().state == .deployed)
    for number in 0..<6 { scene.removeConfigMap("m\(number)") }
    let plan = try await scene.plan()
    #expect(plan.count(.delete) == 6)
    #expect(plan.sets[0].overBudget == 1)
    #expect(await scene.run().state == .partial)
    #expect(scene.cluster.keys.contains("ConfigMap shop/m0"))
    #expect(await scene.run { $0.approvedHash = "sha256:other" }.state == .partial)
    #expect(scene.cluster.keys.contains("ConfigMap shop/m0"))
    let again = try await scene.plan()
    #expect(again.hash == plan.hash)
    #expect(await scene.run { $0.approvedHash = plan.hash }.state == .deployed)
    #expect(!scene.cluster.keys.contains("ConfigMap shop/m0"))
  }

  @Test("pitfall 3: the budget is the larger of a count and a part")
  func budget() {
    #expect(PruneBudget().limit(of: 3) == 5)
    #expect(PruneBudget().limit(of: 1_000) == 100)
    #expect(PruneBudget(count: 0, percent: 0).limit(of: 1_000) == 0)
    #expect(PruneBudget(count: -4, percent: 400).limit(of: 10) == 10)
  }

  @Test(
    "pitfall 4: a tenant, a namespace, a volume, a definition goes by a tombstone only, in two runs",
    arguments: [
      "{apiVersion: v1, kind: Namespace, metadata: {name: it}}",
      "{apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: it}}",
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: it, namespace: shop}}",
      "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: it}}",
    ])
  func guarded(_ yaml: String) async throws {
    var scene = try await deployed()
    try scene.add(yaml)
    #expect(await scene.run().state == .deployed)
    let key = try #require(scene.objects.last?.key)
    scene.objects.removeLast()
    let absent = await scene.run()
    #expect(absent.plan?.shown == [])
    #expect(absent.plan?.found == ["unmarked \(key)"])
    try scene.add(yaml, isTombstone: true)
    #expect(await scene.run().plan?.shown == ["announce \(key)"])
    let name = "\(key.groupKind.kind) " + (key.namespace.map { "\($0)/" } ?? "") + key.name
    #expect(scene.cluster.keys.contains(name))
    #expect(try scene.parent?.announced.map(\.key) == [key])
    #expect(await scene.run().plan?.shown == ["delete \(key)"])
    #expect(!scene.cluster.keys.contains(name))
    #expect(try scene.parent?.announced == [])
  }

  @Test("pitfall 4: a tombstone that is taken back, and one for an object made anew, begin from the start")
  func tombstoneTakenBack() async throws {
    var scene = try await deployed()
    scene.objects.removeAll { $0.key.groupKind.kind == "Namespace" }
    try scene.addNamespace(isTombstone: true)
    scene.objects.removeAll { $0.key.groupKind.kind == "ConfigMap" }
    try scene.addConfigMap("a", isTombstone: true)
    try scene.addConfigMap("b", isTombstone: true)
    #expect(await scene.run().plan?.shown.contains("announce Namespace shop") ?? false)
    var back = try await deployed()
    back = Scene(copying: back, scene.cluster)
    #expect(await back.run().state == .deployed)
    #expect(try back.parent?.announced == [])
    #expect(await scene.run().plan?.shown.contains("announce Namespace shop") ?? false)
    #expect(scene.cluster.keys.contains("Namespace shop"))
  }

  @Test("pitfall 5: what waits to be deleted stays to be seen")
  func pending() async throws {
    var scene = try await deployed()
    try scene.addNamespace("old")
    #expect(await scene.run().state == .deployed)
    scene.objects.removeLast()
    #expect(await scene.run().plan?.found == ["unmarked Namespace old"])
    try scene.addNamespace("old", isTombstone: true)
    scene.cluster.state.withLock { _ = $0.stuck.insert("old") }
    await scene.run()
    let outcome = await scene.run()
    #expect(outcome.state == .partial)
    #expect(outcome.troubles.contains { $0.contains("waits for its contents") })
    #expect(await scene.run().plan?.found == ["deleting Namespace old"])
  }

  @Test("pitfall 6: what cannot be read is not absent")
  func unread() async throws {
    var scene = try await deployed()
    scene.removeConfigMap("a")
    try scene.addConfigMap("c", "a: d")
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.verb == .list, call.resource?.kind == "ConfigMap", call.namespace == nil else { return nil }
        return .before(KubernetesError(.forbidden, call.shown, status: 403, message: "may not list"))
      }
    }
    var outcome = await scene.run()
    #expect(outcome.plan?.count(.delete) == 0)
    #expect(outcome.state == .partial)
    // A group whose server does not answer.
    scene.cluster.state.withLock { state in
      state.fault = nil
      state.failures[GroupVersion(group: "metrics.k8s.io", version: "v1beta1")] = "no endpoints"
    }
    outcome = await scene.run()
    #expect(outcome.plan?.shown == ["create ConfigMap shop/c"])
    #expect(outcome.plan?.found == ["held ConfigMap shop/a"])
    scene.cluster.state.withLock { $0.failures = [:] }
    #expect(await scene.run().plan?.shown == ["delete ConfigMap shop/a"])
  }

  @Test("pitfall 23: an object that is rendered twice is in no plan")
  func twice() async throws {
    var scene = try await deployed()
    try scene.add(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}, data: {x: y}}", set: "other",
      datafile: "/b.yml:4")
    let outcome = await scene.run()
    #expect(outcome.sets.allSatisfy { $0.stop?.contains("rendered twice: for /a.yml:1 and for /b.yml:4") ?? false })
    #expect(scene.cluster.writes == [])
  }

  @Test("pitfall 23: an object of another set is not taken")
  func otherSet() async throws {
    var scene = try await deployed()
    scene.objects = []
    try scene.add(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}, data: {x: y}}", set: "other")
    let outcome = await scene.run()
    #expect(outcome.plan?.found == ["foreign ConfigMap shop/a"])
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "x"] == nil)
  }

  @Test("pitfall 28: a commit, or a status, changes nothing of what is the same")
  func churn() async throws {
    var scene = try await deployed()
    scene.objects = []
    try scene.addNamespace()
    try scene.addConfigMap("a")
    try scene.addConfigMap("b", "a: c")
    scene.cluster.edit("Namespace shop", ["status", "phase"], .string("Active"), manager: "controller")
    #expect(await scene.run().plan?.shown == ["change ConfigMap shop/b"])
    // What is the same is not even tried.
    #expect(scene.cluster.trials.allSatisfy { $0.contains("shop/b") })
    func commit(_ name: String) -> String? {
      scene.cluster.value("ConfigMap shop/\(name)")?["metadata", "annotations", Marks.commit]?.text
    }
    #expect(commit("a") == "c1")
    #expect(commit("b") == "c2")
    #expect(try scene.parent?.commit == "c2")
  }

  @Test("pitfall 33: what is no name is no object")
  func names() throws {
    for name in ["../a", "a/b", "A", "a b", "", "a%2fb"] {
      #expect(throws: DesiredObjectError.self) {
        try DesiredObject(
          try object("{apiVersion: v1, kind: ConfigMap, metadata: {name: '\(name)', namespace: shop}}"), set: "acme")
      }
      #expect(throws: DesiredObjectError.self) {
        try DesiredObject(
          try object("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: '\(name)/'}}"), set: "acme")
      }
      #expect(throws: DesiredObjectError.self) {
        try DesiredObject(try object("{apiVersion: v1, kind: Namespace, metadata: {name: a}}"), set: name)
      }
    }
    for mark in ["remit.dev/commit", "applyset.kubernetes.io/part-of"] {
      #expect(throws: DesiredObjectError.self) {
        try DesiredObject(
          try object("{apiVersion: v1, kind: Namespace, metadata: {name: a, labels: {\(mark): x}}}"), set: "acme")
      }
    }
  }
}
