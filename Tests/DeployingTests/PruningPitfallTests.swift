import Deploying
import DocumentModel
import Kubernetes
import Synchronization
import Testing

/// What goes wrong where people deploy, by the numbers of the list of pitfalls: deleting, secrets, identities.
@Suite struct PruningPitfallTests {
  @Test("pitfall 22: a copy of an object with its label is not pruned")
  func copies() async throws {
    let scene = try await Scene.deployed()
    let original = try #require(scene.cluster.value("ConfigMap shop/a"))
    // Somebody copies the whole object; an operator makes one with the label; an owner's controller does.
    var copy = original
    copy["metadata", "name"] = .string("copy")
    copy["metadata", "uid"] = nil
    scene.cluster.put(copy.json, manager: "operator")
    copy["metadata", "name"] = .string("applied")
    scene.cluster.put(copy.json)
    scene.cluster.state.withLock { state in
      state.objects["ConfigMap shop/applied"]?.managers = ["Apply remit": [["data", "a"]]]
    }
    copy["metadata", "name"] = .string("owned")
    copy["metadata", "annotations", Marks.object] = .string("ConfigMap shop/owned")
    copy["metadata", "ownerReferences"] = Value(
      json: #"[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"u","controller":true}]"#)
    scene.cluster.put(copy.json)
    scene.cluster.state.withLock { state in
      state.objects["ConfigMap shop/owned"]?.managers = ["Apply remit": [["data", "a"]]]
    }
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == [])
    #expect(
      outcome.plan?.found == [
        "copied ConfigMap shop/applied", "copied ConfigMap shop/copy", "copied ConfigMap shop/owned",
      ])
    #expect(
      scene.cluster.keys.isSuperset(of: ["ConfigMap shop/copy", "ConfigMap shop/applied", "ConfigMap shop/owned"]))
  }

  /// Puts objects there that have the label of the set, and that nobody applied.
  private func addStrangers(_ count: Int, to scene: Scene) throws {
    let label = try #require(scene.cluster.value("ConfigMap shop/a")?["metadata", "labels", ApplySet.memberLabel]?.text)
    for number in 0..<count {
      scene.cluster.put(
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"s\#(number)","namespace":"evil","labels":{"\#(ApplySet.memberLabel)":"\#(label)"}}}"#
      )
    }
  }

  @Test("pitfall 3: objects of others with the label of the set do not raise the number of deletions")
  func strangersRaiseNoLimit() async throws {
    var scene = try await Scene.deployed { scene in
      for number in 0..<10 { try scene.addConfigMap("many-\(number)") }
    }
    for number in 0..<10 { scene.removeConfigMap("many-\(number)") }
    let alone = try await scene.plan()
    #expect(alone.sets[0].overBudget == 5)
    try addStrangers(150, to: scene)
    let plan = try await scene.plan()
    #expect(plan.sets[0].members == alone.sets[0].members)
    #expect(plan.sets[0].overBudget == 5)
    #expect(plan.found.count == 150)
    await scene.run()
    #expect(scene.cluster.keys.count { $0.hasPrefix("ConfigMap shop/many-") } == 10)
  }

  @Test("pitfall 1: objects of others with the label of a set do not keep the set from being removed")
  func strangersStopNothing() async throws {
    var scene = try await Scene.deployed { try $0.addNamespace("other", set: "other") }
    try addStrangers(1, to: scene)
    scene.objects = []
    try scene.addNamespace(isTombstone: true)
    try scene.addConfigMap("a", isTombstone: true)
    try scene.addNamespace("other", set: "other")
    let plan = try await scene.plan()
    #expect(plan.sets.allSatisfy { $0.stop == nil }, "\(plan.sets.map(\.stop))")
    #expect(plan.shown.contains("delete ConfigMap shop/a"))
    #expect(plan.found == ["copied ConfigMap evil/s0"])
    // What was applied and is not named still does.
    scene.objects.remove(at: 1)
    #expect(try await scene.plan().sets[0].stop?.contains("1 objects are there") ?? false)
  }

  @Test("names from a cluster do nothing to a terminal")
  func escapes() async throws {
    var scene = try await Scene.deployed { try $0.addBinding() }
    var copy = try #require(scene.cluster.value("RoleBinding shop/devs"))
    copy["metadata", "name"] = .string("x\u{1B}[31mRED\u{1B}[2K\rok")
    copy["metadata", "uid"] = nil
    scene.cluster.put(copy.json, manager: "operator")
    try scene.addConfigMap("b")
    let plan = try await scene.plan()
    #expect(plan.found.contains { $0.contains("RED") })
    var texts = [Plan([plan]).text(showsCreated: true), Plan([plan]).markdown(), [ClusterStatus(plan)].table]
    let outcome = await scene.run()
    texts.append([outcome].text)
    // The same as an object that nobody asks for.
    var orphans = plan
    orphans.orphans = plan.sets[0].findings.map { Orphan(.marked, $0.key, provenance: nil, advice: "look", uid: "u") }
    texts += [Plan([orphans]).text(), [ClusterStatus(orphans)].table]
    for text in texts {
      #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" }, "\(text.debugDescription)")
    }
    #expect(texts[0].contains("x\\u{1B}[31mRED"))
  }

  @Test("pitfall 5: what waits or is left is no success: a run says what a plan and a status say")
  func leftovers() async throws {
    let scene = try await Scene.deployed()
    try addStrangers(1, to: scene)
    let copied = await scene.run()
    #expect(copied.plan?.found == ["copied ConfigMap evil/s0"])
    #expect(copied.state == .partial)
    #expect(![copied].isDeployed)
    #expect(ClusterStatus(try await scene.plan()).state == .partial)
    // All that is asked for is there: the commit is deployed.
    #expect(try scene.parent?.commit == "c2")
    scene.cluster.remove("ConfigMap evil/s0")
    #expect(await scene.run().state == .deployed)
    var next = scene
    next.objects = []
    try next.addConfigMap("a")
    let unmarked = await next.run()
    #expect(unmarked.plan?.found == ["unmarked Namespace shop"])
    #expect(unmarked.state == .partial)
    next.objects = []
    try next.addConfigMap("a")
    try next.addNamespace(isTombstone: true)
    let announced = await next.run()
    #expect(announced.plan?.shown == ["announce Namespace shop"])
    #expect(announced.state == .partial)
  }

  @Test("pitfall 6: nothing is deleted where something could not be applied, and later stages are not begun")
  func failedApply() async throws {
    var scene = try await Scene.deployed { try $0.addConfigMap("gone") }
    scene.removeConfigMap("gone")
    try scene.addConfigMap("b")
    try scene.add("{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {image: a}}")
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        let isTrial = call.parameters.contains { $0.name == "dryRun" }
        guard call.verb == .apply, call.name == "b", !isTrial else { return nil }
        return .before(KubernetesError(.forbidden, call.shown, status: 403, message: "admission webhook denied"))
      }
    }
    let outcome = await scene.run()
    #expect(outcome.state == .partial)
    #expect(scene.cluster.keys.contains("ConfigMap shop/gone"))
    #expect(!scene.cluster.keys.contains("Deployment shop/web"))
    #expect(try scene.parent?.journal?.phase == "ended")
    scene.cluster.state.withLock { $0.fault = nil }
    #expect(await scene.run().state == .deployed)
    #expect(!scene.cluster.keys.contains("ConfigMap shop/gone"))
    #expect(scene.cluster.keys.contains("Deployment shop/web"))
  }

  @Test("pitfall 24: what a webhook keeps from being deleted stays in the inventory, and the run has failed")
  func pruneRejected() async throws {
    var scene = try await Scene.deployed {
      try $0.add("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {a: b}}")
    }
    scene.objects.removeLast()
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.verb == .delete else { return nil }
        return .before(KubernetesError(.forbidden, call.shown, status: 403, message: "admission webhook denied"))
      }
    }
    let outcome = await scene.run()
    #expect(outcome.state == .partial)
    #expect(outcome.troubles == ["Service shop/s: failed(\"admission webhook denied\")"])
    #expect(try scene.parent?.set.kinds.contains { $0.kind == "Service" } ?? false)
    #expect(try scene.parent?.commit == "c1")
    scene.cluster.state.withLock { $0.fault = nil }
    #expect(await scene.run().state == .deployed)
    #expect(!scene.cluster.keys.contains("Service shop/s"))
    #expect(try !(scene.parent?.set.kinds.contains { $0.kind == "Service" } ?? true))
  }

  @Test("pitfall 25: an object that somebody made anew since the plan is not deleted")
  func recreated() async throws {
    var scene = try await Scene.deployed()
    scene.removeConfigMap("a")
    let cluster = scene.cluster
    let outcome = await scene.run {
      $0.checkpoints = Checkpoints { point in
        guard point == .deleting else { return }
        cluster.remove("ConfigMap shop/a")
        cluster.put(
          #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"shop"},"data":{"a":"theirs"}}"#)
      }
    }
    #expect(outcome.state == .partial)
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "a"]?.text == "theirs")
  }

  @Test("pitfall 26: the same change on a newer state is made; another one is planned anew")
  func changedMeanwhile() async throws {
    var scene = try await Scene.deployed()
    scene.objects = []
    try scene.addNamespace()
    try scene.addConfigMap("a", "a: c")
    let cluster = scene.cluster
    let harmless = await scene.run {
      $0.checkpoints = Checkpoints { point in
        if point == .applying { cluster.edit("ConfigMap shop/a", ["metadata", "labels", "x"], .string("y")) }
      }
    }
    #expect(harmless.state == .deployed, "\(harmless.troubles)")
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "a"]?.text == "c")
    #expect(scene.cluster.value("ConfigMap shop/a")?["metadata", "labels", "x"]?.text == "y")
    scene.objects = []
    try scene.addNamespace()
    try scene.addConfigMap("a", "a: d")
    scene.commit = "c3"
    let other = await scene.run {
      $0.checkpoints = Checkpoints { point in
        if point == .applying { cluster.edit("ConfigMap shop/a", ["data", "a"], .string("theirs")) }
      }
    }
    #expect(other.state == .partial)
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "a"]?.text == "theirs")
  }

  @Test("pitfall 26: nothing is taken by force that the plan did not say")
  func takenMeanwhile() async throws {
    let scene = try await Scene.deployed {
      try $0.add(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2', pods: '3'}}}"
      )
    }
    scene.cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9"))
    let cluster = scene.cluster
    let outcome = await scene.run {
      $0.checkpoints = Checkpoints { point in
        if point == .applying { cluster.edit("ResourceQuota shop/q", ["spec", "hard", "pods"], .string("8")) }
      }
    }
    #expect(outcome.state == .partial)
    #expect(scene.cluster.value("ResourceQuota shop/q")?["spec", "hard", "pods"]?.text == "8")
  }

  @Test("pitfall 27: what a webhook changes every time is not applied every time")
  func webhooks() async throws {
    let scene = try await Scene.deployed()
    scene.cluster.edit("ConfigMap shop/a", ["metadata", "annotations", "counter"], .string("0"), manager: "webhook")
    scene.cluster.edit("ConfigMap shop/a", ["data", "a"], nil, manager: "webhook")
    scene.cluster.state.withLock { $0.counts = true }
    let outcome = await scene.run()
    #expect(outcome.plan?.found == ["unstable ConfigMap shop/a"])
    #expect(!scene.cluster.writes.contains { $0.contains("shop/a") })
  }

  @Test("pitfall 29: what goes into a namespace of the same plan is tried elsewhere, and nothing is made")
  func triedElsewhere() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.state.withLock { $0.unknown["Service"] = [["spec", "bogus"]] }
    try scene.addNamespace("new")
    try scene.addConfigMap("b", namespace: "new")
    try scene.add("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: new}, spec: {bogus: 1, a: b}}")
    let plan = try await scene.plan()
    #expect(plan.shown == ["create Namespace new", "create ConfigMap new/b"])
    #expect(plan.sets[0].steps.map(\.isUntried) == [false, true])
    #expect(plan.found == ["dropped Service new/s"])
    #expect(scene.cluster.trials.contains { $0.contains("remit-system/remit-trial-") })
    #expect(scene.cluster.writes == [])
    #expect(!scene.cluster.keys.contains { $0.contains("remit-trial") })
  }

  @Test(
    "pitfall 30: what the server says of a port without a protocol is no trouble of the server: it is not tried again")
  func schemaErrors() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.resource?.kind == "Service", call.verb == .apply else { return nil }
        let text =
          "failed to create typed patch object: .spec.ports: element 0: associative list with keys has an element"
        return .before(KubernetesError(.schema, call.shown, status: 500, message: text))
      }
    }
    try scene.add("{apiVersion: v1, kind: Service, metadata: {name: s, namespace: shop}, spec: {a: b}}")
    let outcome = await scene.run()
    #expect(outcome.plan?.found == ["refused Service shop/s"])
    #expect(outcome.state == .partial)
    #expect(scene.cluster.trials.count { $0.contains("shop/s") } == 1)
  }

  @Test("pitfall 31: what a Secret holds is nowhere to be seen")
  func secrets() async throws {
    var scene = try await Scene.deployed {
      try $0.add("{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}, data: {password: aHVudGVyMg==}}")
    }
    scene.objects.removeLast()
    try scene.add(
      "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}, data: {password: aHVudGVyMw==}}")
    try scene.add(
      "{apiVersion: v1, kind: Secret, metadata: {name: t, namespace: shop}, data: {password: aHVudGVyNA==}}")
    scene.cluster.edit(
      "Secret shop/s", ["metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration"],
      .string("aHVudGVyMg"))
    let plan = Plan([try await scene.plan()])
    #expect(plan.clusters[0].shown == ["change Secret shop/s", "create Secret shop/t"])
    for text in [plan.text(showsCreated: true), plan.markdown(), plan.json] {
      #expect(!text.contains("aHVudGVy"))
      #expect(text.contains("Secret"))
    }
    let outcome = await scene.run()
    #expect(outcome.state == .deployed)
    let parent = try #require(scene.cluster.value("ConfigMap remit-system/remit-acme"))
    #expect(!parent.json.contains("aHVudGVy"))
    let hash = scene.cluster.value("Secret shop/s")?["metadata", "annotations", Marks.contentHash]?.text
    #expect(hash != nil)
    // The same digest for another value: it says nothing about it.
    scene.objects.removeLast(2)
    try scene.add("{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop}, data: {password: b3RoZXI=}}")
    #expect(scene.objects.last?.contentDigest == hash)
    #expect(try await scene.plan().shown.contains("change Secret shop/s"))
  }

  @Test("pitfall 32: rights that the deployer has not are refused, and that is said")
  func escalation() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.resource?.kind == "RoleBinding", call.verb == .apply else { return nil }
        let text = "attempting to grant RBAC permissions not currently held"
        return .before(KubernetesError(.escalation, call.shown, status: 403, message: text))
      }
    }
    try scene.addBinding("admin")
    let outcome = await scene.run()
    #expect(outcome.plan?.found == ["refused RoleBinding.rbac.authorization.k8s.io shop/devs"])
    #expect(outcome.state == .partial)
  }

  @Test("pitfall 35: another cluster behind the same address is left alone")
  func otherCluster() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.remove("Namespace kube-system")
    scene.cluster.put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"kube-system"}}"#)
    scene.removeConfigMap("a")
    let outcome = await scene.run()
    #expect(outcome.state == .blocked)
    #expect(outcome.plan?.stop?.contains("another cluster") ?? false)
    #expect(scene.cluster.writes == [])
  }

  @Test("pitfall 36: a list that breaks off on its way is no list")
  func partialList() async throws {
    var scene = try await Scene.deployed()
    scene.removeConfigMap("a")
    let count = Mutex(0)
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.verb == .list, call.resource?.kind == "ConfigMap", call.namespace == nil else { return nil }
        count.withLock { $0 += 1 }
        return .before(KubernetesError(.expired, call.shown, status: 410, message: "too old"))
      }
    }
    let outcome = await scene.run()
    #expect(count.withLock { $0 } == 4)
    #expect(outcome.plan?.count(.delete) == 0)
    #expect(outcome.state == .partial || outcome.plan?.shown == [])
    #expect(scene.cluster.keys.contains("ConfigMap shop/a"))
  }
}
