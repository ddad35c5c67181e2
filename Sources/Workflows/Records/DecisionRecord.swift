public import DataBundle
public import Deciding
public import Ownership

/// A decision kept with the merge that it allowed: all that went into it, what came out, and what it led to.
///
/// Records of a repository form a chain: each holds the digest of the one before it.
public struct DecisionRecord: Hashable, Sendable {
  /// What the decision was made from.
  public struct Input: Hashable, Sendable {
    /// The rules.
    public var mode: OwnershipMode
    /// The data repository's folder in the repository.
    public var folder: String
    /// Account name of the author.
    public var author: String
    /// The forge whose accounts count.
    public var forge: Forge?
    /// The names of accounts by their numbers.
    public var accountNames: [Int64: String]
    /// The day, `YYYY-MM-DD`.
    public var today: String
    /// The target's commit: the policy's too.
    public var target: String
    /// The head's commit.
    public var head: String
    /// What happened, in order.
    public var events: [Event]
    /// The digests of the decided items that were there at former heads already.
    public var digestsByHead: [String: Set<String>]

    /// An input from its parts.
    public init(
      mode: OwnershipMode, folder: String, author: String, forge: Forge?, accountNames: [Int64: String], today: String,
      target: String, head: String, events: [Event], digestsByHead: [String: Set<String>]
    ) {
      self.mode = mode
      self.folder = folder
      self.author = author
      self.forge = forge
      self.accountNames = accountNames
      self.today = today
      self.target = target
      self.head = head
      self.events = events
      self.digestsByHead = digestsByHead
    }
  }

  /// An approval that the decision rests on.
  public struct Approval: Hashable, Sendable {
    /// Account name.
    public var by: String
    /// The head that it was given at; nil where it is the author's own, given by proposing.
    public var head: String?
    /// The digests of the items it covers, sorted.
    public var items: [String]
  }

  /// Why there was a merge although approvals were missing.
  public struct Exception: Hashable, Sendable {
    /// Who allowed it; nil where somebody merged around Remit.
    public var by: String?
    /// Why.
    public var reason: String

    /// An exception from its parts.
    public init(by: String?, reason: String) {
      self.by = by
      self.reason = reason
    }
  }

  /// The deploy plan that was there when it was merged.
  public struct DeployPlan: Hashable, Sendable {
    /// Its digest, `sha256:…`; nil where it was not made in full.
    public var hash: String?
    /// Whether it had to be approved.
    public var isApprovalNeeded: Bool
    /// Account names of those who approved exactly that plan, sorted.
    public var approvedBy: [String]

    /// A plan from its parts.
    public init(hash: String?, isApprovalNeeded: Bool, approvedBy: [String]) {
      self.hash = hash
      self.isApprovalNeeded = isApprovalNeeded
      self.approvedBy = approvedBy
    }
  }

  /// Its place in the chain, from 1.
  public var sequence: Int64
  /// The digest of the record before it.
  public var previous: String?
  /// The repository, by the service's name for it.
  public var repository: String
  /// The merge request.
  public var number: Int
  /// Its page.
  public var url: String
  /// The branch it went into.
  public var targetBranch: String
  /// The commit on the target branch that holds it; nil where the forge did not say.
  public var mergeCommit: String?
  /// What the decision was made from; nil where none was made.
  public var input: Input?
  /// The decision as `remit decide --format json` prints it.
  public var decision: String?
  /// The approvals it rests on.
  public var approvals: [Approval]
  /// What was to be done on clusters; nil where no plan was made.
  public var plan: DeployPlan?
  /// Why there was a merge although approvals were missing; nil where none were.
  public var exception: Exception?
  /// The version of Remit that decided.
  public var engine: String
  /// Who says that it was written by the service; no part of the text that its digest is made of.
  public var signature: RecordSignature?

  /// A record from its parts.
  public init(
    sequence: Int64 = 0, previous: String? = nil, repository: String, number: Int, url: String, targetBranch: String,
    mergeCommit: String?, input: Input?, decision: String?, approvals: [Approval], plan: DeployPlan? = nil,
    exception: Exception?, engine: String = RemitVersion.current
  ) {
    self.sequence = sequence
    self.previous = previous
    self.repository = repository
    self.number = number
    self.url = url
    self.targetBranch = targetBranch
    self.mergeCommit = mergeCommit
    self.input = input
    self.decision = decision
    self.approvals = approvals
    self.plan = plan
    self.exception = exception
    self.engine = engine
  }
}

/// The version of this program.
public enum RemitVersion {
  /// The version, as in `remit --version`.
  public static let current = "0.1.0"
}

extension DecisionRecord.Approval {
  /// The approvals that a decision rests on, by account. `events` are those it was made from: an account's last
  /// `/lgtm` says at which head.
  public static func all(in decision: Decision, events: [Event], head: String) -> [DecisionRecord.Approval] {
    var items: [String: Set<String>] = [:]
    for item in decision.files.flatMap(\.items) {
      for owner in item.owners {
        for name in owner.approvedBy { items[name, default: []].insert(item.digest) }
        if owner.isAutomatic { items[decision.author, default: []].insert(item.digest) }
      }
    }
    var heads: [Account: String] = [:]
    for case .comment(let comment) in events {
      for case .approve(let commit) in Command.parse(markdown: comment.body) {
        heads[Account(comment.author)] = commit ?? comment.head ?? head
      }
    }
    return items.sorted { $0.key < $1.key }.map {
      DecisionRecord.Approval(by: $0.key, head: heads[Account($0.key)], items: $0.value.sorted())
    }
  }
}
