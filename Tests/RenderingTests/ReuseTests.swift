import DataBundle
import Diagnostics
import Rendering
import TestSupport
import Testing

/// What is taken from an earlier rendering is what a new one would give.
@Suite struct ReuseTests {
  private static let light = RenderingOptions(keepsContent: false)

  private static let fleet: Fleet = {
    var fleet = Fleet().template(
      """
      - {apiVersion: v1, kind: Namespace, metadata: {name: '${names.namespace}'}}
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: '${datafile.name}', namespace: y}, data: {t: "${resource('/notes.txt')}"}}
      """
    ).template(
      "- {$map: {$eval: \"backrefs(datafile, '/fleet/app-1.yml', 'team')\"}, each(x): {apiVersion: v1, kind: ConfigMap, metadata: {name: '${x.name}', namespace: z}}}",
      name: "team", subject: "/fleet/team-1.yml", set: "{$eval: datafile.name}",
      clusters: "{$eval: \"datafiles('/fleet/cluster-1.yml')\"}")
    fleet.files["data/teams/blue.yml"] = "$schema: /fleet/team-1.yml\nname: blue\n"
    for number in 0..<20 { fleet.files["data/apps/a\(number).yml"] = Fleet.app("a\(number)") }
    return fleet
  }()

  /// Random edits, one after the other; each rendering helps the next one.
  @Test func aChainOfEdits() throws {
    var dice = SeededGenerator(seed: 11)
    var fleet = Self.fleet
    var earlier: Rendering?
    var found: Set<DiagnosticCode> = []
    for step in 0..<60 {
      let name = "a\(dice.below(24))"
      switch dice.below(9) {
      case 0: fleet.files["data/apps/\(name).yml"] = nil
      case 1: fleet.files["data/apps/\(name).yml"] = Fleet.app(name, cluster: dice.pick(["one", "two"]))
      case 2: fleet.files["data/apps/\(name).yml"] = Fleet.app(name, team: dice.pick(["red", "blue", "none"]))
      case 3: fleet.files["data/apps/\(name).yml"] = Fleet.app("a\(dice.below(24))")
      case 4: fleet.files["resources/notes.txt"] = dice.chance(20) ? nil : "v\(step)"
      case 5:
        fleet.files["data/teams/blue.yml"] =
          dice.chance(50) ? nil : "$schema: /fleet/team-1.yml\nname: blue\(step % 3)\n"
      case 6: fleet.files["data/clusters/two.yml"] = "$schema: /fleet/cluster-1.yml\nname: two\(step % 2)\n"
      case 7:
        fleet.files["data/apps/\(name).yml"] = Fleet.app(
          name, more: dice.chance(50) ? "delete: true\n" : "x: \(step)\n")
      default:
        let path = "data/templates/\(dice.pick(["app", "team"])).yml"
        fleet.files[path] = try #require(fleet.files[path]).replacing(
          ["namespace: z", "namespace: w"][step % 2], with: ["namespace: w", "namespace: z"][step % 2])
      }
      let bundle = try fleet.bundle
      let fresh = try #require(Rendering.make(bundle, options: Self.light))
      let reused = try #require(Rendering.make(bundle, options: Self.light, reusing: earlier))
      #expect(reused.objects == fresh.objects, "step \(step)")
      #expect(reused.diagnostics == fresh.diagnostics && reused.gaps == fresh.gaps, "step \(step)")
      found.formUnion(fresh.diagnostics.map(\.code))
      earlier = reused
    }
    #expect(found.contains("deploy/duplicate") && found.contains("deploy/render"))
  }

  /// With content everything is rendered.
  @Test func contentIsNeverTaken() throws {
    let bundle = try Self.fleet.bundle
    let light = try #require(Rendering.make(bundle, options: Self.light))
    let full = try #require(Rendering.make(bundle, reusing: light))
    #expect(full.objects.allSatisfy { $0.document.nodeCount > 1 && $0.contentDigest.count == 64 })
  }
}
