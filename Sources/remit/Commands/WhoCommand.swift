import ArgumentParser
import DataBundle
import Ownership
import Reporting
import Workflows

/// `remit who`
struct WhoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "who", abstract: "Says who may approve a change at a place of a file.",
    discussion: "Exit code 0: somebody may. 1: nobody may. 2: wrong usage. 3: could not tell.")

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var common: CommonOptions

  @OptionGroup var policy: PolicyOptions

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  @Argument(help: "The datafile or resource, with :LINE for the values on a line.")
  var file: String

  @Argument(help: "The place, as a JSON pointer (/quota/cpu) or a selector (quota.cpu).")
  var path: String?

  func run() throws {
    let workspace = try common.workspace()
    let parts = file.split(separator: ":", omittingEmptySubsequences: false)
    let line = parts.count > 1 ? parts.last.flatMap { Int($0) } : nil
    let name = line == nil ? file : parts.dropLast().joined(separator: ":")
    let answers = try attempt { () throws(WorkflowError) in
      try workspace.who(name, line: line, path: path, today: policy.day, forge: policy.forge)
    }
    let places = answers.map {
      OwnersReport.Place(
        file: $0.file, line: $0.line, pointer: $0.pointer, owners: $0.owners)
    }
    let text = OwnersReport(style: common.style)
    Output.data(format == .json ? OwnersReport.json(places) : common.quiet ? text.people(places) : text.text(places))
    if answers.allSatisfy({ $0.owners.allSatisfy(\.disabled) }) { throw ExitCode(1) }
  }
}
