internal import DocumentModel
internal import JSONCoding
internal import Kubernetes

extension ClusterRun {
  /// Removes fields that others added, if they are still what they were. Whatever else of the object changes meanwhile is of no
  /// account: controllers write the status of quotas at any time.
  mutating func strip(_ step: PlannedStep, _ resource: Resource) async throws(RunStop) -> StepResult.State {
    // What was applied just now has another version.
    guard let object = live.members[step.key], object.uid == step.uid, let uid = object.uid.flatMap(Document.text)
    else {
      return .outdated("it is not what it was")
    }
    let fields = step.stripped.compactMap { object.field(at: $0) }
      // Of a list the last item first, so that the others keep their place; and what contains others before those.
      .sorted { $0.pointer > $1.pointer }
    guard !fields.isEmpty else { return .outdated("the fields are gone") }
    var operations = [PatchOperation.test(JSONPointer(["metadata", "uid"]), uid)]
    operations += fields.map { .test($0.pointer, $0.value) } + fields.map { .remove($0.pointer) }
    return try await patch(step, resource, operations, by: Marks.fieldManager)
  }

  /// Writes what is said of an object, and nothing else: what differs stays as it is.
  mutating func mark(
    _ step: PlannedStep, _ object: DesiredObject, _ resource: Resource
  ) async throws(RunStop) -> StepResult.State {
    guard let live = live.members[step.key], live.uid == step.uid, let uid = live.uid.flatMap(Document.text),
      let hash = live.annotations[Marks.contentHash].flatMap(Document.text)
    else { return .outdated("it is not what it was") }
    let wanted = form(of: object, step).marks
    let others = wanted.filter { live.annotations[$0.key] != $0.value }.sorted { $0.key < $1.key }
    var operations = [PatchOperation.test(JSONPointer(["metadata", "uid"]), uid)]
    operations.append(.test(JSONPointer(["metadata", "annotations", Marks.contentHash]), hash))
    for (name, text) in others {
      guard let value = Document.text(text) else { continue }
      operations.append(.add(JSONPointer(["metadata", "annotations", name]), value))
    }
    for name in live.marks.keys.sorted() where wanted[name] == nil {
      operations.append(.remove(JSONPointer(["metadata", "annotations", name])))
    }
    return try await patch(step, resource, operations, by: Marks.markManager)
  }

  private mutating func patch(
    _ step: PlannedStep, _ resource: Resource, _ operations: [PatchOperation], by manager: String
  ) async throws(RunStop) -> StepResult.State {
    do throws(KubernetesError) {
      let answer = try await api.patch(
        resource, namespace: step.key.namespace, name: step.key.name, operations: operations,
        fieldManager: manager, auditID: AuditID.of(step.key, plan: hash),
        purpose: purpose())
      note(answer.object)
      return .done
    } catch {
      try check(error)
      // So a server answers where a test does not hold; what it does not want has causes.
      if error.kind == .invalid, error.causes.isEmpty { return .outdated("the fields are not what they were") }
      return state(after: error)
    }
  }
}

extension KubernetesObject {
  /// Where a field is now; nil where it is not there.
  func pointer(to path: FieldPath) -> JSONPointer? { place(of: path)?.pointer }

  /// Where a field is, and what it is; nil where it is not there.
  fileprivate func field(at path: FieldPath) -> (pointer: JSONPointer, value: Document)? {
    guard let (pointer, node) = place(of: path) else { return nil }
    var builder = DocumentBuilder()
    builder.copy(node, of: document)
    return builder.finish().map { (pointer, $0) }
  }

  private func place(of path: FieldPath) -> (pointer: JSONPointer, node: NodeID)? {
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
    return (pointer, node)
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
