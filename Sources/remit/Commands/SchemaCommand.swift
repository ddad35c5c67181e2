import ArgumentParser
import Diagnostics
import Reporting
import Workflows

/// `remit schema`
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Works with JSON Schemas by themselves.", subcommands: [SchemaCheckCommand.self])
}

/// `remit schema check`
struct SchemaCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Validates YAML and JSON files against a schema.",
    discussion: "Exit code 0: no errors. 1: errors in the files or the schema. 2: wrong usage. 3: could not tell.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, sarif, junit, github, gitlab }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "The schema: a YAML or JSON file of JSON Schema draft 6 or 7.")
  var schema: String

  @Option(
    name: .long,
    help: "The folder that \"/\" in a \"$ref\" stands for (default: the data repository's, or the schema's folder).")
  var root: String?

  @Option(name: .long, help: "text, json, sarif, junit, github or gitlab.")
  var format: Format = .text

  @Argument(help: "The files to validate.")
  var instances: [String]

  func run() throws {
    let root = try root ?? common.workspace().schemaRoot(of: schema)
    let result = try attempt { () throws(WorkflowError) in
      try SchemaWorkflow.check(schema: schema, root: root, instances: instances)
    }
    if format == .text {
      let renderer = common.diagnosticText(result.lines.of)
      Output.data(
        common.quiet ? renderer.summary(result.diagnostics) + "\n" : renderer.text(result.diagnostics))
    } else {
      Output.data(DiagnosticFormat.render(result.diagnostics, as: format.rawValue))
    }
    if result.diagnostics.hasErrors { throw ExitCode(1) }
  }
}
