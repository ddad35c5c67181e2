/// Which object something is: kind and version, namespace, name.
public struct ObjectIdentity: Hashable, Sendable {
  /// Group and version, `apps/v1`; of the core group only the version.
  public var apiVersion: String
  /// The kind.
  public var kind: String
  /// The namespace; nil for what belongs to the whole cluster.
  public var namespace: String?
  /// The name.
  public var name: String

  /// An identity from its parts.
  public init(apiVersion: String, kind: String, namespace: String?, name: String) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }

  /// The group; empty for the core group.
  public var group: String { apiVersion.lastIndex(of: "/").map { String(apiVersion[..<$0]) } ?? "" }

  /// The same without the version: an object is one object in all versions that its kind is served in.
  var withoutVersion: ObjectIdentity {
    ObjectIdentity(apiVersion: group, kind: kind, namespace: namespace, name: name)
  }
}

extension ObjectIdentity: Comparable {
  /// By namespace (those of the whole cluster first), kind, group, name, version.
  public static func < (a: ObjectIdentity, b: ObjectIdentity) -> Bool {
    if a.namespace != b.namespace { return (a.namespace ?? "") < (b.namespace ?? "") }
    return (a.kind, a.apiVersion, a.name) < (b.kind, b.apiVersion, b.name)
  }
}

extension ObjectIdentity: CustomStringConvertible {
  /// `Deployment.apps web in shop`, as people name objects.
  public var description: String {
    let kind = group.isEmpty ? kind : "\(kind).\(group)"
    return "\(kind) \(name)" + (namespace.map { " in \($0)" } ?? "")
  }
}
