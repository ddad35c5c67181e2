internal import Forges
internal import ServiceStore

/// Looks at all open merge requests of a repository now and then, so that no event that was missed matters.
struct Sweeper: Sendable {
  let context: ServiceContext
  let repository: BotRepository
  /// How long after a change a webhook may be silent before it counts as silent, in milliseconds.
  static let patience: Int64 = 600_000

  /// Asks for a look at every open merge request, and at those that were open and are no more.
  func sweep(_ claim: Claim) async throws {
    let open = try await repository.client.openMergeRequests(changedSince: nil)
    let now = context.clock.now()
    let known = try await context.store.standings(of: repository.name)
    let numbers = Set(open.map(\.number)).union(known.map(\.number))
    for (index, number) in numbers.sorted().enumerated() {
      if index % 100 == 0 { try await context.confirm(claim) }
      try await context.store.request(
        JobKey(kind: JobKind.look, repository: repository.name, subject: String(number)), notBefore: now)
    }
    for branch in Set(known.filter(\.isReady).map(\.targetBranch)) {
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
