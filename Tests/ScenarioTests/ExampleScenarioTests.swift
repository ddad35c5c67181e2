import Deciding
import Diagnostics
import Foundation
import Ownership
import Testing
import Workflows

/// Every scenario of every example, in both modes.
@Suite struct ExampleScenarioTests {
  /// A data repository under `examples/`.
  struct Example: Sendable, CustomTestStringConvertible {
    var name: String
    var scenarios: [Scenario]
    var runner: ScenarioRunner
    var testDescription: String { name }
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("examples")

  static let examples = Result { () throws -> [Example] in
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    return try names.compactMap { name in
      let path = folder.appendingPathComponent(name).path
      guard FileManager.default.fileExists(atPath: path + "/scenarios") else { return nil }
      let workspace = try Workspace(at: path)
      let (scenarios, problems) = try workspace.scenarios()
      guard !problems.hasErrors, !scenarios.isEmpty else { throw WorkflowError.usage("\(name): \(problems)") }
      return Example(name: name, scenarios: scenarios, runner: try workspace.scenarioRunner(today: "2026-01-15"))
    }
  }

  struct Play: Sendable, CustomTestStringConvertible {
    var example: Example
    var scenario: Scenario
    var mode: OwnershipMode
    var testDescription: String { "\(example.name)/\(scenario.name) \(mode.rawValue)" }
  }

  static let plays: [Play] = ((try? examples.get()) ?? []).flatMap { example in
    example.scenarios.flatMap { scenario in scenario.modes.map { Play(example: example, scenario: scenario, mode: $0) }
    }
  }

  @Test func thereAreExamples() throws { #expect(try !Self.examples.get().isEmpty) }

  @Test(arguments: plays)
  func comesOutAsWritten(_ play: Play) {
    let outcome = play.example.runner.run(play.scenario, mode: play.mode)
    #expect(outcome.failures.isEmpty, "\(play.scenario.file): \(outcome.failures.joined(separator: "\n"))")
  }

  /// Every row of the table in the design's section 5, with scenarios that come out differently in the two modes.
  @Test(
    arguments: [
      ("what is judged", ["target-elsewhere", "target-same-change", "target-together-invalid"]),
      ("schema, path, order, repetition", ["schema-swapped", "list-reordered", "list-repeated"]),
      ("format", ["format-unowned"]),
      ("a selector with a filter", ["filter-claim", "filter-give-away"]),
      ("a moved file", ["moved-runbook", "moved-runbooks-swapped"]),
      ("contexts only in the merge result", ["context-claim-alerts", "role-join-and-another"]),
      ("disabled anywhere", ["disabled-outer"]),
      ("changeSchema on the nested provider", ["nested-schema-other"]),
      ("implicit owners", ["created-runbook-own-owner"]),
      ("restrictive", ["restrictive-two-contexts"]),
      ("approvals", ["push-after-approval"]),
      ("author owns the item", ["approval-author-two-owners", "push-by-another"]),
      ("user names", ["approval-upper-case"]),
      ("files outside data and resources", ["outside-readme", "outside-ci"]),
    ])
  func everyRuleMakesADifference(_ rule: String, _ names: [String]) throws {
    let example = try #require(try Self.examples.get().first { $0.name == "app-interface" })
    var differing = 0
    for name in names {
      let scenario = try #require(example.scenarios.first { $0.name == name }, "\(rule): there is no scenario \(name)")
      guard scenario.modes.count == 2 else { continue }
      let outcomes = scenario.modes.map { example.runner.run(scenario, mode: $0).decision }
      if outcomes[0].map(summary) != outcomes[1].map(summary) { differing += 1 }
    }
    // Compat mode knows no target that moves on: there the difference is that it cannot be asked.
    let isStrictOnly = names.allSatisfy { name in example.scenarios.first { $0.name == name }?.modes.count == 1 }
    #expect(differing > 0 || isStrictOnly, "\(rule): none of \(names) differs between the modes")
  }
}

/// What a decision says about a merge request, in short.
private func summary(_ decision: Decision) -> String {
  "\(decision.verdict) "
    + decision.files.flatMap { file in
      file.items.map {
        "\(file.change.file.path) \($0.coverage.item.pointer) \($0.coverage.item.kind) \($0.isApproved)"
      }
    }.joined(separator: " ")
}
