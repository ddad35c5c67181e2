import ArgumentParser
import Diagnostics
import Rendering
import Reporting
import Workflows

/// `remit deploy render`
struct DeployRenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Shows the objects that templates make of the data, for each cluster.",
    discussion: "Exit code 0: rendered. 1: the data repository has errors. 2: wrong usage. 3: could not tell.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case yaml, json }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "The commit to render (default: the working tree).")
  var rev: String?

  @Option(name: .long, help: "Only for this cluster.")
  var cluster: String?

  @Option(name: .long, help: "yaml or json.")
  var format: Format = .yaml

  @Option(name: .long, help: "Write a file for each object into this folder, and remove those of earlier runs.")
  var output: String?

  @Option(name: .long, help: "Today, YYYY-MM-DD (default: the clock).")
  var today: Day?

  func validate() throws {
    if output != nil && format != .yaml { throw ValidationError("--output writes YAML") }
  }

  func run() throws {
    let workspace = try common.workspace()
    let revision: Revision = rev.map { .commit($0) } ?? .workingTree
    let result = try attempt { () throws(WorkflowError) in
      try workspace.render(revision, cluster: cluster, today: today?.text ?? Day.today)
    }
    let errors = result.diagnostics.filter { $0.severity == .error }
    guard errors.isEmpty else {
      let renderer = common.diagnosticText(result.lines.of)
      Output.error((common.quiet ? renderer.summary(errors) : renderer.text(errors)).trimmedEnd)
      throw ExitCode(1)
    }
    if let output {
      let outcome = try attempt { () throws(WorkflowError) in
        try ObjectFolder(output).write(result.rendering.objects, cluster: cluster) { ObjectsText.yaml($0) }
      }
      if !common.quiet {
        Output.data("\(outcome.written) written, \(outcome.unchanged) unchanged, \(outcome.removed) removed\n")
      }
    } else {
      switch format {
      case .yaml: ObjectsText.write(result.rendering.objects) { Output.data($0) }
      case .json: ObjectsJSON.write(result.rendering) { Output.data($0) }
      }
    }
  }
}
