public import HTTPTransport
public import Kubernetes

/// Where a cluster's objects go.
public enum ClusterTarget: Sendable {
  /// The API of a cluster.
  case api(any KubernetesAPI)
  /// A folder that somebody else picks them up from.
  case directory(DirectoryTarget)
}

/// Several clusters, each by itself: what one does costs the others nothing.
public struct Fleet: Sendable {
  let targets: [String: ClusterTarget]
  let clock: HTTPClock

  /// The clusters of which it is known how they are reached.
  public var names: Set<String> { Set(targets.keys) }

  /// Clusters by name.
  public init(_ targets: [String: ClusterTarget], clock: HTTPClock = .system) {
    self.targets = targets
    self.clock = clock
  }

  /// A plan for all clusters. One that does not answer within the time has a plan that says so. `options` gives each cluster's.
  public func plan(
    _ desired: [DesiredState], within limit: Int64 = 60_000,
    options: @escaping @Sendable (_ cluster: String) -> PlanOptions
  ) async -> Plan {
    Plan(
      await each(desired, within: limit) { state, target in
        switch target {
        case .directory(let directory): return directory.plan(state, options(state.cluster))
        case .api(let api):
          do throws(KubernetesError) {
            return try await Planning(api, options(state.cluster), clock: clock).plan(state)
          } catch { return Self.unknown(state, error.description) }
        }
      } otherwise: {
        Self.unknown($0, $1)
      })
  }

  /// Plans and applies on all clusters at once. Gives what came of each, by name.
  public func run(
    _ desired: [DesiredState], options: @escaping @Sendable (_ cluster: String) -> RunOptions
  ) async -> [ClusterOutcome] {
    let limit = desired.map { options($0.cluster).times.cluster }.max() ?? 0
    return await each(desired, within: limit) { state, target in
      switch target {
      case .directory(let directory): return directory.run(state, options(state.cluster))
      case .api(let api): return await Deployment(api, options(state.cluster)).run(state)
      }
    } otherwise: {
      ClusterOutcome(cluster: $0.cluster, failure: $1)
    }
  }

  private static func unknown(_ state: DesiredState, _ why: String) -> ClusterPlan {
    ClusterPlan(cluster: state.cluster, commit: state.commit, stop: "it is not known what there is: \(why)")
  }

  /// Does something for each cluster, all at once, each within a time; in the order of their names.
  func each<Result: Sendable>(
    _ desired: [DesiredState], within limit: Int64,
    _ work: @escaping @Sendable (DesiredState, ClusterTarget) async -> Result,
    otherwise: @escaping @Sendable (DesiredState, String) -> Result
  ) async -> [Result] {
    let (targets, clock) = (targets, clock)
    return await withTaskGroup(of: (String, Result).self) { group in
      for state in desired {
        group.addTask {
          guard let target = targets[state.cluster] else {
            return (state.cluster, otherwise(state, "the configuration does not say how it is reached"))
          }
          let result = await Self.limited(limit, clock) { await work(state, target) }
          return (state.cluster, result ?? otherwise(state, "no end within \(limit / 1000) s"))
        }
      }
      var results: [(String, Result)] = []
      for await result in group { results.append(result) }
      return results.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }

  /// What work gives; nil where the time is over before. The work is cancelled then, and everything it does ends at once.
  private static func limited<Result: Sendable>(
    _ limit: Int64, _ clock: HTTPClock, _ work: @escaping @Sendable () async -> Result
  ) async -> Result? {
    await withTaskGroup(of: Result?.self) { group in
      group.addTask { await work() }
      group.addTask {
        try? await clock.sleep(limit)
        return nil
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
  }
}
