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

  @Option(name: .long, help: "The target branch (default: the remote's default branch, main or master).")
  var base: String?

  @Option(name: .long, help: "The commit that is proposed (default: HEAD).")
  var head: String?

  @Flag(name: .long, help: "Compare what is staged.")
  var staged = false

  @Flag(name: .long, help: "Compare the working tree.")
  var workingTree = false

  @Option(name: .long, help: "See only what another tool sees: qontract.")
  var compat: DecideCommand.Compat?

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  func validate() throws {
    let chosen = [head != nil, staged, workingTree].filter { $0 }.count
    if chosen > 1 { throw ValidationError("use one of --head, --staged and --working-tree") }
  }

  func run() throws {
    let workspace = try common.workspace()
    let revision: Revision = staged ? .staged : workingTree ? .workingTree : .commit(head ?? "HEAD")
    let changes = try attempt { () throws(WorkflowError) in
      try workspace.changes(base: base, head: revision, mode: compat == nil ? .strict : .compat)
    }
    Output.data(format == .json ? ChangesReport.json(changes) : ChangesReport(style: common.style).text(changes))
  }
}
