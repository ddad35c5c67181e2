internal import DocumentModel

extension KubernetesObject {
  /// The object as it may be applied: without `status` and `metadata.managedFields` (which the API refuses there), with
  /// these preconditions. `uid`: it must be that object; `resourceVersion`: it must not have changed since.
  public func applicable(uid: String? = nil, resourceVersion: String? = nil) -> KubernetesObject {
    var builder = DocumentBuilder()
    builder.begin(.object)
    for child in document.children(document.root) {
      if document.hasKey(child, "status") { continue }
      builder.key(document.keyBytes(child))
      guard document.hasKey(child, "metadata"), document.kind(child) == .object else {
        builder.copy(child, of: document)
        continue
      }
      builder.begin(.object)
      for member in document.children(child)
      where !["managedFields", "uid", "resourceVersion"].contains(document.key(member)) {
        builder.key(document.keyBytes(member))
        builder.copy(member, of: document)
      }
      builder.member("uid", uid)
      builder.member("resourceVersion", resourceVersion)
      builder.end()
    }
    builder.end()
    return builder.finish().flatMap(KubernetesObject.init) ?? self
  }

  /// An item of a list as an object of its own, with the kind that lists of built-in kinds leave out.
  init?(item: NodeID, of list: Document, kind: GroupVersionKind) {
    guard list.kind(item) == .object else { return nil }
    var builder = DocumentBuilder()
    builder.begin(.object)
    builder.member("apiVersion", kind.groupVersion.description)
    builder.member("kind", kind.kind)
    for child in list.children(item) where !list.hasKey(child, "apiVersion") && !list.hasKey(child, "kind") {
      builder.key(list.keyBytes(child))
      builder.copy(child, of: list)
    }
    builder.end()
    guard let object = builder.finish().flatMap(KubernetesObject.init) else { return nil }
    self = object
  }
}

extension DocumentBuilder {
  /// Adds a member that is a text; nothing where there is none.
  mutating func member(_ key: String, _ text: String?) {
    guard let text else { return }
    self.key(key.utf8)
    scalar(.string, text.utf8)
  }
}
