internal import DocumentModel
internal import JSONCoding

extension KubernetesObject {
  /// The fields of this object that are not in what the server made of it: fields that it does not know, and dropped
  /// without a word. Kubernetes 1.20 does that to custom resources.
  ///
  /// Only whether a field is there counts, as servers write values in forms of their own. Absent is what servers leave
  /// out: `null`, `false`, 0, empty texts, lists and objects.
  public func fieldsDropped(by answer: KubernetesObject) -> [FieldPath] {
    var check = DroppedFields(sent: document, answer: answer.document, keys: answer.listKeys)
    for child in document.children(document.root) {
      guard let key = document.key(child), !["apiVersion", "kind", "status"].contains(key) else { continue }
      check.member(child, key, of: answer.document.root, FieldPath([]))
    }
    return check.found
  }

  /// By which members lists tell their items apart, where they do, as the managers' fields show.
  fileprivate var listKeys: [FieldPath: Set<String>] {
    var result: [FieldPath: Set<String>] = [:]
    for field in managers.flatMap(\.fields) {
      for (index, step) in field.steps.enumerated() {
        guard case .item(let keys) = step else { continue }
        result[FieldPath(Array(field.steps[..<index])), default: []].formUnion(keys.keys)
      }
    }
    return result
  }
}

/// Compares what was sent with what came of it.
private struct DroppedFields {
  let sent: Document
  let answer: Document
  let keys: [FieldPath: Set<String>]
  var found: [FieldPath] = []

  /// What a client says of an object that servers never give back as it was said.
  private static let own: Set<FieldPath> = [
    FieldPath("metadata", "managedFields"), FieldPath("metadata", "uid"), FieldPath("metadata", "resourceVersion"),
  ]

  mutating func member(_ node: NodeID, _ key: String, of parent: NodeID, _ path: FieldPath) {
    let path = path.appending(.field(key))
    guard !Self.own.contains(path) else { return }
    value(node, answer.member(parent, DocumentKey(key)), path)
  }

  private mutating func value(_ node: NodeID, _ other: NodeID?, _ path: FieldPath) {
    guard let other, answer.kind(other) != .null else {
      if !isZero(node) { found.append(path) }
      return
    }
    switch (sent.kind(node), answer.kind(other)) {
    case (.object, .object):
      for child in sent.children(node) { member(child, sent.key(child) ?? "", of: other, path) }
    case (.array, .array): items(of: node, in: other, path)
    case (.object, _), (.array, _): found.append(path)
    default: break
    }
  }

  private mutating func items(of node: NodeID, in other: NodeID, _ path: FieldPath) {
    let candidates = Array(answer.children(other))
    let isSameLength = sent.count(node) == candidates.count
    for (index, item) in sent.children(node).enumerated() {
      if let names = keys[path], sent.kind(item) == .object {
        let match = candidates.first { isSame(item, $0, by: names) }
        value(item, match, path.appending(match.map { .item(keyValues(of: $0, names)) } ?? .index(index)))
      } else if isSameLength {
        value(item, candidates[index], path.appending(.index(index)))
      } else if !candidates.contains(where: { Document.equal(item, in: sent, $0, in: answer) }) {
        found.append(path.appending(.index(index)))
      }
    }
  }

  /// Whether two items are the same as far as the one that was sent says who it is: servers fill in the rest.
  private func isSame(_ item: NodeID, _ candidate: NodeID, by names: Set<String>) -> Bool {
    names.allSatisfy { name in
      guard let value = sent.member(item, DocumentKey(name)) else { return true }
      guard let other = answer.member(candidate, DocumentKey(name)) else { return false }
      return Document.equal(value, in: sent, other, in: answer)
    }
  }

  private func keyValues(of candidate: NodeID, _ names: Set<String>) -> [String: String] {
    var result: [String: String] = [:]
    for name in names {
      result[name] = answer.member(candidate, DocumentKey(name)).map {
        answer.json($0, style: JSONWriter.Style(sortedKeys: true))
      }
    }
    return result
  }

  private func isZero(_ node: NodeID) -> Bool {
    switch sent.kind(node) {
    case .null: true
    case .bool: sent.bool(node) == false
    case .int, .float: sent.double(node) == 0
    case .string: sent.text(node).isEmpty
    case .array: sent.count(node) == 0
    case .object: sent.children(node).allSatisfy(isZero)
    }
  }
}
