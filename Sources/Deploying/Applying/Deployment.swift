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

  /// Plans and applies. Never throws: what a cluster does is what came of it. With a lease in the options it is taken where
  /// there is something to write.
  public func run(_ desired: DesiredState) async -> ClusterOutcome {
    do throws(KubernetesError) {
      let (plan, live) = try await look(desired)
      guard plan.stop == nil else { return ClusterOutcome(cluster: desired.cluster, plan: plan, sets: []) }
      guard let use = options.lease, plan.mayWrite else { return await apply(plan, live, desired, options) }
      return try await run(desired, plan, live, holding: use)
    } catch {
      return ClusterOutcome(cluster: desired.cluster, failure: error.description)
    }
  }

  /// A plan with what it was made from; stopped, where another one was to be applied.
  private func look(_ desired: DesiredState) async throws(KubernetesError) -> (ClusterPlan, LiveState) {
    let (plan, live) = try await Planning(api, options.plan, clock: options.clock).look(desired)
    guard let expected = options.expectedHash, expected != plan.hash else { return (plan, live) }
    return (plan.stopped(insteadOf: expected), live)
  }

  private func apply(
    _ plan: ClusterPlan, _ live: LiveState, _ desired: DesiredState, _ options: RunOptions
  ) async -> ClusterOutcome {
    await KnownOrphans.note(plan.orphans, on: api, options)
    var run = ClusterRun(api, desired, options, plan, live)
    do throws(RunStop) { try await run.run() } catch {
      return ClusterOutcome(
        cluster: desired.cluster, plan: plan, sets: run.outcomes, failure: error.description)
    }
    return ClusterOutcome(cluster: desired.cluster, plan: plan, sets: run.outcomes)
  }

  private func run(
    _ desired: DesiredState, _ plan: ClusterPlan, _ live: LiveState, holding use: LeaseUse
  ) async throws(KubernetesError) -> ClusterOutcome {
    try await ParentNamespace.ensure(on: api)
    let lease = Lease(
      api, namespace: SetParent.namespace, name: Converger.leaseName(of: options.plan.deployer), identity: use.identity,
      times: use.times,
      clock: options.clock, steady: options.steady)
    var (plan, live) = (plan, live)
    if try await !lease.take(within: min(use.wait, Self.moment)) {
      guard try await lease.take(within: use.wait) else {
        plan.stop = "another process deploys to the cluster now"
        return ClusterOutcome(cluster: desired.cluster, plan: plan)
      }
      // Whoever had it may have changed everything.
      do throws(KubernetesError) { (plan, live) = try await look(desired) } catch {
        await Self.giveBack(lease)
        throw error
      }
    }
    let outcome =
      plan.stop == nil
      ? await keeping(lease, plan, live, desired) : ClusterOutcome(cluster: desired.cluster, plan: plan)
    await Self.giveBack(lease)
    return outcome
  }

  /// What taking a lease costs that nobody holds, with time to spare, in milliseconds.
  private static let moment: Int64 = 1_000

  /// Applies while the lease is renewed; as soon as it is lost nothing more is written.
  private func keeping(
    _ lease: Lease, _ plan: ClusterPlan, _ live: LiveState, _ desired: DesiredState
  ) async -> ClusterOutcome {
    var run = options
    let given = options.mayWrite
    run.mayWrite = {
      guard await lease.mayAct() else { return false }
      return await given()
    }
    let allowed = run
    return await withTaskGroup(of: ClusterOutcome?.self) { group in
      group.addTask {
        try? await lease.keep()
        return nil
      }
      group.addTask { await apply(plan, live, desired, allowed) }
      var outcome: ClusterOutcome?
      while outcome == nil, let next = await group.next() { outcome = next }
      group.cancelAll()
      return outcome ?? ClusterOutcome(cluster: desired.cluster, plan: plan, failure: "the run was cancelled")
    }
  }

  /// Gives the lease back, also where the task is cancelled.
  private static func giveBack(_ lease: Lease) async {
    await Task.detached { try? await lease.release() }.value
  }
}

extension ClusterPlan {
  /// Whether applying it may write: at least that another commit is deployed now.
  fileprivate var mayWrite: Bool {
    hasWork || sets.contains { $0.stop == nil && ($0.parent?.commit != commit || $0.parent?.journal != nil) }
  }
}
