internal import DataBundle
internal import Deciding
public import Forges

/// What Remit has seen of a merge request that the forge does not tell later. It can be lost: then some approvals have to be
/// given again, and deleted holds are forgotten.
public struct Memory: Hashable, Sendable, Codable {
  /// A commit that was the head whenever Remit looked, for some time. There may have been others in between.
  public struct Sighting: Hashable, Sendable, Codable {
    /// The commit.
    public var head: String
    /// The forge's time of the merge request's last change when the commit was first seen as its head.
    public var from: Timestamp
    /// The same when it was last seen.
    public var to: Timestamp
    /// Whether nothing had changed since the merge request was opened: its author opened it with this commit.
    public var isOpening: Bool
  }

  /// A comment as it was when it was first seen.
  public struct SeenComment: Hashable, Sendable, Codable {
    /// Of its commands those that stay when it is edited or deleted; nil where there are none.
    public var body: String?
    /// SHA-256 of the text; empty once another text has been seen.
    public var digest: String
    /// Who wrote it.
    public var author: ForgeUser
    /// When it was written.
    public var createdAt: Timestamp
    /// Whether it had not been changed by then.
    public var wasUnedited: Bool
    /// The head at that very moment: seen when nothing else had happened since. Nil where that is not known.
    public var head: String?
  }

  /// An approval of the forge's own kind that names no commit.
  public struct SeenApproval: Hashable, Sendable, Codable {
    /// The head that it must be for; nil where that is not clear.
    public var head: String?
    /// When it was given, where the forge says.
    public var at: Timestamp?
    /// The last look before it, where there was one.
    public var after: Timestamp?
  }

  /// The deploy plans of one head that were named in the report.
  public struct NamedPlans: Hashable, Sendable, Codable {
    /// The head.
    public var head: String
    /// Their hashes, in order.
    public var hashes: [String]
  }

  /// The heads, in the order they were seen.
  public var sightings: [Sighting] = []
  /// The comments, by number.
  public var comments: [Int64: SeenComment] = [:]
  /// The approvals without a commit, by the number of the account.
  public var approvals: [Int64: SeenApproval] = [:]
  /// The target branch when it was last looked at.
  public var targetBranch: String?
  /// When it was seen to have another target than before.
  public var retargets: [Timestamp] = []
  /// What the last decision was made from, in one digest.
  public var input: String?
  /// How many pushes the forge told of when it was last looked at.
  public var pushes: Int?
  /// The reactions given, by the comment's number.
  public var reactions: [Int64: Reaction] = [:]
  /// The deploy plans that were named in the report; nil: none.
  public var plans: NamedPlans?

  /// Nothing seen yet.
  public init() {}

  /// How many heads are remembered; approvals of earlier ones have to be given again.
  static let mostSightings = 200

  /// The memory after one more look.
  public func adding(_ observation: Observation) -> Memory {
    var memory = self
    memory.add(observation.mergeRequest)
    memory.pushes = observation.activities.count { if case .push = $0.kind { true } else { false } }
    for comment in observation.comments where comment.author.id != observation.me.id {
      var seen = memory.comments[comment.id] ?? SeenComment(comment)
      if seen.digest != ContentDigest.sha256(comment.body.utf8) { seen.digest = "" }
      seen.head = seen.head ?? memory.head(atLastChange: seen.createdAt, of: observation.mergeRequest)
      memory.comments[comment.id] = seen
    }
    memory.addApprovals(observation, former: self)
    return memory
  }

  private mutating func add(_ mergeRequest: ForgeMergeRequest) {
    if let former = targetBranch, former != mergeRequest.targetBranch { retargets.append(mergeRequest.updatedAt) }
    targetBranch = mergeRequest.targetBranch
    guard let head = mergeRequest.head else { return }
    if let last = sightings.indices.last, sightings[last].head == head {
      sightings[last].to = max(sightings[last].to, mergeRequest.updatedAt)
    } else {
      let isOpening = sightings.isEmpty && mergeRequest.updatedAt == mergeRequest.createdAt
      sightings.append(
        Sighting(head: head, from: mergeRequest.updatedAt, to: mergeRequest.updatedAt, isOpening: isOpening))
      sightings.removeFirst(max(0, sightings.count - Self.mostSightings))
    }
  }

  /// The head at a time, where that is when the merge request changed last and the head had been there before.
  private func head(atLastChange time: Timestamp, of mergeRequest: ForgeMergeRequest) -> String? {
    guard time == mergeRequest.updatedAt, let last = sightings.last, last.head == mergeRequest.head, last.from < time
    else { return nil }
    return last.head
  }

  /// Where the forge does not say when it was given either: an approval that was not there at the last look is for the head of
  /// both looks if there was no push in between. After any push it may be another one.
  private mutating func addApprovals(_ observation: Observation, former: Memory) {
    let isQuiet =
      observation.tellsEveryPush && former.pushes == pushes && former.sightings.last?.head == sightings.last?.head
    var present: [Int64: SeenApproval] = [:]
    for approval in observation.approvals where approval.head == nil {
      let known = former.approvals[approval.user.id]
      var seen = SeenApproval(head: nil, at: approval.at, after: former.sightings.last?.to)
      if let known, known.at == approval.at { seen = known }
      if let at = approval.at {
        seen.head = seen.head ?? head(atLastChange: at, of: observation.mergeRequest)
      } else {
        seen.head = !isQuiet ? nil : known == nil ? sightings.last?.head : seen.head
      }
      present[approval.user.id] = seen
    }
    approvals = present
  }
}

extension Memory.SeenComment {
  init(_ comment: ForgeComment) {
    let lasting = Command.parse(markdown: comment.body).lasting
    self.init(
      body: lasting.isEmpty ? nil : lasting.markdown,
      digest: ContentDigest.sha256(comment.body.utf8), author: comment.author, createdAt: comment.createdAt,
      wasUnedited: comment.updatedAt == comment.createdAt)
  }

  /// What stays of it when it is edited or deleted.
  var lasting: [Command] { wasUnedited ? body.map { Command.parse(markdown: $0).lasting } ?? [] : [] }
}
