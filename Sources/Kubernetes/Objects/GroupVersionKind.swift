/// An API group and one of its versions, as `apiVersion` has them: `apps/v1`, or `v1` for the core group.
public struct GroupVersion: Hashable, Sendable, CustomStringConvertible {
  /// The group; empty for the core group.
  public var group: String
  /// The version.
  public var version: String

  /// A version of a group.
  public init(group: String, version: String) {
    self.group = group
    self.version = version
  }

  /// Reads an `apiVersion`; nil where it has more than one slash or an empty part.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    guard !parts.contains(""), (1...2).contains(parts.count), let version = parts.last else { return nil }
    self.init(group: parts.count == 2 ? parts[0] : "", version: version)
  }

  /// The `apiVersion`.
  public var description: String { group.isEmpty ? version : "\(group)/\(version)" }
}

/// A kind of objects, whatever its version.
public struct GroupKind: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The group; empty for the core group.
  public var group: String
  /// The kind: `ConfigMap`.
  public var kind: String

  /// A kind of a group.
  public init(group: String, kind: String) {
    self.group = group
    self.kind = kind
  }

  /// Reads `Kind.group`, or `Kind` for the core group; nil where the kind is empty.
  public init?(_ text: some StringProtocol) {
    let text = String(text)
    let kind = text.prefix { $0 != "." }
    let group = text[kind.endIndex...]
    guard !kind.isEmpty, group != "." else { return nil }
    self.init(group: String(group.dropFirst()), kind: String(kind))
  }

  /// `Kind.group`, or `Kind` for the core group.
  public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }

  /// By the text.
  public static func < (a: GroupKind, b: GroupKind) -> Bool { a.description < b.description }
}

/// A kind of objects in one version: what `apiVersion` and `kind` of an object say.
public struct GroupVersionKind: Hashable, Sendable, CustomStringConvertible {
  /// Group and version.
  public var groupVersion: GroupVersion
  /// The kind.
  public var kind: String

  /// A kind in a version.
  public init(_ groupVersion: GroupVersion, kind: String) {
    self.groupVersion = groupVersion
    self.kind = kind
  }

  /// The kind without its version.
  public var groupKind: GroupKind { GroupKind(group: groupVersion.group, kind: kind) }

  /// `apps/v1 Deployment`.
  public var description: String { "\(groupVersion) \(kind)" }
}

/// How objects of a kind are reached: what discovery says of it.
public struct Resource: Hashable, Sendable, CustomStringConvertible {
  /// Group and version.
  public var groupVersion: GroupVersion
  /// The name in URLs: `configmaps`.
  public var name: String
  /// The kind of its objects.
  public var kind: String
  /// Whether its objects are in namespaces.
  public var isNamespaced: Bool
  /// What can be done: `get`, `list`, `patch` …; empty where that is not known.
  public var verbs: Set<String>

  /// A resource from its parts.
  public init(
    _ groupVersion: GroupVersion, name: String, kind: String, isNamespaced: Bool, verbs: Set<String> = []
  ) {
    self.groupVersion = groupVersion
    self.name = name
    self.kind = kind
    self.isNamespaced = isNamespaced
    self.verbs = verbs
  }

  /// The kind in its version.
  public var groupVersionKind: GroupVersionKind { GroupVersionKind(groupVersion, kind: kind) }
  /// The kind without its version.
  public var groupKind: GroupKind { GroupKind(group: groupVersion.group, kind: kind) }

  /// `deployments.apps`, as kubectl writes it.
  public var description: String { groupVersion.group.isEmpty ? name : "\(name).\(groupVersion.group)" }

  /// Whether its objects hold secrets.
  public var isSecret: Bool { groupVersion.group.isEmpty && name == "secrets" }
}

/// Which object: the same in all versions of its kind.
public struct ObjectKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// The kind.
  public var groupKind: GroupKind
  /// The namespace; nil for kinds that are in none.
  public var namespace: String?
  /// The name.
  public var name: String

  /// A key from its parts.
  public init(_ groupKind: GroupKind, namespace: String?, name: String) {
    self.groupKind = groupKind
    self.namespace = namespace
    self.name = name
  }

  /// `Deployment.apps shop/web`, or `Namespace shop`.
  public var description: String { "\(groupKind) " + (namespace.map { "\($0)/" } ?? "") + name }

  /// By kind, namespace and name.
  public static func < (a: ObjectKey, b: ObjectKey) -> Bool {
    if a.groupKind != b.groupKind { return a.groupKind < b.groupKind }
    let (left, right) = (a.namespace ?? "", b.namespace ?? "")
    return left != right ? left < right : a.name < b.name
  }
}
