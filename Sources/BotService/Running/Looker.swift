internal import Deciding
internal import Forges
internal import Monitoring
internal import ServiceStore
internal import Workflows

/// How a job ended that did not fail.
enum JobOutcome: Hashable, Sendable {
  /// There is nothing more to do until somebody asks again.
  case done
  /// It has to run again, not before that.
  case again(Timestamp)
}

/// Looks at one merge request: reads everything, decides, and brings the outside to what it should be. It goes by what
/// there is and not by what happened, so that it can be repeated, or stopped anywhere, at any time.
struct Looker: Sendable {
  let context: ServiceContext
  let repository: BotRepository

  private var client: any ForgeClient { repository.client }
  private var store: any Store { context.store }

  /// Looks at a merge request, under a claim on that job.
  func look(at number: Int, _ claim: Claim) async throws -> JobOutcome {
    do { return try await attempt(number, claim) } catch let error as ForgeError where error.kind == .unreadable {
      // An answer may be cut off once.
      if claim.attempts > 0 { try await setAside(number, error, claim) }
      throw error
    }
  }

  private func attempt(_ number: Int, _ claim: Claim) async throws -> JobOutcome {
    let reader = MergeRequestReader(context: context, repository: repository)
    guard let observation = try await reader.observe(number) else {
      try await putAside(number, claim)
      return .done
    }
    try await context.checkpoints.pass(.observed)
    let mergeRequest = observation.mergeRequest
    let branches = repository.settings.branches
    switch mergeRequest.state {
    case .merged:
      try await Recorder(context: context, repository: repository).record(observation, claim)
      try await forget(Kept.ofMergeRequest, number, claim)
      return .done
    case .closed:
      try await putAside(number, claim)
      return .done
    case .locked: return again(10)
    case .open: try await store.forget(Kept.gone, Kept.name(repository.name, number), under: claim)
    }
    guard branches.isEmpty || branches.contains(mergeRequest.targetBranch) else {
      // It can be pointed at one of the branches at any time.
      try await reader.remember(observation, claim)
      try await forget(Kept.ofPresent, number, claim)
      return .done
    }
    let reading: Reading
    switch try await reader.read(observation, claim) {
    case .complete(let read): reading = read
    case .waits(let reason): return try await wait(reason, mergeRequest, claim)
    }
    if claim.attempts > 0 { try await withdraw(observation, reading.head, claim) }
    if let refusal = reading.refusal { return try await settle(reading, Judgement(failure: refusal), claim) }
    var judgement = try await Judge(repository: repository, today: context.clock.now().day)
      .judge(reading.timeline, reading.fetched, branch: mergeRequest.targetBranch)
    judgement.use(
      try await PlanDesk(context: context, repository: repository).review(reading, judgement, claim))
    try await context.checkpoints.pass(.judged)
    return try await settle(reading, judgement, claim)
  }

  /// Brings the outside to what it should be, and remembers where the merge request stands.
  private func settle(_ reading: Reading, _ judgement: Judgement, _ claim: Claim) async throws -> JobOutcome {
    let observation = reading.observation
    let mergeRequest = observation.mergeRequest
    let (name, now) = (Kept.name(repository.name, mergeRequest.number), context.clock.now())
    let observed = Obstacle.all(observation, judgement, repository.settings, now: now)
    var (obstacles, judgement) = (observed, judgement)
    if let obstacle = try await setback(reading, claim)?.obstacle {
      obstacles.append(obstacle)
      judgement.remarks.insert(obstacle.text, at: 0)
    }
    let desired = Desired(
      judgement, observation, reading.timeline, repository.settings, waiting: obstacles.map(\.text),
      page: context.page(of: mergeRequest.number, in: repository.name))
    var memory = reading.memory
    if let hash = judgement.plan?.plan?.hash {
      // Remembered before anybody can read it.
      memory.note(plan: hash, of: reading.head)
      if memory != reading.memory { try await store.encode(memory, Kept.memory, name, under: claim) }
    }
    let actions = desired.actions(from: observation, memory, repository.settings)
    for action in actions {
      try await context.confirm(claim)
      try await context.checkpoints.pass(.acting)
      try await perform(action, on: mergeRequest.number, head: reading.head)
      try await context.checkpoints.pass(.acted)
      if case .react(let comment, let reaction) = action { memory.reactions[comment] = reaction }
    }
    try await store.encode(memory, Kept.memory, name, under: claim)
    let former = try await store.decoded(Standing.self, Kept.standing, name)
    let standing = Standing(
      judgement, observation, obstacles: obstacles, repository: repository.name, head: reading.head,
      target: reading.fetched.target, former: former, now: now)
    try await Recorder(context: context, repository: repository).draft(reading, judgement, claim)
    try await store.keep(standing, under: claim)
    for kind in [Kept.waits, Kept.notice] { try await store.forget(kind, name, under: claim) }
    try await Recorder(context: context, repository: repository).forgetOldAttempt(name, claim)
    try await context.checkpoints.pass(.saved)
    count(judgement, former, claim, now)
    if standing.isReady {
      // The merge wants this job, which has to end first.
      try await store.request(
        JobKey(kind: JobKind.merge, repository: repository.name, subject: mergeRequest.targetBranch),
        notBefore: now.adding(500))
    }
    return next(after: actions, observed, mergeRequest)
  }

  /// Why the head was not merged when that was tried, unless somebody has asked to try again since.
  private func setback(_ reading: Reading, _ claim: Claim) async throws -> Setback? {
    let name = Kept.name(repository.name, reading.observation.mergeRequest.number)
    guard let setback = try await store.decoded(Setback.self, Kept.setback, name), setback.head == reading.head else {
      return nil
    }
    let isAsked = reading.timeline.requests.contains {
      $0.commands.contains(.recheck) && $0.comment > setback.after
    }
    guard isAsked else { return setback }
    try await store.forget(Kept.setback, name, under: claim)
    return nil
  }

  /// Whether to look again without being asked: the forge may allow now what it did not before it had heard from us, or it
  /// had not finished checking. A merge request that has rested for long is asked about less often.
  private func next(after actions: [Action], _ obstacles: [Obstacle], _ mergeRequest: ForgeMergeRequest) -> JobOutcome {
    let spoke = actions.contains { if case .report = $0 { true } else { $0 == .approve } }
    if spoke, case .blocked = mergeRequest.mergeability { return again(3) }
    guard obstacles.contains(where: { $0.kind == .forge }) else { return .done }
    let age = (context.clock.now().milliseconds - mergeRequest.updatedAt.milliseconds) / 1000
    return again(min(600, max(10, age / 2)))
  }

  /// Takes back what was said of a head while it is not clear whether it still holds: the last look did not come to its end.
  private func withdraw(_ observation: Observation, _ head: String, _ claim: Claim) async throws {
    guard observation.status?.state == .success else { return }
    try await context.confirm(claim)
    let status = CommitStatus(
      name: repository.settings.statusName, state: .pending, summary: "Remit is deciding again",
      url: context.page(of: observation.mergeRequest.number, in: repository.name))
    try await client.report(
      CheckReport(status: status, text: status.summary), on: head, of: observation.mergeRequest.number)
  }

  func perform(_ action: Action, on number: Int, head: String) async throws(ForgeError) {
    context.metrics.add(.actions, ["repository": repository.name, "action": action.kind])
    switch action {
    case .report(let report): try await client.report(report, on: head, of: number)
    case .addComment(let body): _ = try await client.addComment(body, to: number)
    case .editComment(let id, let body): try await client.editComment(id, of: number, to: body)
    case .deleteComment(let id): try await client.deleteComment(id, of: number)
    case .changeLabels(let adding, let removing):
      try await client.changeLabels(of: number, adding: adding, removing: removing)
    case .react(let comment, let reaction): try await react(reaction, to: comment, of: number)
    case .approve: try await client.approve(number, head: head)
    case .unapprove: try await client.unapprove(number)
    }
  }

  /// A comment that was deleted meanwhile needs no reaction.
  private func react(_ reaction: Reaction, to comment: Int64, of number: Int) async throws(ForgeError) {
    do throws(ForgeError) { try await client.react(reaction, to: comment, of: number) } catch {
      if error.kind != .notFound { throw error }
    }
  }

  /// Forgets where a merge request that is closed or not there stands. What was seen of it stays for long: it may be opened
  /// again, and then holds are in force and approvals are for what they were for.
  private func putAside(_ number: Int, _ claim: Claim) async throws {
    let (name, now) = (Kept.name(repository.name, number), context.clock.now())
    try await forget(Kept.ofPresent, number, claim)
    guard try await store.value(Kept.memory, name) != nil else { return }
    let gone =
      try await store.decoded(Gone.self, Kept.gone, name)
      ?? Gone(repository: repository.name, number: number, since: now)
    if gone.isOver(at: now) { return try await forget(Kept.ofMergeRequest, number, claim) }
    try await store.encode(gone, Kept.gone, name, under: claim)
  }

  private func forget(_ kinds: [String], _ number: Int, _ claim: Claim) async throws {
    for kind in kinds { try await store.set(nil, kind, Kept.name(repository.name, number), under: claim) }
    try await store.set(nil, Kept.places(repository.name), String(number), under: claim)
  }

  private func count(_ judgement: Judgement, _ former: Standing?, _ claim: Claim, _ now: Timestamp) {
    let labels = ["repository": repository.name, "verdict": judgement.verdict]
    context.metrics.add(.looks, labels)
    context.metrics.observe(
      .decisionTime, ["repository": repository.name],
      seconds: Double(max(0, now.milliseconds - claim.requestedAt.milliseconds)) / 1000)
    guard former?.headline != judgement.headline else { return }
    let dropped = judgement.result?.decision.remarks.count { $0.hasPrefix("the approval") } ?? 0
    if dropped > 0 { context.metrics.add(.dropped, ["repository": repository.name], by: Double(dropped)) }
  }

  private func again(_ seconds: Int64) -> JobOutcome { .again(context.clock.now().adding(seconds * 1000)) }
}

extension Action {
  /// The action's kind, for counting.
  var kind: String {
    switch self {
    case .report: "report"
    case .addComment: "addComment"
    case .editComment: "editComment"
    case .deleteComment: "deleteComment"
    case .changeLabels: "changeLabels"
    case .react: "react"
    case .approve: "approve"
    case .unapprove: "unapprove"
    }
  }
}
