internal import DataBundle
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
  /// A rule as the data repository has it.
  init(_ setting: OrphanSetting) {
    let reason: Orphan.Class =
      switch setting.reason {
      case .marked: .marked
      case .named: .named
      case .misplaced: .misplaced
      }
    let version = GroupVersion(group: setting.group, version: setting.version)
    self.init(
      reason, GroupVersionKind(version, kind: setting.kind), selector: setting.labels, namePrefix: setting.prefix,
      namespaceLabel: setting.within)
  }
}
