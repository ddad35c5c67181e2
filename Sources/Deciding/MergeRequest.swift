public import DataBundle
public import Diagnostics
public import Ownership

/// Everything a decision is made from. A decision is a function of this value alone.
public struct MergeRequest: Sendable {
  /// The rules to apply.
  public var mode: OwnershipMode
  /// Account name of the author.
  public var author: String
  /// Who owns what it changes.
  public var coverage: Coverage
  /// What happened on it, in order.
  public var events: [Event]
  /// How grants become approvals.
  public var selfApproval: PolicySettings.SelfApproval
  /// Account names whose changes count as approved where they are the sole approver, besides the author (compat mode).
  public var automaticApprovers: Set<String>
  /// The head that is decided.
  public var head: String
  /// The digests of the items at earlier heads, so that approvals given there can be judged.
  public var digestsByHead: [String: Set<String>]
  /// What is wrong with the merge result and was not wrong before.
  public var diagnostics: [Diagnostic]
  /// Files that do not merge.
  public var conflicts: [String]

  /// A merge request from its parts.
  public init(
    mode: OwnershipMode, author: String, coverage: Coverage, events: [Event] = [],
    selfApproval: PolicySettings.SelfApproval = .owner,
    automaticApprovers: Set<String> = [], head: String = "", digestsByHead: [String: Set<String>] = [:],
    diagnostics: [Diagnostic] = [], conflicts: [String] = []
  ) {
    self.mode = mode
    self.author = author
    self.coverage = coverage
    self.events = events
    self.selfApproval = selfApproval
    self.automaticApprovers = automaticApprovers
    self.head = head
    self.digestsByHead = digestsByHead
    self.diagnostics = diagnostics
    self.conflicts = conflicts
  }
}
