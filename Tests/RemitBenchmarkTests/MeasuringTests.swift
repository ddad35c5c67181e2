import Measuring
import Foundation
import Testing

@testable import RemitBenchmark

@Suite struct MeasuringTests {
  @Test(arguments: [([3.0, 1, 2], 0.5, 2.0), ([1, 2, 3, 4], 0.5, 2), ([], 0.5, 0), ([7], 0.99, 7), ([1, 2], 1, 2)])
  func quantiles(values: [Double], share: Double, expected: Double) { #expect(Quantiles(values).at(share) == expected) }

  @Test(arguments: [("a: 1\n", 8), ("", 2), ("a: [\n", nil), ("- 1\n- 2\n", 8)] as [(String, Int?)])
  func events(text: String, expected: Int?) { #expect(YAMLFloor.events(Array(text.utf8)[...]) == expected) }

  @Test func processesAreMeasured() throws {
    let result = try ProcessMeasurement.run(["sh", "-c", "exit 3"])
    #expect(result.exitCode == 3)
    #expect(result.peakMegabytes > 0)
    #expect(throws: BenchmarkFailure.self) { try ProcessMeasurement.run(["/nowhere/at/all"]) }
  }

  @Test func reportNamesTheAbsentAndComputesRatios() {
    func cost(_ wall: Double, _ cpu: Double) -> ProcessMeasurement {
      ProcessMeasurement(wall: wall, cpu: cpu, peakMegabytes: 100, exitCode: 0)
    }
    let report = ComparisonReport(
      request: .init(),
      results: [.validate: [cost(1, 1), cost(2, 2), cost(9, 9)], .floor: [cost(1, 1)], .bundler: [cost(20, 20)]]
    ).markdown
    #expect(report.contains("| remit validate | 2.000 | 2.000 | 100 | 3 | 0 |"))
    #expect(report.contains("| ajv 6 + js-yaml | absent |"))
    #expect(report.contains("| validate: wall at most 2.5 × libyaml | 2.00× | yes |"))
    #expect(report.contains("| validate: CPU at least 15 × less than qontract-bundler | 10.00× | no |"))
    #expect(report.contains("| validate: CPU less than ajv (at least 1 ×) | – | not measured |"))
  }

  @Test(arguments: [["--files"], ["--files", "x"], ["--files", "10"], ["--files", "-3"], ["--nonsense"], []])
  func wrongOptionsAreRefused(words: [String]) {
    let given = words.isEmpty ? words : ["--output", "somewhere"] + words
    #expect(throws: BenchmarkFailure.self) { try RemitBenchmark.generateRequest(given) }
  }

  @Test func optionsAreRead() throws {
    let words = ["--output", "o", "--files", "200", "--resources", "5", "--seed", "7", "--inject-errors", "3", "--git"]
    let expected = RepositoryWriter.Request(output: "o", files: 200, resources: 5, seed: 7, errors: 3, git: true)
    #expect(try RemitBenchmark.generateRequest(words) == expected)
  }

  @Test(arguments: [
    ("plain words", "plain words"), ("true", "\"true\""), ("Yes", "\"Yes\""), ("a: b", "\"a: b\""), ("0x1", "\"0x1\""),
    ("/path/x.yml", "/path/x.yml"), ("https://x.y:1", "https://x.y:1"), ("", "\"\""), ("a\"\n", "\"a\\\"\\n\""),
    ("x:", "\"x:\""),
  ])
  func scalars(text: String, expected: String) { #expect(YAMLText.scalar(text) == expected) }
}
