public import HTTPTransport
internal import Kubernetes
internal import Synchronization

/// Makes plans of what merge requests would do. Writes nothing. A cluster that does not answer is left alone for a while.
public final class ProposalPlanner: Sendable {
  private let targets: [String: ClusterTarget]
  private let policy: @Sendable (_ cluster: String) -> DeployPolicy
  private let deployer: String
  private let limit: Int64
  private let clock: HTTPClock
  private let breakers = Mutex<[String: ClusterBreaker]>([:])

  /// A planner for clusters, each of which may take so many milliseconds. `policy`: that of the deployments to a cluster.
  public init(
    _ targets: [String: ClusterTarget], deployer: String = "remit",
    policy: @escaping @Sendable (_ cluster: String) -> DeployPolicy = { _ in DeployPolicy() },
    within limit: Int64 = 60_000, clock: HTTPClock = .system
  ) {
    self.targets = targets
    (self.policy, self.deployer) = (policy, deployer)
    self.limit = limit
    self.clock = clock
  }

  /// The clusters that it knows.
  public var clusters: Set<String> { Set(targets.keys) }

  /// What changes would do, each on its cluster, all clusters at once.
  ///
  /// `tries`: whether the servers may be asked, by dry runs, what would come of it. That runs their admission webhooks on what
  /// is proposed: only for what somebody who is responsible has seen. Without, clusters are only read. `descends`: whether
  /// what is to be deployed comes after a commit that is.
  public func plan(
    _ proposed: DeployWorkflow.Proposed, tries: Bool, descends: @escaping @Sendable (_ deployed: String) -> Bool
  ) async -> ProposedPlan {
    let now = clock.now()
    let paused = breakers.withLock { breakers in breakers.filter { $0.value.pause(now: now) > 0 }.keys }
    let asked = proposed.states.filter { !paused.contains($0.state.cluster) }
    let states = Dictionary(asked.map { ($0.state.cluster, $0) }, uniquingKeysWith: { first, _ in first })
    let fleet = Fleet(targets.filter { states[$0.key] != nil }, clock: clock)
    let answers = await fleet.each(asked.map(\.state), within: limit) {
      [clock, policy, deployer] state, target -> Answer in
      guard let proposal = states[state.cluster] else { return .unknown("it is not asked for") }
      let options = PlanOptions(policy: policy(state.cluster), deployer: deployer) { descends($1) }
      switch target {
      case .directory(let directory):
        return .known(proposal.restrict(directory.plan(state, options), options.policy))
      case .api(let api):
        do throws(KubernetesError) {
          return .known(
            proposal.restrict(
              try await Planning(api, options, clock: clock).plan(proposal, tries: tries), options.policy))
        } catch { return .unknown(error.description) }
      }
    } otherwise: {
      .unknown($1)
    }
    return collect(proposed, answers, asked, isTried: tries)
  }

  private enum Answer: Sendable {
    case known(ProposedPlan.Part)
    case unknown(String)
  }

  private func collect(
    _ proposed: DeployWorkflow.Proposed, _ answers: [Answer], _ asked: [ProposedState], isTried: Bool
  ) -> ProposedPlan {
    var result = ProposedPlan(isTried: isTried, abandoned: proposed.abandoned)
    let names = asked.map(\.state.cluster).sorted()
    let given = Dictionary(zip(names, answers), uniquingKeysWith: { first, _ in first })
    for proposal in proposed.states {
      let name = proposal.state.cluster
      switch given[name] {
      case .known(let part)?:
        note(name, answered: true)
        result.parts.append(part)
      case .unknown(let why)?:
        if targets[name] != nil { note(name, answered: false) }
        result.parts.append(proposal.unknown(why, isConfigured: targets[name] != nil, policy(name)))
      case nil:
        result.parts.append(proposal.unknown("it did not answer a moment ago", isConfigured: true, policy(name)))
      }
    }
    return result
  }

  private func note(_ cluster: String, answered: Bool) {
    let now = clock.now()
    breakers.withLock { $0[cluster, default: ClusterBreaker(firstPause: 30_000)].note(answered: answered, now: now) }
  }
}

extension Planning {
  /// What has to be done so that a cluster is as it is to be after a merge. Tried is what the merge changes, and what was merged
  /// already where something of its set goes, which may depend on it. Of all else no more is known than that it is asked for.
  func plan(_ proposal: ProposedState, tries: Bool) async throws(KubernetesError) -> ClusterPlan {
    let desired = proposal.state
    let live = try await LiveReader(api: api, clock: clock).read(for: desired.objects)
    let planner = Planner(desired, live, options)
    var trials: [Int: Trial] = [:]
    var tried: [Suspect] = []
    for suspect in planner.suspects {
      let object = desired.objects[suspect.index]
      let changes = proposal.changes[object.key]
      if tries, changes != nil || proposal.shrinking.contains(object.set) {
        tried.append(suspect)
      } else if !suspect.isElsewhere {
        trials[suspect.index] = .skipped(changes ?? [])
      }
    }
    trials.merge(try await TrialRunner(api: api, policy: options.policy.conflicts).run(tried)) { $1 }
    return planner.plan(trials)
  }
}
