internal import HTTPTransport

extension Fleet {
  /// How all clusters are: a plan for each, and what it says. `desired`: what is to be there.
  public func status(
    _ desired: [DesiredState], within limit: Int64 = 60_000,
    options: @escaping @Sendable (_ cluster: String) -> PlanOptions
  ) async -> [ClusterStatus] {
    await plan(desired, within: limit, options: options).clusters.map { ClusterStatus($0) }
  }

  /// Keeps all clusters as they are to be, each in a loop of its own, until the task is cancelled. `desired` is asked before
  /// each run, `report` is told what came of it.
  public func converge(
    options: @escaping @Sendable (_ cluster: String) -> Converger.Options,
    desired: @escaping @Sendable (_ cluster: String) async -> Result<DesiredState, Converger.DesiredFailure>,
    report: @escaping @Sendable (Converger.Event) async -> Void
  ) async {
    await withTaskGroup(of: Void.self) { group in
      for (name, target) in targets {
        group.addTask {
          switch target {
          case .api(let api):
            await Converger(name, api, options(name), desired: { await desired(name) }, report: report).run()
          case .directory(let directory):
            await Self.keep(directory, name, options(name), { await desired(name) }, report)
          }
        }
      }
    }
  }

  /// The loop for a folder: nobody else writes there, so that there is no lease.
  private static func keep(
    _ directory: DirectoryTarget, _ name: String, _ options: Converger.Options,
    _ desired: @Sendable () async -> Result<DesiredState, Converger.DesiredFailure>,
    _ report: @Sendable (Converger.Event) async -> Void
  ) async {
    while !Task.isCancelled {
      await report(.began(cluster: name))
      switch await desired() {
      case .success(let state): await report(.ran(directory.run(state, options.run)))
      case .failure(let failure): await report(.undecided(cluster: name, failure.message))
      }
      try? await options.run.clock.sleep(max(1, options.interval))
    }
  }
}
