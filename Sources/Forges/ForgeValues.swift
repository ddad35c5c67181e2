/// A point in time: milliseconds since 1970, UTC.
public struct Timestamp: Hashable, Sendable, Comparable, Codable {
  /// Milliseconds since 1970.
  public var milliseconds: Int64

  /// A time from milliseconds since 1970.
  public init(milliseconds: Int64) { self.milliseconds = milliseconds }

  /// The time so many milliseconds later.
  public func adding(_ milliseconds: Int64) -> Timestamp { Timestamp(milliseconds: self.milliseconds + milliseconds) }

  /// The earlier comes first.
  public static func < (one: Timestamp, other: Timestamp) -> Bool { one.milliseconds < other.milliseconds }
}

/// An account on a forge.
public struct ForgeUser: Hashable, Sendable, Codable {
  /// The number that stays when the account is renamed.
  public var id: Int64
  /// The account name of now.
  public var name: String
  /// Whether the forge says that it is a program.
  public var isBot: Bool

  /// An account from its parts.
  public init(id: Int64, name: String, isBot: Bool = false) {
    self.id = id
    self.name = name
    self.isBot = isBot
  }
}

/// A merge request (GitLab) or pull request (GitHub, Gitea, Forgejo) as the forge describes it.
public struct ForgeMergeRequest: Hashable, Sendable, Codable {
  /// Where it stands.
  public enum State: String, Hashable, Sendable, Codable {
    case open
    case closed
    case merged
    /// Nothing can be done with it right now (GitLab: `locked`, while it merges).
    case locked
  }

  /// Its number in the project.
  public var number: Int
  /// Its title; anybody may have written anything there.
  public var title: String
  /// Where it stands.
  public var state: State
  /// Whether it is marked as not ready.
  public var isDraft: Bool
  /// Who opened it.
  public var author: ForgeUser
  /// The commit it proposes; nil while the forge has not prepared it.
  public var head: String?
  /// The branch it is to go into, without `refs/heads/`.
  public var targetBranch: String
  /// The tip of the target branch, where the forge says it.
  public var targetHead: String?
  /// The branch it comes from.
  public var sourceBranch: String
  /// Whether that branch is in another project.
  public var isFromFork: Bool
  /// Its labels.
  public var labels: Set<String>
  /// Whether the forge would merge it.
  public var mergeability: Mergeability
  /// The commit that merged it, once it is merged and the forge says.
  public var mergeCommit: String?
  /// Its page.
  public var webURL: String
  /// When it was opened.
  public var createdAt: Timestamp
  /// When anything about it changed last.
  public var updatedAt: Timestamp

  /// A merge request from its parts.
  public init(
    number: Int, title: String, state: State, isDraft: Bool, author: ForgeUser, head: String?, targetBranch: String,
    targetHead: String? = nil, sourceBranch: String, isFromFork: Bool = false, labels: Set<String> = [],
    mergeability: Mergeability, mergeCommit: String? = nil, webURL: String, createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.number = number
    self.title = title
    self.state = state
    self.isDraft = isDraft
    self.author = author
    self.head = head
    self.targetBranch = targetBranch
    self.targetHead = targetHead
    self.sourceBranch = sourceBranch
    self.isFromFork = isFromFork
    self.labels = labels
    self.mergeability = mergeability
    self.mergeCommit = mergeCommit
    self.webURL = webURL
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// Whether the forge would merge a merge request now.
public enum Mergeability: Hashable, Sendable, Codable {
  /// It would.
  case ready
  /// It has not finished finding out: ask again soon.
  case checking
  /// The branch has to be brought up to its target first.
  case needsRebase
  /// The branches do not merge.
  case conflict
  /// Something else is in the way, in the forge's own word (`ci_must_pass`, `blocked` …).
  case blocked(String)
}

/// A comment on a merge request.
public struct ForgeComment: Hashable, Sendable, Codable {
  /// The comment's number, never used again in its project.
  public var id: Int64
  /// Who wrote it.
  public var author: ForgeUser
  /// The text, Markdown, as it is now.
  public var body: String
  /// When it was written.
  public var createdAt: Timestamp
  /// When it was changed last; the same as `createdAt` where it never was.
  public var updatedAt: Timestamp

  /// A comment from its parts.
  public init(id: Int64, author: ForgeUser, body: String, createdAt: Timestamp, updatedAt: Timestamp) {
    self.id = id
    self.author = author
    self.body = body
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}

/// Somebody's approval in the forge's own way, in force now: neither withdrawn, dismissed nor followed by other words.
public struct ForgeApproval: Hashable, Sendable, Codable {
  /// Who approved.
  public var user: ForgeUser
  /// The head that was approved; nil where the forge does not say (GitLab).
  public var head: String?
  /// When; nil where the forge does not say.
  public var at: Timestamp?

  /// An approval from its parts.
  public init(user: ForgeUser, head: String?, at: Timestamp?) {
    self.user = user
    self.head = head
    self.at = at
  }
}

/// What happened to a merge request beside comments and approvals.
public struct ForgeActivity: Hashable, Sendable, Codable {
  /// What happened.
  public enum Kind: Hashable, Sendable, Codable {
    /// The head became this commit. `by` is nil where the forge does not say who pushed it.
    case push(head: String?, by: ForgeUser?)
    /// It was pointed at another target branch.
    case retarget
  }

  /// When.
  public var at: Timestamp
  /// What happened.
  public var kind: Kind

  /// An activity from its parts.
  public init(at: Timestamp, kind: Kind) {
    self.at = at
    self.kind = kind
  }
}

/// What a service says of a commit, under a name.
public struct CommitStatus: Hashable, Sendable, Codable {
  /// The answer.
  public enum State: String, Hashable, Sendable, Codable {
    case pending, running, success, failure, canceled, skipped
  }

  /// The name it is known by.
  public var name: String
  /// The answer.
  public var state: State
  /// One line of at most 140 characters.
  public var summary: String
  /// Where to read more.
  public var url: String?

  /// A status from its parts.
  public init(name: String, state: State, summary: String, url: String? = nil) {
    self.name = name
    self.state = state
    self.summary = summary
    self.url = url
  }
}

/// A place in a file that a check points at (GitHub check runs).
public struct CheckAnnotation: Hashable, Sendable, Codable {
  /// How bad it is.
  public enum Level: String, Hashable, Sendable, Codable { case notice, warning, failure }

  /// The file, from the top of the repository.
  public var path: String
  /// The first line, from 1.
  public var startLine: Int
  /// The last line, at least the first.
  public var endLine: Int
  /// How bad it is.
  public var level: Level
  /// What to say, plain text.
  public var message: String

  /// An annotation from its parts.
  public init(path: String, startLine: Int, endLine: Int, level: Level, message: String) {
    self.path = path
    self.startLine = startLine
    self.endLine = endLine
    self.level = level
    self.message = message
  }
}

/// What a check says at length: for forges that show it (GitHub App).
public struct CheckReport: Hashable, Sendable, Codable {
  /// The short answer.
  public var status: CommitStatus
  /// Markdown.
  public var text: String
  /// Places in files.
  public var annotations: [CheckAnnotation]

  /// A report from its parts.
  public init(status: CommitStatus, text: String, annotations: [CheckAnnotation] = []) {
    self.status = status
    self.text = text
    self.annotations = annotations
  }
}

/// What CI says of a head, the merge request's own checks that Remit writes left out.
public enum PipelineState: Hashable, Sendable, Codable {
  /// There is none.
  case none
  /// Not finished.
  case running
  /// All that ran passed.
  case passed
  /// Something failed; its name.
  case failed(String)
}

/// How a merge is to be done.
public struct MergeInstruction: Hashable, Sendable, Codable {
  /// How commits get to the target.
  public enum Method: String, Hashable, Sendable, Codable, CaseIterable {
    /// A merge commit; on GitLab, what the project is set to.
    case merge
    /// One commit.
    case squash
    /// The commits put on top of the target.
    case rebase
    /// Only where the target has not moved.
    case fastForward = "fast-forward"
  }

  /// How.
  public var method: Method
  /// Whether the source branch goes with it.
  public var removesSourceBranch: Bool

  /// An instruction from its parts.
  public init(method: Method = .merge, removesSourceBranch: Bool = false) {
    self.method = method
    self.removesSourceBranch = removesSourceBranch
  }
}

/// What came of a merge.
public enum MergeAnswer: Hashable, Sendable {
  /// It is merged; the commit, where the forge says.
  case merged(commit: String?)
  /// The head is another commit than the one that was to be merged: decide again.
  case headMoved
  /// Not now, for a reason that passes: try again soon.
  case notYet(String)
  /// Not before somebody does something.
  case refused(String)
}

/// A webhook of a project as it is set up.
public struct ForgeHook: Hashable, Sendable, Codable {
  /// The hook's number.
  public var id: Int64
  /// Where it sends events.
  public var url: String
  /// Whether the forge sends anything now; false where it has switched the hook off.
  public var isActive: Bool
  /// The events it is subscribed to, in the forge's words.
  public var events: Set<String>

  /// A hook from its parts.
  public init(id: Int64, url: String, isActive: Bool, events: Set<String>) {
    self.id = id
    self.url = url
    self.isActive = isActive
    self.events = events
  }
}

/// A reaction to a comment.
public enum Reaction: String, Hashable, Sendable, Codable {
  /// Seen, nothing to say.
  case eyes
  /// Done.
  case thumbsUp
  /// Not understood, or not allowed.
  case confused
}

/// What is left of the number of requests that a forge allows.
public struct RequestBudget: Hashable, Sendable, Codable {
  /// Requests left.
  public var remaining: Int
  /// Requests allowed per period.
  public var limit: Int
  /// When it is full again.
  public var resetsAt: Timestamp?

  /// A budget from its parts.
  public init(remaining: Int, limit: Int, resetsAt: Timestamp?) {
    self.remaining = remaining
    self.limit = limit
    self.resetsAt = resetsAt
  }
}
