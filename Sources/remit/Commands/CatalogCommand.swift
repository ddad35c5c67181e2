import ArgumentParser
import Diagnostics
import Reporting
import Workflows

/// `remit catalog`
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog", abstract: "Installs and upgrades what a catalogue holds.",
    subcommands: [CatalogInstallCommand.self, CatalogUpgradeCommand.self, CatalogListCommand.self])
}

/// The options of commands that change an installation.
struct InstallationOptions: ParsableArguments {
  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @Option(name: .long, help: "The version of the release.")
  var release: String?

  @Option(name: .long, help: "Set an override: PATH=VALUE. Repeat for more.")
  var set: [String] = []

  @Option(name: .long, help: "Take an override out. Repeat for more.")
  var unset: [String] = []

  @Option(name: .long, help: "A YAML or JSON file with all overrides.")
  var overrides: String?

  @Flag(name: .long, help: "Only say what would be written.")
  var dryRun = false

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  @Option(name: .long, help: "Today, YYYY-MM-DD (default: the clock).")
  var today: Day?

  var changes: OverrideChanges { OverrideChanges(file: overrides, set: set, unset: unset) }

  /// Shows what was done; ends with exit code 1 if that was nothing because of errors.
  func report(_ result: InstallationResult, _ workspace: Workspace, _ common: CommonOptions) throws {
    let (outcome, report) = (result.outcome, InstallationReport(style: common.style))
    if format == .json {
      Output.data(InstallationReport.json(outcome))
    } else if outcome.action == .refused {
      let renderer = common.diagnosticText(result.lines.of)
      let errors = outcome.diagnostics
      Output.error((common.quiet ? renderer.summary(errors) : renderer.text(errors)).trimmedEnd)
      Output.error(report.headline(outcome).trimmedEnd)
    } else {
      Output.data(common.quiet ? report.headline(outcome) : report.text(outcome, isVerbose: common.verbose))
      if !common.quiet, outcome.isWritten, workspace.repository != nil {
        Output.data("\nwho has to approve it: remit decide --working-tree --author NAME\n")
      }
      if !common.quiet, !outcome.diagnostics.isEmpty {
        Output.error(common.diagnosticText(result.lines.of).text(outcome.diagnostics).trimmedEnd)
      }
    }
    if outcome.action == .refused { throw ExitCode(1) }
  }
}

/// `remit catalog install`
struct CatalogInstallCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "install", abstract: "Writes the datafile that installs an item, into the working tree.",
    discussion: """
      Exit code 0: written, or nothing to do. 1: the data would not be valid, and nothing is written. 2: wrong usage. \
      3: could not tell.
      """)

  @OptionGroup var common: CommonOptions

  @OptionGroup var options: InstallationOptions

  @Option(name: .long, help: "A field of the datafile: NAME=VALUE. Repeat for more.")
  var field: [String] = []

  @Argument(help: "The item: its name or path.")
  var item: String

  func run() throws {
    let workspace = try common.workspace()
    let request = InstallationRequest(
      item: item, fields: field, release: options.release, overrides: options.changes, isDryRun: options.dryRun)
    let result = try attempt { () throws(WorkflowError) in
      try workspace.install(request, today: options.today?.text ?? Day.today)
    }
    try options.report(result, workspace, common)
  }
}

/// `remit catalog upgrade`
struct CatalogUpgradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "upgrade", abstract: "Brings what is installed to another release, in the working tree.",
    discussion: """
      Exit code 0: written, or nothing to do. 1: the data would not be valid, and nothing is written. 2: wrong usage. \
      3: could not tell.
      """)

  @OptionGroup var common: CommonOptions

  @OptionGroup var options: InstallationOptions

  @Argument(help: "The datafile of what is installed: a file, or its path.")
  var file: String

  func run() throws {
    let workspace = try common.workspace()
    let request = UpgradeRequest(
      installation: file, release: options.release, overrides: options.changes, isDryRun: options.dryRun)
    let result = try attempt { () throws(WorkflowError) in
      try workspace.upgrade(request, today: options.today?.text ?? Day.today)
    }
    try options.report(result, workspace, common)
  }
}

/// `remit catalog list`
struct CatalogListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "Lists the items, their releases, and where they are installed.",
    discussion: "Exit code 0: listed. 2: wrong usage. 3: could not tell.")

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "text or json.")
  var format: InstallationOptions.Format = .text

  func run() throws {
    let workspace = try common.workspace()
    let entries = try attempt { () throws(WorkflowError) in try workspace.catalogue() }
    let report = CatalogueReport(style: common.style)
    Output.data(
      format == .json ? CatalogueReport.json(entries) : common.quiet ? report.names(entries) : report.text(entries))
  }
}
