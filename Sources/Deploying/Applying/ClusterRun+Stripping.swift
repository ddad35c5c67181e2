internal import DocumentModel
internal import JSONCoding
internal import Kubernetes

extension ClusterRun {
  /// Removes fields that others added, if the object is still what it was.
  mutating func strip(_ step: PlannedStep, _ resource: Resource) async throws(RunStop) -> StepResult.State {
    // What was applied just now has another version.
    guard let object = live.members[step.key], object.uid == step.uid, let version = object.resourceVersion else {
      return .outdated("it is not what it was")
    }
    let pointers = step.stripped.compactMap { object.pointer(to: $0) }
      // Of a list the last item first, so that the others keep their place; and what contains others before those.
      .sorted(by: >)
    guard !pointers.isEmpty, let expected = Document.text(version) else { return .outdated("the fields are gone") }
    var operations = [PatchOperation.test(JSONPointer(["metadata", "resourceVersion"]), expected)]
    operations += pointers.map { PatchOperation.remove($0) }
    do throws(KubernetesError) {
      let answer = try await api.patch(
        resource, namespace: step.key.namespace, name: step.key.name, operations: operations,
        fieldManager: Marks.fieldManager, auditID: AuditID.of(step.key, plan: hash),
        purpose: purpose())
      note(answer.object)
      return .done
    } catch {
      try check(error)
      return state(after: error)
    }
  }
}

extension KubernetesObject {
  /// Where a field is now; nil where it is not there.
  func pointer(to path: FieldPath) -> JSONPointer? {
    var (node, pointer) = (document.root, JSONPointer())
    for step in path.steps {
      let next: NodeID?
      switch step {
      case .field(let name): next = document.member(node, DocumentKey(name))
      case .index(let index): next = document.element(node, index)
      case .value(let json): next = document.children(node).first { document.json($0) == json }
      case .item(let keys):
        next = document.children(node).first { item in
          keys.allSatisfy { key, json in
            document.member(item, DocumentKey(key)).map { document.json($0) == json } ?? false
          }
        }
      }
      guard let next else { return nil }
      pointer = pointer.appending(document.key(next) ?? String(document.indexInParent(next)))
      node = next
    }
    return pointer
  }
}

extension Document {
  /// A document that is a text.
  static func text(_ text: String) -> Document? {
    var builder = DocumentBuilder()
    builder.scalar(.string, text.utf8)
    return builder.finish()
  }
}
