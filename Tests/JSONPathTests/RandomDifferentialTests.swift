import Foundation
import JSONPath
import Testing

/// Random selectors over random documents, against jsonpath-ng. `REMIT_FUZZ` multiplies the number of rounds.
@Suite struct RandomDifferentialTests {
  private static let rounds = Int(ProcessInfo.processInfo.environment["REMIT_FUZZ"] ?? "") ?? 1

  @Test(.enabled(if: Oracle.isAvailable)) func agrees() throws {
    for round in 0..<Self.rounds {
      var cases = RandomCases(seed: UInt64(round) &+ 2026)
      let documents = (0..<60).map { _ in cases.document() }
      let questions = (0..<2500).map { number in
        Oracle.Question(selector: cases.selector(), documents: (0..<3).map { (number + $0 * 19) % 60 })
      }
      let totals = try Oracle.compare(questions, over: documents)
      print("random round \(round): \(questions.count) selectors, \(totals)")
    }
  }
}
