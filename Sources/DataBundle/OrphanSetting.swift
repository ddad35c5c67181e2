internal import Diagnostics
internal import DocumentModel
internal import JSONCoding

/// What marks objects on a cluster as such that a datafile should ask for: an element of `deploy.orphans` in `.remit.yml`.
/// What is found and nobody asks for is listed; nothing is done about it.
public struct OrphanSetting: Hashable, Sendable {
  /// Why an object counts as nobody's.
  public enum Reason: String, Hashable, Sendable, CaseIterable {
    /// It has the marks of something that is deployed.
    case marked
    /// It is named like something that is deployed.
    case named
    /// It is where nothing is deployed.
    case misplaced
  }

  /// Why it counts as nobody's.
  public var reason: Reason
  /// The API group of the objects; empty for the core group.
  public var group: String
  /// Its version.
  public var version: String
  /// The kind of the objects.
  public var kind: String
  /// A label selector of the objects; empty: all.
  public var labels: String
  /// How their names begin; empty: anyhow.
  public var prefix: String
  /// A label selector of the namespaces that count; nil: all.
  public var within: String?

  /// A setting from its parts.
  public init(
    _ reason: Reason, group: String, version: String, kind: String, labels: String = "", prefix: String = "",
    within: String? = nil
  ) {
    self.reason = reason
    self.group = group
    self.version = version
    self.kind = kind
    self.labels = labels
    self.prefix = prefix
    self.within = within
  }

  /// Reads a setting; nil, with what is wrong under `config/invalid`, where it is none.
  static func read(_ document: Document, _ node: NodeID, file: String) -> (OrphanSetting?, [Diagnostic]) {
    var fields = FieldReader(document, node, file: file, code: "config/invalid")
    let reason = fields.choice("class", Reason.self)
    if reason == nil, fields.diagnostics.isEmpty { _ = fields.requiredString("class") }
    let kind = fields.requiredString("kind") ?? ""
    let (labels, prefix, within) = (fields.string("labels"), fields.string("prefix"), fields.string("within"))
    fields.reportUnknown()
    let parts = kind.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    if fields.diagnostics.isEmpty, !(2...3).contains(parts.count) || parts.contains("") {
      fields.report(
        document.member(node, "kind") ?? node, "\"\(kind)\" is no kind", help: "write GROUP/VERSION/KIND or v1/KIND")
    }
    if fields.diagnostics.isEmpty, labels == nil, prefix == nil, within == nil {
      fields.report(node, "all objects of a kind cannot be orphans", help: "write `labels`, `prefix` or `within`")
    }
    guard let reason, fields.diagnostics.isEmpty else { return (nil, fields.diagnostics) }
    let setting = OrphanSetting(
      reason, group: parts.count == 3 ? parts[0] : "", version: parts[parts.count - 2], kind: parts[parts.count - 1],
      labels: labels ?? "", prefix: prefix ?? "", within: within)
    return (setting, [])
  }
}
