import ArgumentParser
import Diagnostics
import Reporting
import Workflows

/// `remit audit`
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Finds what is dangerous or useless in the policy.",
    discussion: "Exit code 0: nothing. 1: something. 2: wrong usage. 3: could not tell.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var common: CommonOptions

  @OptionGroup var policy: PolicyOptions

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  func run() throws {
    let workspace = try common.workspace()
    let result = try attempt { () throws(WorkflowError) in
      try workspace.audit(today: policy.day, forge: policy.forge)
    }
    let renderer = common.diagnosticText(result.lines.of)
    switch format {
    case .json: Output.data(DiagnosticFormat.render(result.diagnostics, as: format.rawValue))
    case .text where common.quiet: Output.data(renderer.summary(result.diagnostics) + "\n")
    case .text: Output.data(renderer.text(result.diagnostics))
    }
    if !result.diagnostics.isEmpty { throw ExitCode(1) }
  }
}
