internal import HTTPTransport
public import Kubernetes

/// Keeps one cluster as it is to be: looks, applies, waits, and again. Of several that do so one acts, who holds the lease on the
/// cluster; the others stand by.
public struct Converger: Sendable {
  /// What happened.
  public enum Event: Sendable {
    /// A run begins: the lease is held.
    case began(cluster: String)
    /// A run ended. The lease is kept until the next one.
    case ran(ClusterOutcome)
    /// The cluster is left alone for so many milliseconds, as it does not answer.
    case pausing(cluster: String, Int64)
    /// Some objects are not repaired any more for now, as they were too often.
    case holding(cluster: String, repairs: Int)
    /// The lease that was held does not allow to act any more: it could not be renewed, or somebody else holds it.
    case lost(cluster: String)
    /// Somebody else holds the lease.
    case standby(cluster: String)
    /// What is to be there is not known: the bundle could not be read.
    case undecided(cluster: String, String)
    /// There is to be something, and nobody says how the cluster is reached.
    case unconfigured(cluster: String)
  }

  /// How it goes.
  public struct Options: Sendable {
    /// How runs go.
    public var run: RunOptions
    /// Who this is: different for every process.
    public var identity: String
    /// The time between two runs, in milliseconds.
    public var interval: Int64
    /// How long the lease is waited for in one go.
    public var leaseWait: Int64
    /// The lease's times.
    public var lease: LeaseElection.Times

    /// Options from their parts.
    public init(
      run: RunOptions, identity: String, interval: Int64 = 60_000, leaseWait: Int64 = 20_000,
      lease: LeaseElection.Times = LeaseElection.Times()
    ) {
      self.run = run
      self.identity = identity
      self.interval = interval
      self.leaseWait = leaseWait
      self.lease = lease
    }
  }

  /// The name of a deployer's lease, in the namespace of the sets: deployers have sets of their own, and do not wait for each
  /// other.
  public static func leaseName(of deployer: String) -> String { "remit-deploy-\(DeployerName.label(deployer))" }

  private let cluster: String
  private let api: any KubernetesAPI
  private let options: Options
  private let lease: Lease
  private let desired: @Sendable () async -> Result<DesiredState, DesiredFailure>
  private let report: @Sendable (Event) async -> Void

  /// Why it is not known what is to be there.
  public struct DesiredFailure: Error, Hashable, Sendable {
    /// For people.
    public var message: String

    /// A failure.
    public init(_ message: String) { self.message = message }
  }

  /// A loop for a cluster. `desired` is asked before each run; `report` is told what came of each.
  public init(
    _ cluster: String, _ api: any KubernetesAPI, _ options: Options,
    desired: @escaping @Sendable () async -> Result<DesiredState, DesiredFailure>,
    report: @escaping @Sendable (Event) async -> Void
  ) {
    self.cluster = cluster
    self.api = api
    self.options = options
    self.desired = desired
    self.report = report
    lease = Lease(
      api, namespace: SetParent.namespace, name: Self.leaseName(of: options.run.plan.deployer),
      identity: options.identity,
      times: options.lease,
      clock: options.run.clock, steady: options.run.steady)
  }

  /// Runs until the task is cancelled; then the lease is given back.
  public func run() async {
    var (breaker, repairs) = (ClusterBreaker(), RepairGuard())
    while !Task.isCancelled {
      let pause = breaker.pause(now: now)
      if pause > 0 {
        await report(.pausing(cluster: cluster, pause))
        await sleep(pause)
        continue
      }
      let (event, hasAnswered) = await turn(&repairs)
      breaker.note(answered: hasAnswered, now: now)
      if case .standby = event { await report(event) }
    }
    // The task is over: what is still to be said is said by another one.
    let lease = lease
    await Task.detached { try? await lease.release() }.value
  }

  private var now: Int64 { options.run.steady.now() }

  private func sleep(_ time: Int64) async { try? await options.run.clock.sleep(max(1, time)) }

  /// One run and the wait after it, while the lease is kept.
  private func turn(_ repairs: inout RepairGuard) async -> (Event, hasAnswered: Bool) {
    do throws(KubernetesError) {
      try await ParentNamespace.ensure(on: api)
      guard try await lease.take(within: options.leaseWait) else { return (.standby(cluster: cluster), true) }
    } catch {
      let event = Event.ran(ClusterOutcome(cluster: cluster, failure: error.description))
      if error.kind != .cancelled { await report(event) }
      return (event, false)
    }
    let lease = lease
    let held = repairs.held(now: now)
    await report(.holding(cluster: cluster, repairs: held.count))
    await report(.began(cluster: cluster))
    let event = await withTaskGroup(of: Event?.self) { group in
      group.addTask {
        try? await lease.keep()
        return nil
      }
      // Also while a call for the lease hangs.
      group.addTask {
        while await lease.mayAct() {
          do { try await options.run.clock.sleep(max(1, options.lease.deadline / 2)) } catch { return nil }
        }
        await report(.lost(cluster: cluster))
        return nil
      }
      group.addTask {
        let event = await once(held)
        await report(event)
        await sleep(options.interval)
        return event
      }
      var result: Event?
      while let next = await group.next() {
        if let next {
          result = next
          break
        }
      }
      group.cancelAll()
      return result ?? .standby(cluster: cluster)
    }
    guard case .ran(let outcome) = event else { return (event, true) }
    repairs.note(outcome, now: now)
    return (event, outcome.state != .unknown)
  }

  private func once(_ held: Set<ObjectKey>) async -> Event {
    switch await desired() {
    case .failure(let failure): return .undecided(cluster: cluster, failure.message)
    case .success(let state):
      var run = options.run
      run.plan.heldRepairs = held
      let (given, lease) = (run.mayWrite, lease)
      run.mayWrite = {
        guard await lease.mayAct() else { return false }
        return await given()
      }
      return .ran(await Deployment(api, run).run(state))
    }
  }
}
