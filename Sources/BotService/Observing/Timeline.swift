public import Deciding
public import Forges

/// What happened on a merge request, as the engine wants to hear it.
///
/// Accounts are those with the same number; names are only for people to read and for policies that name accounts so. A
/// name that now belongs to another number than when it was first seen counts as nobody's.
public struct Timeline: Hashable, Sendable {
  /// A comment with commands in it.
  public struct Request: Hashable, Sendable {
    /// The comment's number.
    public var comment: Int64
    /// Who wrote it, as the engine knows the account.
    public var author: String
    /// What it asks for, in order.
    public var commands: [Command]
    /// The head when it was written; nil where that is not known.
    public var head: String?
    /// Whether it has any effect: an edited comment has none.
    public var counts: Bool
    /// Whether the merge request was pointed at another branch since.
    public var isForAnotherTarget: Bool
  }

  /// The events, in order.
  public var events: [Event]
  /// The author, as the engine knows the account.
  public var author: String
  /// The comments with commands that are there now, in order.
  public var requests: [Request]
  /// What could not be used, and why.
  public var remarks: [String]
  /// The names of all accounts that appear, by their numbers.
  public var accountNames: [Int64: String]

  /// The timeline of what was observed. `owners` are the numbers that account names (in lower case) belonged to when
  /// they were first seen.
  public init(_ observation: Observation, _ memory: Memory, head: String, owners: [String: Int64]) {
    var reader = TimelineReader(observation, memory, head: head, owners: owners)
    reader.read()
    events = reader.ordered()
    author = reader.name(of: observation.mergeRequest.author)
    requests = reader.requests
    remarks = reader.remarks
    accountNames = reader.names
  }

  /// The accounts that a timeline would name: those whose numbers have to be known.
  public static func accounts(in observation: Observation) -> [ForgeUser] {
    var found: [Int64: ForgeUser] = [observation.mergeRequest.author.id: observation.mergeRequest.author]
    for comment in observation.comments { found[comment.author.id] = comment.author }
    for approval in observation.approvals { found[approval.user.id] = approval.user }
    for case .push(_, let user?) in observation.activities.map(\.kind) { found[user.id] = user }
    return found.values.sorted { $0.id < $1.id }
  }

  /// The form in which account names are the same: ASCII letters in lower case.
  public static func folded(_ name: String) -> String {
    String(decoding: name.utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }, as: UTF8.self)
  }
}
