import DataBundle
import Diagnostics
import DocumentModel
import JSONCoding
import JSONe
import Rendering
import Testing

@Suite struct RenderTests {
  @Test func objectsComeOutAsTheTemplateSays() throws {
    let rendering = try Fleet().configMap("{zone: '${cluster.zone}', path: '${path}'}").rendered()
    #expect(rendering.diagnostics == [])
    #expect(rendering.clusters == ["one", "two"])
    let object = try #require(rendering.objects.first)
    #expect(rendering.objects.count == 1)
    #expect(object.cluster == "one" && object.set == "red" && !object.isTombstone)
    #expect(
      object.identity == ObjectIdentity(apiVersion: "v1", kind: "ConfigMap", namespace: "red-web", name: "it"))
    #expect(object.template == "/templates/app.yml" && object.datafile == "/apps/web.yml")
    #expect(object.place.file == "data/apps/web.yml" && object.place.range?.start.line == 2)
    #expect(object.templatePlace.range?.start.line == 10)
    #expect(object.json("/data") == #"{"path":"/apps/web.yml","zone":"north"}"#)
    #expect(object.contentDigest == ContentDigest.sha256(object.document.json(style: .canonical).utf8))
  }

  @Test func nothingIsRenderedWithoutTheSetting() throws {
    #expect(Rendering.make(try Fleet().configMap("{}").with(".remit.yml", "data: data\n").bundle) == nil)
  }

  /// A team names its leading app, which names the team: circles are followed as far as somebody asks.
  @Test func referencesLeadInCircles() throws {
    let fleet = Fleet().configMap("{lead: '${datafile.team.lead.team.lead.team.lead.name}'}")
    #expect(try fleet.data == #"{"lead":"web"}"#)
    #expect(try Fleet().configMap("{same: {$eval: datafile.team.lead == datafile}}").data == #"{"same":true}"#)
  }

  @Test func aCircleAsAValueReachesTheBudget() throws {
    let problem = try #require(try Fleet().configMap("{all: {$eval: datafile}}").rendered().diagnostics.first)
    #expect(problem.code == "deploy/render")
    #expect(problem.message.contains("levels of nesting"))
  }

  @Test func variablesSeeTheOnesBefore() throws {
    let variables = "{team: {$eval: datafile.team}, lead: {$eval: team.lead}, name: '${lead.name}!'}"
    #expect(try Fleet().configMap("{name: {$eval: name}}", variables: variables).data == #"{"name":"web!"}"#)
  }

  @Test func backrefsArePlacedByPath() throws {
    var fleet = Fleet().with("data/apps/api.yml", Fleet.app("api", cluster: "two"))
    fleet.files["data/apps/cron.yml"] =
      "$schema: /fleet/app-1.yml\nname: cron\nnotes: [{see: {$ref: ../teams/red.yml}}]\n"
    func names(_ call: String) throws -> String {
      let map = "{$map: {$eval: \"\(call)\"}, each(x): {$eval: pathOf(x)}}"
      let only = fleet.template(
        "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}, data: \(map)}",
        subject: "/fleet/team-1.yml", set: "{$eval: datafile.name}",
        clusters: "[{$eval: datafile.lead.cluster}]")
      return try only.data
    }
    #expect(
      try names("backrefs(datafile, '/fleet/app-1.yml')") == #"["/apps/api.yml","/apps/cron.yml","/apps/web.yml"]"#)
    #expect(try names("backrefs(datafile, '/fleet/app-1.yml', 'team')") == #"["/apps/api.yml","/apps/web.yml"]"#)
    #expect(try names("backrefs(datafile, '/fleet/app-1.yml', 'notes.see')") == #"["/apps/cron.yml"]"#)
    #expect(try names("backrefs(datafile, '/fleet/app-1.yml', 'nothing')") == "[]")
    #expect(try names("backrefs(datafile, '/fleet/none-1.yml')") == "[]")
    #expect(try names("datafiles('/fleet/cluster-1.yml')") == #"["/clusters/one.yml","/clusters/two.yml"]"#)
  }

  @Test(arguments: [
    ("namesOf(datafile.team).group", "red-devs"), ("pathOf(datafile.team)", "/teams/red.yml"),
    ("resource('/notes.txt')", #"hello\n"#), ("base64('')", ""), ("base64('a')", "YQ=="), ("base64('ab')", "YWI="),
    ("base64('abc')", "YWJj"), ("base64('a\u{E9}')", "YcOp"),
    ("sha256('')", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ])
  func functions(_ call: String, _ result: String) throws {
    #expect(try Fleet().configMap("{x: {$eval: \"\(call)\"}}").data == "{\"x\":\"\(result)\"}")
  }

  @Test(arguments: [
    ("namesOf('x')", "argument 1 must be a datafile"), ("pathOf()", "it takes 1, and gets 0"),
    ("backrefs(datafile)", "it takes 3, and gets 1"), ("backrefs(datafile, 1)", "argument 2 must be a text"),
    ("backrefs(datafile, 'a', '')", "is no path of fields"), ("resource('/no')", "there is no resource"),
    ("sha256(1)", "argument 1 must be a text"), ("namesOf(datafile.nested)", "argument 1 must be a datafile"),
  ])
  func wrongArguments(_ call: String, _ message: String) throws {
    let fleet = Fleet().with("data/apps/web.yml", Fleet.app("web", more: "nested: {a: {$ref: /teams/red.yml}}\n"))
    let problem = try #require(try fleet.configMap("{x: {$eval: \"\(call)\"}}").rendered().diagnostics.first)
    #expect(problem.message.contains(message), "\(problem.message)")
  }

  /// A name whose fields are missing is not there; which names there are does not fail.
  @Test func namesAreThere() throws {
    #expect(try Fleet().configMap("{has: {$eval: '\"label\" in names'}}").data == #"{"has":false}"#)
    let labelled = Fleet().with("data/apps/web.yml", Fleet.app("web", more: "label: blue\n"))
    #expect(try labelled.configMap("{label: '${names.label}'}").data == #"{"label":"blue"}"#)
  }

  @Test func clustersCountOnce() throws {
    let map = "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}"
    let clusters = "[{$eval: datafile.cluster}, [{$eval: \"datafiles('/fleet/cluster-1.yml')\"}], null]"
    let rendering = try Fleet().template(map, clusters: clusters).rendered()
    #expect(rendering.summary == ["one red ConfigMap it in x", "two red ConfigMap it in x"])
    #expect(
      try Fleet().template(map, clusters: clusters).rendered(.init(cluster: "two")).summary == [
        "two red ConfigMap it in x"
      ])
  }

  @Test func listsAreFlattenedAndNullLeftOut() throws {
    let one = "{apiVersion: v1, kind: ConfigMap, metadata: {name: NAME, namespace: x}}"
    let lines =
      "- [[\(one.replacing("NAME", with: "b"))], null]\n- {$if: 'false', then: 1}\n- \(one.replacing("NAME", with: "a"))"
    #expect(try Fleet().template(lines).rendered().summary == ["one red ConfigMap a in x", "one red ConfigMap b in x"])
    let mapped = "  {$map: [b, a], each(n): \(one.replacing("NAME", with: "'${n}'"))}"
    #expect(
      try Fleet().template(mapped).rendered().summary == ["one red ConfigMap a in x", "one red ConfigMap b in x"])
  }

  @Test func withoutASetItIsThePlatforms() throws {
    let fleet = Fleet().configMap("{}")
    let text = try #require(fleet.files["data/templates/app.yml"]).replacing(
      "set: {$eval: datafile.team.name}\n", with: "")
    #expect(try fleet.with("data/templates/app.yml", text).rendered().objects.map(\.set) == ["platform"])
  }

  @Test func tombstones() throws {
    let deleted = Fleet().with("data/apps/web.yml", Fleet.app("web", more: "delete: true\n")).configMap("{}")
    #expect(try deleted.rendered().objects.map(\.isTombstone) == [true])
    let kept = Fleet().with("data/apps/web.yml", Fleet.app("web", more: "delete: false\n")).configMap("{}")
    #expect(try kept.rendered().objects.map(\.isTombstone) == [false])
  }

  /// All files that had a say, and no others: also those that names are made of, and those that refer here.
  @Test func inputs() throws {
    let base = ["data/apps/web.yml", "data/clusters/one.yml", "data/teams/red.yml", "data/templates/app.yml"]
    #expect(try Fleet().configMap("{}").rendered().objects.first?.inputs == base)
    let noted = Fleet().configMap("{a: {$eval: \"resource('/notes.txt')\"}}")
    #expect(try noted.rendered().objects.first?.inputs == base + ["resources/notes.txt"])
    let other = Fleet().with("data/apps/api.yml", Fleet.app("api", cluster: "two"))
      .template(
        "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}, data: {n: \"${len(backrefs(datafile, '/fleet/app-1.yml'))}\"}}",
        subject: "/fleet/team-1.yml", set: "red", clusters: "[{$eval: datafile.lead.cluster}]")
    #expect(try other.rendered().objects.first?.inputs == ["data/apps/api.yml"] + base)
    let listed = Fleet().configMap("{n: \"${len(datafiles('/fleet/team-1.yml'))}\"}")
    #expect(try listed.rendered().objects.first?.inputs == base + ["datafiles(/fleet/team-1.yml)"])
    let path = Fleet().template(
      "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}", set: "x")
    #expect(try path.rendered().objects.first?.inputs == base)
  }

  /// Each cluster's objects have their own.
  @Test func inputsOfOneClusterAreNotAnothers() throws {
    let fleet = Fleet().template(
      "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}", set: "x",
      clusters: "{$eval: \"datafiles('/fleet/cluster-1.yml')\"}")
    let inputs = try fleet.rendered().objects.map { $0.inputs.filter { $0.contains("clusters") } }
    #expect(inputs == [["data/clusters/one.yml"], ["data/clusters/two.yml"]])
  }

  @Test func theCommitIsThereForThoseWhoAsk() throws {
    let rendering = try Fleet().configMap("{c: '${commit}'}").rendered(.init(commit: "c0ffee"))
    #expect(rendering.objects.first?.json("/data/c") == "\"c0ffee\"")
  }

  @Test func contentCanBeLeftOut() throws {
    let fleet = Fleet().configMap("{a: b}")
    let (full, light) = (try fleet.rendered(), try fleet.rendered(.init(keepsContent: false)))
    #expect(full.objects.map(\.identity) == light.objects.map(\.identity))
    #expect(light.objects.map { $0.contentDigest } == [""] && light.objects.first?.document.nodeCount == 1)
  }
}
