import ArgumentParser
import DataBundle
import Ownership
import Reporting
import Workflows

/// `remit can`
struct CanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "can", abstract: "Says what a user may change, and where somebody else has to approve it.",
    discussion: "Exit code 0: something without asking anybody else. 1: nothing. 2: wrong usage. 3: could not tell.")

  @OptionGroup var common: CommonOptions

  @OptionGroup var policy: PolicyOptions

  @Option(name: .long, help: "text or json.")
  var format: WhoCommand.Format = .text

  @Argument(help: "The user's account name.")
  var user: String

  @Argument(help: "Only in this datafile or resource.")
  var file: String?

  func run() throws {
    let workspace = try common.workspace()
    let found = try attempt { () throws(WorkflowError) in
      try workspace.can(user, file: file, today: policy.day, forge: policy.forge)
    }
    let places = found.flatMap { file in
      file.places.map {
        OwnersReport.Place(file: file.file, line: nil, pointer: $0.pointer, owners: $0.owners, need: $0.need)
      }
    }
    let text = OwnersReport(style: common.style)
    Output.data(format == .json ? OwnersReport.json(places) : common.quiet ? text.files(places) : text.text(places))
    if !places.contains(where: { $0.need?.isAlone == true }) { throw ExitCode(1) }
  }
}
