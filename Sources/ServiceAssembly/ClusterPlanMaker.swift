public import BotService
public import Deploying
internal import Foundation
internal import HTTPTransport
internal import Kubernetes
internal import Workflows

/// Makes the plans of merge requests, with the clusters of a file.
public struct ClusterPlanMaker: PlanMaker {
  private let clusters: Result<ProposalPlanner, ClusterFileError>
  private let log: ServiceLog
  private let tasks = BackgroundTasks()

  /// A maker by what the configuration says. The file of the clusters is read now; where it cannot be used, plans say so.
  public init(_ settings: BotSettings.Deploying, log: ServiceLog = .none) {
    self.log = log
    clusters = Result { () throws(ClusterFileError) in
      let configuration = try Self.configuration(settings.clusters)
      return Self.planner(try Self.targets(of: configuration), settings, drift: configuration.drift)
    }
    if case .failure(let error) = clusters { log.error("the clusters are not known: \(error)", [:]) }
  }

  /// A maker with clusters that are there already.
  public init(_ targets: [String: ClusterTarget], _ settings: BotSettings.Deploying, log: ServiceLog = .none) {
    self.log = log
    clusters = .success(Self.planner(targets, settings))
  }

  private static func planner(
    _ targets: [String: ClusterTarget], _ settings: BotSettings.Deploying, drift: [String: DriftMode] = [:]
  ) -> ProposalPlanner {
    let budget = PruneBudget(count: settings.budgetCount, percent: settings.budgetPercent)
    return ProposalPlanner(
      targets, deployer: settings.deployer, policy: { .deploying(budget: budget, drift: drift[$0]) },
      within: settings.timeout)
  }

  /// The clusters of a file.
  static func targets(_ file: String) throws(ClusterFileError) -> [String: ClusterTarget] {
    try targets(of: configuration(file))
  }

  private static func targets(of configuration: ClusterConfiguration) throws(ClusterFileError) -> [String:
    ClusterTarget]
  {
    do {
      return try configuration.targets(environment: ProcessInfo.processInfo.environment) { contents($0) }
    } catch { throw ClusterFileError("\(error)") }
  }

  private static func configuration(_ file: String) throws(ClusterFileError) -> ClusterConfiguration {
    guard let bytes = contents(file) else {
      throw ClusterFileError("\(file): there is no such file, or it cannot be read")
    }
    do { return try ClusterConfiguration(bytes, file: file) } catch { throw ClusterFileError("\(error)") }
  }

  private static func contents(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { [UInt8]($0) }
  }

  /// Throws `ClusterFileError` where the file of the clusters cannot be used; asks none of them.
  public static func check(_ settings: BotSettings.Deploying) throws(ClusterFileError) {
    _ = try targets(settings.clusters)
  }

  /// The plan of a merge request.
  public func plan(_ request: PlanRequest) async -> PlanAnswer {
    let planner: ProposalPlanner
    switch clusters {
    case .success(let found): planner = found
    // What is wrong with the file is for operators: the log has it.
    case .failure: return .failed("the service does not know the clusters")
    }
    let proposed: DeployWorkflow.Proposed?
    let descends: @Sendable (String, String) -> Bool
    do throws(WorkflowError) {
      (proposed, descends) = try await Blocking.run { () throws(WorkflowError) in
        let workspace = try Workspace(repositoryAt: request.path, folder: request.folder)
        return (
          try DeployWorkflow.proposed(request.head, on: request.target, in: workspace, today: request.today),
          try DeployWorkflow(workspace, baseline: nil, trust: .everything).descends()
        )
      }
    } catch { return .failed(error.description) }
    guard let proposed else { return .nothing }
    let plan = await withTaskExecutorPreference(tasks) {
      // What would be merged comes after what its target comes after.
      await planner.plan(proposed, tries: request.tries) { descends(request.target.commit, $0) }
    }
    for (cluster, reason) in plan.unknown {
      log.warning("a cluster is not known for a plan: \(reason)", ["cluster": cluster, "head": request.head])
    }
    return .plan(
      DeployPlan(
        hash: plan.hash, isEmpty: plan.isEmpty, removes: plan.removes,
        markdown: plan.markdown(maximumLength: DeployPlan.markdownLimit),
        text: plan.text(maximumLength: DeployPlan.textLimit)))
  }
}

/// Why the clusters of a file cannot be used.
public struct ClusterFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, for operators.
  public let description: String

  init(_ description: String) { self.description = description }
}
