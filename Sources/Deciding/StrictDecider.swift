internal import DataBundle
internal import Diffing
internal import Ownership

/// Remit's decision: approvals are bound to the digest of each item, and only unedited commands of people who own
/// something count.
struct StrictDecider {
  private let request: MergeRequest
  private let author: Account
  /// Somebody else pushed to the branch: the author's ownership alone approves nothing.
  private let isForeignPush: Bool
  /// It was pointed at another branch, perhaps by somebody else: the author's ownership alone approves nothing, as nobody proposed
  /// the difference to this one.
  private let isRetargeted: Bool
  private var statements: [Statement] = []
  private var remarks: [String] = []

  /// What somebody said, and for approvals which items could be seen then.
  private struct Statement {
    var by: Account
    var name: String
    var command: Command
    /// Nil: all present items.
    var seen: Set<String>?
  }

  init(_ request: MergeRequest) {
    self.request = request
    author = Account(request.author)
    isForeignPush = request.events.contains {
      if case .push(let by) = $0 { Account(by) != Account(request.author) } else { false }
    }
    isRetargeted = request.events.contains(.retarget)
    for (index, event) in request.events.enumerated() {
      guard case .comment(let comment) = event else { continue }
      let later = request.events[index...]
      let isOvertaken = later.contains { if case .push = $0 { true } else { false } }
      read(comment, isOvertaken: isOvertaken, isForAnotherTarget: later.contains(.retarget))
    }
  }

  /// `isOvertaken`: somebody pushed after the comment, so that without a head nobody knows what it was about.
  private mutating func read(_ comment: Comment, isOvertaken: Bool, isForAnotherTarget: Bool) {
    let commands = Command.parse(markdown: comment.body)
    guard !commands.isEmpty else { return }
    if comment.isEdited {
      remarks.append("the commands in an edited comment of \(comment.author) have no effect; write a new comment")
      return
    }
    for command in commands {
      if command == .okToTest, isForAnotherTarget {
        remarks.append("/ok-to-test by \(comment.author) has no effect: the merge request was for another branch then")
        continue
      }
      var seen: Set<String>?
      if case .approve(let commit) = command {
        if isForAnotherTarget {
          remarks.append(
            "the approval by \(comment.author) has no effect: the merge request was for another branch then")
          continue
        }
        if commit == nil, comment.head == nil, isOvertaken {
          remarks.append(
            "the approval by \(comment.author) has no effect: it was followed by a push, and which commit it was for is not known"
          )
          continue
        }
        guard let known = digests(at: commit, or: comment.head) else {
          let place = (commit ?? comment.head).map { " of commit \($0.prefix(12))" } ?? ""
          remarks.append("the approval\(place) by \(comment.author) has no effect: that commit is not known here")
          continue
        }
        seen = known.isPresent ? nil : known.digests
      }
      statements.append(Statement(by: Account(comment.author), name: comment.author, command: command, seen: seen))
    }
  }

  /// The items that could be seen at a commit; nil where it is not known or the abbreviation is ambiguous.
  private func digests(at abbreviated: String?, or head: String?) -> (digests: Set<String>, isPresent: Bool)? {
    guard let wanted = abbreviated ?? head else { return ([], true) }
    if request.head == wanted { return ([], true) }
    var known = request.digestsByHead.keys.filter { $0 == wanted }
    if known.isEmpty, abbreviated != nil {
      known = request.digestsByHead.keys.filter { $0.hasPrefix(wanted) }
      // A later commit can be made to begin like the one that was meant: what is abbreviated was there when it was said.
      if request.head.hasPrefix(wanted), head == nil || head == request.head { known.append(request.head) }
    }
    guard known.count == 1, let found = known.first else { return nil }
    if found == request.head { return ([], true) }
    return request.digestsByHead[found].map { ($0, false) }
  }

  /// The decision; its verdict is left to the caller.
  func decide() -> DecidedParts {
    var remarks = remarks
    let files = request.coverage.files.map { file in
      DecidedFile(change: file.change, items: file.items.map { decide($0, file.change, &remarks) })
    }
    let items = files.flatMap(\.items)
    return DecidedParts(
      files: files, selfServiceable: !items.isEmpty && items.allSatisfy { $0.coverage.isCovered },
      admitted: isAdmitted(items), approved: !items.isEmpty && items.allSatisfy(\.isApproved),
      held: isHeldByAuthor || items.contains(where: \.isHeld), remarks: unique(remarks))
  }

  private func decide(_ item: ItemCoverage, _ change: FileChange, _ remarks: inout [String]) -> DecidedItem {
    let digest = change.digest(of: item.item)
    var decided = DecidedItem(coverage: item, digest: digest, isApproved: false, isHeld: false, owners: [])
    for (owner, people) in item.owners.map({ ($0, Set($0.approvers.map { Account($0) })) }) {
      guard !owner.disabled else {
        decided.owners.append(DecidedOwner(owner: owner, approvedBy: [], isAutomatic: false))
        continue
      }
      var approvedBy: [Account: String] = [:]
      var holders: [Account: String] = [:]
      for statement in statements where people.contains(statement.by) {
        switch statement.command {
        case .approve:
          if let seen = statement.seen, !seen.contains(digest) {
            remarks.append(
              "the approval by \(statement.name) does not cover \(change.file.path) "
                + "\(item.item.pointer.isEmpty ? "as a whole" : item.item.pointer)"
                + ": it changed after that")
          } else {
            approvedBy[statement.by] = statement.name
          }
        case .cancelApproval: approvedBy = [:]
        case .hold: holders[statement.by] = statement.name
        case .cancelHold:
          holders[statement.by] = nil
          for name in holders.values.sorted() {
            remarks.append("the hold by \(name) stays: nobody else can take it back")
          }
        default: break
        }
      }
      let isAutomatic = isAutomatic(owner, people)
      decided.owners.append(
        DecidedOwner(owner: owner, approvedBy: approvedBy.values.sorted(), isAutomatic: isAutomatic))
      decided.isApproved = decided.isApproved || !approvedBy.isEmpty && mayApprove(approvedBy) || isAutomatic
      decided.isHeld = decided.isHeld || !holders.isEmpty
    }
    return decided
  }

  /// Under `never` the author's own words do not count either.
  private func mayApprove(_ people: [Account: String]) -> Bool {
    request.selfApproval.isOwnWordEnough || people.keys.contains { $0 != author }
  }

  /// Whether the author's ownership is enough by itself.
  private func isAutomatic(_ owner: Owner, _ people: Set<Account>) -> Bool {
    guard people.contains(author), !isForeignPush, !isRetargeted, !hasCancelled else { return false }
    return request.selfApproval.isProposingEnough(where: people)
  }

  /// The author said `/lgtm cancel` last: ownership does not speak against its owner's words.
  private var hasCancelled: Bool {
    var cancelled = false
    for statement in statements where statement.by == author {
      if statement.command == .cancelApproval { cancelled = true }
      if case .approve = statement.command { cancelled = false }
    }
    return cancelled
  }

  /// The author may hold, and only the author takes that back.
  private var isHeldByAuthor: Bool {
    var held = false
    for statement in statements where statement.by == author {
      if statement.command == .hold { held = true }
      if statement.command == .cancelHold { held = false }
    }
    return held
  }

  /// Every restrictive change-type needs, in each context, an owner who is the author or said `/ok-to-test`.
  private func isAdmitted(_ items: [DecidedItem]) -> Bool {
    var trusted: Set<Account> = isForeignPush || isRetargeted ? [] : [author]
    for statement in statements where statement.command == .okToTest { trusted.insert(statement.by) }
    struct Gate: Hashable {
      var changeType: String
      var context: String
    }
    var open: [Gate: Bool] = [:]
    for owner in items.flatMap(\.coverage.guards) where owner.isGate {
      let admits = owner.approvers.contains { trusted.contains(Account($0)) }
      open[Gate(changeType: owner.origin, context: owner.context), default: false] =
        admits
        || open[Gate(changeType: owner.origin, context: owner.context)] == true
    }
    return open.values.allSatisfy { $0 }
  }

  private func unique(_ remarks: [String]) -> [String] {
    var found: [String] = []
    for remark in remarks where !found.contains(remark) { found.append(remark) }
    return found
  }
}
