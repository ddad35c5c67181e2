internal import DocumentModel
internal import Kubernetes

/// Whether a live object has everything that is to be applied to it, as it was written.
///
/// That servers write a value in a form of their own (`2000m` as `2`) counts as a difference: a trial then says that there
/// is none. Only `false` costs something.
///
/// Built-in kinds are stored without empty lists: one that is not there is the same. Of mappings that is not so
/// (`namespaceSelector: {}`), nor of custom resources, which are stored as they were written.
enum Containment {
  /// Groups whose kinds are all built in: the group of a definition has a dot, and `k8s.io` is reserved.
  private static let builtIn: Set<String> = [
    "", "apps", "autoscaling", "batch", "networking.k8s.io", "policy", "rbac.authorization.k8s.io",
  ]

  static func contains(_ live: KubernetesObject, _ wanted: KubernetesObject) -> Bool {
    let (a, b) = (live.document, wanted.document)
    let isBuiltIn = wanted.groupVersionKind.map { builtIn.contains($0.groupKind.group) } ?? false
    for child in b.children(b.root) where !b.hasKey(child, "status") {
      guard member(a.root, a, child, b, isBuiltIn) else { return false }
    }
    return true
  }

  private static func member(
    _ live: NodeID, _ a: Document, _ wanted: NodeID, _ b: Document, _ isBuiltIn: Bool
  ) -> Bool {
    guard let other = a.member(live, DocumentKey(utf8: b.keyBytes(wanted))) else {
      return isBuiltIn && b.kind(wanted) == .array && b.count(wanted) == 0
    }
    return value(other, a, wanted, b, isBuiltIn)
  }

  private static func value(
    _ live: NodeID, _ a: Document, _ wanted: NodeID, _ b: Document, _ isBuiltIn: Bool
  ) -> Bool {
    switch (a.kind(live), b.kind(wanted)) {
    case (.object, .object):
      return b.children(wanted).allSatisfy { member(live, a, $0, b, isBuiltIn) }
    case (.array, .array):
      guard a.count(live) == b.count(wanted) else { return false }
      return zip(a.children(live), b.children(wanted)).allSatisfy { value($0, a, $1, b, isBuiltIn) }
    default: return Document.equal(live, in: a, wanted, in: b)
    }
  }
}
