internal import DocumentModel
internal import JSONCoding
public import Kubernetes

/// What marks an object as one that somebody should ask for.
public struct OrphanRule: Hashable, Sendable {
  /// Why it counts as nobody's.
  public var reason: Orphan.Class
  /// The kind of objects that are looked at.
  public var kind: GroupVersionKind
  /// The selector of labels that marks them; empty: all of the kind.
  public var selector: String
  /// What the name begins with; empty: anything.
  public var namePrefix: String
  /// Only those in namespaces with a label; nil: all.
  public var namespaceLabel: String?

  /// A rule from its parts.
  public init(
    _ reason: Orphan.Class, _ kind: GroupVersionKind, selector: String = "", namePrefix: String = "",
    namespaceLabel: String? = nil
  ) {
    self.reason = reason
    self.kind = kind
    self.selector = selector
    self.namePrefix = namePrefix
    self.namespaceLabel = namespaceLabel
  }
}

extension OrphanRule {
  /// Reads a rule: `{class: marked, kind: GROUP/VERSION/KIND, labels: SELECTOR, prefix: tn-, namespaceLabels: SELECTOR}`. A
  /// rule that would count all objects of a kind is wrong.
  init?(_ fields: inout FieldReader, _ node: NodeID) {
    let reason = fields.requiredString("class")
    let kind = fields.requiredString("kind")
    let (labels, prefix, namespaces) = (
      fields.string("labels"), fields.string("prefix"), fields.string("namespaceLabels")
    )
    fields.reportUnknown()
    guard let reason, let kind else { return nil }
    let classes = Orphan.Class.byRule.map(\.rawValue)
    guard let found = Orphan.Class(rawValue: reason), Orphan.Class.byRule.contains(found) else {
      fields.report(node, "\"class\" cannot be \"\(reason)\"", help: "use one of \(classes.joined(separator: ", "))")
      return nil
    }
    let parts = kind.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else {
      fields.report(node, "\"\(kind)\" is no kind", help: "write VERSION/KIND or GROUP/VERSION/KIND")
      return nil
    }
    guard labels ?? prefix ?? namespaces != nil else {
      fields.report(
        node, "every object of the kind would be nobody's", help: "say which by labels, prefix or namespaceLabels")
      return nil
    }
    let version = GroupVersion(group: parts.count == 3 ? parts[0] : "", version: parts[parts.count - 2])
    self.init(
      found, GroupVersionKind(version, kind: parts[parts.count - 1]), selector: labels ?? "", namePrefix: prefix ?? "",
      namespaceLabel: namespaces)
  }
}

extension Orphan.Class {
  /// Those that rules find; the others are found by the sets' labels.
  static let byRule: [Orphan.Class] = [.marked, .named, .misplaced]
}
