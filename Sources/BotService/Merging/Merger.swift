internal import Deciding
internal import Forges
internal import ServiceStore
internal import Workflows

/// Merges what is ready on one target branch, one after the other: one worker at a time, whichever process it is in.
///
/// A merge request is not tried while it is looked at, and not looked at while it is tried. Nothing is taken for granted: right before a merge everything is read and decided again, on the target as it is then,
/// and the merge is asked for with the head that was decided.
struct Merger: Sendable {
  let context: ServiceContext
  let repository: BotRepository
  /// Who works.
  let worker: String

  /// What became of an attempt.
  private enum Attempt {
    case merged
    /// It cannot be merged as it is: it has to be looked at.
    case notReady
    /// It waits for something that passes, for so many milliseconds.
    case waits(Int64)
  }

  /// A merge request in its turn, and the claims that it is tried under: on the branch, and on the merge request itself.
  private struct Turn {
    var place: QueuePlace
    var branch: Claim
    var look: Claim
    /// Why this head was not merged before.
    var setback: Setback?
  }

  /// Works through the queue of a branch.
  func merge(into branch: String, _ claim: Claim) async throws -> JobOutcome {
    let now = context.clock.now()
    guard repository.settings.merging.isEnabled else { return .done }
    if let end = repository.settings.merging.freezes.compactMap({ $0.end(at: now) }).max() { return .again(end) }
    if let until = await repository.health.degraded(until: now) { return .again(until) }
    var pause: Int64?
    for place in MergeQueue.order(try await context.store.places(of: repository.name), branch: branch, now: now) {
      try await context.confirm(claim)
      switch try await turn(of: place, claim) {
      case .merged: return .again(context.clock.now())
      case .notReady: break
      case .waits(let time): pause = min(pause ?? time, time)
      }
    }
    return pause.map { .again(context.clock.now().adding($0)) } ?? .done
  }

  /// Lets one merge request have its turn. Its look is claimed for that long: nobody else reads, writes or merges it meanwhile.
  private func turn(of place: QueuePlace, _ claim: Claim) async throws -> Attempt {
    let (store, now) = (context.store, context.clock.now())
    let look = JobKey(kind: JobKind.look, repository: repository.name, subject: String(place.number))
    var setback = try await store.decoded(Setback.self, Kept.setback, Kept.name(repository.name, place.number))
    if setback?.head != place.head { setback = nil }
    if let until = setback?.until, until > now { return .waits(until.milliseconds - now.milliseconds) }
    guard let own = try await store.claim(look, by: worker, lease: ServiceContext.lease, now: now) else {
      return .waits(3000)
    }
    return try await context.holding(own) {
      let turn = Turn(place: place, branch: claim, look: own, setback: setback)
      let attempt: Attempt
      do { attempt = try await overcoming(turn) } catch let error as ForgeError {
        try await store.complete(own)
        throw error
      }
      // Asked for before the look is given back, so that it is not lost in between.
      if case .waits = attempt {} else { try await store.request(look, notBefore: context.clock.now()) }
      try await store.complete(own)
      return attempt
    }
  }

  /// Tries a merge request. What goes wrong with it is noted and is no reason not to try the next one; only what is wrong
  /// with the forge as a whole is thrown.
  private func overcoming(_ turn: Turn) async throws -> Attempt {
    var last: Int64?
    do {
      let reader = MergeRequestReader(context: context, repository: repository)
      guard let observation = try await reader.observe(turn.place.number) else { return .notReady }
      last = observation.comments.map(\.id).max() ?? 0
      return try await attempt(turn, observation, reader)
    } catch let error as ForgeError {
      let attempt = try await setBack(turn, error.description, after: last)
      if error.isAboutForge { throw error }
      return attempt
    } catch let error as MirrorError {
      return try await setBack(turn, error.description, after: last)
    } catch let error as WorkflowError {
      return try await setBack(turn, error.description, after: last)
    }
  }

  /// Notes that a merge request was not merged. It is looked at, and tried again after a while, longer each time.
  private func setBack(_ turn: Turn, _ reason: String, after last: Int64?) async throws -> Attempt {
    context.log.warning("not merged yet: \(reason)", fields(turn.place))
    // Where the comments cannot be read, none of them asks to try again.
    try await note(
      Setback(turn.place.head, reason, after: last ?? .max, former: turn.setback, now: context.clock.now()), turn)
    return .notReady
  }

  private func note(_ setback: Setback, _ turn: Turn) async throws {
    try await context.store.encode(
      setback, Kept.setback, Kept.name(repository.name, turn.place.number), under: turn.look)
  }

  private func attempt(_ turn: Turn, _ observation: Observation, _ reader: MergeRequestReader) async throws -> Attempt {
    let (place, mergeRequest) = (turn.place, observation.mergeRequest)
    guard mergeRequest.state == .open, mergeRequest.targetBranch == place.targetBranch, mergeRequest.head == place.head,
      case .complete(let reading) = try await reader.read(observation, turn.look), reading.refusal == nil
    else { return .notReady }
    var judgement = try await Judge(repository: repository, today: context.clock.now().day)
      .judge(reading.timeline, reading.fetched, branch: place.targetBranch)
    // A plan that has to be approved is made anew: clusters may have changed since.
    let isFresh = repository.settings.deploying.map { $0.approval != .never } ?? false
    judgement.use(
      try await PlanDesk(context: context, repository: repository)
        .review(reading, judgement, turn.look, isFresh: isFresh))
    let obstacles = Obstacle.all(observation, judgement, repository.settings, now: context.clock.now())
    guard obstacles.allSatisfy({ $0.kind == .forge || $0.kind == .rebase }) else { return .notReady }
    if obstacles.contains(where: { $0.kind == .forge }) { return .waits(15_000) }
    var isBehind = obstacles.contains { $0.kind == .rebase }
    if !isBehind { isBehind = try await isStale(reading, judgement) }
    if isBehind {
      try await context.confirm(turn.branch, turn.look)
      try await repository.client.rebase(place.number, head: reading.head)
      context.log.info("brought up to its target", fields(place))
      return .waits(15_000)
    }
    // Labels and status have to say what is so before the merge, not after it.
    guard observation.status?.state == .success || observation.status == nil else { return .notReady }
    // A hold or a withdrawal may have come while the files were read.
    guard try await reader.isUnchanged(observation) else { return .notReady }
    guard try await repository.mirror.fetch(branch: place.targetBranch) == reading.fetched.target else {
      return .waits(1000)
    }
    return try await merge(reading, judgement, turn)
  }

  /// Asks for the merge. The decision behind it is kept until it is known whether it happened.
  private func merge(_ reading: Reading, _ judgement: Judgement, _ turn: Turn) async throws -> Attempt {
    let (place, recorder) = (turn.place, Recorder(context: context, repository: repository))
    try await recorder.keepAttempt(reading, judgement, turn.look)
    try await context.confirm(turn.branch, turn.look)
    try await context.checkpoints.pass(.merging)
    let answer: MergeAnswer
    do throws(ForgeError) {
      answer = try await repository.client.merge(
        place.number, head: reading.head, repository.settings.merging.instruction)
    } catch {
      if !error.mayHaveTakenEffect { try await recorder.forgetAttempt(place.number, turn.look) }
      throw error
    }
    try await context.checkpoints.pass(.merged)
    if case .merged = answer {} else { try await recorder.forgetAttempt(place.number, turn.look) }
    let last = reading.observation.comments.map(\.id).max() ?? 0
    switch answer {
    case .merged:
      // What is merged does not wait any more, whenever it is looked at.
      var merged = place
      merged.readySince = nil
      try await context.store.keep(merged, in: repository.name, under: turn.look)
      return .merged
    case .headMoved: return try await setBack(turn, "the forge says that its head is another commit", after: last)
    case .notYet(let reason): return try await setBack(turn, reason, after: last)
    case .refused(let reason):
      context.log.warning("the forge refused a merge: \(reason)", fields(place))
      try await note(Setback(head: place.head, reason: reason, after: last), turn)
      return .notReady
    }
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

  private func fields(_ place: QueuePlace) -> [String: String] {
    ["repository": repository.name, "mergeRequest": String(place.number), "head": place.head]
  }
}

extension ForgeError {
  /// Whether what was asked for may have been done all the same.
  fileprivate var mayHaveTakenEffect: Bool { kind == .unavailable || kind == .unreadable }
}
