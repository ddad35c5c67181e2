import DataBundle
import Diagnostics
import JSONCoding
import Rendering
import TestSupport
import Testing

/// Files in an order of its own.
private struct Shuffled: FileSource {
  var source: MemorySource
  var seed: UInt64

  func files(under folder: String) -> [SourceFile] {
    var dice = SeededGenerator(seed: seed)
    return source.files(under: folder).shuffled(using: &dice)
  }

  func file(at path: String) -> SourceFile? { source.file(at: path) }
  func makeReader() -> any FileReader { source.makeReader() }
}

@Suite struct DeterminismTests {
  /// Whatever order files are listed in, and whichever thread renders what: the same objects and the same problems.
  @Test func theOrderOfFilesDoesNotCount() throws {
    var fleet = Fleet().template(
      """
      - {apiVersion: v1, kind: Namespace, metadata: {name: '${names.namespace}'}}
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: '${datafile.kind}', namespace: x}}
      - {apiVersion: v1, kind: ConfigMap, metadata: {name: '${datafile.name}', namespace: y},
         data: {peers: "${join({$map: {$eval: names}, each(v,k): '${k}'}, ' ')}"}}
      """.replacing("\"${join({$map: {$eval: names}, each(v,k): '${k}'}, ' ')}\"", with: "{$json: {$eval: names}}"))
    var dice = SeededGenerator(seed: 3)
    for number in 0..<300 {
      let more = "kind: k\(dice.below(250))\n" + (dice.chance(5) ? "delete: true\n" : "")
      fleet.files["data/apps/a\(number).yml"] = Fleet.app(
        "a\(number)", cluster: dice.pick(["one", "two"]), more: dice.chance(10) ? "" : more)
    }
    let expected = try fleet.rendered()
    #expect(expected.objects.count > 300 && expected.diagnostics.count > 30 && expected.gaps.count > 30)
    for seed in 1...8 {
      let bundle = try Bundle.load(source: Shuffled(source: MemorySource(fleet.files), seed: UInt64(seed)))
      let found = try #require(Rendering.make(bundle))
      #expect(found.objects == expected.objects)
      #expect(found.objects.map { $0.document.json() } == expected.objects.map { $0.document.json() })
      #expect(found.diagnostics == expected.diagnostics && found.gaps == expected.gaps)
    }
  }

  /// The budget of all together does not depend on which thread was faster.
  @Test func budgetsDoNotDependOnTime() throws {
    var fleet = Fleet().configMap("{a: {$eval: 'len(range(0, 100))'}}")
    for number in 0..<200 { fleet.files["data/apps/a\(number).yml"] = Fleet.app("a\(number)") }
    var low = 1
    var high = 1_000_000
    while high - low > 1 {
      let middle = (low + high) / 2
      let isEnough = try fleet.rendered(.init(limits: RenderingLimits(steps: middle))).diagnostics.isEmpty
      if isEnough { high = middle } else { low = middle }
    }
    for _ in 0..<5 {
      #expect(try fleet.rendered(.init(limits: RenderingLimits(steps: high))).diagnostics.isEmpty)
      #expect(try !fleet.rendered(.init(limits: RenderingLimits(steps: low))).diagnostics.isEmpty)
    }
  }
}
