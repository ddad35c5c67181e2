import DocumentModel

/// What a strict comparison knows of every value of one document; the tables are by node index.
struct StrictValues {
  let document: Document
  private var classes: [Int32]
  private var identities: [NodeID: String] = [:]
  /// How many scalars and empty containers are in a value.
  private var leaves: [Int]

  init(of document: Document, identity: ItemIdentity, _ shared: inout StrictClasses) {
    self.document = document
    classes = Array(repeating: 0, count: document.nodeCount)
    leaves = Array(repeating: 1, count: document.nodeCount)
    for id in document.valuesByLevel().values.reversed() {
      let index = Int(id.index)
      switch document.kind(id) {
      case .object:
        var members = document.children(id).map { (key: shared.text(document.keyBytes($0)), value: classOf($0)) }
        members.sort { $0.key < $1.key }
        classes[index] = shared.object(members.flatMap { [$0.key, $0.value] })
        identities[id] = identity(id) ?? loneReference(id)
      case .array: classes[index] = shared.list(document.children(id).map { classOf($0) })
      default: classes[index] = shared.scalar(id, of: document)
      }
      if document.kind(id).isContainer {
        leaves[index] = max(1, document.children(id).reduce(0) { $0 + leafCount($1) })
      }
    }
  }

  /// The same number for the same JSON value, in both documents.
  func classOf(_ id: NodeID) -> Int32 { classes[Int(id.index)] }

  /// How many scalars and empty containers are in a value, at least 1.
  func leafCount(_ id: NodeID) -> Int { leaves[Int(id.index)] }

  /// The name of the thing an object stands for.
  func identity(_ id: NodeID) -> String? { identities[id] }

  private func loneReference(_ id: NodeID) -> String? {
    guard document.count(id) == 1, let reference = document.member(id, "$ref") else { return nil }
    return document.string(reference)
  }
}

/// Numbers for equal JSON values, shared by both documents: members in any order. Whole and other numbers are different
/// (`1` and `1.0`): where they end up as texts, people see the difference.
struct StrictClasses {
  private enum Key: Hashable {
    case scalar(NodeKind, [UInt8])
    case list([Int32])
    case object([Int32])
  }

  private var numbers: [Key: Int32] = [:]

  /// The class of a text.
  mutating func text(_ bytes: ArraySlice<UInt8>) -> Int32 { number(.scalar(.string, Array(bytes))) }

  /// The class of any scalar.
  mutating func scalar(_ id: NodeID, of document: Document) -> Int32 {
    number(.scalar(document.kind(id), Array(document.text(id))))
  }

  /// The class of a list of these classes.
  mutating func list(_ items: [Int32]) -> Int32 { number(.list(items)) }

  /// The class of an object with these classes of keys and values.
  mutating func object(_ members: [Int32]) -> Int32 { number(.object(members)) }

  private mutating func number(_ key: Key) -> Int32 {
    if let known = numbers[key] { return known }
    let fresh = Int32(clamping: numbers.count + 1)
    numbers[key] = fresh
    return fresh
  }
}
