internal import DataBundle
public import Deciding
internal import Diagnostics
internal import Diffing
internal import DocumentModel
internal import JSONCoding
internal import Ownership

/// A decision in words: what text, comments and pages show, each in its own dress. One place for every sentence, so
/// that all doors say the same.
public struct Explanation: Sendable {
  /// The verdict in one line.
  public var headline: String
  /// What changed, file by file.
  public var files: [File]
  /// What had no effect and why, what is wrong with the files.
  public var remarks: [String]
  /// What to do next; empty when nothing is left to do.
  public var next: [String]

  /// The changes of one file.
  public struct File: Sendable {
    /// The path people know: from the top of the repository where it can be told, else in its tree.
    public var path: String
    /// Something about the file as a whole.
    public var remark: String?
    /// Its items.
    public var items: [Item]
  }

  /// One or more items with the same standing and the same owners.
  public struct Item: Sendable {
    /// Where it stands.
    public var standing: Standing
    /// What changed, one line an item.
    public var changes: [String]
    /// Through which grant who owns it, one line an owner.
    public var owners: [String]
    /// Who has approved, or who can.
    public var approval: String
  }

  /// Where an item stands.
  public enum Standing: String, Sendable {
    /// Approved.
    case approved
    /// Owned, not approved yet.
    case waiting
    /// Owned by nobody.
    case unowned
    /// Held.
    case held
  }

  /// The words for a decision.
  public init(_ decision: Decision) {
    let items = decision.files.flatMap(\.items)
    files = decision.files.map { File($0, author: decision.author) }
    remarks = decision.remarks
    headline = Explanation.headline(decision, items)
    next = Explanation.next(decision, items)
  }

  private static func headline(_ decision: Decision, _ items: [DecidedItem]) -> String {
    let total = items.count
    func changes(_ count: Int) -> String {
      count == total ? (total == 1 ? "the change" : "all \(total) changes") : "\(count) of \(total) changes"
    }
    switch decision.verdict {
    case .approved:
      return
        "approved: \(changes(total)) \(total == 1 ? "is" : "are") approved by \(total == 1 ? "its owner" : "their owners")"
    case .needsApproval:
      let waiting = items.filter { !$0.isApproved }.count
      return
        "needs approval: \(changes(waiting)) \(waiting == 1 ? "waits" : "wait") for \(waiting == 1 ? "its owner" : "their owners")"
    case .notSelfServiceable:
      let unowned = items.filter { !$0.coverage.isCovered }.count
      return total == 0
        ? "not self-serviceable: nothing changes"
        : "not self-serviceable: nobody may approve \(changes(unowned))"
    case .held: return "held: somebody asked to wait"
    case .restricted: return "restricted: an owner has to allow the test of this merge request first"
    case .invalid:
      let errors = decision.diagnostics.count(of: .error)
      return "invalid: the merge result has \(errors) error\(errors == 1 ? "" : "s")"
    case .conflict: return "conflict: the branch does not merge into the target"
    }
  }

  private static func next(_ decision: Decision, _ items: [DecidedItem]) -> [String] {
    var steps: [String] = []
    if !decision.conflicts.isEmpty {
      steps.append("rebase on the target and resolve \(decision.conflicts.joined(separator: ", "))")
    }
    if decision.diagnostics.hasErrors { steps.append("fix the errors above and push again") }
    if !decision.admitted {
      steps.append(
        "ask an owner of the restricted change to comment /ok-to-test: \(list(Explanation.gatekeepers(items)))")
    }
    if items.contains(where: { !$0.coverage.isCovered }) {
      steps.append("ask the platform team to review what nobody owns, or leave it out of this merge request")
    }
    if decision.held { steps.append("whoever said /hold can say /hold cancel") }
    if !decision.suggestedApprovers.isEmpty {
      let people = decision.suggestedApprovers
      steps.append("ask \(list(people)) to comment /lgtm\(people.count > 1 ? " (each of them is needed)" : "")")
    } else if items.contains(where: { $0.coverage.isCovered && !$0.isApproved }) {
      steps.append("no other person owns what waits: \(decision.author) may comment /lgtm")
    }
    return steps
  }

  private static func gatekeepers(_ items: [DecidedItem]) -> [String] {
    Set(
      items.flatMap { $0.coverage.owners + $0.coverage.guards }.filter(\.isGate).flatMap(
        \.approvers)
    ).sorted()
  }

  static func list(_ people: [String], _ word: String = "and") -> String {
    guard people.count > 1, let last = people.last else { return people.first ?? "nobody" }
    return people.dropLast().joined(separator: ", ") + " \(word) " + last
  }
}

extension Explanation.File {
  init(_ file: DecidedFile, author: String) {
    path = file.change.file.path
    switch file.change.file.type {
    case .datafile: remark = file.change.schema
    case .resource: remark = "resource"
    case .other: remark = "outside data and resources: never self-serviceable"
    }
    if let old = file.change.oldPath { remark = "moved from \(old)" }
    items = []
    for decided in file.items {
      let item = Explanation.Item(decided, file.change, author: author)
      if let last = items.last, last.standing == item.standing, last.owners == item.owners,
        last.approval == item.approval
      {
        items[items.count - 1].changes += item.changes
      } else {
        items.append(item)
      }
    }
  }
}

extension Explanation.Item {
  init(_ decided: DecidedItem, _ change: FileChange, author: String) {
    standing =
      decided.isHeld ? .held : !decided.coverage.isCovered ? .unowned : decided.isApproved ? .approved : .waiting
    changes = [Explanation.describe(decided.coverage.item, change)]
    owners = []
    for owner in decided.owners.map(\.owner) {
      let line = Explanation.way(owner)
      if !owners.contains(line) { owners.append(line) }
    }
    if decided.coverage.owners.isEmpty, !decided.coverage.fragments.isEmpty { owners = ["covered by its parts"] }
    approval = Explanation.Item.approval(decided, author: author)
  }

  private static func approval(_ decided: DecidedItem, author: String) -> String {
    let active = decided.owners.filter { !$0.owner.disabled }
    let by = Set(active.flatMap(\.approvedBy)).sorted()
    if decided.isHeld { return "on hold" }
    if !by.isEmpty { return "approved by \(Explanation.list(by))" }
    if decided.isApproved, active.contains(where: \.isAutomatic) { return "approved: \(author) owns it" }
    if decided.isApproved { return "approved" }
    if !decided.coverage.isCovered { return "nobody may approve this" }
    let can = Set(active.flatMap(\.owner.approvers)).sorted()
    return can.isEmpty ? "waits for the owners of its parts" : "\(Explanation.list(can, "or")) may approve"
  }
}

extension Explanation {
  /// Through which grant somebody owns something.
  static func way(_ owner: Owner) -> String {
    let name = owner.changeType == owner.origin ? owner.changeType : "\(owner.changeType), part of \(owner.origin)"
    let through = owner.role.map { "role \($0)" } ?? "the file itself"
    return "\(name) on \(owner.context) through \(through)\(owner.disabled ? " (disabled: grants nothing)" : "")"
  }

  /// What happened at a place, in words.
  static func describe(_ item: ChangeItem, _ change: FileChange) -> String {
    let pointer = item.pointer
    let place = pointer.isEmpty ? "the file" : pointer
    let line = change.line(of: item).map { pointer.isEmpty ? "" : " (line \($0))" } ?? ""
    func short(_ node: NodeID?, _ document: Document?) -> String {
      guard let node, let document else { return "" }
      return abbreviated(document.json(node))
    }
    let old = short(item.old, change.old)
    let new = short(item.new, change.new)
    switch item.kind {
    case .added: return pointer.isEmpty ? "the file is new" : "\(place)\(line): added \(new)"
    case .removed: return pointer.isEmpty ? "the file is deleted" : "\(place)\(line): removed \(old)"
    case .changed: return old.isEmpty && new.isEmpty ? "\(place) changed" : "\(place)\(line): \(old) → \(new)"
    case .reordered: return "\(place)\(line): the order changed"
    case .moved: return change.new == nil ? "\(place): moved away" : "\(place): moved here"
    case .schema: return change.new == nil ? "\(place): leaves its schema" : "\(place): comes under another schema"
    case .format: return "only comments, quoting or the order of keys changed"
    }
  }

  /// At most 60 characters of a value.
  private static func abbreviated(_ text: String) -> String {
    guard text.unicodeScalars.count > 60 else { return text }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.unicodeScalars.prefix(57))
    return String(result) + "…"
  }
}
