import Deploying
import Foundation
import Kubernetes
import TestSupport
import Testing
import Workflows

/// What is somebody else's, or only looks like one's own.
@Suite struct IdentityTests {
  /// Each name would delete what the other one put there.
  @Test func twoNamesOfOneClusterAreNotDeployedTo() async throws {
    let scene = try await Scene.deployed()
    func stop(_ cluster: String, _ deployer: String) async throws -> String? {
      let state = DesiredState(cluster: cluster, commit: "c2", objects: Array(scene.objects.prefix(1)))
      var scene = scene
      scene.deployer = deployer
      return try await Planning(scene.cluster, scene.options, clock: Waiting().clock).plan(state).stop
    }
    #expect(try await stop("dc2", scene.deployer)?.contains(#"was deployed to as "dc1", and this is "dc2""#) == true)
    #expect(try await stop("dc1", scene.deployer) == nil)
    #expect(try await stop("dc2", "another") == nil, "other deployers have other names")
  }

  /// A rename whose new object is not applied leaves the old one.
  @Test func theOldOneStaysUntilTheNewOneIsThere() async throws {
    var scene = try await Scene.deployed()
    scene.cluster.put(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"b","namespace":"shop","ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"r","uid":"u","controller":true}]}}"#
    )
    scene.removeConfigMap("a")
    try scene.addConfigMap("b")
    let plan = try await scene.plan()
    #expect(plan.found == ["held ConfigMap shop/a", "foreign ConfigMap shop/b"])
    #expect(plan.shown == [])
    // A tombstone says that it is meant.
    try scene.addConfigMap("a", isTombstone: true)
    #expect(try await scene.plan().shown == ["delete ConfigMap shop/a"])
  }

  /// Nobody keeps rights by standing in the way of something else.
  @Test func rightsGoWhateverElseIsRefused() async throws {
    var scene = try await Scene.deployed { try $0.addBinding("view", "devs") }
    scene.cluster.edit("ConfigMap shop/a", ["data", "a"], .string("mine"), manager: "somebody")
    scene.objects = []
    try scene.addNamespace()
    try scene.addConfigMap("a")
    let plan = try await scene.plan()
    #expect(plan.found == ["conflict ConfigMap shop/a"])
    #expect(plan.shown == ["delete RoleBinding.rbac.authorization.k8s.io shop/devs"])
  }

  /// An object that another set asks for now is taken over by that one, as it is: it is not deleted and made anew.
  @Test func objectsMoveToAnotherSet() async throws {
    var scene = try await Scene.deployed { try $0.addConfigMap("b") }
    let uid = scene.cluster.value("ConfigMap shop/b")?["metadata", "uid"]?.text
    scene.removeConfigMap("b")
    try scene.addConfigMap("b", set: "other")
    let plan = try await scene.plan()
    #expect(plan.shown == ["adopt ConfigMap shop/b"] && plan.found == [])
    #expect(plan.sets.last?.steps.first?.warnings == [#"it was in the set "acme", which asks for it no more"#])
    #expect(await scene.run().state == .deployed)
    let moved = try #require(scene.cluster.value("ConfigMap shop/b")?["metadata"])
    #expect(moved["uid"]?.text == uid && uid != nil)
    #expect(moved["labels", ApplySet.memberLabel]?.text == SetParent.id(of: "other"))
    #expect(moved["annotations", Marks.commit]?.text == "c2", "it is there for another reason")
    #expect(!scene.cluster.writes.contains { $0.hasPrefix("DELETE") })
    let counts = try #require(try scene.parent?.counts)
    #expect(counts == [GroupKind(group: "", kind: "ConfigMap"): 1, GroupKind(group: "", kind: "Namespace"): 1])
    scene.cluster.forgetCalls()
    #expect(await scene.run().state == .deployed)
    #expect(scene.cluster.writes == [])
  }

  /// What may not be taken over stays where it is, and is not deleted either.
  @Test(arguments: ["copy", "incomplete", "namespace", "controlled", "deployer"])
  func whatMayNotMove(_ why: String) async throws {
    var scene = try await Scene.deployed {
      try $0.addConfigMap("b")
      try $0.addNamespace("more")
    }
    var held = ["foreign ConfigMap shop/b"]
    switch why {
    case "copy":
      scene.cluster.edit("ConfigMap shop/b", ["metadata", "annotations", Marks.object], .string("x"), manager: "m")
    case "incomplete": scene.incompleteSets["acme"] = "a template"
    case "controlled":
      scene.cluster.edit(
        "ConfigMap shop/b", ["metadata", "ownerReferences"],
        Value(json: #"[{"kind": "X", "apiVersion": "v1", "name": "n", "uid": "u", "controller": true}]"#), manager: "m")
    case "namespace": held = ["foreign Namespace more"]
    default: scene.deployer = "another"
    }
    if why == "namespace" {
      scene.objects.removeAll { $0.key.name == "more" }
      try scene.addNamespace("more", set: "other")
    } else {
      scene.removeConfigMap("b")
      try scene.addConfigMap("b", set: "other")
    }
    let outcome = await scene.run()
    #expect(outcome.plan?.found == held, "\(outcome.troubles)")
    #expect(scene.cluster.writes.filter { $0.contains("shop/b") || $0.contains("more") } == [])
  }

  /// Whoever may write in a namespace can write everything on an object but the seal: what they put there raises no limit, takes
  /// none from others, and is not deleted.
  @Test(arguments: ["ConfigMap shop/f", "ConfigMap shop/f 00112233445566778899aabbccddeeff", "the seal of another"])
  func forgedMarks(_ mark: String) async throws {
    var scene = try await Scene.deployed { try $0.addConfigMap("b") }
    let seal = scene.cluster.value("ConfigMap shop/b")?["metadata", "annotations", Marks.object]?.text ?? ""
    #expect(seal.hasPrefix("ConfigMap shop/b ") && seal.count > 40)
    for number in 0..<30 {
      let mark = mark == "the seal of another" ? seal : mark.replacing("/f", with: "/f\(number)")
      let forged = try object(
        #"""
        {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"f\#(number)","namespace":"shop",
        "labels":{"\#(ApplySet.memberLabel)":"\#(SetParent.id(of: "acme"))"},
        "annotations":{"\#(Marks.object)":"\#(mark)","\#(Marks.contentHash)":"x"}},"data":{"a":"b"}}
        """#)
      _ = try await scene.cluster.apply(
        forged, to: SetParent.resource, ApplyOptions(fieldManager: Marks.fieldManager))
    }
    scene.removeConfigMap("b")
    let plan = try await scene.plan()
    #expect(plan.shown == ["delete ConfigMap shop/b"])
    #expect(plan.found.count { $0.hasPrefix("copied ConfigMap shop/f") } == 30 && plan.found.count == 30)
    #expect(plan.sets[0].overBudget == 0 && plan.sets[0].members == 3)
    #expect(await scene.run().written == 1)
  }

  /// A set whose parent was made anew knows its objects again as soon as it has written its seal on them, whatever is to be done
  /// about drift.
  @Test func aParentThatIsLost() async throws {
    var scene = try await Scene.deployed { try $0.addConfigMap("b") }
    scene.policy.drift = .report
    scene.cluster.state.withLock { $0.objects["ConfigMap remit-system/remit-acme"] = nil }
    let outcome = await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(outcome.plan?.shown.count == 3, "\(outcome.plan?.shown ?? [])")
    #expect(outcome.plan?.shown.allSatisfy { $0.hasPrefix("mark") } == true)
    scene.removeConfigMap("b")
    #expect(try await scene.plan().shown == ["delete ConfigMap shop/b"])
  }

  /// What nobody asks for when the parent is made anew stays, and the plan says what it is; a tombstone does not delete it.
  @Test(arguments: [false, true]) func whatHasAnOlderSeal(_ isTombstone: Bool) async throws {
    var scene = try await Scene.deployed { try $0.addConfigMap("b") }
    scene.cluster.remove("ConfigMap remit-system/remit-acme")
    scene.removeConfigMap("b")
    if isTombstone { try scene.addConfigMap("b", isTombstone: true) }
    for _ in 0..<2 {
      let plan = try #require(await scene.run().plan)
      let finding = try #require(plan.sets[0].findings.first)
      #expect(plan.found == ["copied ConfigMap shop/b"])
      #expect(finding.message.contains("applied before the parent of the set was made anew"), "\(finding.message)")
      #expect(finding.message.contains("Delete it by hand"))
    }
    #expect(scene.cluster.keys.contains("ConfigMap shop/b"))
    // A copy is still called one.
    scene.cluster.edit("ConfigMap shop/b", ["metadata", "annotations", Marks.object], .string("ConfigMap shop/c x"))
    let copy = try #require(try await scene.plan().sets[0].findings.first)
    #expect(copy.message == "has the label of the set and was not applied with it")
  }

  /// Drift that is only reported stays, and the object is known as the set's all the same.
  @Test(arguments: ["kubectl", "operator"]) func driftedObjectsAreSealed(_ editor: String) async throws {
    var scene = try await Scene.deployed {
      $0.policy.drift = .report
      $0.policy.conflicts.takenFrom = ["kubectl"]
    }
    scene.cluster.edit("ConfigMap shop/a", ["data", "a"], .string("mine"), manager: editor)
    scene.cluster.remove("ConfigMap remit-system/remit-acme")
    let first = await scene.run()
    let kind = editor == "kubectl" ? "drift" : "conflict"
    #expect(first.plan?.found == ["\(kind) ConfigMap shop/a"])
    #expect(first.plan?.shown == ["mark Namespace shop", "mark ConfigMap shop/a"], "\(first.troubles)")
    let second = await scene.run()
    #expect(second.written == 0 && second.plan?.found == ["\(kind) ConfigMap shop/a"], "\(second.plan?.shown ?? [])")
    #expect(scene.cluster.value("ConfigMap shop/a")?["data", "a"]?.text == "mine")
    // What was patched is nobody else's: the next seal, and the next commit, are written like any other.
    scene.cluster.remove("ConfigMap remit-system/remit-acme")
    scene.policy.drift = .repair
    scene.policy.conflicts.takenFrom = ["kubectl", "operator"]
    #expect(await scene.run().state == .deployed)
    #expect(await scene.run().written == 0)
    scene.objects = []
    try scene.addNamespace()
    try scene.addConfigMap("b")
    #expect(try await scene.plan().shown == ["create ConfigMap shop/b", "delete ConfigMap shop/a"])
  }

  /// The label is anybody's to write: what has nothing else is not deleted to be made anew.
  @Test(arguments: ["own", "label", "forged"]) func whatHasOnlyTheLabelIsNotReplaced(_ whose: String) async throws {
    var scene = try await Scene.deployed { if whose == "own" { try $0.addBinding("view") } }
    if whose != "own" {
      let theirs =
        #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"RoleBinding","metadata":{"name":"devs","namespace":"shop","labels":{"\#(ApplySet.memberLabel)":"\#(SetParent.id(of: "acme"))"},"annotations":{"\#(Marks.object)":"RoleBinding.rbac.authorization.k8s.io shop/devs 00112233445566778899aabbccddeeff"}},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}"#
      scene.cluster.put(theirs)
      if whose == "forged" {
        scene.cluster.state.withLock { $0.objects["RoleBinding shop/devs"]?.managers = ["Apply remit": [["roleRef"]]] }
      }
    }
    let uid = scene.cluster.uid("RoleBinding shop/devs")
    scene.objects.removeAll { $0.key.groupKind.kind == "RoleBinding" }
    try scene.addBinding("edit")
    let outcome = await scene.run()
    let name = "RoleBinding.rbac.authorization.k8s.io shop/devs"
    #expect(outcome.plan?.shown == (whose == "own" ? ["replace \(name)"] : []))
    #expect(outcome.plan?.found == (whose == "own" ? [] : ["immutable \(name)"]))
    #expect((scene.cluster.uid("RoleBinding shop/devs") == uid) == (whose != "own"))
  }

  /// What has only the label is taken as what belongs to nobody is, not as the set's: nothing is taken from its manager.
  @Test func whatHasOnlyTheLabelIsAdopted() async throws {
    var scene = try await Scene.deployed { $0.policy.conflicts.takenFrom = ["kubectl"] }
    func put(_ name: String, _ value: String) {
      scene.cluster.put(
        #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\#(name)","namespace":"shop","labels":{"\#(ApplySet.memberLabel)":"\#(SetParent.id(of: "acme"))"}},"data":{"a":"\#(value)"}}"#,
        manager: "kubectl")
    }
    put("same", "b")
    put("other", "theirs")
    try scene.addConfigMap("same")
    try scene.addConfigMap("other")
    let plan = try await scene.plan()
    #expect(plan.shown == ["adopt ConfigMap shop/same"] && plan.found == ["conflict ConfigMap shop/other"])
  }

  /// What other deployers have on a cluster stops nobody who has nothing to render.
  @Test func nothingToRenderBesideOthers() async throws {
    var scene = try await Scene.deployed()
    scene.objects = []
    #expect(try await scene.plan().stop?.contains("2 objects are there") == true)
    scene.deployer = "another"
    #expect(try await scene.plan().stop == nil)
  }

  /// Nobody keeps a loop busy by changing what is said of an object.
  @Test func marksThatAreChangedOverAndOver() async throws {
    var scene = try await Scene.deployed()
    scene.policy.conflicts.takenFrom = ["kubectl"]
    var guarding = RepairGuard()
    func edit() {
      scene.cluster.edit("ConfigMap shop/a", ["metadata", "annotations", Marks.commit], .string("x"))
    }
    for _ in 0..<5 {
      edit()
      let outcome = await scene.run()
      #expect(outcome.plan?.shown == ["mark ConfigMap shop/a"])
      guarding.note(outcome, now: 0)
    }
    edit()
    let held = guarding.held(now: 1)
    let last = await scene.run { $0.plan.heldRepairs = held }
    #expect(last.plan?.shown == [] && last.plan?.found == ["unstable ConfigMap shop/a"])
  }

  /// Whoever reads a plan cannot seal anything.
  @Test(arguments: ["adopt", "replace", "change", "mark", "repair"]) func plansShowNoSeals(_ action: String)
    async throws
  {
    var scene = try await Scene.deployed { try $0.addBinding("view") }
    let known = ["ConfigMap shop/a", "RoleBinding shop/devs", "Namespace shop"].compactMap {
      scene.cluster.value($0)?["metadata", "annotations", Marks.object]?.text?.split(separator: " ").last.map(
        String.init)
    }
    #expect(known.count == 3)
    switch action {
    case "adopt":
      var copy = try #require(scene.cluster.value("RoleBinding shop/devs"))
      copy["metadata", "name"] = .string("copy")
      copy["metadata", "labels", ApplySet.memberLabel] = nil
      scene.cluster.put(copy.json)
      try scene.addBinding("view", "copy")
    case "replace":
      scene.objects.removeLast()
      try scene.addBinding("edit")
    case "change":
      scene.removeConfigMap("a")
      try scene.addConfigMap("a", "a: new")
      scene.cluster.remove("ConfigMap remit-system/remit-acme")
    case "mark": scene.cluster.remove("ConfigMap remit-system/remit-acme")
    default:
      scene.policy.conflicts.takenFrom = ["kubectl"]
      scene.cluster.edit("ConfigMap shop/a", ["metadata", "annotations", Marks.object], .string("x"))
      scene.cluster.edit("ConfigMap shop/a", ["data", "a"], .string("x"))
    }
    let plan = try await scene.plan()
    #expect(plan.shown.contains { $0.hasPrefix(action) }, "\(plan.shown)")
    for text in [Plan([plan]).text(showsCreated: true), Plan([plan]).markdown(), Plan([plan]).json] {
      #expect(!known.contains { text.contains($0) } && !text.contains("remit.dev/object: "), "\(text)")
    }
  }

  /// A label that somebody changes takes no object out of its set.
  @Test func changedLabelsAreRepaired() async throws {
    let scene = try await Scene.deployed { $0.policy.conflicts.takenFrom = ["kubectl-edit"] }
    scene.cluster.edit("ConfigMap shop/a", ["metadata", "labels", ApplySet.memberLabel], .string("x"))
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == ["repair ConfigMap shop/a"] && outcome.state == .deployed, "\(outcome.troubles)")
    let label = scene.cluster.value("ConfigMap shop/a")?["metadata", "labels", ApplySet.memberLabel]?.text
    #expect(label == SetParent.id(of: "acme"))
  }

  /// What people change beside a secret is drift like any other.
  @Test func labelsOfSecretsDrift() async throws {
    var scene = try await Scene.deployed {
      try $0.add(
        "{apiVersion: v1, kind: Secret, metadata: {name: s, namespace: shop, labels: {a: b}}, data: {p: aHVudGVyMg==}}")
    }
    scene.policy.drift = .report
    scene.policy.conflicts.takenFrom = ["people"]
    scene.cluster.edit("Secret shop/s", ["metadata", "labels", "a"], .string("c"), manager: "people")
    #expect(try await scene.plan().found == ["drift Secret shop/s"])
  }

  /// Deployers have sets, and leases, of their own.
  @Test func deployersDoNotWaitForEachOther() async throws {
    var scene = try await Scene.deployed()
    func use(_ run: inout RunOptions) {
      run.lease = LeaseUse(identity: "a", wait: 100)
      // Whoever holds a lease renews it all the time.
      (run.clock, run.steady) = (.system, .system)
    }
    scene.cluster.put(
      #"{"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"remit-deploy-tests","namespace":"remit-system"},"spec":{"holderIdentity":"x","leaseDurationSeconds":3600,"renewTime":"2099-01-01T00:00:00.000000Z"}}"#
    )
    try scene.addConfigMap("b")
    #expect(await scene.run { use(&$0) }.plan?.stop == "another process deploys to the cluster now")
    scene.deployer = "another"
    scene.objects = []
    try scene.addConfigMap("c", set: "other")
    #expect(await scene.run { use(&$0) }.state == .deployed)
  }

  /// A set of another deployer is no orphan of this one.
  @Test func setsOfOthersAreTheirs() async throws {
    var scene = try await Scene.deployed()
    scene.objects = []
    scene.deployer = "another"
    scene.orphanRules = [OrphanRule(.named, GroupVersionKind(MemoryCluster.v1, kind: "ConfigMap"), namePrefix: "a")]
    #expect(try await scene.plan().orphans == [])
    // Whoever only says that it belongs to somebody else is found.
    scene.cluster.edit("ConfigMap shop/a", ["metadata", "annotations", Marks.object], .string("ConfigMap shop/a"))
    #expect(try await scene.plan().orphans.map(\.reason) == [.named])
  }

  /// A copy of an object is not what somebody allowed.
  @Test func whatIsWrittenOnACopyIsNotBelieved() async throws {
    let scene = try await Scene.deployed()
    let git = try GitFixture()
    try git.commit([".remit.yml": "data: d\nschemas: [s]\n", "d/x.yml": "a: 1\n", "s/x.yml": "type: object\n"])
    let tracer = try Tracer(try Workspace(at: git.path))
    let kind = try #require(GroupKind("ConfigMap"))
    func origin(_ name: String) async throws -> ObjectOrigin? {
      try await tracer.origin(of: name, kind: kind, namespace: "shop", on: "dc1", scene.cluster)
    }
    #expect(try await origin("a")?.provenance != nil)
    var copy = try #require(scene.cluster.value("ConfigMap shop/a"))
    copy["metadata", "name"] = .string("copy")
    copy["metadata", "uid"] = nil
    scene.cluster.put(copy.json, manager: "somebody")
    let found = try #require(try await origin("copy"))
    #expect(found.provenance == nil && found.text.contains("it is a copy"), "\(found.text)")
    copy["metadata", "name"] = .string("made")
    copy["metadata", "annotations", Marks.object] = .string("ConfigMap shop/made")
    scene.cluster.put(copy.json, manager: "somebody")
    let made = try #require(try await origin("made"))
    #expect(made.provenance == nil && made.text.contains("was not applied by it"), "\(made.text)")
  }
}

/// What does not become ready costs the others no more than its own time.
@Suite struct PatienceTests {
  @Test func tenantsAreWaitedForTogether() async throws {
    var scene = Scene()
    scene.cluster.state.withLock { $0.isCapsuleDown = true }
    for name in ["a", "b", "c", "d"] {
      try scene.add(
        "{apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: \(name)}, spec: {cordoned: false}}",
        set: name)
      try scene.addNamespace("ns-\(name)", set: name)
    }
    try scene.addNamespace("other", set: "z")
    let waiting = Waiting()
    let run = RunOptions(plan: scene.options, times: scene.times, clock: waiting.clock, steady: waiting.steady)
    let outcome = await Deployment(scene.cluster, run).run(scene.state)
    #expect(outcome.state == .partial, "\(outcome.troubles)")
    #expect(waiting.steady.now() < 2 * scene.times.readiness)
    #expect(scene.cluster.keys.contains("Namespace other") && !scene.cluster.keys.contains("Namespace ns-b"))
  }
}
