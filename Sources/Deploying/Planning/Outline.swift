internal import DocumentModel
internal import Kubernetes

extension KubernetesObject {
  /// What a plan wants to know of an object that nobody asks for: who it is, whose, and whether it was applied by this program.
  ///
  /// Anybody can put a set's label on objects, as many and as large as the cluster lets them: of each no more is kept than of a
  /// small one.
  var outline: KubernetesObject {
    var builder = DocumentBuilder()
    builder.begin(.object)
    for child in document.children(document.root) {
      switch document.key(child) {
      case "apiVersion", "kind": builder.member(child, of: document)
      case "metadata":
        builder.key(document.keyBytes(child))
        builder.begin(.object)
        for member in document.children(child) { outline(member, in: &builder) }
        builder.end()
      default: break
      }
    }
    builder.end()
    return builder.finish().flatMap(KubernetesObject.init) ?? self
  }

  private func outline(_ member: NodeID, in builder: inout DocumentBuilder) {
    switch document.key(member) {
    case "name", "namespace", "uid", "resourceVersion", "deletionTimestamp": builder.member(member, of: document)
    case "labels": builder.texts("labels", labels.filter { $0.key == ApplySet.memberLabel })
    case "annotations":
      let limit = 2 * Marks.maximumInputBytes
      builder.texts("annotations", annotations.filter { Marks.all.contains($0.key) && $0.value.utf8.count <= limit })
    case "finalizers":
      builder.items("finalizers", document.children(member).prefix(10)) { $0.copy($1, of: document) }
    case "ownerReferences":
      let controller = document.children(member).first { item in
        document.member(item, "controller").flatMap(document.bool) ?? false
      }
      builder.items("ownerReferences", [controller].compactMap(\.self)) { $0.copy($1, of: document) }
    case "managedFields":
      let own = document.children(member).first { item in
        document.text(item, "manager") == Marks.fieldManager
          && document.text(item, "operation") == FieldManager.Operation.apply.rawValue
      }
      // That it is a manager counts; of which fields may be as long as the object.
      builder.items("managedFields", [own].compactMap(\.self)) { builder, item in
        builder.begin(.object)
        for part in document.children(item) where !document.hasKey(part, "fieldsV1") {
          builder.member(part, of: document)
        }
        builder.end()
      }
    default: break
    }
  }
}

extension DocumentBuilder {
  /// Adds a member of another document, as it is.
  fileprivate mutating func member(_ member: NodeID, of document: Document) {
    key(document.keyBytes(member))
    copy(member, of: document)
  }

  /// Adds a member that is a list.
  fileprivate mutating func items(
    _ key: String, _ items: some Sequence<NodeID>, _ write: (inout DocumentBuilder, NodeID) -> Void
  ) {
    self.key(key.utf8)
    begin(.array)
    for item in items { write(&self, item) }
    end()
  }
}

extension Document {
  fileprivate func text(_ node: NodeID, _ key: DocumentKey) -> String? { member(node, key).flatMap(string) }
}
