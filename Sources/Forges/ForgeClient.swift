/// One project on a forge: all that Remit reads and does there. Each forge has an adapter.
///
/// Reading gives the state of now, all pages of it. Writing is safe to repeat: what is already so is a success.
/// Everything that decides about a head carries that head's commit id.
public protocol ForgeClient: Sendable {
  /// The account the token belongs to.
  func me() async throws(ForgeError) -> ForgeUser

  /// The numbers of the open merge requests, with their heads and the time of their last change; only those changed since then, if given.
  func openMergeRequests(changedSince: Timestamp?) async throws(ForgeError) -> [OpenMergeRequest]

  /// One merge request; throws `.notFound` where there is none.
  func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest

  /// All its comments by people and programs, in the order they were written, without the forge's own notices.
  func comments(on number: Int) async throws(ForgeError) -> [ForgeComment]

  /// The approvals in force now.
  func approvals(of number: Int) async throws(ForgeError) -> [ForgeApproval]

  /// Pushes and changes of the target, oldest first, as far as the forge tells. The first push is the head that the
  /// merge request was opened with, by its author, where the forge tells.
  func activities(of number: Int) async throws(ForgeError) -> [ForgeActivity]

  /// Whether `activities` has every push, if a little late. Where some may be missing for hours or for ever, no.
  var tellsEveryPush: Bool { get }

  /// What CI says of a head, without statuses of the given name.
  func pipeline(of number: Int, head: String, ignoring name: String) async throws(ForgeError) -> PipelineState

  /// The status of that name on a commit; nil where there is none.
  func status(named name: String, of commit: String) async throws(ForgeError) -> CommitStatus?

  /// Writes a comment.
  func addComment(_ body: String, to number: Int) async throws(ForgeError) -> ForgeComment

  /// Replaces a comment's text.
  func editComment(_ id: Int64, of number: Int, to body: String) async throws(ForgeError)

  /// Removes a comment; no error where it is gone already.
  func deleteComment(_ id: Int64, of number: Int) async throws(ForgeError)

  /// Puts a reaction on a comment; no error where it is there already.
  func react(_ reaction: Reaction, to comment: Int64, of number: Int) async throws(ForgeError)

  /// Adds and removes labels, each by itself: labels that are not named stay as they are.
  func changeLabels(of number: Int, adding: Set<String>, removing: Set<String>) async throws(ForgeError)

  /// Sets the status on a commit, as a check run where the forge and the account can (GitHub App).
  func report(_ report: CheckReport, on commit: String, of number: Int) async throws(ForgeError)

  /// Approves a head; throws `.conflict` where the head is another one by now.
  func approve(_ number: Int, head: String) async throws(ForgeError)

  /// Takes the own approval back; no error where there is none.
  func unapprove(_ number: Int) async throws(ForgeError)

  /// Whether the own approval of this head is in force.
  func hasApproved(_ number: Int, head: String) async throws(ForgeError) -> Bool

  /// Merges, if the head is still this one.
  func merge(_ number: Int, head: String, _ instruction: MergeInstruction) async throws(ForgeError) -> MergeAnswer

  /// Brings the branch up to its target; the new head comes with an event.
  func rebase(_ number: Int, head: String) async throws(ForgeError)

  /// The number of the open merge request between two branches of the project itself; nil where there is none.
  func openMergeRequest(from branch: String, into target: String) async throws(ForgeError) -> Int?

  /// Opens a merge request and gives its number. Look for an open one first: a second one is an error, or a second one.
  func open(_ proposal: ForgeProposal) async throws(ForgeError) -> Int

  /// Replaces the title and the text of a merge request.
  func edit(_ number: Int, title: String, text: String) async throws(ForgeError)

  /// Closes a merge request without merging it; no error where it is closed already.
  func close(_ number: Int) async throws(ForgeError)

  /// The account of that exact name; nil where there is none.
  func user(named name: String) async throws(ForgeError) -> ForgeUser?

  /// The webhooks of the project.
  func hooks() async throws(ForgeError) -> [ForgeHook]

  /// Sets a webhook up with all the events that Remit needs, or corrects the one with that URL.
  func setUpHook(url: String, secret: String) async throws(ForgeError) -> ForgeHook

  /// What is left of the request budget, as the last answer said; nil where the forge says nothing.
  func budget() async -> RequestBudget?

  /// Where and as whom to fetch and push with git.
  func gitAccess() async throws(ForgeError) -> GitAccess
}

extension ForgeClient {
  /// No.
  public var tellsEveryPush: Bool { false }
}

/// An open merge request in a list.
public struct OpenMergeRequest: Hashable, Sendable, Codable {
  /// Its number.
  public var number: Int
  /// The commit it proposes; nil while the forge has not prepared it.
  public var head: String?
  /// When anything about it changed last.
  public var updatedAt: Timestamp

  /// An entry from its parts.
  public init(number: Int, head: String?, updatedAt: Timestamp) {
    self.number = number
    self.head = head
    self.updatedAt = updatedAt
  }
}

/// How git reaches the project.
public struct GitAccess: Hashable, Sendable {
  /// The URL, without user or password.
  public var url: String
  /// The value of the `Authorization` header; nil: none is needed. Never to be printed.
  public var authorization: String?
  /// The reference of a merge request's head in that repository, `{}` for its number: `refs/pull/{}/head`.
  public var headReference: String

  /// An access from its parts.
  public init(url: String, authorization: String?, headReference: String) {
    self.url = url
    self.authorization = authorization
    self.headReference = headReference
  }
}

/// The forge did not do what it was asked.
public struct ForgeError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What it means for the work.
  public enum Kind: Hashable, Sendable {
    /// There is no such thing, or the token may not see it.
    case notFound
    /// The token is refused, also after it was renewed.
    case unauthorized
    /// The token is known and may not do that.
    case forbidden
    /// The state on the forge is another one than was assumed: read again.
    case conflict
    /// The forge does not accept the request; asking again would not help.
    case rejected
    /// The number of requests is used up until then.
    case limited(until: Timestamp)
    /// No answer, an answer of 5xx, or the forge is not asked for a while: try again later.
    case unavailable
    /// An answer that cannot be understood: truncated, too large, or not what the forge documents.
    case unreadable
  }

  /// What it means for the work.
  public var kind: Kind
  /// What was tried and what the forge said, without any secret.
  public var description: String

  /// An error from its parts.
  public init(_ kind: Kind, _ description: String) {
    self.kind = kind
    self.description = description
  }

  /// Whether trying the same again later can help.
  public var isTransient: Bool {
    switch kind {
    case .limited, .unavailable, .conflict, .unreadable: true
    case .notFound, .unauthorized, .forbidden, .rejected: false
    }
  }
}
