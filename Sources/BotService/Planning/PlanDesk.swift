internal import Deciding
internal import Forges
internal import Monitoring
internal import ServiceStore
internal import Workflows

/// Sees to the deploy plan of a merge request: has it made where it is of use, keeps it for a while, and looks who approved it.
struct PlanDesk: Sendable {
  let context: ServiceContext
  let repository: BotRepository

  /// A plan with what it was made for.
  private struct Kept: Hashable, Sendable, Codable {
    var head: String
    var target: String
    var isTried: Bool
    var at: Timestamp
    var answer: PlanAnswer
  }

  /// How old a plan may be, in milliseconds: one that is to be approved, and one that only shows what comes.
  static let (maximumAge, maximumPreviewAge): (Int64, Int64) = (60_000, 1_800_000)

  /// The review of the plan; nil where none is made: nothing is configured, the merge request is not in order, or it goes into a
  /// branch that is not deployed. Policy and templates of such a branch are anybody's who can push it: no cluster is asked for them.
  /// `isFresh`: no kept plan will do. `mayTry`: whether dry runs are made where everything is approved.
  func review(
    _ reading: Reading, _ judgement: Judgement, _ claim: Claim, isFresh: Bool = false, mayTry: Bool = true
  ) async throws -> PlanReview? {
    guard let policy = repository.settings.deploying, let decision = judgement.result?.decision, reading.refusal == nil
    else { return nil }
    switch decision.verdict {
    case .invalid, .conflict: return nil
    case .approved, .needsApproval, .notSelfServiceable, .held, .restricted: break
    }
    let (fetched, branch) = (reading.fetched, reading.observation.mergeRequest.targetBranch)
    guard try await branch == deployed(policy) else { return nil }
    let tries = mayTry && judgement.isApproved
    let target = try await prepared(branch, fetched)
    var answer = try await kept(reading, tries, isFresh)
    if answer == nil { answer = try await make(target, reading, tries, claim) }
    guard let answer else { return nil }
    let today = context.clock.now().day
    let query = Judge(repository: repository, today: today).query(reading.timeline, head: reading.head)
    let people: [String] =
      if let role = policy.role, policy.approval != .never {
        try await Blocking.run { () throws(WorkflowError) in
          let members = try target.maker.accounts(
            ofRole: role, forge: query.forge, accountNames: query.accountNames, today: today)
          // Where nobody approves what is his own, that goes for plans, too.
          return target.maker.isOwnWordEnough
            ? members : members.filter { Timeline.folded($0) != Timeline.folded(query.author) }
        }
      } else { [] }
    return PlanReview(
      answer, policy, requests: reading.timeline.requests, people: people, head: reading.head,
      published: reading.memory.hashes(of: reading.head))
  }

  /// The branch that is deployed.
  private func deployed(_ policy: BotSettings.Deploying) async throws -> String {
    if let branch = policy.branch { return branch }
    return try await repository.defaultBranch.name(of: repository.mirror, now: context.clock.now())
  }

  private func prepared(_ branch: String, _ fetched: Mirror.Fetched) async throws -> PreparedTarget {
    let (path, folder) = (repository.mirror.path, repository.folder)
    return try await repository.targets.target(branch, at: fetched.target) { former in
      try await Blocking.run { () throws(WorkflowError) in
        try Workspace(repositoryAt: path, folder: folder).prepare(target: fetched.target, reusing: former)
      }
    }
  }

  private func kept(_ reading: Reading, _ tries: Bool, _ isFresh: Bool) async throws -> PlanAnswer? {
    let name = BotService.Kept.name(repository.name, reading.observation.mergeRequest.number)
    guard !isFresh, let kept = try await context.store.decoded(Kept.self, BotService.Kept.plan, name),
      kept.head == reading.head, kept.target == reading.fetched.target, kept.isTried == tries
    else { return nil }
    let age = context.clock.now().milliseconds - kept.at.milliseconds
    return (0..<(tries ? Self.maximumAge : Self.maximumPreviewAge)).contains(age) ? kept.answer : nil
  }

  private func make(
    _ target: PreparedTarget, _ reading: Reading, _ tries: Bool, _ claim: Claim
  ) async throws -> PlanAnswer {
    guard let maker = repository.planMaker else { return .failed("nobody is there to make it") }
    let now = context.clock.now()
    let answer = await maker.plan(
      PlanRequest(
        path: repository.mirror.path, folder: repository.folder, target: target, head: reading.head, today: now.day,
        tries: tries))
    let number = reading.observation.mergeRequest.number
    let outcome =
      switch answer {
      case .nothing: "nothing"
      case .plan(let plan): plan.hash == nil ? "preview" : "plan"
      case .failed: "failed"
      }
    context.metrics.add(.plans, ["repository": repository.name, "outcome": outcome])
    context.metrics.observe(
      .planTime, ["repository": repository.name],
      seconds: Double(max(0, context.clock.now().milliseconds - now.milliseconds)) / 1000)
    if case .failed(let why) = answer {
      context.log.warning(
        "the deploy plan cannot be made: \(why)", ["repository": repository.name, "mergeRequest": String(number)])
    }
    try await context.store.encode(
      Kept(head: reading.head, target: reading.fetched.target, isTried: tries, at: now, answer: answer),
      BotService.Kept.plan, BotService.Kept.name(repository.name, number), under: claim)
    return answer
  }
}

extension Memory {
  /// How many plans of one head are remembered. Where there were more, abbreviated hashes do not count.
  static let mostPlans = 100

  /// The hashes of the plans that were named for a head.
  func hashes(of head: String) -> [String] { plans?.head == head ? plans?.hashes ?? [] : [] }

  /// Takes note of a plan that is named for a head.
  mutating func note(plan hash: String, of head: String) {
    var hashes = hashes(of: head)
    guard !hashes.contains(hash), hashes.count < Self.mostPlans else { return }
    hashes.append(hash)
    plans = NamedPlans(head: head, hashes: hashes)
  }
}
