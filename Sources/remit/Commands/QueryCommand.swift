import ArgumentParser
import Diagnostics
import Reporting
import Workflows

/// `remit query`
struct QueryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "query", abstract: "Shows the values that a selector selects.",
    discussion: """
      Exit code 0: there are some. 1: there are none, or a file is not valid. 2: wrong usage. 3: could not tell.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  @Argument(help: "The selector, as change-types write it: 'quota.cpu', '$..name'.")
  var jsonpath: String

  @Argument(help: "Files, or paths of datafiles (default: all datafiles).")
  var files: [String] = []

  func run() throws {
    let workspace = try common.workspace()
    let result = try attempt { () throws(WorkflowError) in try workspace.query(jsonpath, files: files, from: ".") }
    if !common.quiet {
      let renderer = common.diagnosticText { _ in nil }
      for diagnostic in result.diagnostics where common.verbose || diagnostic.severity == .error {
        Output.error(renderer.render(diagnostic).trimmedEnd)
      }
    }
    let report =
      format == .json ? ValuesReport.json(result.values) : ValuesReport(style: common.style).text(result.values)
    Output.data(report)
    if result.values.isEmpty || result.diagnostics.hasErrors { throw ExitCode(1) }
  }
}
