import Measuring
import Foundation
import Testing

@testable import RemitBenchmark

@Suite struct GenerationTests {
  private static func files(
    seed: UInt64 = 1, errors: Int = 0, files: Int = 400, resources: Int = 80
  ) -> [String: String] {
    var found: [String: String] = [:]
    let writer = RepositoryWriter(.init(output: "", files: files, resources: resources, seed: seed, errors: errors))
    writer.forEachFile { path, text in
      #expect(found.updateValue(text, forKey: path) == nil, "\(path) is written twice")
    }
    return found
  }

  @Test func sameSeedGivesSameBytes() {
    let first = Self.files()
    #expect(first == Self.files())
    #expect(first != Self.files(seed: 2))
  }

  /// Catches every accidental change of the generator: benchmarks of different days must be of the same bytes.
  @Test func bytesAreThoseOfTheLastRelease() {
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    RepositoryWriter(.init(output: "", files: 200, resources: 40)).forEachFile { path, text in
      for byte in (path + text).utf8 { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    #expect(String(sum, radix: 16) == "3bac6765d838b459")
  }

  @Test(arguments: [(150, 1), (400, 80), (3_000, 600)])
  func countsAreAsAskedFor(files: Int, resources: Int) {
    let paths = Self.files(files: files, resources: resources).keys
    #expect(paths.count { $0.hasPrefix("data/") } == files)
    #expect(paths.count { $0.hasPrefix("resources/") } == max(resources, ResourceKind.allCases.count))
  }

  @Test func everyReferenceHasItsTarget() {
    let all = Self.files()
    for (path, text) in all where path.hasPrefix("data/") {
      for line in text.split(separator: "\n") {
        let words = line.drop { $0 == " " || $0 == "-" }
        if words.hasPrefix("$ref: ") { #expect(all["data" + words.dropFirst(6)] != nil, "\(path): \(line)") }
        if words.hasPrefix("path: /services") {
          #expect(all["resources" + words.dropFirst(6)] != nil, "\(path): \(line)")
        }
      }
    }
  }

  @Test func everyKindHasOneSchemaAndTheOtherWayRound() {
    let schemas = SchemaSet.files.filter { $0.role == .datafile || $0.role == .inlinable }.map(\.path)
    #expect(schemas.sorted() == Kind.allCases.map(\.rawValue).sorted())
    #expect(Set(SchemaSet.texts.map(\.path)).count == SchemaSet.texts.count)
  }

  @Test func libyamlTakesEveryDatafile() {
    for (path, text) in Self.files() where path.hasPrefix("data/") || path.hasPrefix("schemas/") {
      #expect(YAMLFloor.events(Array(text.utf8)[...]) != nil, "\(path)")
    }
  }

  /// The sizes that the benchmark promises; cut down to a tenth, with the same shares.
  @Test func sizesAreThoseOfRealRepositories() {
    let world = World(files: 6_000, resources: 1_200, seed: 1)
    let sizes = Quantiles(
      Kind.allCases.flatMap { kind in
        (0..<world.count(kind)).map { Double(FileMaker.text(kind, $0, of: world).utf8.count) }
      })
    #expect(800...1_000 ~= sizes.median, "median \(sizes.median)")
    #expect(1_900...2_400 ~= sizes.at(0.9), "90 % \(sizes.at(0.9))")
    #expect(4_500...6_500 ~= sizes.at(0.99), "99 % \(sizes.at(0.99))")
    #expect(50_000...70_000 ~= sizes.largest, "largest \(sizes.largest)")
  }
}
