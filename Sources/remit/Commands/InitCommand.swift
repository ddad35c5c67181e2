import ArgumentParser
import Workflows

/// `remit init`
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Starts a data repository from an example.",
    discussion: "Exit code 0: written. 2: some of the files are there already, and nothing is written. 3: cannot write."
  )

  enum Pipelines: String, ExpressibleByArgument, CaseIterable { case both, gitlab, github, none }

  @OptionGroup var common: CommonOptions

  @Option(name: .long, help: "The pipelines to write: both, gitlab, github or none.")
  var ci: Pipelines = .both

  @Argument(help: "The folder (default: the one of --repo).")
  var folder: String?

  func run() throws {
    let pipelines = StarterPipeline.allCases.filter { ci == .both || $0.rawValue == ci.rawValue }
    let written = try attempt { () throws(WorkflowError) in
      try InitWorkflow.start(in: folder ?? common.repo, pipelines: pipelines)
    }
    for remark in written.remarks { Output.error("remit: \(remark)") }
    guard !common.quiet else { return }
    for file in written.files { Output.data("wrote \(file)\n") }
    if written.hook != nil { Output.data("wrote the pre-commit hook\n") }
  }
}
