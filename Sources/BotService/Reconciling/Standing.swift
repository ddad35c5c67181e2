public import Forges
internal import Deciding
internal import Ownership
internal import Reporting
internal import Workflows

/// Where a merge request stood when it was last looked at: what pages, API and the merge queue go by.
public struct Standing: Hashable, Sendable, Codable {
  /// The repository, by its name in the configuration.
  public var repository: String
  /// The merge request.
  public var number: Int
  /// Its title.
  public var title: String
  /// Its page on the forge.
  public var url: String
  /// Account name of its author.
  public var author: String
  /// The head that was decided.
  public var head: String
  /// The branch it is to go into.
  public var targetBranch: String
  /// The commit of that branch that it was decided against.
  public var target: String
  /// Whether it is a draft.
  public var isDraft: Bool
  /// The verdict as the command line names it; `failed` where nothing could be decided.
  public var verdict: String
  /// The verdict in one line.
  public var headline: String
  /// The decision with everything that explains it, as `remit decide` prints it.
  public var text: String
  /// The decision as JSON; nil where there is none.
  public var decision: String?
  /// The priority by which it is merged.
  public var priority: String?
  /// The place of that priority: 0 comes first.
  public var priorityRank: Int
  /// What stands in the way of the merge.
  public var obstacles: [Obstacle]
  /// Since when nothing has stood in the way but what Remit sees to itself.
  public var readySince: Timestamp?
  /// When it was opened.
  public var createdAt: Timestamp
  /// When it was decided.
  public var decidedAt: Timestamp

  /// Whether the merge queue may try it.
  public var isReady: Bool { readySince != nil }
}

extension Standing {
  /// Where a merge request stands after a judgement.
  init(
    _ judgement: Judgement, _ observation: Observation, obstacles: [Obstacle], repository: String, head: String,
    target: String, former: Standing?, now: Timestamp
  ) {
    let mergeRequest = observation.mergeRequest
    let decision = judgement.result?.decision
    self.repository = repository
    number = mergeRequest.number
    title = mergeRequest.title
    url = mergeRequest.webURL
    author = mergeRequest.author.name
    self.head = head
    targetBranch = mergeRequest.targetBranch
    self.target = target
    isDraft = mergeRequest.isDraft
    verdict = judgement.verdict
    headline = judgement.headline
    text =
      (decision.map { DecisionText(style: TextStyle()).text($0) } ?? judgement.headline + "\n")
      + (judgement.plan?.plan.map { $0.isEmpty ? "" : "\ndeploy plan\n\($0.text)" } ?? "")
    self.decision = judgement.decisionJSON
    priority = decision?.priority?.rawValue
    priorityRank = decision?.priority.flatMap { Priority.allCases.firstIndex(of: $0) } ?? Priority.allCases.count
    self.obstacles = obstacles
    // A freeze or a check of the forge passes by itself: the place in the queue is kept.
    let isReady = obstacles.allSatisfy { [.rebase, .forge, .freeze].contains($0.kind) }
    readySince = isReady ? (former?.head == head ? former?.readySince : nil) ?? now : nil
    createdAt = mergeRequest.createdAt
    decidedAt = now
  }
}
