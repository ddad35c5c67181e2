internal import DataBundle
internal import Deciding
public import Forges

/// What Remit has seen of a merge request that the forge does not tell later. It can be lost: then some approvals have to be
/// given again, and nothing else.
public struct Memory: Hashable, Sendable, Codable {
  /// A commit that was the head for some time.
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
    /// Its text; kept only where it holds a command.
    public var body: String?
    /// SHA-256 of the text.
    public var digest: String
    /// Who wrote it.
    public var author: ForgeUser
    /// When it was written.
    public var createdAt: Timestamp
    /// Whether it had not been changed by then.
    public var wasUnedited: Bool
  }

  /// An approval of the forge's own kind that names no commit, as it was first seen.
  public struct SeenApproval: Hashable, Sendable, Codable {
    /// The head that it must have been for; nil where that is not clear.
    public var head: String?
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
  /// The reactions given, by the comment's number.
  public var reactions: [Int64: Reaction] = [:]

  /// Nothing seen yet.
  public init() {}

  /// The memory after one more look.
  public func adding(_ observation: Observation) -> Memory {
    var memory = self
    memory.add(observation.mergeRequest)
    for comment in observation.comments
    where memory.comments[comment.id] == nil && comment.author.id != observation.me.id {
      memory.comments[comment.id] = SeenComment(comment)
    }
    memory.addApprovals(observation)
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
    }
  }

  /// An approval that was not there at the last look, where the head was the same, is for that head.
  private mutating func addApprovals(_ observation: Observation) {
    let present = Set(observation.approvals.filter { $0.head == nil }.map(\.user.id))
    let isSameHead = sightings.last.map { $0.from < $0.to || $0.isOpening } ?? false
    for id in present where approvals[id] == nil {
      approvals[id] = SeenApproval(head: isSameHead ? sightings.last?.head : nil)
    }
    for id in approvals.keys where !present.contains(id) { approvals[id] = nil }
  }
}

extension Memory.SeenComment {
  init(_ comment: ForgeComment) {
    self.init(
      body: Command.parse(markdown: comment.body).isEmpty ? nil : comment.body,
      digest: ContentDigest.sha256(comment.body.utf8), author: comment.author, createdAt: comment.createdAt,
      wasUnedited: comment.updatedAt == comment.createdAt)
  }
}
