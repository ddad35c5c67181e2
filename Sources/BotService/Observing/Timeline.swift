internal import DataBundle
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
    /// The head that it is about; nil where that is not known.
    public var head: String?
    /// Whether it has any effect: an edited comment has none.
    public var counts: Bool
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

/// The work of making a timeline.
private struct TimelineReader {
  /// An event with its place in time. Of two at the same time the lower rank comes first: somebody who wrote in the moment of
  /// a push had not seen it.
  struct Entry {
    var at: Timestamp
    var rank: Int
    var event: Event
  }

  let observation: Observation
  let memory: Memory
  let head: String
  let owners: [String: Int64]
  let history: HeadHistory
  var entries: [Entry] = []
  var requests: [Timeline.Request] = []
  var remarks: [String] = []
  var names: [Int64: String] = [:]
  var hasUnknownHead = false

  init(_ observation: Observation, _ memory: Memory, head: String, owners: [String: Int64]) {
    self.observation = observation
    self.memory = memory
    self.head = head
    self.owners = owners
    history = HeadHistory(observation, memory, head: head)
  }

  mutating func read() {
    for comment in observation.comments where comment.author.id != observation.me.id { read(comment) }
    readVanished()
    for approval in observation.approvals where approval.user.id != observation.me.id { read(approval) }
    // What Remit itself pushes is what the forge makes of the same change on a newer target.
    for push in history.pushes where push.by?.id != observation.me.id {
      let by = push.by.map { name(of: $0) } ?? "(unknown)"
      entries.append(Entry(at: push.at, rank: 1, event: .push(by: by)))
    }
    let told = observation.activities.filter { $0.kind == .retarget }.map(\.at)
    for at in Set(told + (told.isEmpty ? memory.retargets : [])) {
      entries.append(Entry(at: at, rank: 2, event: .retarget))
    }
    for user in Timeline.accounts(in: observation) { _ = name(of: user) }
  }

  private mutating func read(_ comment: ForgeComment) {
    let seen = memory.comments[comment.id]
    let isOriginal = seen.map { $0.digest == ContentDigest.sha256(comment.body.utf8) }
    let isUntouched = comment.updatedAt == comment.createdAt && isOriginal != false
    var isEdited = !isUntouched && !(isOriginal == true && seen?.wasUnedited == true)
    var body = comment.body
    // A hold is not lifted by making its comment say something else.
    if isEdited, let seen, seen.wasUnedited, let original = seen.body, holds(original) {
      (body, isEdited) = (original, false)
    }
    let commands = Command.parse(markdown: body)
    guard !commands.isEmpty else { return }
    let about = head(of: commands, at: comment.createdAt)
    requests.append(
      Timeline.Request(
        comment: comment.id, author: name(of: comment.author), commands: commands, head: about, counts: !isEdited))
    add(body, by: comment.author, at: comment.createdAt, head: about, isEdited: isEdited)
  }

  /// Holds whose comments have been deleted, by whomever, stay.
  private mutating func readVanished() {
    let present = Set(observation.comments.map(\.id))
    for (id, seen) in memory.comments.sorted(by: { $0.key < $1.key }) where !present.contains(id) && seen.wasUnedited {
      guard let body = seen.body, holds(body) else { continue }
      // Only the hold: an approval goes with its comment.
      add("/hold", by: seen.author, at: seen.createdAt, head: head, isEdited: false)
      remarks.append(
        "the comment with which \(name(of: seen.author)) holds the merge request was deleted; the hold stays until "
          + "\(name(of: seen.author)) says /hold cancel")
    }
  }

  private func holds(_ body: String) -> Bool {
    var held = false
    for command in Command.parse(markdown: body) {
      if command == .hold { held = true }
      if command == .cancelHold { held = false }
    }
    return held
  }

  private mutating func read(_ approval: ForgeApproval) {
    let about =
      approval.head ?? approval.at.flatMap { history.head(at: $0) } ?? memory.approvals[approval.user.id]?.head
    guard let about else {
      remarks.append(
        "the approval by \(name(of: approval.user)) has no effect: which commit it was for is not known; "
          + "take it back and give it again, or comment /lgtm")
      return
    }
    add("/lgtm", by: approval.user, at: approval.at ?? observation.mergeRequest.updatedAt, head: about, isEdited: false)
  }

  /// The head that commands are about; only approvals ask for it.
  private func head(of commands: [Command], at time: Timestamp) -> String? {
    let approves = commands.contains { if case .approve(commit: nil) = $0 { true } else { false } }
    return history.head(at: time) ?? (approves ? nil : head)
  }

  private mutating func add(_ body: String, by user: ForgeUser, at: Timestamp, head: String?, isEdited: Bool) {
    if head == nil { hasUnknownHead = true }
    entries.append(
      Entry(
        at: at, rank: 0,
        event: .comment(Comment(author: name(of: user), body: body, isEdited: isEdited, head: head))))
  }

  /// The name by which the engine knows an account; one that nobody in a policy has, where the name was another's before.
  mutating func name(of user: ForgeUser) -> String {
    if let known = names[user.id] { return known }
    var name = user.name
    if let owner = owners[Timeline.folded(user.name)], owner != user.id {
      name = "\(user.name)#\(user.id)"
      remarks.append(
        "\(user.name) is account \(user.id), and account \(owner) had that name before: what it says has no effect until the "
          + "policy names accounts by number")
    }
    names[user.id] = name
    return name
  }

  /// The events by time. Where nobody knows what a comment was about, a push follows it.
  func ordered() -> [Event] {
    var sorted = entries.enumerated().sorted {
      ($0.element.at, $0.element.rank, $0.offset) < ($1.element.at, $1.element.rank, $1.offset)
    }.map(\.element)
    let unknown = sorted.lastIndex { if case .comment(let comment) = $0.event { comment.head == nil } else { false } }
    if let unknown, !sorted[unknown...].contains(where: { if case .push = $0.event { true } else { false } }) {
      // The push is there already, at a time that cannot be told from the comment's.
      let by = sorted.last { if case .push = $0.event { true } else { false } }?.event ?? .push(by: "(unknown)")
      sorted.append(Entry(at: observation.mergeRequest.updatedAt, rank: 1, event: by))
    }
    return sorted.map(\.event)
  }
}
