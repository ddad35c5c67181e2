import ArgumentParser

/// `remit deploy`
struct DeployCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deploy", abstract: "Brings what is merged to clusters.",
    subcommands: [
      DeployRenderCommand.self, DeployPlanCommand.self, DeployApplyCommand.self, DeployStatusCommand.self,
      DeployConvergeCommand.self, DeployAllowCommand.self,
    ])
}
