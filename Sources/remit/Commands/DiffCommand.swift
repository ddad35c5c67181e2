import ArgumentParser
import Diffing
import Ownership
import Reporting
import Workflows

/// `remit diff`
struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Shows the places that a merge request changes.",
    discussion: "Exit code 0: shown, whether or not anything differs. 2: wrong usage. 3: could not tell.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var common: CommonOptions

  @OptionGroup var comparison: ComparisonOptions

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  func run() throws {
    let workspace = try common.workspace()
    let changes = try attempt { () throws(WorkflowError) in
      try workspace.changes(base: comparison.base, head: comparison.revision, mode: comparison.mode)
    }
    let text = ChangesReport(style: common.style)
    Output.data(
      format == .json ? ChangesReport.json(changes) : common.quiet ? text.paths(changes) : text.text(changes))
  }
}
