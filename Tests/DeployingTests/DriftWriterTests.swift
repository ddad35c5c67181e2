import Deploying
import Foundation
import Kubernetes
import TestSupport
import Testing
import Workflows

/// What a cluster has otherwise is written back into the data where that can be proved to be right.
@Suite struct DriftWriterTests {
  private static let template = """
    $schema: /deploy/template-1.yml
    name: t
    for: /a-1.yml
    scope: platform
    clusters: {$eval: datafile.clusters}
    let: {image: {$eval: datafile.image}}
    allow: {kinds: [v1/ConfigMap, v1/ResourceQuota]}
    objects:
      - apiVersion: v1
        kind: ConfigMap
        metadata: {name: {$eval: datafile.name}, namespace: default}
        data:
          size: "${datafile.size}"
          image: "registry/${image.name}:${image.tag}"
          double: "${datafile.size * 2}"
          fixed: constant
          pin: {$eval: datafile.pin}
          team: {$eval: datafile.team.title}
      - apiVersion: v1
        kind: ResourceQuota
        metadata: {name: {$eval: datafile.name}, namespace: default}
        spec: {hard: {cpu: {$eval: datafile.cpu}, pods: {$eval: datafile.pods}, secrets: {$eval: datafile.pods}}}
    """

  private static let app = """
    $schema: /a-1.yml
    # An app
    name: web
    size: 7 # not 2
    image: {name: nginx, tag: '1.2'}
    cpu: "2"
    pods: 5   # and secrets
    pin: sesame
    team: {$ref: /team.yml}
    clusters: [{$ref: /c.yml}]

    """

  private let git: GitFixture
  private let commit: String

  init() throws {
    git = try GitFixture()
    commit = try git.commit([
      ".remit.yml": "data: d\nresources: r\nschemas: [s]\ndeploy: {clusters: [/c-1.yml]}\n", "r/none": "",
      "s/c-1.yml": "type: object\n", "s/t-1.yml": "type: object\n", "s/deploy/template-1.yml": "type: object\n",
      "s/a-1.yml":
        "type: object\nproperties: {cpu: {type: string, pattern: '^[0-9]+$'}, pin: {type: string, sensitive: true}}\n",
      "d/c.yml": "$schema: /c-1.yml\nname: dc1\n", "d/d.yml": "$schema: /c-1.yml\nname: dc2\n",
      "d/team.yml": "$schema: /t-1.yml\ntitle: Shop\n", "d/t.yml": Self.template, "d/a.yml": Self.app,
      "d/b.yml": Self.app.replacing("name: web", with: "name: api").replacing(
        "[{$ref: /c.yml}]", with: "[{$ref: /c.yml}, {$ref: /d.yml}]"
      )
      .replacing("size: 7", with: "size: 9"),
    ]).description
  }

  private func propose(_ fields: [(String, String, String?)]) throws -> DriftProposal {
    let writer = try DriftWriter(try Workspace(at: git.path), commit: commit, today: "2026-01-01")
    return try writer.propose(
      fields.map { object, path, live in
        let parts = object.split(separator: "/").map(String.init)
        return DriftedField(
          cluster: "dc1", key: ObjectKey(GroupKind(group: "", kind: parts[0]), namespace: "default", name: parts[1]),
          path: path, applied: nil, live: live)
      }, of: "dc1")
  }

  private func text(_ proposal: DriftProposal, _ file: String = "d/a.yml") -> String? {
    proposal.files[file].map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func writesSingleValues() throws {
    let proposal = try propose([
      ("ConfigMap/web", ".data.image", #""registry/nginx:1.3""#), ("ResourceQuota/web", ".spec.hard.cpu", #""4""#),
    ])
    #expect(text(proposal) == Self.app.replacing("'1.2'", with: "'1.3'").replacing("\"2\"", with: "\"4\""))
    #expect(proposal.files.count == 1)
    #expect(proposal.left == [])
    #expect(
      proposal.written.map { "\($0.field.path) \($0.file):\($0.line)" } == [
        ".data.image d/a.yml:5", ".spec.hard.cpu d/a.yml:6",
      ])
  }

  /// One value that makes several fields is changed if all of them are otherwise, and alike; or if the others are of the same
  /// datafile and are as they were applied: they are named.
  @Test func valuesOfSeveralFields() throws {
    let one = try propose([("ResourceQuota/web", ".spec.hard.pods", "8")])
    #expect(text(one) == Self.app.replacing("pods: 5 ", with: "pods: 8 "))
    #expect(one.written.map(\.field.path) == [".spec.hard.pods"] && one.left == [])
    #expect(one.consequences == ["ResourceQuota default/web .spec.hard.secrets"])
    #expect(one.markdown().contains("- <code>ResourceQuota default/web .spec.hard.secrets</code>"))
    let both = try propose([
      ("ResourceQuota/web", ".spec.hard.pods", "8"), ("ResourceQuota/web", ".spec.hard.secrets", "8"),
    ])
    #expect(text(both) == Self.app.replacing("pods: 5 ", with: "pods: 8 "))
    #expect(both.consequences == [] && both.markdown().contains("everything else is rendered as before"))
    #expect(both.written.map(\.field.path) == [".spec.hard.pods", ".spec.hard.secrets"])
    let unlike = try propose([
      ("ResourceQuota/web", ".spec.hard.pods", "8"), ("ResourceQuota/web", ".spec.hard.secrets", "9"),
    ])
    #expect(unlike.files.isEmpty && unlike.left.count == 2)
  }

  @Test func leavesWhatCannotBeProved() throws {
    let proposal = try propose([
      // The other field that the size makes would change, too.
      ("ConfigMap/web", ".data.size", #""8""#), ("ConfigMap/web", ".data.double", #""15""#),
      ("ConfigMap/web", ".data.fixed", #""variable""#), ("ConfigMap/web", ".data.added", #""x""#),
      ("ConfigMap/web", ".data.image", nil), ("ResourceQuota/web", ".spec.hard", #"{"a":"b"}"#),
      // Every object of the team would change.
      ("ConfigMap/web", ".data.team", #""Shoppers""#),
      // What the schema hides.
      ("ConfigMap/web", ".data.pin", #""sesamo""#),
      // What the schema does not allow.
      ("ResourceQuota/web", ".spec.hard.cpu", #""two""#), ("ConfigMap/nobody", ".data.a", #""x""#),
      ("ConfigMap/web", ".data.secret", "(masked)"),
    ])
    #expect(proposal.files.isEmpty && proposal.written.isEmpty)
    let why = Dictionary(uniqueKeysWithValues: proposal.left.map { ("\($0.field.key.name) \($0.field.path)", $0.why) })
    #expect(why["web .data.size"] == "it would change .data.double of ConfigMap default/web on dc1, too")
    #expect(why["web .data.double"] == "no value of a datafile is this value: the template makes it")
    #expect(why["web .data.fixed"] == "no value of a datafile is this value: the template makes it")
    #expect(why["web .data.pin"] == "the value of the datafile is secret")
    #expect(why["web .data.added"] == "the template has no such value: it comes from the cluster")
    #expect(why["web .data.image"] == "the field is gone from the object")
    #expect(why["web .data.team"]?.contains("ConfigMap default/api") ?? false, "\(why)")
    #expect(why["web .spec.hard.cpu"]?.hasPrefix("the data would not be in order") ?? false, "\(why)")
    #expect(why["nobody .data.a"] == "nothing is rendered for the object")
    // An app on two clusters: what one of them has would be on the other one, too.
    let other = try propose([("ResourceQuota/api", ".spec.hard.cpu", #""4""#)])
    #expect(other.files.isEmpty)
    #expect(other.left.map(\.why) == ["it would change .spec.hard.cpu of ResourceQuota default/api on dc2, too"])
  }

  /// From a run that only reports to the edited file, with who did it; a repaired object is no drift.
  @Test func fromARun() async throws {
    let workflow = DeployWorkflow(try Workspace(at: git.path), baseline: nil, trust: .everything)
    let state = try #require(try workflow.desired("HEAD", cluster: "dc1", today: "2026-01-01").states.first)
    let cluster = MemoryCluster()
    cluster.put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}}"#)
    func run(_ drift: DriftMode) async -> ClusterOutcome {
      let waiting = Waiting()
      let plan = PlanOptions(policy: DeployPolicy(drift: drift), deployer: "tests") { _, _ in true }
      return await Deployment(cluster, RunOptions(plan: plan, clock: waiting.clock, steady: waiting.steady)).run(state)
    }
    let first = await run(.report)
    #expect(first.state == .deployed, "\(first.troubles)")
    #expect(first.driftedFields == [])
    cluster.edit("ResourceQuota default/web", ["spec", "hard", "cpu"], .string("4"))
    // Of a kind that others may own fields of it is a conflict.
    cluster.edit("ConfigMap default/web", ["data", "image"], .string("registry/nginx:@all|`x`"))
    let fields = try #require(await run(.report).driftedFields)
    #expect(
      fields.map { "\($0.key) \($0.path) \($0.live ?? "") \($0.editor?.manager ?? "")" } == [
        #"ConfigMap default/web .data.image "registry/nginx:@all|`x`" kubectl-edit"#,
        #"ResourceQuota default/web .spec.hard.cpu "4" kubectl-edit"#,
      ])
    let proposal = try DriftWriter(try Workspace(at: git.path), commit: commit, today: "2026-01-01")
      .propose(fields, of: "dc1")
    #expect(text(proposal) == Self.app.replacing("'1.2'", with: "'@all|`x`'").replacing("\"2\"", with: "\"4\""))
    #expect(proposal.title == "Drift on dc1: 2 fields as the cluster has them")
    // What comes from the cluster is code in a cell of the table; of these objects no value is shown.
    #expect(
      proposal.markdown().contains("| (masked) | (masked) | <code>kubectl-edit</code> |"), "\(proposal.markdown())")
    var shown = proposal
    for index in shown.written.indices { shown.written[index].field.isSensitive = false }
    #expect(
      shown.markdown().contains(
        "<code>\"registry/nginx:@\u{2060}all&#124;&#96;x&#96;\"</code> | <code>kubectl-edit</code> |"),
      "\(shown.markdown())")
    #expect(await run(.repair).driftedFields?.map(\.path) == [".data.image"])
  }

  /// What the schema hides is in no output, wherever a template copies it to.
  @Test func hiddenValuesAreNotShown() async throws {
    let workflow = DeployWorkflow(try Workspace(at: git.path), baseline: nil, trust: .everything)
    let state = try #require(try workflow.desired("HEAD", cluster: "dc1", today: "2026-01-01").states.first)
    let cluster = MemoryCluster()
    cluster.put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"default"}}"#)
    let waiting = Waiting()
    let options = PlanOptions(policy: DeployPolicy(drift: .report), deployer: "tests") { _, _ in true }
    func run() async -> ClusterOutcome {
      await Deployment(cluster, RunOptions(plan: options, clock: waiting.clock, steady: waiting.steady)).run(state)
    }
    func outputs(_ outcome: ClusterOutcome) throws -> [String] {
      let plan = Plan([try #require(outcome.plan)])
      return [plan.text(), plan.text(showsCreated: true), plan.markdown(), plan.json]
    }
    let texts = try outputs(await run())
    #expect(texts.allSatisfy { !$0.contains("sesame") } && texts[1].contains(".data.pin"), "\(texts)")
    cluster.edit("ConfigMap default/web", ["data", "pin"], .string("sesamo"))
    let outcome = await run()
    let fields = try #require(outcome.driftedFields)
    #expect(fields.map(\.live) == [#""sesamo""#], "the values are there to be compared")
    let proposal = try DriftWriter(try Workspace(at: git.path), commit: commit, today: "2026-01-01")
      .propose(fields, of: "dc1")
    let text = proposal.markdown()
    #expect(text.contains(".data.pin") && text.contains("| (masked) | (masked) |"), "\(text)")
    for text in try outputs(outcome) + [text, proposal.title] + proposal.remarks {
      #expect(!text.contains("sesam"), "\(text)")
    }
  }

  /// Nor what the rules say of such a value.
  @Test func errorsOfHiddenObjectsAreNotShown() throws {
    let key = ObjectKey(GroupKind(group: "", kind: "ResourceQuota"), namespace: "default", name: "web")
    let field = DriftedField(
      cluster: "dc1", key: key, path: ".spec.hard.cpu", applied: #""2""#, live: #""two""#, isSensitive: true)
    let proposal = try DriftWriter(try Workspace(at: git.path), commit: commit, today: "2026-01-01")
      .propose([field], of: "dc1")
    #expect(proposal.left.map(\.why) == ["the data would not be in order"])
    #expect(!proposal.markdown().contains("two"))
  }
}
