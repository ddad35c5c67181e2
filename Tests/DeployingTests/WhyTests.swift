import Foundation
import Kubernetes
import TestSupport
import Testing
import Workflows

@testable import Deploying

/// Which merges an object comes from: all that may have made it what it is.
@Suite struct WhyTests {
  private let git: GitFixture

  init() throws {
    git = try GitFixture()
    try git.commit([
      ".remit.yml": "data: d\nschemas: [s]\n", "s/p-1.yml": "type: object\n", "d/landing.yml": "replicas: 2\n",
      "d/shop.yml": "description: a\n", "d/p1.yml": "$schema: /p-1.yml\na: 1\n", "d/p2.yml": "$schema: p-1.yml\na: 1\n",
    ])
  }

  /// A merge of these contents that somebody answers for.
  private func merge(_ number: Int, _ files: [String: String?]) throws -> RecordedMerge {
    let commit = try git.commit(files).description
    let record = DecisionRecord(
      sequence: 0, previous: nil, repository: "data", number: number, url: "https://forge.test/\(number)",
      targetBranch: "main", mergeCommit: commit, input: nil, decision: nil, approvals: [],
      exception: .init(by: "root", reason: "reason \(number)"))
    try git.git(["notes", "--ref=refs/notes/remit", "add", "-f", "-m", record.text, commit])
    return try #require(RecordedMerge(record))
  }

  private func index(_ merges: [RecordedMerge]) throws -> ChangeIndex {
    try ChangeIndex(merges, repository: git.path)
  }

  private func numbers(_ provenance: Provenance?) -> [String] {
    guard let provenance else { return [] }
    return ([provenance.mergeRequest ?? ""] + provenance.earlier.map { $0.mergeRequest ?? "" }).map {
      $0.split(separator: "/").last.map(String.init) ?? ""
    }
  }

  private func former(_ merge: RecordedMerge, _ inputs: [String], record: String? = nil) -> Provenance {
    Provenance(
      commit: merge.commit, mergeRequest: merge.mergeRequest, record: record ?? merge.digest, inputs: inputs)
  }

  /// A harmless edit of another input does not hide who did something.
  @Test func allMergesOfARunAreNamed() throws {
    let inputs = ["d/landing.yml", "d/shop.yml"]
    let one = try merge(21, ["d/landing.yml": "replicas: 7\n"])
    let two = try merge(22, ["d/shop.yml": "description: b\n"])
    let three = try merge(23, ["d/p1.yml": "$schema: /p-1.yml\na: 2\n"])
    let index = try index([one, two, three])
    #expect(numbers(index.provenance(of: inputs)) == ["22", "21"])
    #expect(numbers(index.provenance(of: inputs, since: former(one, inputs))) == ["22"])
    // What is written on an object is believed if the records say it, and it can be.
    #expect(numbers(index.provenance(of: inputs, since: former(one, inputs, record: "sha256:other"))) == ["22", "21"])
    #expect(numbers(index.provenance(of: inputs, since: former(three, inputs))) == ["22", "21"])
    #expect(index.provenance(of: inputs, since: former(two, inputs)) == nil)
  }

  /// What an object is made from no more had a say, too.
  @Test func inputsThatAreGone() throws {
    let one = try merge(31, ["d/p1.yml": "$schema: /p-1.yml\na: 2\n"])
    let two = try merge(32, ["d/p2.yml": nil])
    let index = try index([one, two])
    let found = index.provenance(of: ["d/p1.yml"], since: Provenance(inputs: ["d/p1.yml", "d/p2.yml"]))
    #expect(numbers(found) == ["32", "31"])
    #expect(found?.gone == ["d/p2.yml"])
  }

  /// Which datafiles of a schema there are is an input; what is in them is none, as long as nobody looks.
  @Test func listsOfDatafiles() throws {
    let merges = [
      try merge(41, ["d/p2.yml": nil]), try merge(42, ["d/p1.yml": "$schema: /p-1.yml\na: 2\n"]),
      try merge(43, ["d/p3.yml": "$schema: /p-1.yml\n"]), try merge(44, ["d/landing.yml": "$schema: /p-1.yml\n"]),
    ]
    let found = try index(merges).provenance(of: ["d/t.yml", "datafiles(/p-1.yml)"])
    #expect(numbers(found) == ["44", "43", "41"])
    #expect(found?.gone == ["d/landing.yml", "d/p2.yml", "d/p3.yml"])
    let none = try ChangeIndex(merges, repository: git.path, lists: false)
    #expect(none.provenance(of: ["datafiles(/p-1.yml)"]) == nil)
  }

  /// What came before its datafile made nothing of an object.
  @Test func newDatafiles() throws {
    let merges = [
      try merge(51, ["d/shop.yml": "description: b\n"]), try merge(52, ["d/new.yml": "a: 1\n"]),
      try merge(53, ["d/shop.yml": "description: c\n"]),
    ]
    let found = try index(merges).provenance(of: ["d/new.yml", "d/shop.yml"], file: "d/new.yml")
    #expect(numbers(found) == ["53", "52"])
  }

  /// From an object to all of them, and from each to the object.
  @Test func whyAndTrace() async throws {
    let inputs = ["d/landing.yml", "d/shop.yml"]
    var scene = Scene()
    try scene.addNamespace()
    func put(_ data: String, _ merges: [RecordedMerge]) throws {
      let index = try index(merges)
      scene.removeConfigMap("it")
      var wanted = try DesiredObject(
        try object("{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: shop}, data: {\(data)}}"),
        set: "acme", provenance: index.provenance(of: inputs) ?? Provenance(inputs: inputs))
      wanted.changes = index
      scene.objects.append(wanted)
    }
    try put("replicas: '2'", [])
    #expect(await scene.run().state == .deployed)
    let merges = [
      try merge(21, ["d/landing.yml": "replicas: 7\n"]), try merge(22, ["d/shop.yml": "description: b\n"]),
    ]
    try put("replicas: '7'", merges)
    #expect(await scene.run().state == .deployed)
    scene.cluster.forgetCalls()
    #expect(await scene.run().state == .deployed)
    #expect(scene.cluster.writes == [], "what is written on it stays")

    let tracer = try Tracer(try Workspace(at: git.path))
    let kind = try #require(GroupKind("ConfigMap"))
    let why = try #require(
      try await tracer.origin(of: "it", kind: kind, namespace: "shop", on: "dc1", scene.cluster))
    #expect(why.provenance?.mergeRequest == "https://forge.test/22")
    #expect(why.earlier.map(\.merge.mergeRequest) == ["https://forge.test/21"])
    #expect(why.text.contains("or through     https://forge.test/21\n"), "\(why.text)")
    #expect(why.text.contains("by root: reason 22") && why.text.contains("by root: reason 21"), "\(why.text)")
    #expect([why].json.contains("\"earlier\"") && [why].json.contains("forge.test/21"))
    func traced(_ number: String) async throws -> [String] {
      try await tracer.objects(of: number, on: "dc1", scene.cluster).origins.map { $0.line(of: number) }
    }
    #expect(try await traced("22") == ["dc1  ConfigMap shop/it\n"])
    #expect(try await traced("21") == ["dc1  ConfigMap shop/it  (or a later merge)\n"])
    #expect(try await traced("20") == [])
    // Marks that somebody changed are worth nothing, be they of another merge that there was; and the next run writes them anew.
    let other = try merge(30, ["d/p1.yml": "$schema: /p-1.yml\na: 2\n"])
    try put("replicas: '7'", merges + [other])
    scene.policy.conflicts.takenFrom = ["kubectl"]
    let before = scene.cluster.value("ConfigMap shop/it")?["metadata", "annotations"]
    for (mark, text) in [
      (Marks.commit, other.commit), (Marks.record, other.digest), (Marks.mergeRequest, other.mergeRequest),
      (Marks.inputs, #"["d/p1.yml"]"#),
    ] {
      scene.cluster.edit("ConfigMap shop/it", ["metadata", "annotations", mark], text.map { .string($0) })
      let lie = try await tracer.origin(of: "it", kind: kind, namespace: "shop", on: "dc1", scene.cluster)
      #expect(lie?.provenance == nil && lie?.text.contains("is not what Remit wrote") == true, "\(lie?.text ?? "")")
    }
    #expect(try await traced("30") == [])
    let repaired = await scene.run()
    #expect(repaired.plan?.shown == ["mark ConfigMap shop/it"] && repaired.state == .deployed, "\(repaired.troubles)")
    #expect(scene.cluster.value("ConfigMap shop/it")?["metadata", "annotations"] == before && before != nil)
    #expect(try await traced("21") == ["dc1  ConfigMap shop/it  (or a later merge)\n"])
    // What others added goes.
    scene.cluster.edit(
      "ConfigMap shop/it", ["metadata", "annotations", Marks.gone], .string(#"["x.yml"]"#), manager: "somebody")
    #expect(await scene.run().plan?.shown == ["mark ConfigMap shop/it"])
    #expect(scene.cluster.value("ConfigMap shop/it")?["metadata", "annotations"] == before)
    #expect(await scene.run().written == 0)
    // Nor do they hide a merge from what comes next.
    scene.cluster.edit("ConfigMap shop/it", ["metadata", "annotations", Marks.earlier], nil)
    scene.cluster.edit("ConfigMap shop/it", ["metadata", "annotations", Marks.commit], .string(merges[0].commit))
    scene.cluster.edit("ConfigMap shop/it", ["metadata", "annotations", Marks.record], .string(merges[0].digest))
    let next = try merge(31, ["d/landing.yml": "replicas: 8\n"])
    try put("replicas: '8'", merges + [other, next])
    #expect(await scene.run().state == .deployed)
    let all = try await tracer.origin(of: "it", kind: kind, namespace: "shop", on: "dc1", scene.cluster)
    #expect(all?.earlier.map(\.merge.mergeRequest) == ["https://forge.test/22", "https://forge.test/21"])
    // A mark without its record is worth nothing.
    scene.cluster.edit(
      "ConfigMap shop/it", ["metadata", "annotations", Marks.earlier],
      .string(#"[{"commit":"\#(merges[0].commit)","mergeRequest":"!99","record":"sha256:x"}]"#), manager: "remit")
    #expect(try await traced("99") == [])
    #expect(try await traced("21") == [])
    // Nor does it help to take the label off.
    scene.cluster.edit("ConfigMap shop/it", ["metadata", "labels", ApplySet.memberLabel], nil)
    let bare = try await tracer.origin(of: "it", kind: kind, namespace: "shop", on: "dc1", scene.cluster)
    #expect(bare?.provenance == nil && bare?.problem?.contains("is not what Remit wrote") == true)
    // Whoever may not read the seals is told what is written, and that it may be anybody's.
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        "\(call)".contains("remit-system")
          ? .before(KubernetesError(.forbidden, "list", status: 403, message: "")) : nil
      }
    }
    let blind = try await tracer.origin(of: "it", kind: kind, namespace: "shop", on: "dc1", scene.cluster)
    #expect(blind?.provenance != nil && blind?.problem != nil)
  }

  /// Of very many the newest are named, and the number of the others.
  @Test func marksHaveALimit() async throws {
    let many = (0..<25).map { Provenance.Merge(commit: "c\($0)", mergeRequest: "!\($0)", record: "r") }
    let provenance = Provenance(commit: "c", inputs: ["a"], gone: (0..<60).map { "g\($0)" }, earlier: many)
    #expect(provenance.earlier == Array(many.prefix(20)) && provenance.more == 5 && provenance.gone.count == 50)
    var scene = Scene()
    try scene.addNamespace()
    scene.objects.append(
      try DesiredObject(
        try object("{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: shop}, data: {a: b}}"),
        set: "acme", provenance: provenance))
    #expect(await scene.run().state == .deployed)
    let text = try #require(scene.cluster.value("ConfigMap shop/it")?.json)
    #expect(Provenance(of: try object(text)) == provenance)
  }
}

/// What is written on an object is read as it was written, and written again so.
@Suite struct ManyInputsTests {
  @Test func longListsAreReadAsTheyAreWritten() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-inputs-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    // Around the limit, byte by byte, and far beyond it.
    for count in Array(1630..<1645) + [2_000, 20_000] {
      for length in [1, 7] {
        let inputs = (0..<count).map { "\(100_000 + $0)" + String(repeating: "ä", count: length - 1) } + ["日本\"…"]
        var scene = Scene()
        try scene.add("{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}", inputs: inputs)
        scene.policy.drift = .report
        let target = DirectoryTarget("\(folder.path)/\(count)-\(length)")
        #expect(target.run(scene.state, RunOptions(plan: scene.options)).written == 1)
        let second = target.plan(scene.state, scene.options)
        #expect(second.isClean && second.shown == [] && second.found == [], "\(count) \(length): \(second.found)")
      }
    }
  }

  @Test func whatIsLeftOutIsCounted() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.add(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}",
      inputs: (0..<5_000).map { "/data/\(10_000 + $0).yml" })
    #expect(await scene.run().state == .deployed)
    let live = try object(try #require(scene.cluster.value("ConfigMap shop/a")?.json))
    let read = try #require(Provenance(of: live))
    #expect(read.inputs.count + read.moreInputs == 5_000 && read.moreInputs > 3_000)
    #expect(read.inputs.allSatisfy { $0.hasPrefix("/data/") })
    scene.cluster.forgetCalls()
    #expect(await scene.run().written == 0)
    #expect(scene.cluster.trials == [])
  }
}

/// Values that were hidden when they were applied stay hidden.
@Suite struct HiddenLiveTests {
  /// Whoever takes the mark off gets nothing to see.
  @Test(arguments: [DriftMode.report, .repair]) func theMarkIsWrittenAgain(_ drift: DriftMode) async throws {
    var scene = try scene()
    scene.policy.drift = drift
    scene.policy.conflicts.takenFrom = ["kubectl"]
    #expect(await scene.run().state == .deployed)
    scene.cluster.edit("ConfigMap shop/a", ["metadata", "annotations", Marks.hidden], nil)
    let outcome = await scene.run()
    #expect(outcome.plan?.shown == ["mark ConfigMap shop/a"] && outcome.written == 1, "\(outcome.troubles)")
    #expect(await scene.run().written == 0)
    scene.removeConfigMap("a")
    try scene.addConfigMap("a", "size: '2'")
    for text in outputs(try await scene.plan()) {
      #expect(text.contains(".data.pw") && !text.contains("HUNTER2"), "\(text)")
    }
  }

  /// The same values, which are called sensitive since.
  @Test func whatIsSensitiveSinceIsMarked() async throws {
    var scene = try scene()
    scene.objects[1].isSensitive = false
    #expect(await scene.run().state == .deployed)
    scene.objects[1].isSensitive = true
    #expect(await scene.run().plan?.shown == ["mark ConfigMap shop/a"])
    #expect(await scene.run().written == 0)
  }

  private func scene() throws -> Scene {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a", "pw: HUNTER2-old, size: '1'")
    scene.objects[1].isSensitive = true
    return scene
  }

  private func outputs(_ plan: ClusterPlan) -> [String] {
    [Plan([plan]).text(showsCreated: true), Plan([plan]).markdown(), Plan([plan]).json]
  }

  /// What items of lists are called by is a value, too, whatever is said of them.
  @Test(arguments: [DriftMode.report, .repair]) func namesOfItems(_ mode: DriftMode) async throws {
    let names = ["HUNTER2", "HUN\\\"]TER3"]
    func add(_ name: String, to scene: inout Scene) throws {
      let env = #"[{name: "\#(name)", value: HUNTER4}, {name: B, value: b}]"#
      try scene.add(
        "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {paused: true, env: \(env)}}"
      )
      scene.objects[scene.objects.count - 1].isSensitive = true
    }
    for name in names {
      var scene = Scene()
      try scene.addNamespace()
      try add(name, to: &scene)
      scene.policy = .deploying(budget: PruneBudget(), drift: mode)
      var texts = outputs(try await scene.plan())
      #expect(await scene.run().state == .deployed)
      scene.commit = "c2"
      scene.cluster.edit("Deployment shop/web", ["spec", "env"], Value(json: #"[{"name":"HUNTER6","value":"x"}]"#))
      let outcome = await scene.run()
      let fields = try #require(outcome.driftedFields)
      #expect(fields.isEmpty == (mode == .repair))
      let proposal = DriftProposal(
        cluster: "dc1", commit: "c2", files: [:], written: fields.map { .init(field: $0, file: "a", line: 1) },
        left: fields.map { .init(field: $0, why: "x") })
      texts += outputs(try #require(outcome.plan)) + [proposal.markdown()] + proposal.remarks
      // Somebody else's fields are a conflict.
      scene.cluster.edit(
        "Deployment shop/web", ["spec", "env"], Value(json: #"[{"name":"HUNTER6","value":"x"}]"#), manager: "other")
      texts += outputs(try await scene.plan())
      for text in texts { #expect(!text.contains("HUN") && !text.contains("TER"), "\(text)") }
      #expect(texts.contains { $0.contains(".spec.env[0].name") }, "\(texts)")
    }
    #expect(Secrecy.field(#".spec.a[0].b[name="x"].c[=1]"#) == ".spec.a[0].b[…]" && Secrecy.field(".a.b") == ".a.b")
  }

  /// The new commit has the field no more, or does not read the file any more.
  @Test func onACluster() async throws {
    var scene = try scene()
    #expect(await scene.run().state == .deployed)
    scene.commit = "c2"
    scene.removeConfigMap("a")
    try scene.addConfigMap("a", "size: '2'")
    for text in outputs(try await scene.plan()) {
      #expect(text.contains(".data.pw") && text.contains("masked") && !text.contains("HUNTER2"), "\(text)")
    }
    // Once nothing of that is there any more all is shown again.
    #expect(await scene.run().state == .deployed)
    scene.removeConfigMap("a")
    try scene.addConfigMap("a", "size: '33'")
    #expect(outputs(try await scene.plan()).allSatisfy { $0.contains("33") })
  }

  @Test func inAFolder() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-hidden-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var scene = try scene()
    let target = DirectoryTarget(folder.path)
    #expect(target.run(scene.state, RunOptions(plan: scene.options)).state == .deployed)
    scene.removeConfigMap("a")
    try scene.addConfigMap("a", "size: '2'")
    for text in outputs(target.plan(scene.state, scene.options)) {
      #expect(text.contains(".data.pw") && !text.contains("HUNTER2"), "\(text)")
    }
  }
}

/// Of a decision only what it says of the object's own files is shown.
@Suite struct AllowanceTests {
  @Test func filesThatEndAlike() {
    func file(_ path: String, _ owner: String) -> String {
      #"{"path":"\#(path)","items":[{"pointer":"/a","owners":[{"changeType":"c","role":"r","approvedBy":["\#(owner)"]}]}]}"#
    }
    let decision = #"{"author":"alice","files":[\#(file("/services/shop.yml", "ana")),\#(file("/shop.yml", "zed"))]}"#
    func owners(_ file: String, _ roots: [String]) -> [String] {
      Allowance.all(inDecision: decision, amongst: [file], roots: roots).flatMap(\.approvedBy)
    }
    #expect(owners("data/services/shop.yml", ["data", "resources"]) == ["ana"])
    #expect(owners("data/shop.yml", ["data", "resources"]) == ["zed"])
    #expect(owners("services/shop.yml", [""]) == ["ana"])
    #expect(owners("other/shop.yml", ["data", "resources"]).isEmpty)
  }
}
