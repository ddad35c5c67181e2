internal import DataBundle
internal import Deciding
internal import Forges

/// The work of making a timeline.
struct TimelineReader {
  /// An event with its place in time. Of two at the same time the lower rank comes first: somebody who wrote in the moment of
  /// a push had not seen it. Comments are in the order of their numbers.
  private struct Entry {
    var at: Timestamp
    var rank: Int
    var number: Int64 = .max
    var event: Event
  }

  private let observation: Observation
  private let memory: Memory
  private let head: String
  private let owners: [String: Int64]
  private let history: HeadHistory
  /// When it was pointed at another branch, as far as anybody knows.
  private let retargets: [Timestamp]
  private var entries: [Entry] = []
  private(set) var requests: [Timeline.Request] = []
  private(set) var remarks: [String] = []
  private(set) var names: [Int64: String] = [:]

  init(_ observation: Observation, _ memory: Memory, head: String, owners: [String: Int64]) {
    self.observation = observation
    self.memory = memory
    self.head = head
    self.owners = owners
    history = HeadHistory(observation, memory, head: head)
    let told = observation.activities.filter { $0.kind == .retarget }.map(\.at)
    // A forge that tells late may tell of one and not yet of the next, which was seen.
    retargets = told + (told.isEmpty || !observation.tellsEveryPush ? memory.retargets : [])
  }

  mutating func read() {
    let comments = observation.comments.filter { $0.author.id != observation.me.id }
    for comment in comments { read(comment) }
    let present = Set(observation.comments.map(\.id))
    for (id, seen) in memory.comments.sorted(by: { $0.key < $1.key }) where !present.contains(id) {
      keep(seen, id, "deleted")
    }
    for approval in observation.approvals where approval.user.id != observation.me.id { read(approval) }
    // What Remit itself pushes is what the forge makes of the same change on a newer target.
    for push in history.pushes where push.by?.id != observation.me.id {
      let by = push.by.map { name(of: $0) } ?? "(unknown)"
      entries.append(Entry(at: push.at, rank: 1, event: .push(by: by)))
    }
    for at in Set(retargets) { entries.append(Entry(at: at, rank: 2, event: .retarget)) }
    for user in Timeline.accounts(in: observation) { _ = name(of: user) }
  }

  private mutating func read(_ comment: ForgeComment) {
    let seen = memory.comments[comment.id]
    let isEdited = isEdited(comment, seen)
    let commands = Command.parse(markdown: comment.body)
    if !commands.isEmpty {
      let about = history.head(at: comment.createdAt, seen: seen?.head)
      requests.append(
        Timeline.Request(
          comment: comment.id, author: name(of: comment.author), commands: commands, head: about, counts: !isEdited,
          isForAnotherTarget: retargets.contains { $0 >= comment.createdAt }))
      let (body, isBound) =
        isEdited ? (comment.body, true) : bound(comment.body, commands, to: about, by: comment.author)
      add(
        body, by: comment.author, at: comment.createdAt, comment.id, head: isBound ? about ?? head : nil,
        isEdited: isEdited)
    }
    if isEdited, let seen { keep(seen, comment.id, "edited") }
  }

  /// Whether a comment is, or may be, another one than its author wrote. That something about it changed is no harm where the
  /// text has always been the one that was seen before that.
  private func isEdited(_ comment: ForgeComment, _ seen: Memory.SeenComment?) -> Bool {
    guard let seen else { return comment.updatedAt != comment.createdAt }
    return !seen.wasUnedited || seen.digest != ContentDigest.sha256(comment.body.utf8)
  }

  /// A comment's text with each approval of an abbreviated commit bound to the head that was there: others may begin alike, and
  /// can be made to. And whether nothing in it asks for a head that is not known.
  private mutating func bound(
    _ body: String, _ commands: [Command], to about: String?, by user: ForgeUser
  ) -> (String, Bool) {
    var (kept, isBound): ([Command], Bool) = ([], true)
    for command in commands {
      guard case .approve(let commit) = command, commit.map({ $0.utf8.count < 40 }) ?? true else {
        kept.append(command)
        continue
      }
      if let about, let commit, !about.hasPrefix(commit) {
        remarks.append(
          "the approval of commit \(commit) by \(name(of: user)) has no effect: that was not the head when it was said; "
            + "write all digits of the commit")
        continue
      }
      kept.append(.approve(commit: commit == nil ? nil : about))
      guard about == nil else { continue }
      isBound = false
      remarks.append(
        "which commit \(name(of: user)) approved is not known: say it again, or with all digits of the commit, /lgtm SHA"
      )
    }
    return (kept == commands ? body : kept.markdown, isBound)
  }

  /// What stays of a comment that is not what it was: it is lifted as if it were still there.
  private mutating func keep(_ seen: Memory.SeenComment, _ id: Int64, _ fate: String) {
    let lasting = seen.lasting
    guard !lasting.isEmpty else { return }
    add(lasting.markdown, by: seen.author, at: seen.createdAt, id, head: head, isEdited: false)
    if lasting.contains(.cancelPlan) {
      requests.append(
        Timeline.Request(
          comment: id, author: name(of: seen.author), commands: [.cancelPlan], head: nil, counts: true,
          isForAnotherTarget: false))
    }
    guard lasting.contains(.hold), !isLifted(seen, id) else { return }
    remarks.append(
      "the comment with which \(name(of: seen.author)) holds the merge request was \(fate); the hold stays until "
        + "\(name(of: seen.author)) says /hold cancel")
  }

  /// Whether the author of a hold has taken it back since.
  private func isLifted(_ hold: Memory.SeenComment, _ id: Int64) -> Bool {
    observation.comments.contains { comment in
      comment.author.id == hold.author.id && (comment.createdAt, comment.id) > (hold.createdAt, id)
        && !isEdited(comment, memory.comments[comment.id])
        && Command.parse(markdown: comment.body).contains(.cancelHold)
    }
  }

  private mutating func read(_ approval: ForgeApproval) {
    let seen = memory.approvals[approval.user.id].flatMap { $0.at == approval.at ? $0 : nil }
    let about =
      approval.head ?? approval.at.map { history.head(at: $0, seen: seen?.head) } ?? seen?.head
    guard let about else {
      remarks.append(
        "the approval by \(name(of: approval.user)) has no effect: which commit it was for is not known; "
          + "take it back and give it again, or comment /lgtm")
      return
    }
    // Where nobody says when it was given: right after the last look without it.
    let at = approval.at ?? seen?.after ?? observation.mergeRequest.createdAt
    add("/lgtm", by: approval.user, at: at, head: about, isEdited: false)
  }

  private mutating func add(
    _ body: String, by user: ForgeUser, at: Timestamp, _ number: Int64 = .max, head: String?, isEdited: Bool
  ) {
    let comment = Comment(author: name(of: user), body: body, isEdited: isEdited, head: head)
    entries.append(Entry(at: at, rank: 0, number: number, event: .comment(comment)))
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
      ($0.element.at, $0.element.rank, $0.element.number, $0.offset)
        < ($1.element.at, $1.element.rank, $1.element.number, $1.offset)
    }.map(\.element.event)
    let unknown = sorted.lastIndex { if case .comment(let comment) = $0 { comment.head == nil } else { false } }
    if let unknown, !sorted[unknown...].contains(where: { if case .push = $0 { true } else { false } }) {
      // The push is there already, at a time that cannot be told from the comment's.
      sorted.append(sorted.last { if case .push = $0 { true } else { false } } ?? .push(by: "(unknown)"))
    }
    return sorted
  }
}
