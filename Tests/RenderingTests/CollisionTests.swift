import Diagnostics
import Rendering
import Testing

/// What is wrong with objects that are in order by themselves.
@Suite struct CollisionTests {
  private static let map = "{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: x}}"

  @Test func twoDatafilesWithOneObject() throws {
    let rendering = try Fleet().template("- \(Self.map)").with("data/apps/api.yml", "# more\n" + Fleet.app("api"))
      .rendered()
    #expect(
      rendering.diagnostics.map(\.summary)
        == ["deploy/duplicate data/apps/api.yml:3", "deploy/duplicate data/apps/web.yml:2"])
    #expect(
      rendering.diagnostics.first?.message == "ConfigMap it in x on one is rendered for \"/apps/web.yml\" too")
    for diagnostic in rendering.diagnostics {
      let others = diagnostic.notes.compactMap { $0.place?.file }
      #expect(
        Set(others + [diagnostic.place.file]) == ["data/apps/api.yml", "data/apps/web.yml", "data/templates/app.yml"])
    }
    #expect(rendering.objects.isEmpty)
    #expect(rendering.gaps.map(\.datafile) == ["/apps/api.yml", "/apps/web.yml"])
  }

  @Test func threeDatafilesWithOneObject() throws {
    let fleet = Fleet().template("- \(Self.map)").with("data/apps/api.yml", Fleet.app("api"))
      .with("data/apps/job.yml", Fleet.app("job"))
    #expect(
      try fleet.problems.map { $0.split(separator: " ")[1] }.sorted() == [
        "data/apps/api.yml:2", "data/apps/job.yml:2", "data/apps/web.yml:2",
      ])
  }

  @Test func otherClustersAreOtherObjects() throws {
    let fleet = Fleet().template("- \(Self.map)").with("data/apps/api.yml", Fleet.app("api", cluster: "two"))
    #expect(try fleet.problems == [])
  }

  /// An object is the same in every version of its kind.
  @Test func versionsAreNotObjects() throws {
    let deployment = "{apiVersion: apps/VERSION, kind: Deployment, metadata: {name: it, namespace: x}}"
    let objects =
      "- \(deployment.replacing("VERSION", with: "v1"))\n- \(deployment.replacing("VERSION", with: "v1beta2"))"
    let kinds = "[apps/v1/Deployment, apps/v1beta2/Deployment]"
    let rendering = try Fleet().template(objects, kinds: kinds).rendered()
    #expect(rendering.diagnostics.map(\.code) == ["deploy/duplicate"])
    #expect(rendering.diagnostics.first?.message == "Deployment.apps it in x on one is rendered twice for this file")
    #expect(rendering.diagnostics.first?.notes.compactMap { $0.place?.range?.start.line }.sorted() == [10, 11])
  }

  @Test func twoTemplatesWithOneObject() throws {
    let fleet = Fleet().template("- \(Self.map)").template(
      "- \(Self.map)", name: "team", subject: "/fleet/team-1.yml", set: "red",
      clusters: "[{$eval: datafile.lead.cluster}]")
    #expect(try fleet.problems == ["deploy/duplicate data/apps/web.yml:2", "deploy/duplicate data/teams/red.yml:2"])
  }

  @Test func nobodyRendersIntoANamespaceOfOthers() throws {
    let blue = Fleet().with("data/teams/blue.yml", "$schema: /fleet/team-1.yml\nname: blue\n")
      .with("data/apps/spy.yml", Fleet.app("spy", team: "blue", more: "into: red-web\n"))
    let objects = """
      - {$if: "'into' in datafile", then: null, else: {apiVersion: v1, kind: Namespace, metadata: {name: '${names.namespace}'}}}
      - apiVersion: v1
        kind: ConfigMap
        metadata: {name: '${datafile.name}', namespace: {$if: "'into' in datafile", then: '${datafile.into}', else: '${names.namespace}'}}
      """
    let rendering = try blue.template(objects).rendered()
    #expect(rendering.diagnostics.map(\.summary) == ["deploy/owner data/apps/spy.yml:2"])
    #expect(rendering.summary == ["one red Namespace red-web", "one red ConfigMap web in red-web"])
    #expect(try blue.template(objects, scope: "platform").problems == [])
  }

  @Test func nothingStaysInANamespaceThatGoes() throws {
    let objects = "- {apiVersion: v1, kind: Namespace, metadata: {name: x}}"
    let fleet = Fleet().with(
      "data/teams/red.yml", "$schema: /fleet/team-1.yml\nname: red\ndelete: true\ncluster: {$ref: /clusters/one.yml}\n"
    )
    .template(objects, name: "team", subject: "/fleet/team-1.yml", set: "red", clusters: "[{$eval: datafile.cluster}]")
    .template("- \(Self.map)")
    #expect(try fleet.problems == ["deploy/tombstone data/apps/web.yml:2"])
    let both = fleet.with("data/apps/web.yml", Fleet.app("web", more: "delete: true\n"))
    #expect(try both.problems == [])
    #expect(try both.rendered().objects.map(\.isTombstone) == [true, true])
  }
}
