import DataBundle
import Diagnostics
import DocumentModel
import Rendering
import TestSupport
import Testing

/// Datafiles that want to be more than data.
@Suite struct RenderingAttackTests {
  private static let hostile = [
    "${commit}", "$${commit}", "{$eval: commit}", "a: b\\nkind: Secret", "\\u0000", "---\\nkind: ClusterRole",
    "../../etc/passwd",
    "\\u202Egnp", "<script>", "' || true || '", "{{ .Values }}", "\\u0085- x", "&a *a", "!!python/object:os.system",
    "😀",
  ]

  /// A text stays the text it was, wherever a template puts it.
  @Test(arguments: hostile)
  func textsStayTexts(_ text: String) throws {
    let fleet = Fleet().with("data/apps/web.yml", Fleet.app("web", more: "note: \"\(text)\"\n"))
      .configMap("{plain: {$eval: datafile.note}, within: '<${datafile.note}>'}")
    let object = try #require(try fleet.rendered(.init(commit: "c0ffee")).objects.first)
    let bundle = try fleet.bundle
    let datafile = try #require(bundle.datafile("/apps/web.yml"))
    let node = try #require(datafile.document.member(datafile.document.root, "note"))
    let note = try #require(datafile.document.string(node))
    let data = try #require(object.document.member(object.document.root, "data"))
    #expect(object.document.count(data) == 2)
    #expect(object.document.member(data, "plain").flatMap { object.document.string($0) } == note)
    #expect(object.document.member(data, "within").flatMap { object.document.string($0) } == "<\(note)>")
    #expect(object.document.count(object.document.root) == 4)
  }

  /// Names from data become names or errors, never other objects.
  @Test(arguments: hostile + ["a/../b", "kube-system", "A", "a.b", ".", "%2e%2e", "a\\tb"])
  func namesStayNames(_ text: String) throws {
    let fleet = Fleet().with("data/apps/web.yml", Fleet.app("web", more: "into: \"\(text)\"\n")).template(
      "- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: {$eval: datafile.into}}}")
    let rendering = try fleet.rendered()
    #expect(rendering.objects.isEmpty)
    #expect(rendering.diagnostics.map(\.code) == [text == "kube-system" ? "deploy/scope" : "deploy/name"])
    #expect(rendering.diagnostics.allSatisfy { $0.message.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
  }

  /// Keys from data that look like operators are keys.
  @Test func keysAreNoOperators() throws {
    let fleet = Fleet().with(
      "data/apps/web.yml", Fleet.app("web", more: "values: {$eval: commit, $if: 'true', then: x}\n"))
    #expect(try fleet.configMap("{$eval: datafile.values}").data == #"{"$eval":"commit","$if":"true","then":"x"}"#)
  }

  /// A datafile cannot choose what is rendered: kinds, roles and scopes are the template's.
  @Test func kindsFromDataAreRefused() throws {
    let fleet = Fleet().with(
      "data/apps/web.yml",
      Fleet.app(
        "web",
        more:
          "objects: [{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: a}, roleRef: {kind: ClusterRole, name: cluster-admin}}]\n"
      ))
    let codes = try fleet.template("- {$eval: datafile.objects}").rendered().diagnostics.map(\.code.rawValue)
    #expect(codes == ["deploy/kind", "deploy/role", "deploy/scope"])
  }

  /// A tenant cannot name itself into the set of the platform, nor leave its set.
  @Test func setsFromDataAreNames() throws {
    for name in ["platform", "a/b", "Red", "red "] {
      let fleet = Fleet().with("data/teams/red.yml", "$schema: /fleet/team-1.yml\nname: '\(name)'\n")
        .template("- {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}")
      #expect(try fleet.rendered().diagnostics.map(\.code) == ["deploy/set"])
    }
  }

  /// Values that lead everywhere cost no more than a budget.
  @Test func largeValuesAreBounded() throws {
    var fleet = Fleet()
    let links = (0..<40).map { "{$ref: /apps/a\($0).yml}" }.joined(separator: ", ")
    for number in 0..<40 {
      fleet.files["data/apps/a\(number).yml"] = Fleet.app("a\(number)", more: "links: [\(links)]\n")
    }
    for expression in [
      "{$eval: datafile.links}", "{$json: {$eval: datafile.links}}", "{$eval: datafile.links == [datafile]}",
    ] {
      let rendering = try fleet.with("data/apps/web.yml", nil).with(
        "data/teams/red.yml", "$schema: /fleet/team-1.yml\nname: red\n"
      )
      .configMap("{a: \(expression)}").rendered()
      if expression.contains("==") { continue }
      #expect(rendering.objects.isEmpty)
      #expect(
        rendering.diagnostics.count == 40
          && rendering.diagnostics.allSatisfy { $0.message.contains("budget is used up") })
    }
  }

  /// Random objects, their parts mixed up: no crash, and what comes out has passed every check.
  @Test func randomObjects() throws {
    var dice = SeededGenerator(seed: 7)
    let parts = [
      "apiVersion: v1", "apiVersion: apps/v1", "kind: ConfigMap", "kind: Deployment", "kind: Secret",
      "metadata: {name: a}",
      "metadata: {name: a, namespace: x}", "metadata: 5", "spec: {ports: 5}", "spec: {template: []}",
      "spec: {ports: [5, {}]}",
      "data: {a: b}", "status: {}", "spec: {template: {spec: {containers: {a: {ports: [1]}}}}}", "roleRef: []",
    ]
    for _ in 0..<300 {
      var chosen: [String: String] = [:]
      for _ in 0..<dice.below(7) {
        let part = parts[dice.below(parts.count)]
        chosen[String(part.prefix { $0 != ":" })] = part
      }
      let object = "{" + chosen.keys.sorted().compactMap { chosen[$0] }.joined(separator: ", ") + "}"
      let rendering = try Fleet().template("- \(object)").rendered()
      #expect(rendering.objects.isEmpty != rendering.diagnostics.isEmpty, "\(object)")
      #expect(rendering.objects.isEmpty != rendering.gaps.isEmpty, "\(object)")
    }
  }
}
