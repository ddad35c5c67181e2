import Diagnostics
import DocumentModel

/// Keys that stand more than once in one object, and the document without them.
struct JSONDuplicates {
  private let document: Document
  /// Each repeated key with the first one of that name, in document order.
  private var repeats: [(first: NodeID, again: NodeID)] = []

  private var hashes: [UInt32] = []

  init(of document: Document) {
    self.document = document
    var pending = [document.root]
    while let id = pending.popLast() {
      if document.kind(id) == .object { collect(id) }
      for child in document.children(id) where document.kind(child).isContainer { pending.append(child) }
    }
  }

  private mutating func collect(_ object: NodeID) {
    guard hashesRepeat(object) else { return }
    var seen: [DocumentKey: NodeID] = [:]
    seen.reserveCapacity(document.count(object))
    for member in document.children(object) {
      let key = DocumentKey(utf8: document.keyBytes(member))
      if let first = seen[key] {
        repeats.append((first, member))
      } else {
        seen[key] = member
      }
    }
  }

  /// Whether two keys have the same hash: the cheap test that nearly every object passes.
  private mutating func hashesRepeat(_ object: NodeID) -> Bool {
    guard document.count(object) > 1 else { return false }
    hashes.removeAll(keepingCapacity: true)
    for member in document.children(object) { hashes.append(document.keyHash(member)) }
    hashes.sort()
    for index in 1..<hashes.count where hashes[index] == hashes[index - 1] { return true }
    return false
  }

  /// One error for each repeated key, for the first hundred of them.
  func diagnostics(file: String) -> [Diagnostic] {
    repeats.sorted { $0.again < $1.again }.prefix(100).map { first, again in
      let pointer = document.pointer(first).description
      return Diagnostic(
        "json/duplicate-key", at: Place(file: file, range: document.keyRange(again), pointer: pointer),
        "the key \"\(document.key(again) ?? "")\" stands more than once in this object",
        help: "remove all but one; now the last one counts",
        notes: [.init("first here", at: Place(file: file, range: document.keyRange(first), pointer: pointer))])
    }
  }

  /// The document in which the last value of a key stands at the place of the first.
  func resolved() -> Document {
    guard !repeats.isEmpty else { return document }
    var last: [NodeID: NodeID] = [:]
    for (first, again) in repeats { last[first] = again }
    var builder = DocumentBuilder()
    copy(document.root, &builder, last, Set(repeats.map(\.again)))
    return builder.finish() ?? document
  }

  /// Recursion is as deep as the reader's depth limit allows, no deeper.
  private func copy(_ id: NodeID, _ builder: inout DocumentBuilder, _ last: [NodeID: NodeID], _ dropped: Set<NodeID>) {
    guard document.kind(id).isContainer else { return builder.copy(id, of: document) }
    builder.begin(document.kind(id), at: PackedPosition(document.range(id).start))
    for child in document.children(id) where !dropped.contains(child) {
      let value = last[child] ?? child
      if document.kind(id) == .object {
        let range = document.keyRange(value)
        builder.key(document.keyBytes(value), at: PackedPosition(range.start), to: PackedPosition(range.end))
      }
      copy(value, &builder, last, dropped)
    }
    builder.end(at: PackedPosition(document.range(id).end))
  }
}

extension PackedPosition {
  fileprivate init(_ position: SourcePosition) { self.init(line: position.line, column: position.column) }
}
