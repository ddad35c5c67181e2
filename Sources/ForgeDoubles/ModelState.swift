public import Forges

/// A project on a forge as a value: what is open, who said what, and when.
public struct ModelState: Sendable {
  /// A merge request with all that happened on it.
  public struct Item: Sendable {
    /// What the forge says of it.
    public var mergeRequest: ForgeMergeRequest
    /// Its text.
    public var text = ""
    /// The comments, in order.
    public var comments: [ForgeComment] = []
    /// The approvals in force, by account.
    public var approvals: [Int64: ForgeApproval] = [:]
    /// Pushes and changes of the target, in order.
    public var activities: [ForgeActivity] = []
    /// Pushes that the forge does not tell of yet.
    public var untold: [ForgeActivity] = []
    /// What CI says, by head.
    public var pipelines: [String: PipelineState] = [:]
    /// Reactions, by comment.
    public var reactions: [Int64: Set<Reaction>] = [:]
    /// What calls about this merge request end with, each time.
    public var errors: [ModelCall: ForgeError] = [:]
  }

  /// A merge that happened.
  public struct Merge: Hashable, Sendable {
    /// The merge request.
    public var number: Int
    /// The head that was merged.
    public var head: String
    /// The commit on the target.
    public var commit: String
    /// Who asked for it.
    public var by: Int64
  }

  /// The forge's clock.
  public var now: Timestamp
  /// The accounts.
  public var users: [ForgeUser] = []
  /// The merge requests, by number.
  public var items: [Int: Item] = [:]
  /// Statuses by commit and name.
  public var statuses: [String: [String: CommitStatus]] = [:]
  /// The merges, in order.
  public var merges: [Merge] = []
  /// Hooks.
  public var hooks: [ForgeHook] = []
  /// What was written through a client, in order, in one word each.
  public var writes: [String] = []
  var nextID: Int64 = 100

  init(now: Timestamp) { self.now = now }

  mutating func newID() -> Int64 {
    nextID += 1
    return nextID
  }

  /// Changes a merge request; nothing happens where there is none.
  public mutating func change(_ number: Int, _ body: (inout Item) -> Void) {
    guard var item = items[number] else { return }
    body(&item)
    item.mergeRequest.updatedAt = now
    items[number] = item
  }
}
