internal import Forges
internal import Deciding
internal import Reporting
public import ServiceStore
internal import Workflows

/// Says what Remit would do to a merge request, now and after something more happens, and does nothing of it.
public struct Simulator: Sendable {
  /// Something that might happen.
  public enum Happening: Hashable, Sendable {
    /// Somebody writes a comment.
    case comment(by: String, String)
    /// The author pushes a commit that the forge has already.
    case push(String)
  }

  /// What Remit makes of the merge request at one time.
  public struct Stage: Sendable {
    /// After what: `now`, or what happened last.
    public var title: String
    /// The judgement.
    public var judgement: Judgement
    /// What stands in the way of the merge.
    public var obstacles: [Obstacle]
    /// What would be done.
    public var actions: [Action]

    /// The decision with everything that explains it, as `remit decide` prints it.
    public var text: String {
      judgement.result.map { DecisionText(style: TextStyle()).text($0.decision) } ?? judgement.headline + "\n"
    }
  }

  private let context: ServiceContext
  private let repository: BotRepository

  /// A simulator of a repository. What was seen before comes from the store if there is one; it is not written to.
  public init(repository: BotRepository, store: (any Store)?, clock: ServiceClock = .system, url: String? = nil) {
    context = ServiceContext(store: ReadOnlyStore(base: store), clock: clock, url: url)
    self.repository = repository
  }

  /// The stages: now, and after each happening, in order. Nil where there is no such merge request.
  /// Throws `SimulationError` where it cannot be decided at all, and what forge, git and store throw.
  public func stages(of number: Int, _ happenings: [Happening] = []) async throws -> [Stage]? {
    let reader = MergeRequestReader(context: context, repository: repository)
    guard let observation = try await reader.observe(number) else { return nil }
    guard observation.mergeRequest.state == .open else {
      throw SimulationError("merge request \(number) is \(observation.mergeRequest.state.rawValue)")
    }
    guard case .complete(var reading) = try await reader.read(observation, noClaim) else {
      throw SimulationError("the forge and git do not agree on the head of merge request \(number) yet: try again")
    }
    var stages = [try await stage("now", reading, mayTry: true)]
    // What is only imagined makes no dry runs.
    var mayTry = stages[0].judgement.plan?.plan?.hash != nil
    for happening in happenings {
      if case .push = happening { mayTry = false }
      let title = try await apply(happening, to: &reading)
      stages.append(try await stage("after " + title, reading, mayTry: mayTry))
    }
    return stages
  }

  /// No job stands behind it; nothing is written under it.
  private var noClaim: Claim {
    Claim(
      job: JobKey(kind: JobKind.look, repository: repository.name, subject: ""), fence: 0, attempts: 0,
      requestedAt: context.clock.now())
  }

  private func stage(_ title: String, _ reading: Reading, mayTry: Bool) async throws -> Stage {
    let now = context.clock.now()
    let (observation, settings) = (reading.observation, repository.settings)
    var judgement =
      if let refusal = reading.refusal {
        Judgement(failure: refusal)
      } else {
        try await Judge(repository: repository, today: now.day)
          .judge(reading.timeline, reading.fetched, branch: observation.mergeRequest.targetBranch)
      }
    judgement.use(
      try await PlanDesk(context: context, repository: repository).review(reading, judgement, noClaim, mayTry: mayTry))
    let obstacles = Obstacle.all(observation, judgement, settings, now: now)
    let desired = Desired(
      judgement, observation, reading.timeline, settings, waiting: obstacles.map(\.text),
      page: context.page(of: observation.mergeRequest.number, in: repository.name))
    let actions = desired.actions(from: observation, reading.memory, settings)
    return Stage(title: title, judgement: judgement, obstacles: obstacles, actions: actions)
  }

  /// Lets something happen, and says what.
  private func apply(_ happening: Happening, to reading: inout Reading) async throws -> String {
    // Later than everything that has happened.
    let last = reading.observation.comments.map(\.createdAt) + reading.observation.activities.map(\.at)
    let at = max(context.clock.now(), last.max()?.adding(1000) ?? context.clock.now())
    let title: String
    switch happening {
    case .comment(let name, let body):
      guard let user = try await repository.client.user(named: name) else {
        throw SimulationError("there is no account \"\(name)\" on the forge")
      }
      let id = (reading.observation.comments.map(\.id).max() ?? 0) + 1
      reading.observation.comments.append(
        ForgeComment(id: id, author: user, body: body, createdAt: at, updatedAt: at))
      reading.observation.mergeRequest.updatedAt = at
      title = "\(user.name) says \(body)"
    case .push(let revision):
      let commit = try await repository.mirror.commit(revision)
      reading.observation.mergeRequest.head = commit
      reading.observation.activities.append(
        ForgeActivity(at: at, kind: .push(head: commit, by: reading.observation.mergeRequest.author)))
      reading.observation.mergeRequest.updatedAt = at
      reading.observation.pipeline = .none
      reading.observation.status = nil
      reading.observation.hasApproved = false
      reading.fetched.head = commit
      guard reading.refusal == nil else {
        throw SimulationError(
          "git refuses the commits of the merge request as they are, so nothing can be put in their place")
      }
      title = "a push of \(commit.prefix(12))"
    }
    reading.memory = reading.memory.adding(reading.observation)
    reading.timeline = try await MergeRequestReader(context: context, repository: repository)
      .timeline(reading.observation, reading.memory, head: reading.head)
    return title
  }
}

/// A merge request cannot be simulated.
public struct SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why.
  public var description: String

  init(_ description: String) { self.description = description }
}
