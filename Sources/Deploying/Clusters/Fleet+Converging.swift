internal import HTTPTransport

extension Fleet {
  /// How all clusters are: a plan for each, and what it says. `desired`: what is to be there.
  public func status(
    _ desired: [DesiredState], within limit: Int64 = 60_000,
    options: @escaping @Sendable (_ cluster: String) -> PlanOptions
  ) async -> [ClusterStatus] {
    await plan(desired, within: limit, options: options).clusters.map { ClusterStatus($0) }
  }

  /// Keeps clusters as they are to be, each in a loop of its own, until the task is cancelled. `desired` is asked before
  /// each run, `report` is told what came of it. `clusters` names those on which there is to be something, and is asked again
  /// after each interval: a cluster that was named once is kept.
  public func converge(
    _ clusters: @escaping @Sendable () async -> Set<String>, interval: Int64,
    options: @escaping @Sendable (_ cluster: String) -> Converger.Options,
    desired: @escaping @Sendable (_ cluster: String) async -> Result<DesiredState, Converger.DesiredFailure>,
    report: @escaping @Sendable (Converger.Event) async -> Void
  ) async {
    await withTaskGroup(of: Void.self) { group in
      var known: Set<String> = []
      while !Task.isCancelled {
        for name in await clusters().subtracting(known).sorted() {
          known.insert(name)
          guard let target = targets[name] else {
            await report(.unconfigured(cluster: name))
            continue
          }
          group.addTask {
            switch target {
            case .api(let api):
              await Converger(name, api, options(name), desired: { await desired(name) }, report: report).run()
            case .directory(let directory):
              await Self.keep(directory, name, options(name), { await desired(name) }, report)
            }
          }
        }
        try? await clock.sleep(max(1, interval))
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
