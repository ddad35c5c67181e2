import ArgumentParser
import Deploying
import Workflows

/// `remit deploy status`
struct DeployStatusCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status", abstract: "How clusters are: what is deployed, what differs, what nobody asks for.",
    discussion: """
      Exit code 0: everything is as it is to be. 1: not everything is. 2: wrong usage. 3: a cluster does not answer.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case table, json }

  @OptionGroup var deploy: DeployOptions

  @Option(name: .long, help: "table or json.")
  var format: Format = .table

  func run() async throws {
    let wanted = try deploy.desired()
    let (answer, fleet, workflow) = (wanted.answer, wanted.fleet, wanted.workflow)
    let options = try deploy.planOptions(
      try attempt { () throws(WorkflowError) in try workflow.descends() })
    let status = await fleet.status(answer.states, options: options)
    Output.data(format == .json ? status.json : status.table)
    deploy.warn(answer)
    if answer.states.contains(where: { $0.problem != nil }) { Output.finish(1) }
    if status.contains(where: { $0.state == .unknown }) { Output.finish(3) }
    Output.finish(status.allSatisfy { $0.state == .deployed } && wanted.isWhole ? 0 : 1)
  }
}
