import ArgumentParser
import Deploying
import Workflows

/// `remit deploy plan`
struct DeployPlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "Shows what would be done on clusters; writes nothing.",
    discussion: """
      Exit code 0: all of it can be done, or there is nothing to do. 1: something keeps from it. 2: wrong usage. \
      3: a cluster does not answer.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable { case text, json, markdown }

  @OptionGroup var deploy: DeployOptions

  @Option(name: .long, help: "text, json or markdown.")
  var format: Format = .text

  func run() async throws {
    let wanted = try deploy.desired()
    let (answer, fleet, workflow) = (wanted.answer, wanted.fleet, wanted.workflow)
    let options = try deploy.planOptions(
      try attempt { () throws(WorkflowError) in try workflow.descends() })
    let plan = await fleet.plan(answer.states, options: options)
    switch format {
    case .text: Output.data(plan.text(showsCreated: deploy.common.verbose))
    case .json: Output.data(plan.json)
    case .markdown: Output.data(plan.markdown())
    }
    deploy.warn(answer)
    let isUnknown = plan.clusters.contains { $0.stop != nil && $0.clusterUID.isEmpty && $0.sets.isEmpty }
    let isHeld = plan.clusters.contains { cluster in
      cluster.stop != nil || cluster.sets.contains { $0.stop != nil || !$0.findings.isEmpty || $0.overBudget > 0 }
    }
    if answer.states.contains(where: { $0.problem != nil }) { Output.finish(1) }
    Output.finish(isUnknown ? 3 : isHeld || !wanted.isWhole ? 1 : 0)
  }
}
