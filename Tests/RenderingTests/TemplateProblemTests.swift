import DataBundle
import Diagnostics
import JSONe
import Rendering
import Testing

/// What is wrong with templates, clusters and budgets.
@Suite struct TemplateProblemTests {
  @Test func anErrorNamesTemplateLineAndDatafile() throws {
    let problem = try #require(try Fleet().configMap("{a: '${datafile.nmae}'}").rendered().diagnostics.first)
    #expect(problem.summary == "deploy/render data/templates/app.yml:10")
    #expect(problem.message == "object has no property \"nmae\", for \"/apps/web.yml\"")
    #expect(problem.help == "did you mean 'name'?")
    #expect(problem.notes.contains { $0.place?.file == "data/apps/web.yml" && $0.place?.range?.start.line == 2 })
    #expect(problem.notes.contains { $0.message == "in '${datafile.nmae}', column 11" })
  }

  /// What is wrong is said without the values where those are shown nowhere: of this bundle's schemas, or of a target's.
  @Test(arguments: [
    ("{a: \"${number(datafile.pin)}\"}", "deploy/render"), ("{a: \"${resource(datafile.pin)}\"}", "deploy/render"),
    (
      "{a: {$eval: datafile.pin}}}\n- {kind: ConfigMap, apiVersion: v1, metadata: {name: '${datafile.pin}', namespace: x}",
      "deploy/name"
    ),
    (
      "{a: {$eval: datafile.pin}}}\n- {apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: x, labels: {a: '${datafile.pin}'}}",
      "deploy/label"
    ),
    (
      "{a: {$eval: datafile.pin}}}\n- {apiVersion: '${datafile.pin}', kind: ConfigMap, metadata: {name: x, namespace: x}",
      "deploy/shape"
    ),
  ]) func hiddenValuesAreNotRepeated(_ data: String, _ code: DiagnosticCode) throws {
    let plain = Fleet().configMap(data).with("data/apps/web.yml", Fleet.app("web", more: "pin: HUNTER2 old!\n"))
    let masked = plain.with(
      "schemas/fleet/app-1.yml",
      try #require(plain.files["schemas/fleet/app-1.yml"]) + "properties: {pin: {sensitive: true}}\n")
    var options = RenderingOptions()
    let open = try plain.rendered().diagnostics
    #expect(open.map(\.code) == [code] && open[0].message.contains("HUNTER2"), "\(open)")
    options.maskedBy = [try masked.bundle.schemaSet]
    for found in [try masked.rendered().diagnostics, try plain.rendered(options).diagnostics] {
      #expect(found.map(\.summary) == open.map(\.summary))
      let text = found.map { "\($0.message) \($0.help ?? "") \($0.notes.map(\.message))" }.joined()
      #expect(!text.contains("HUNTER2") && text.contains("not shown"), "\(text)")
    }
  }

  @Test func theSetOfAHiddenValueIsNotShown() throws {
    let fleet = Fleet().template(
      "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}", set: "{$eval: datafile.pin}"
    ).with("data/apps/web.yml", Fleet.app("web", more: "pin: HUNTER2 old!\n"))
      .with("schemas/fleet/app-1.yml", "type: object\nproperties: {pin: {sensitive: true}}\n")
    let found = try fleet.rendered().diagnostics
    #expect(found.map(\.code) == ["deploy/set"] && !found[0].message.contains("HUNTER2"), "\(found)")
  }

  @Test func whatFailsIsUnknownAndTheRestGoesOn() throws {
    let fleet = Fleet().configMap("{a: '${datafile.size}'}")
      .with("data/apps/api.yml", Fleet.app("api", more: "size: large\n"))
    let rendering = try fleet.rendered()
    #expect(rendering.summary == ["one red ConfigMap it in red-api"])
    let gap = try #require(rendering.gaps.first)
    #expect(rendering.gaps.count == 1)
    #expect(gap.cluster == "one" && gap.set == "red" && gap.datafile == "/apps/web.yml")
  }

  @Test func aTemplateThatCannotBeReadRendersNothing() throws {
    let fleet = Fleet().configMap("{a: {$evil: x}, b: '${'}")
    #expect(try fleet.problems == ["deploy/template data/templates/app.yml:10"])
    #expect(try fleet.rendered().gaps.map(\.template) == ["/templates/app.yml"])
    #expect(try fleet.rendered().objects.isEmpty)
  }

  @Test(arguments: [
    ("name: app\n", "", "missing \"name\""), ("scope: tenant", "scope: all", "\"scope\" cannot be \"all\""),
    ("for: /fleet/app-1.yml", "for: /fleet/none-1.yml", "there is no schema \"/fleet/none-1.yml\""),
    ("let: {}", "let: {names: 1}", "\"names\" is the name of something that every template has"),
    ("let: {}", "let: 5", "\"let\" must be an object"),
    ("clusters: [{$eval: datafile.cluster}]\n", "", "missing \"clusters\""),
  ])
  func partsOfATemplate(_ old: String, _ new: String, _ message: String) throws {
    let fleet = Fleet().configMap("{}")
    let text = try #require(fleet.files["data/templates/app.yml"])
    #expect(text.contains(old))
    let rendering = try fleet.with("data/templates/app.yml", text.replacing(old, with: new)).rendered()
    #expect(rendering.diagnostics.map(\.message).contains(message), "\(rendering.diagnostics.map(\.message))")
    #expect(rendering.diagnostics.allSatisfy { $0.code == "deploy/template" })
    #expect(rendering.objects.isEmpty)
  }

  @Test func templatesHaveNamesOfTheirOwn() throws {
    let fleet = Fleet().configMap("{}")
    let twice = fleet.with("data/templates/more.yml", fleet.files["data/templates/app.yml"])
    #expect(try twice.problems == ["deploy/template data/templates/more.yml:2"])
  }

  @Test(arguments: [
    ("name: two", "name: one", "two clusters are called \"one\""),
    ("name: two", "name: Two", "a cluster cannot be called \"Two\""),
    ("name: two\n", "", "a cluster must have a \"name\""),
    ("name: two", "name: ../x", "a cluster cannot be called \"../x\""),
  ])
  func clustersHaveProperNames(_ old: String, _ new: String, _ message: String) throws {
    let fleet = Fleet().configMap("{}")
    let text = try #require(fleet.files["data/clusters/two.yml"]).replacing(old, with: new)
    let rendering = try fleet.with("data/clusters/two.yml", text).rendered()
    #expect(rendering.diagnostics.map(\.code) == ["deploy/cluster"])
    #expect(rendering.diagnostics.first?.message.hasPrefix(message) == true)
    #expect(rendering.clusters == ["one"])
  }

  @Test func whatIsNoClusterIsAnError() throws {
    #expect(
      try Fleet().template("- null", clusters: "[{$eval: datafile.team}, north]").problems
        == ["deploy/cluster data/templates/app.yml:2"])
    let unknown = Fleet().configMap("{}").with(
      ".remit.yml", "deploy: {clusters: [/fleet/cluster-1.yml, /no/such-1.yml]}\n")
    #expect(try unknown.problems == ["deploy/cluster .remit.yml:1"])
  }

  @Test(arguments: ["A", "-a", "a/b", "", "platform", "a.b"])
  func setsHaveProperNames(_ name: String) throws {
    let fleet = Fleet().template(
      "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}", set: "'\(name)'")
    let rendering = try fleet.rendered()
    #expect(rendering.diagnostics.map(\.code) == ["deploy/set"])
    #expect(rendering.objects.isEmpty && !rendering.gaps.isEmpty)
  }

  @Test func stepsOfOneDatafileAreLimited() throws {
    let fleet = Fleet().configMap(
      "{a: {$eval: 'len(range(0, 5000))'}}", variables: "{x: {$eval: 'len(range(0, 6000))'}}")
    #expect(try fleet.rendered().diagnostics == [])
    let problem = try #require(
      try fleet.rendered(.init(limits: RenderingLimits(each: TemplateBudget(steps: 10_000)))).diagnostics.first)
    #expect(problem.code == "deploy/render" && problem.message.contains("more than 10000 steps"))
  }

  @Test func lookupsOfOneDatafileAreLimited() throws {
    let fleet = Fleet().configMap(
      "{a: {$map: {$eval: 'range(0, 100)'}, each(i): {$eval: \"len(datafiles('/fleet/app-1.yml'))\"}}}")
    #expect(try fleet.rendered().diagnostics == [])
    let limits = RenderingLimits(lookups: 150)
    #expect(try fleet.rendered(.init(limits: limits)).diagnostics.map(\.code) == ["deploy/render"])
  }

  @Test(arguments: [
    (RenderingLimits(steps: 20), "steps"), (RenderingLimits(bytes: 100), "bytes of objects"),
    (RenderingLimits(objects: 1), "objects"),
  ])
  func allTogetherIsLimited(_ limits: RenderingLimits, _ name: String) throws {
    let fleet = Fleet().configMap("{a: b}").with("data/apps/api.yml", Fleet.app("api"))
    let rendering = try fleet.rendered(.init(limits: limits))
    #expect(rendering.objects.isEmpty && rendering.gaps.map(\.cluster) == ["one", "two"])
    #expect(rendering.diagnostics.map(\.summary) == ["deploy/budget .remit.yml:1"])
    #expect(rendering.diagnostics.first?.message.contains(name) == true)
  }

  @Test func tooLargeAnObject() throws {
    let limits = RenderingLimits(objectBytes: 100)
    #expect(
      try Fleet().configMap("{a: '${path}'}").rendered(.init(limits: limits)).diagnostics.map(\.code) == ["deploy/size"]
    )
    let text = Fleet().configMap("{a: {$eval: \"resource('/notes.txt')\"}}")
    let rendering = try text.rendered(.init(limits: RenderingLimits(resourceBytes: 3)))
    #expect(rendering.diagnostics.first?.message.contains("more than 3 bytes") == true)
  }

  @Test func manyProblemsAreCut() throws {
    var fleet = Fleet().configMap("{a: '${datafile.none}'}")
    for number in 0..<1_100 { fleet.files["data/apps/a\(number).yml"] = Fleet.app("a\(number)") }
    let rendering = try fleet.rendered()
    #expect(rendering.diagnostics.count == 1_001 && rendering.gaps.count == 1_101)
    #expect(rendering.diagnostics.contains { $0.code == "deploy/more" && $0.message.hasPrefix("101 more") })
  }

  @Test func whatFollowsFromErrorsIsLeftOut() throws {
    let fleet = Fleet().configMap("{a: '${datafile.team.size}'}")
      .with("data/apps/api.yml", Fleet.app("api", team: "blue"))
      .with("data/teams/blue.yml", "$schema: /fleet/team-1.yml\nname: blue\n")
    let rendering = try fleet.rendered()
    #expect(rendering.diagnostics.count == 2)
    let known = Diagnostic("schema/required", at: Place(file: "data/teams/red.yml"), "missing \"size\"")
    #expect(rendering.diagnostics(besides: [known]).map { $0.message.contains("/apps/api.yml") } == [true])
    let warning = Diagnostic("schema/required", .warning, at: Place(file: "data/teams/red.yml"), "")
    #expect(rendering.diagnostics(besides: [warning]).count == 2)
  }

  @Test(arguments: [
    ("deploy: 1", "expected an object"), ("deploy: {}", "must name the schemas"),
    ("deploy: {clusters: []}", "must name the schemas"), ("deploy: {clusters: x}", "is no path of a schema"),
    ("deploy: {clusters: [/a], clustres: 1}", "unknown key \"clustres\""),
    ("deploy: {clusters: [/a], orphans: [{class: odd, kind: v1/Pod}]}", "\"class\" cannot be \"odd\""),
    ("deploy: {clusters: [/a], orphans: [{class: named, kind: Pod, prefix: a}]}", "is no kind"),
    ("deploy: {clusters: [/a], orphans: [{class: named, kind: v1/Pod}]}", "all objects of a kind"),
    ("deploy: {clusters: [/a], orphans: [{kind: v1/Pod, prefix: a}]}", "missing"),
  ])
  func settings(_ text: String, _ message: String) throws {
    let (configuration, problems) = try Bundle.configuration(in: "", of: MemorySource([".remit.yml": text + "\n"]))
    #expect(problems.map(\.code) == ["config/invalid"])
    #expect(problems.first?.message.contains(message) == true, "\(problems)")
    #expect(configuration.deploy?.clusters == (text.contains("/a") ? ["/a"] : nil))
  }
}
