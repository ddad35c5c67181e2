public import Deciding
internal import DataBundle
internal import Diagnostics
internal import Diffing
internal import DocumentModel
internal import JSONCoding
internal import Ownership

/// A decision as JSON, `docs/decision.schema.json`: keys and lists in one defined order, the same bytes for the same
/// decision.
public struct DecisionJSON {
  private let decision: Decision
  private let revisions: Revisions

  /// What was compared, as the report names it.
  public struct Revisions: Sendable {
    /// The target's commit.
    public var target: String?
    /// The head's commit; nil for a working tree or the index.
    public var head: String?
    /// The merge result's tree.
    public var tree: String?

    /// Revisions from their names.
    public init(target: String? = nil, head: String? = nil, tree: String? = nil) {
      self.target = target
      self.head = head
      self.tree = tree
    }
  }

  /// A report on a decision.
  public init(_ decision: Decision, revisions: Revisions) {
    self.decision = decision
    self.revisions = revisions
  }

  /// The text, indented, with a line end at the end.
  public var text: String {
    JSONReport.text("Decision") { writer in
      writer.member("mode", decision.mode.rawValue)
      writer.object("target") { $0.member("commit", revisions.target) }
      writer.object("head") { $0.member("commit", revisions.head) }
      writer.object("result") { $0.member("tree", revisions.tree) }
      writer.member("author", decision.author)
      writer.member("verdict", decision.verdict.rawValue)
      writer.member("selfServiceable", decision.selfServiceable)
      writer.member("admitted", decision.admitted)
      writer.member("approved", decision.approved)
      writer.member("held", decision.held)
      writer.member("priority", decision.priority?.rawValue)
      writer.member("labels", decision.labels)
      writer.member("suggestedApprovers", decision.suggestedApprovers)
      writer.member("conflicts", decision.conflicts)
      writer.member("remarks", decision.remarks)
      writer.objects("diagnostics", decision.diagnostics, DiagnosticJSON.members)
      writer.objects("files", decision.files, members)
    }
  }

  private func members(_ file: DecidedFile, _ writer: inout JSONWriter) {
    writer.member("path", file.change.file.path)
    writer.member("oldPath", file.change.oldPath)
    writer.member("type", file.change.file.type.rawValue)
    writer.member("schema", file.change.schema)
    writer.member("covered", file.items.allSatisfy { $0.coverage.isCovered })
    writer.objects("items", file.items) { item, writer in
      writer.place(item.coverage.item, file.change)
      writer.member("digest", item.digest)
      writer.member("covered", item.coverage.isCovered)
      writer.member("approved", item.isApproved)
      writer.member("held", item.isHeld)
      writer.objects("owners", item.owners) { decided, writer in
        writer.members(of: decided.owner)
        writer.member("approvedBy", decided.approvedBy)
        writer.member("auto", decided.isAutomatic)
      }
    }
  }
}

extension FileChange {
  /// The line an item is shown at: in the merge result, in the target for what is gone.
  func line(of item: ChangeItem) -> Int? { range(of: item)?.start.line }

  /// The region an item is shown at, found likewise.
  func range(of item: ChangeItem) -> SourceRange? {
    if let node = item.new, let document = new { return document.keyRange(node) }
    if let node = item.old, let document = old { return document.keyRange(node) }
    return nil
  }
}

extension JSONWriter {
  /// What every report says of an owner.
  mutating func members(of owner: Owner) {
    member("changeType", owner.changeType)
    member("origin", owner.origin)
    member("role", owner.role)
    member("rolePath", owner.rolePath)
    member("context", owner.context)
    member("implicit", owner.implicit)
    member("disabled", owner.disabled)
    member("approvers", owner.approvers)
  }

  mutating func value(_ key: String, _ node: NodeID?, _ document: Document?) {
    self.key(key)
    if let node, let document { value(node, of: document) } else { null() }
  }
}
