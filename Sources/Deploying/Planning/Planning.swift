public import HTTPTransport
public import Kubernetes

/// Makes plans against a cluster; writes nothing.
public struct Planning: Sendable {
  let api: any KubernetesAPI
  let options: PlanOptions
  let clock: HTTPClock

  /// A planner of a cluster.
  public init(_ api: any KubernetesAPI, _ options: PlanOptions, clock: HTTPClock = .system) {
    self.api = api
    self.options = options
    self.clock = clock
  }

  /// What has to be done so that the cluster is as desired. Throws where the cluster does not answer.
  public func plan(_ desired: DesiredState) async throws(KubernetesError) -> ClusterPlan {
    try await look(desired).plan
  }

  /// A plan with what it was made from.
  func look(_ desired: DesiredState) async throws(KubernetesError) -> (plan: ClusterPlan, live: LiveState) {
    let live = try await LiveReader(api: api, clock: clock).read(for: desired.objects)
    let planner = Planner(desired, live, options)
    let runner = TrialRunner(api: api, policy: options.policy.conflicts)
    let trials = try await runner.run(planner.suspects)
    var plan = planner.plan(trials)
    plan.orphans += try await OrphanSearch(api: api, live: live, deployer: options.deployer).search(
      options.orphanRules + desired.orphanRules, desired)
    if !plan.orphans.isEmpty {
      let known = try await KnownOrphans.read(of: options.deployer, from: api)
      plan.orphans = plan.orphans.map { known.dated($0) }
    }
    return (plan, live)
  }
}
