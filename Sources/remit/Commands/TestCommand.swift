import ArgumentParser
import Deciding
import Diagnostics
import Ownership
import Reporting
import Workflows

/// `remit test`
struct TestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Plays the repository's scenarios and compares the decisions.",
    discussion: "Exit code 0: all as expected. 1: some are not. 2: a scenario is wrong. 3: could not tell.")

  @OptionGroup var common: CommonOptions

  @OptionGroup var account: ForgeOption

  @Option(name: .long, help: "The day it is in the scenarios, YYYY-MM-DD (default: 2026-01-15).")
  var today: Day?

  @Argument(help: "Names of scenarios (default: all in scenarios/).")
  var scenarios: [String] = []

  func run() throws {
    let workspace = try common.workspace()
    let (found, problems) = try attempt { () throws(WorkflowError) in try workspace.scenarios(scenarios) }
    if problems.hasErrors {
      let lines = try attempt { () throws(WorkflowError) in try workspace.scenarioLines() }
      throw CommandFailure(code: 2, message: "wrong scenarios\n" + common.diagnosticText(lines.of).text(problems))
    }
    let runner = try attempt { () throws(WorkflowError) in
      try workspace.scenarioRunner(today: today?.text ?? "2026-01-15", forge: account.forge)
    }
    var failed = 0
    for scenario in found {
      let outcomes = scenario.modes.map { runner.run(scenario, mode: $0) }
      let bad = outcomes.filter { !$0.failures.isEmpty }
      failed += bad.isEmpty ? 0 : 1
      report(scenario, outcomes, bad)
    }
    Output.data("\(found.count - failed) passed, \(failed) failed\n")
    if failed > 0 { throw ExitCode(1) }
  }

  private func report(_ scenario: Scenario, _ outcomes: [ScenarioOutcome], _ bad: [ScenarioOutcome]) {
    if bad.isEmpty {
      if !common.quiet {
        let verdict = outcomes.first?.decision?.verdict.rawValue ?? ""
        Output.data("ok    \(scenario.name): \(verdict)\n")
        if common.verbose, let decision = outcomes.first?.decision {
          Output.data("      \(scenario.description)\n\n")
          Output.data(DecisionText(style: common.style).text(decision) + "\n")
        }
      }
      return
    }
    Output.data("FAIL  \(scenario.name): \(scenario.description)\n")
    for outcome in bad {
      for failure in outcome.failures { Output.data("    \(outcome.mode.rawValue): \(failure)\n") }
      if common.verbose, let decision = outcome.decision {
        for line in DecisionText(style: common.style).text(decision).split(separator: "\n") {
          Output.data("      | \(line)\n")
        }
      }
    }
  }
}
