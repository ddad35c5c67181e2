internal import Deciding
internal import Forges
internal import ServiceStore
internal import Workflows

/// Merges what is ready on one target branch, one after the other: one worker at a time, whichever process it is in.
///
/// Nothing is taken for granted: right before a merge everything is read and decided again, on the target as it is then,
/// and the merge is asked for with the head that was decided.
struct Merger: Sendable {
  let context: ServiceContext
  let repository: BotRepository

  /// What became of an attempt.
  private enum Attempt {
    case merged
    /// It cannot be merged as it is: it has to be looked at.
    case notReady
    /// It waits for something that passes.
    case waits
  }

  /// Works through the queue of a branch.
  func merge(into branch: String, _ claim: Claim) async throws -> JobOutcome {
    let now = context.clock.now()
    guard repository.settings.merging.isEnabled else { return .done }
    if let end = repository.settings.merging.freezes.compactMap({ $0.end(at: now) }).max() { return .again(end) }
    if let until = await repository.health.degraded(until: now) { return .again(until) }
    let queue = MergeQueue.order(try await context.store.standings(of: repository.name), branch: branch, now: now)
    var isWaiting = false
    for candidate in queue {
      try await context.confirm(claim)
      switch try await attempt(candidate, claim) {
      case .merged: return .again(context.clock.now())
      case .notReady: try await request(candidate.number)
      case .waits: isWaiting = true
      }
    }
    return isWaiting ? .again(context.clock.now().adding(15_000)) : .done
  }

  private func request(_ number: Int) async throws {
    try await context.store.request(
      JobKey(kind: JobKind.look, repository: repository.name, subject: String(number)), notBefore: context.clock.now())
  }

  private func attempt(_ candidate: Standing, _ claim: Claim) async throws -> Attempt {
    let reader = MergeRequestReader(context: context, repository: repository)
    guard let observation = try await reader.observe(candidate.number), observation.mergeRequest.state == .open,
      observation.mergeRequest.targetBranch == candidate.targetBranch, observation.mergeRequest.head == candidate.head
    else { return .notReady }
    guard let reading = try await reader.read(observation, claim) else { return .waits }
    guard reading.refusal == nil else { return .notReady }
    let judgement = try await Judge(repository: repository, today: context.clock.now().day)
      .judge(reading.timeline, reading.fetched, branch: candidate.targetBranch)
    let obstacles = Obstacle.all(observation, judgement, repository.settings, now: context.clock.now())
    guard obstacles.allSatisfy({ $0.kind == .forge || $0.kind == .rebase }) else { return .notReady }
    if obstacles.contains(where: { $0.kind == .forge }) { return .waits }
    var isBehind = obstacles.contains { $0.kind == .rebase }
    if !isBehind { isBehind = try await isStale(reading, judgement) }
    if isBehind {
      try await context.confirm(claim)
      try await repository.client.rebase(candidate.number, head: reading.head)
      context.log.info("brought up to its target", fields(candidate))
      return .waits
    }
    // Labels and status have to say what is so before the merge, not after it.
    guard observation.status?.state == .success || observation.status == nil else { return .notReady }
    try await Recorder(context: context, repository: repository).draft(reading, judgement, claim)
    // A hold or a withdrawal may have come while the files were read.
    guard try await reader.isUnchanged(observation) else { return .notReady }
    guard try await repository.mirror.fetch(branch: candidate.targetBranch) == reading.fetched.target else {
      return .waits
    }
    try await context.confirm(claim)
    try await context.checkpoints.pass(.merging)
    let answer = try await repository.client.merge(
      candidate.number, head: reading.head, repository.settings.merging.instruction)
    try await context.checkpoints.pass(.merged)
    return try await handle(answer, candidate, observation, claim)
  }

  /// Whether what has come into the target since the branch left it touches what the merge request changes or refers to: then
  /// the result of its pipeline says nothing about the merge result.
  private func isStale(_ reading: Reading, _ judgement: Judgement) async throws -> Bool {
    guard repository.settings.merging.rebases, reading.observation.pipeline != .none else { return false }
    let (path, folder, fetched) = (repository.mirror.path, repository.folder, reading.fetched)
    let target = try await repository.targets.target(reading.observation.mergeRequest.targetBranch, at: fetched.target)
    {
      former in
      try await Blocking.run { () throws(WorkflowError) in
        try Workspace(repositoryAt: path, folder: folder).prepare(target: fetched.target, reusing: former)
      }
    }
    return try await Blocking.run { () throws(WorkflowError) in
      try Workspace(repositoryAt: path, folder: folder).isTouchedByTarget(head: fetched.head, on: target)
    }
  }

  private func handle(
    _ answer: MergeAnswer, _ candidate: Standing, _ observation: Observation, _ claim: Claim
  ) async throws -> Attempt {
    switch answer {
    case .merged:
      context.log.info("merged", fields(candidate))
      try await forgetStanding(candidate, claim)
      try await request(candidate.number)
      return .merged
    case .headMoved: return .notReady
    case .notYet(let reason):
      context.log.info("not merged yet: \(reason)", fields(candidate))
      return .waits
    case .refused(let reason):
      context.log.warning("the forge refused a merge: \(reason)", fields(candidate))
      let refusal = Refusal(head: candidate.head, reason: reason, after: observation.comments.map(\.id).max() ?? 0)
      try await context.store.encode(
        refusal, Kept.refusal, Kept.name(repository.name, candidate.number), under: claim)
      return .notReady
    }
  }

  /// What is merged does not wait any more, whenever it is looked at.
  private func forgetStanding(_ candidate: Standing, _ claim: Claim) async throws {
    var standing = candidate
    standing.readySince = nil
    try await context.store.encode(
      standing, Kept.standing, Kept.name(repository.name, candidate.number), under: claim)
  }

  private func fields(_ candidate: Standing) -> [String: String] {
    ["repository": repository.name, "mergeRequest": String(candidate.number), "head": candidate.head]
  }
}
