import ArgumentParser
import Diagnostics
import Reporting
import Validation
import Workflows

/// `remit validate`
struct ValidateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate", abstract: "Finds everything wrong with the data repository.",
    discussion: "Exit code 0: no errors. 1: errors. 2: wrong usage. 3: could not tell.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif, junit, github, gitlab, qontract }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "The commit to validate (default: the working tree).")
  var rev: String?

  @Flag(name: .long, help: "Validate what is staged.")
  var staged = false

  @Option(name: .long, help: "text, json, sarif, junit, github, gitlab or qontract.")
  var format: Format = .text

  @Flag(name: .long, help: "With --format qontract: leave out what is fine.")
  var onlyErrors = false

  @Option(name: .long, help: "Today, YYYY-MM-DD (default: the clock).")
  var today: Day?

  @Argument(help: "Only what is wrong in these files and folders.")
  var paths: [String] = []

  func validate() throws {
    if rev != nil && staged { throw ValidationError("use one of --rev and --staged") }
    if onlyErrors && format != .qontract { throw ValidationError("--only-errors goes with --format qontract") }
    if !paths.isEmpty && format == .qontract { throw ValidationError("--format qontract is about all files") }
  }

  func run() throws {
    let workspace = try common.workspace()
    let revision: Revision = staged ? .staged : rev.map { .commit($0) } ?? .workingTree
    if format == .qontract { return try reportAsQontract(workspace, revision) }
    let result = try attempt { () throws(WorkflowError) in
      var selected: [String] = []
      for path in paths { selected.append(try workspace.repositoryPath(path, from: ".")) }
      return try workspace.validate(revision, paths: selected, today: today?.text ?? Day.today)
    }
    if format == .text {
      let renderer = common.diagnosticText(result.lines.of)
      if common.quiet {
        Output.data(renderer.summary(result.diagnostics) + "\n")
      } else {
        Output.data(renderer.text(result.diagnostics))
        Output.data("checked \(result.datafiles) datafiles, \(result.resources) resources, \(result.schemas) schemas\n")
      }
    } else {
      Output.data(DiagnosticFormat.render(result.diagnostics, as: format.rawValue))
    }
    let code: Int32 = result.diagnostics.hasErrors ? 1 : 0
    withExtendedLifetime(result) { Output.finish(code) }
  }

  private func reportAsQontract(_ workspace: Workspace, _ revision: Revision) throws {
    let report = try attempt { () throws(WorkflowError) in try workspace.qontractReport(revision) }
    Output.data(report.json(onlyErrors: onlyErrors))
    if report.hasErrors { throw ExitCode(1) }
  }
}
