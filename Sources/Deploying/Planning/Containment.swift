internal import DocumentModel
internal import Kubernetes

/// Whether a live object has everything that is to be applied to it, as it was written.
///
/// That servers write a value in a form of their own (`2000m` as `2`) counts as a difference: a trial then says that there
/// is none. Only `false` costs something.
enum Containment {
  static func contains(_ live: KubernetesObject, _ wanted: KubernetesObject) -> Bool {
    let (a, b) = (live.document, wanted.document)
    for child in b.children(b.root) where !b.hasKey(child, "status") {
      guard let other = a.member(a.root, DocumentKey(utf8: b.keyBytes(child))), value(other, a, child, b) else {
        return false
      }
    }
    return true
  }

  private static func value(_ live: NodeID, _ a: Document, _ wanted: NodeID, _ b: Document) -> Bool {
    switch (a.kind(live), b.kind(wanted)) {
    case (.object, .object):
      for child in b.children(wanted) {
        guard let other = a.member(live, DocumentKey(utf8: b.keyBytes(child))), value(other, a, child, b) else {
          return false
        }
      }
      return true
    case (.array, .array):
      guard a.count(live) == b.count(wanted) else { return false }
      return zip(a.children(live), b.children(wanted)).allSatisfy { value($0, a, $1, b) }
    default: return Document.equal(live, in: a, wanted, in: b)
    }
  }
}
