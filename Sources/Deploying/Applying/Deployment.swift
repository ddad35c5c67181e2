internal import HTTPTransport
public import Kubernetes

/// Brings what is desired onto a cluster.
public struct Deployment: Sendable {
  private let api: any KubernetesAPI
  private let options: RunOptions

  /// A deployment to a cluster.
  public init(_ api: any KubernetesAPI, _ options: RunOptions) {
    self.api = api
    self.options = options
  }

  /// Plans and applies. Never throws: what a cluster does is what came of it.
  public func run(_ desired: DesiredState) async -> ClusterOutcome {
    let plan: ClusterPlan
    let live: LiveState
    do throws(KubernetesError) {
      (plan, live) = try await Planning(api, options.plan, clock: options.clock).look(desired)
    } catch {
      return ClusterOutcome(cluster: desired.cluster, failure: error.description)
    }
    if let expected = options.expectedHash, expected != plan.hash {
      return ClusterOutcome(cluster: desired.cluster, plan: plan.stopped(insteadOf: expected))
    }
    guard plan.stop == nil else { return ClusterOutcome(cluster: desired.cluster, plan: plan, sets: []) }
    await KnownOrphans.note(plan.orphans, on: api, options)
    var run = ClusterRun(api, desired, options, plan, live)
    do throws(RunStop) { try await run.run() } catch {
      return ClusterOutcome(
        cluster: desired.cluster, plan: plan, sets: run.outcomes, failure: error.description)
    }
    return ClusterOutcome(cluster: desired.cluster, plan: plan, sets: run.outcomes)
  }
}
