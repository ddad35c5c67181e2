import Deploying
import DocumentModel
import Kubernetes
import Synchronization
import Testing

/// What goes wrong where people deploy, by the numbers of the list of pitfalls: what a cluster does, and others on it.
@Suite struct ClusterPitfallTests {
  @Test("pitfall 7: a cluster that does not answer costs the others nothing")
  func deadCluster() async throws {
    var scene = Scene()
    try scene.addNamespace()
    let (dead, broken) = (MemoryCluster(), MemoryCluster())
    dead.state.withLock { $0.fault = { _, _ in .hang } }
    broken.state.withLock { state in
      state.fault = { call, _ in .before(KubernetesError(.noAnswer, call.shown, message: "no route")) }
    }
    let fleet = Fleet(["dc1": .api(scene.cluster), "dc2": .api(dead), "dc3": .api(broken)])
    let states = ["dc1", "dc2", "dc3", "dc4"].map { name in
      var state = scene.state
      state.cluster = name
      return state
    }
    let options = RunOptions(plan: scene.options, times: .init(cluster: 300))
    let outcomes = await fleet.run(states) { _ in options }
    #expect(outcomes.map(\.cluster) == ["dc1", "dc2", "dc3", "dc4"])
    #expect(outcomes.map(\.state) == [.deployed, .unknown, .unknown, .unknown])
    let plan = await fleet.plan(states, within: 300) { _ in options.plan }
    #expect(plan.clusters.map { $0.stop == nil } == [true, false, false, false])
    #expect(plan.clusters.allSatisfy { $0.orphans.isEmpty })
  }

  @Test("pitfall 8: what a run is about to do stands on the parent before the first write")
  func journal() async throws {
    let scene = try await Scene.deployed()
    var next = scene
    try next.add("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {a: b}}")
    let seen = Mutex<SetParent?>(nil)
    let copy = next
    await next.run {
      $0.checkpoints = Checkpoints { point in
        guard point == .applying else { return }
        let parent = try copy.parent
        seen.withLock { $0 = parent }
      }
    }
    let parent = try #require(seen.withLock { $0 })
    #expect(parent.journal?.commit == "c2")
    #expect(parent.commit == "c1")
    #expect(parent.set.kinds.map(\.description).sorted() == ["ConfigMap", "Namespace", "Service"])
    #expect(try next.parent?.journal == nil)
  }

  @Test("pitfall 9: a set of another deployer is left alone")
  func otherDeployer() async throws {
    var scene = try await Scene.deployed()
    scene.deployer = "somebody else"
    scene.removeConfigMap("a")
    #expect(await scene.run().sets[0].stop?.contains("kept by the deployer \"tests\"") ?? false)
    #expect(scene.cluster.writes == [])
  }

  @Test("pitfall 9: a parent that changed meanwhile ends the run for the set")
  func twoAtOnce() async throws {
    var scene = try await Scene.deployed()
    try scene.addConfigMap("b")
    let cluster = scene.cluster
    let outcome = await scene.run {
      $0.checkpoints = Checkpoints { point in
        if point == .planned {
          cluster.edit("ConfigMap remit-system/remit-acme", ["metadata", "annotations", "x"], .string("y"))
        }
      }
    }
    #expect(outcome.state == .partial)
    #expect(!scene.cluster.keys.contains("ConfigMap shop/b"))
    #expect(await scene.run().state == .deployed)
  }

  @Test("pitfall 10: who was asleep asks before the next write whether he may")
  func paused() async throws {
    var scene = try await Scene.deployed()
    for name in ["b", "c", "d"] { try scene.addConfigMap(name) }
    let left = Mutex(3)
    let outcome = await scene.run {
      $0.mayWrite = {
        left.withLock { left in
          left -= 1
          return left >= 0
        }
      }
    }
    #expect(outcome.state == .unknown)
    #expect(outcome.failure?.contains("lease") ?? false)
    #expect(scene.cluster.writes.count == 3)
    #expect(await scene.run().state == .deployed)
  }

  @Test("pitfall 11: an older commit is not deployed by itself")
  func olderCommit() async throws {
    var scene = try await Scene.deployed()
    scene.commit = "c0"
    scene.descends = { commit, deployed in commit != "c0" && deployed == "c1" }
    scene.removeConfigMap("a")
    #expect(await scene.run().sets[0].stop?.contains("does not come after c1") ?? false)
    #expect(scene.cluster.writes == [])
  }

  @Test("pitfall 13: clocks that differ are a warning, and nothing else")
  func clocks() async throws {
    let scene = try await Scene.deployed()
    let plan = try await scene.plan()
    let late = SlowClock(scene.cluster)
    let other = try await Planning(late, scene.options, clock: Waiting().clock).plan(scene.state)
    #expect(other.warnings == ["the server's clock is 3600 s from the own one"])
    #expect(other.hash == plan.hash)
  }

  private struct SlowClock: KubernetesAPI {
    let api: MemoryCluster
    init(_ api: MemoryCluster) { self.api = api }
    func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer {
      var answer = try await api.perform(call)
      answer.serverTime = 3600
      return answer
    }
  }

  @Test("pitfall 14: what has no definition yet waits, and all else goes on")
  func noDefinition() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.state.withLock { $0.resources.removeAll { $0.kind == "Tenant" } }
    try scene.addTenant()
    try scene.addConfigMap("b")
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == ["create ConfigMap shop/b"])
    #expect(outcome.plan?.found == ["deferred Tenant.capsule.clastix.io acme"])
    #expect(outcome.state == .partial)
    scene.cluster.state.withLock { $0.resources.append(MemoryCluster.tenants) }
    #expect(await scene.run().state == .deployed)
  }

  @Test("pitfall 14: a definition of the same run is waited for")
  func definitionOfTheSameRun() async throws {
    var scene = try await Scene.deployed()
    try scene.add(
      """
      {apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: pools.net.test},
      spec: {group: net.test, scope: Cluster, names: {kind: Pool, plural: pools}}}
      """)
    try scene.add("{apiVersion: net.test/v1, kind: Pool, metadata: {name: p}, spec: {a: b}}")
    let plan = try await scene.plan()
    #expect(plan.sets[0].steps.map(\.isUntried) == [false, true])
    let outcome = await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(scene.cluster.keys.contains("Pool p"))
  }

  @Test("pitfall 15: objects whose definition was removed are not made anew by themselves")
  func definitionRemoved() async throws {
    var scene = try await Scene.deployed { try $0.addTenant() }
    scene.cluster.remove("Tenant acme")
    scene.cluster.state.withLock { $0.resources.removeAll { $0.kind == "Tenant" } }
    #expect(await scene.run().state == .partial)
    #expect(try scene.parent?.set.kinds.contains { $0.kind == "Tenant" } ?? false)
    scene.cluster.state.withLock { $0.resources.append(MemoryCluster.tenants) }
    for _ in 0..<2 {
      let outcome = await scene.run()
      #expect(outcome.plan?.found == ["gone Tenant.capsule.clastix.io acme"])
      #expect(!scene.cluster.keys.contains("Tenant acme"))
    }
    scene.restoresGone = true
    #expect(await scene.run().state == .deployed)
    #expect(scene.cluster.keys.contains("Tenant acme"))
  }

  @Test("pitfall 16: nothing is made in a namespace that is going")
  func namespaceGoing() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.edit("Namespace shop", ["metadata", "deletionTimestamp"], .string("now"))
    try scene.addConfigMap("b")
    scene.cluster.forgetCalls()
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == [])
    #expect(
      outcome.plan?.found == ["deferred ConfigMap shop/a", "deferred ConfigMap shop/b", "deferred Namespace shop"])
    #expect(outcome.state == .partial)
    #expect(scene.cluster.writes.allSatisfy { $0.contains("remit-system") })
  }

  @Test("pitfall 17: an object that is going was not applied, whatever the server answers")
  func objectGoing() async throws {
    var scene = try await Scene.deployed()
    scene.objects = []
    try scene.addNamespace()
    try scene.addConfigMap("a", "a: c")
    let cluster = scene.cluster
    let outcome = await scene.run {
      $0.checkpoints = Checkpoints { point in
        guard point == .journaled else { return }
        // Without another version, as if it had been so when it was read.
        cluster.state.withLock {
          $0.objects["ConfigMap shop/a"]?.value["metadata", "deletionTimestamp"] = .string("now")
        }
      }
    }
    #expect(outcome.state == .partial)
    #expect(outcome.troubles.contains { $0.contains("waiting") && $0.contains("being deleted") })
    #expect(await scene.run().plan?.found == ["deferred ConfigMap shop/a"])
  }

  @Test("pitfall 18: what may not change is not deleted to be made anew, but for kinds of a list")
  func immutable() async throws {
    var scene = try await Scene.deployed { try $0.addBinding("view") }
    scene.objects.removeLast()
    try scene.addBinding("edit")
    scene.policy.replacedKinds = []
    let outcome = await scene.run()
    #expect(outcome.plan?.found == ["immutable RoleBinding.rbac.authorization.k8s.io shop/devs"])
    #expect(scene.cluster.value("RoleBinding shop/devs")?["roleRef", "name"]?.text == "view")
    // Not valid is not immutable.
    scene.policy = DeployPolicy()
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.verb == .apply, call.resource?.kind == "RoleBinding" else { return nil }
        return .before(KubernetesError(.invalid, call.shown, status: 422, message: "roleRef.kind: Unsupported value"))
      }
    }
    #expect(await scene.run().plan?.found == ["refused RoleBinding.rbac.authorization.k8s.io shop/devs"])
  }

  @Test("pitfall 19: somebody whose role changes has one all the time")
  func roleChanges() async throws {
    var scene = try await Scene.deployed { try $0.addBinding("view") }
    scene.objects.removeLast()
    try scene.addBinding("edit")
    let cluster = scene.cluster
    let fewest = Mutex(9)
    scene.cluster.state.withLock { state in
      state.hook = { _, _ in
        let count = cluster.keys.count { $0.hasPrefix("RoleBinding shop/") }
        fewest.withLock { $0 = min($0, count) }
      }
    }
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == ["replace RoleBinding.rbac.authorization.k8s.io shop/devs"])
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(fewest.withLock { $0 } == 1)
    #expect(scene.cluster.keys.filter { $0.hasPrefix("RoleBinding") } == ["RoleBinding shop/devs"])
    #expect(scene.cluster.value("RoleBinding shop/devs")?["roleRef", "name"]?.text == "edit")
  }

  @Test("pitfall 20: fields of others: left, taken or given up, by kind, field and manager")
  func conflicts() async throws {
    var scene = try await Scene.deployed {
      try $0.add(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2'}}}")
      try $0.add(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, image: a}}"
      )
    }
    scene.cluster.edit("ConfigMap shop/a", ["data", "a"], .string("x"))
    scene.cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9"))
    scene.cluster.edit("Deployment shop/web", ["spec", "replicas"], .number("7"), manager: "hpa")
    let plan = try await scene.plan()
    #expect(plan.found == ["conflict ConfigMap shop/a"])
    #expect(plan.sets[0].findings[0].message == "kubectl-edit owns .data.a")
    #expect(plan.shown == ["repair ResourceQuota shop/q"])
    #expect(plan.sets[0].steps[0].taken.map(\.manager) == ["kubectl-edit"])
    await scene.run()
    #expect(scene.cluster.value("Deployment shop/web")?["spec", "replicas"] == .number("7"))
    #expect(scene.cluster.value("ResourceQuota shop/q")?["spec", "hard", "cpu"]?.text == "2")
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "a"]?.text == "x")
    scene.policy.conflicts.takenFrom = ["kubectl"]
    #expect(await scene.run().state == .deployed)
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "a"]?.text == "b")
    // The rest of an object that somebody scales is still ours.
    scene.objects.removeLast()
    try scene.add(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, image: b}}")
    let outcome = await scene.run()
    #expect(outcome.plan?.sets[0].steps.map { $0.yielded.map(\.description) } == [[".spec.replicas"]])
    #expect(scene.cluster.value("Deployment shop/web")?["spec", "image"]?.text == "b")
    #expect(scene.cluster.value("Deployment shop/web")?["spec", "replicas"] == .number("7"))
    // What somebody scales by hand is not what a program does; where both had a part in it, nobody is taken from.
    scene.cluster.edit("Deployment shop/web", ["spec", "image"], .string("x"))
    #expect(try await scene.plan().found == ["conflict Deployment.apps shop/web"])
    scene.cluster.edit("Deployment shop/web", ["spec", "replicas"], .number("5"))
    #expect(await scene.run().state == .deployed)
    #expect(scene.cluster.value("Deployment shop/web")?["spec", "replicas"] == .number("2"))
    #expect(scene.cluster.value("Deployment shop/web")?["spec", "image"]?.text == "b")
  }

  @Test("pitfall 21: fields that somebody adds to a quota are seen")
  func added() async throws {
    let scene = try await Scene.deployed {
      try $0.add(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2'}}}")
    }
    scene.cluster.edit("ResourceQuota shop/q", ["spec", "hard", "services"], .string("9"))
    scene.cluster.edit("ConfigMap shop/a", ["data", "more"], .string("9"))
    let plan = try await scene.plan()
    #expect(plan.found == ["added ResourceQuota shop/q"])
    #expect(plan.sets[0].findings[0].message == "kubectl-edit added .spec.hard.services")
  }
}
