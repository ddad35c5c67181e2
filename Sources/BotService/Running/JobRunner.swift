internal import Forges
internal import Monitoring
internal import ServiceStore
internal import Workflows

/// Takes jobs from the store and works on them, until it is told to stop. Any number may run, in any number of processes.
public struct JobRunner: Sendable {
  private let context: ServiceContext
  private let repositories: [String: BotRepository]
  private let name: String
  /// A job that failed so often is dead until somebody asks for it.
  static let attempts = 12
  /// So many attempts of one job without an answer speak against the forge.
  static let suspicions = 3

  /// A runner with a name that is its own.
  public init(context: ServiceContext, repositories: [BotRepository], name: String) {
    self.context = context
    self.repositories = Dictionary(repositories.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    self.name = name
  }

  /// Works until the task is cancelled; what has been begun is finished.
  public func run() async {
    while !Task.isCancelled {
      do {
        // The work itself is not cancelled with the runner: it comes to its end.
        let didWork = try await Task { try await runOne() }.value
        if !didWork { await context.clock.sleep(200) }
      } catch {
        context.log.error("the store does not answer: \(error)")
        await context.clock.sleep(2000)
      }
    }
  }

  /// Works on one job; false where there is none to do. Throws only where the store does not answer.
  @discardableResult
  public func runOne() async throws -> Bool {
    guard let claim = try await context.store.claim(by: name, lease: ServiceContext.lease, now: context.clock.now())
    else {
      return false
    }
    guard let repository = repositories[claim.job.repository] else {
      // A repository that has been taken out of the configuration.
      try await context.store.complete(claim)
      return true
    }
    do {
      switch try await context.holding(claim, { try await work(claim, repository) }) {
      case .done: try await context.store.complete(claim)
      case .again(let time): try await context.store.postpone(claim, notBefore: time)
      }
    } catch let error as StoreError where error.kind == .lost {
      context.log.warning("somebody else took over", fields(claim))
    } catch let error as StoreError {
      throw error
    } catch {
      try await handle(error, claim, repository)
    }
    if let budget = await repository.client.budget() {
      context.metrics.set(.budget, ["repository": repository.name], to: Double(budget.remaining))
    }
    return true
  }

  /// Does what a claim is for.
  func work(_ claim: Claim, _ repository: BotRepository) async throws -> JobOutcome {
    switch claim.job.kind {
    case JobKind.look:
      guard let number = Int(claim.job.subject) else { return .done }
      return try await Looker(context: context, repository: repository).look(at: number, claim)
    case JobKind.merge:
      return try await Merger(context: context, repository: repository, worker: name)
        .merge(into: claim.job.subject, claim)
    case JobKind.sweep:
      let sweeper = Sweeper(context: context, repository: repository)
      if claim.job.subject == Sweeper.rest { return try await sweeper.handOut(claim) }
      try await sweeper.sweep(claim)
      return .done
    default:
      return .done
    }
  }

  /// What is done about an error: what passes is tried again, later and later; what does not is put aside, to be seen.
  private func handle(_ error: any Error, _ claim: Claim, _ repository: BotRepository) async throws {
    let now = context.clock.now()
    var told = fields(claim)
    told["error"] = "\(error)"
    context.metrics.add(.jobErrors, ["repository": repository.name, "kind": claim.job.kind])
    let delay = Self.delay(after: claim.attempts)
    if let error = error as? ForgeError {
      switch error.kind {
      case .limited(let until):
        await repository.health.failed(until: until)
        context.log.warning("the forge allows no more requests for now", told)
        return try await postpone(claim, until: max(until, now.adding(1000)))
      case .unauthorized: await repository.health.failed(until: now.adding(delay))
      // Where one job finds no answer again and again and others do, it is not the forge that is down.
      case .unavailable:
        if claim.attempts < Self.suspicions { await repository.health.failed(until: now.adding(delay)) }
      case .notFound, .forbidden, .conflict, .rejected, .unreadable: break
      }
    }
    if claim.attempts + 1 >= Self.attempts {
      context.log.error("given up after \(Self.attempts) attempts", told)
      return try await ifStillOurs { () throws(StoreError) in
        try await context.store.bury(claim, error: "\(error)", at: now)
      }
    }
    context.log.warning("failed; will be tried again", told)
    try await ifStillOurs { () throws(StoreError) in
      try await context.store.retry(claim, notBefore: now.adding(delay), error: "\(error)")
    }
  }

  private func postpone(_ claim: Claim, until: Timestamp) async throws {
    try await ifStillOurs { () throws(StoreError) in try await context.store.postpone(claim, notBefore: until) }
  }

  private func ifStillOurs(_ body: () async throws(StoreError) -> Void) async throws {
    do { try await body() } catch let error where error.kind == .lost {}
  }

  /// How long to wait after so many failed attempts, in milliseconds: 2 s, 4 s … 10 min.
  static func delay(after attempts: Int) -> Int64 {
    let doubled: Int64 = 2000 * Int64(1 << min(attempts, 20))
    return min(600_000, doubled)
  }

  private func fields(_ claim: Claim) -> [String: String] {
    ["repository": claim.job.repository, "job": claim.job.kind, "subject": claim.job.subject]
  }
}
