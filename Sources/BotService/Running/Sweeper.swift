internal import Forges
internal import Monitoring
internal import ServiceStore

/// Looks at all open merge requests of a repository now and then, so that no event that was missed matters.
struct Sweeper: Sendable {
  let context: ServiceContext
  let repository: BotRepository
  /// How long after a change a webhook may be silent before it counts as silent, in milliseconds.
  static let patience: Int64 = 600_000

  /// Sees to it that every open merge request is looked at, and those that were open and are no more.
  func sweep(_ claim: Claim) async throws {
    let open = try await repository.client.openMergeRequests(changedSince: nil)
    let now = context.clock.now()
    let known = try await known()
    let numbers = Set(open.map(\.number)).union(known.map(\.number)).sorted()
    try await context.store.encode(Round(at: now, numbers: numbers), Kept.round, repository.name, under: claim)
    try await context.store.request(
      JobKey(kind: JobKind.sweep, repository: repository.name, subject: Self.rest), notBefore: now)
    for branch in Set(known.filter { $0.readySince != nil }.map(\.targetBranch)) {
      try await context.store.request(
        JobKey(kind: JobKind.merge, repository: repository.name, subject: branch), notBefore: now)
    }
    try await checkHook(open, now)
    try await TargetAudit(context: context, repository: repository)
      .run(on: repository.settings.branches.union(known.map(\.targetBranch)), claim)
    await tidy()
    context.metrics.set(.sweep, ["repository": repository.name], to: Double(now.milliseconds) / 1000)
  }

  /// Keeps the mirror small. Nothing depends on it.
  private func tidy() async {
    do { try await repository.mirror.tidy() } catch {
      context.log.warning("the mirror cannot be tidied up", ["repository": repository.name, "error": "\(error)"])
    }
  }

  /// The merge requests that were open. A store that an older version wrote has no places yet.
  private func known() async throws -> [QueuePlace] {
    let places = try await context.store.places(of: repository.name)
    return try await places.isEmpty ? context.store.standings(of: repository.name).map { QueuePlace($0) } : places
  }

  /// Raises the alarm where merge requests changed and no webhook came.
  private func checkHook(_ open: [OpenMergeRequest], _ now: Timestamp) async throws {
    let last = try await context.store.lastDeliveries()[repository.name]
    let changed = open.map(\.updatedAt).max()
    let isSilent = isSilent(since: last, changed, now)
    context.metrics.set(.silentHook, ["repository": repository.name], to: isSilent ? 1 : 0)
    if isSilent {
      context.log.warning(
        "merge requests changed and no webhook said so: is it set up and switched on?", ["repository": repository.name])
    }
  }

  private func isSilent(since last: Timestamp?, _ changed: Timestamp?, _ now: Timestamp) -> Bool {
    guard let changed, changed.adding(Self.patience) < now else { return false }
    guard let last else { return true }
    return last.adding(Self.patience) < changed
  }
}
