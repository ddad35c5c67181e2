import ArgumentParser
import Diagnostics
import Reporting
import Workflows

/// `remit cat`
struct CatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cat", abstract: "Shows a file as it is understood: types resolved, aliases and merges expanded.",
    discussion:
      "What is wrong with it is on standard error. Exit code 0: it can be read. 1: it has errors. 2: wrong usage.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "The commit to take it from (default: the working tree).")
  var rev: String?

  @Option(name: .long, help: "text (YAML with every text in quotes) or json.")
  var format: Format = .text

  @Argument(help: "A file, or the path of a datafile: /users/alice.yml.")
  var file: String

  func run() throws {
    let workspace = try common.workspace()
    let found = try attempt { () throws(WorkflowError) in
      try workspace.document(file, from: ".", at: rev.map { .commit($0) })
    }
    if !common.quiet {
      let renderer = common.diagnosticText(found.lines.of)
      for diagnostic in found.diagnostics { Output.error(renderer.render(diagnostic).trimmedEnd) }
    }
    if let document = found.document {
      Output.data(format == .json ? DocumentJSON.text(document) : DocumentText.text(document))
    } else if !found.diagnostics.hasErrors {
      // As PyYAML, which gives None for a file without content.
      Output.data("null\n")
    }
    if found.diagnostics.hasErrors { throw ExitCode(1) }
  }
}
