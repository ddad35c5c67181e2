import ArgumentParser
import Deploying
import Workflows

/// `remit deploy apply`
struct DeployApplyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply", abstract: "Brings clusters to what a commit asks for: plans, applies, prunes.",
    discussion: """
      Exit code 0: everything is as it is to be. 1: not everything is; the next run goes on. 2: wrong usage. \
      3: a cluster does not answer.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json }

  @OptionGroup var deploy: DeployOptions

  @Option(name: .long, help: "text or json.")
  var format: Format = .text

  @Option(name: .long, help: "Only if the plan has this hash.")
  var expect: String?

  @Option(name: .long, help: "The hash of a plan that was approved as it is, deletions beyond the budget included.")
  var approve: String?

  @Flag(name: .long, help: "Make anew what somebody removed wholly: tenants, definitions.")
  var restoreGone = false

  @Option(name: .long, help: "After so many seconds without a sign of life of a process another one deploys.")
  var lease: Int = 15

  func validate() throws {
    guard (1...3_600).contains(lease) else { throw ValidationError("--lease is between 1 and 3600 seconds") }
  }

  func run() async throws {
    let wanted = try deploy.desired()
    let (answer, fleet, workflow) = (wanted.answer, wanted.fleet, wanted.workflow)
    let options = try deploy.planOptions(
      restoresGone: restoreGone, try attempt { () throws(WorkflowError) in try workflow.descends() })
    let (expect, approve) = (expect, approve)
    let use = LeaseUse(identity: DeployOptions.identity, duration: Int64(lease) * 1000)
    let outcomes = await fleet.run(answer.states) {
      RunOptions(plan: options($0), expectedHash: expect, approvedHash: approve, lease: use)
    }
    Output.data(format == .json ? outcomes.json : outcomes.text)
    deploy.warn(answer)
    let isUnknown = outcomes.contains { $0.state == .unknown }
    Output.finish(isUnknown ? 3 : outcomes.isDeployed && wanted.isWhole ? 0 : 1)
  }
}
