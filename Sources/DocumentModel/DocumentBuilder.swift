/// Builds a document in document order, one event after the other.
///
/// The caller guarantees well-formed calls: one root, every `begin…` matched by `end`, a `key` before each member.
/// Duplicate keys are the caller's business too (`DocumentBuilder` keeps both).
public struct DocumentBuilder: ~Copyable {
  @usableFromInline var nodes: [NodeRecord] = []
  private var bytes: [UInt8] = []
  private var open: [UInt32] = []
  private var pendingKey: PendingKey?
  private let memory: DocumentMemory?

  private struct PendingKey {
    var offset: UInt32
    var length: UInt32
    var hash: UInt32
    var position: PackedPosition
    var width: UInt16
  }

  /// An empty builder; the capacity is a hint in bytes of source text. With `memory` the document is built there and
  /// copied when it is finished.
  public init(sourceBytes: Int = 0, memory: DocumentMemory? = nil) {
    self.memory = memory
    if let memory {
      swap(&nodes, &memory.nodes)
      swap(&bytes, &memory.bytes)
      swap(&open, &memory.open)
    }
    // What files of a data repository need: one value in 23 bytes, and two bytes of three are keys and texts.
    nodes.reserveCapacity(sourceBytes / 20)
    bytes.reserveCapacity(sourceBytes / 4 * 3)
  }

  /// How many values have been added.
  @inlinable public var nodeCount: Int { nodes.count }

  /// How many containers are open.
  public var depth: Int { open.count }

  /// Sets the key of the value that comes next. Without `finish` it is taken to be as long as its text.
  public mutating func key(
    _ text: some Sequence<UInt8>, at position: PackedPosition = .init(line: 1, column: 1),
    to finish: PackedPosition? = nil
  ) {
    let width = finish.map { NodeRecord.keyWidth(position, $0) } ?? NodeRecord.unknownWidth
    key(text, at: position, width: width)
  }

  private mutating func key(_ text: some Sequence<UInt8>, at position: PackedPosition, width: UInt16) {
    let offset = bytes.count
    bytes.append(contentsOf: text)
    let hash = DocumentKey.hash(of: bytes[offset...])
    pendingKey = PendingKey(
      offset: UInt32(offset), length: UInt32(bytes.count - offset), hash: hash, position: position, width: width)
  }

  /// Adds a scalar. `text` is its canonical text (see `Document.text`).
  public mutating func scalar(
    _ kind: NodeKind, _ text: some Sequence<UInt8>, style: ScalarStyle = .plain,
    at start: PackedPosition = .init(line: 1, column: 1), to finish: PackedPosition = .init(line: 1, column: 1)
  ) {
    let offset = bytes.count
    bytes.append(contentsOf: text)
    add(kind, style, UInt32(offset), UInt32(bytes.count - offset), start, finish)
  }

  /// Opens an object or an array.
  public mutating func begin(_ kind: NodeKind, at start: PackedPosition = .init(line: 1, column: 1)) {
    precondition(kind.isContainer, "only objects and arrays have children")
    add(kind, .plain, 0, 0, start, start)
    open.append(UInt32(nodes.count - 1))
  }

  /// Closes the innermost open container.
  public mutating func end(at finish: PackedPosition = .init(line: 1, column: 1)) {
    guard let index = open.popLast() else { return }
    nodes[Int(index)].end = UInt32(nodes.count)
    nodes[Int(index)].finish = finish
  }

  /// Sets the key of the value that comes next from contiguous bytes; gives back its hash.
  @discardableResult
  package mutating func key(
    utf8 text: UnsafeBufferPointer<UInt8>, at position: PackedPosition, to finish: PackedPosition
  ) -> UInt32 {
    let offset = bytes.count
    bytes.append(contentsOf: text)
    let hash = DocumentKey.hash(of: text)
    pendingKey = PendingKey(
      offset: UInt32(offset), length: UInt32(text.count), hash: hash, position: position,
      width: NodeRecord.keyWidth(position, finish))
    return hash
  }

  /// Adds a scalar from contiguous bytes; gives back where its text is kept.
  @discardableResult
  package mutating func scalar(
    _ kind: NodeKind, utf8 text: UnsafeBufferPointer<UInt8>, style: ScalarStyle, at start: PackedPosition,
    to finish: PackedPosition
  ) -> PooledText {
    let pooled = pool(text)
    add(kind, style, pooled.offset, pooled.length, start, finish)
    return pooled
  }

  /// A text kept by the builder, so that many values can share it.
  package struct PooledText: Sendable {
    fileprivate let offset: UInt32
    fileprivate let length: UInt32
  }

  /// Keeps a text for later use by `scalar(_:pooled:)`.
  package mutating func pool(_ text: UnsafeBufferPointer<UInt8>) -> PooledText {
    let offset = bytes.count
    bytes.append(contentsOf: text)
    return PooledText(offset: UInt32(offset), length: UInt32(text.count))
  }

  /// The bytes of a kept text.
  package func bytes(of text: PooledText) -> ArraySlice<UInt8> {
    bytes[Int(text.offset)..<Int(text.offset) + Int(text.length)]
  }

  /// Adds a scalar whose text is kept already.
  package mutating func scalar(
    _ kind: NodeKind, pooled text: PooledText, style: ScalarStyle, at start: PackedPosition, to finish: PackedPosition
  ) {
    add(kind, style, text.offset, text.length, start, finish)
  }

  /// A builder whose document shares the texts of `document`; only the `shared…` functions and `begin` and `end` may be
  /// used with values of that document.
  package init(sharingTextsOf document: Document) {
    memory = nil
    bytes = document.storage.bytes
    nodes.reserveCapacity(document.nodeCount)
  }

  /// Sets the key of the value that comes next: the key of the member `named`, at the place of the member `placed`.
  package mutating func sharedKey(_ named: NodeID, placed: NodeID, of document: Document) {
    let (node, place) = (document.record(named), document.record(placed))
    pendingKey = PendingKey(
      offset: node.keyOffset, length: node.keyLength, hash: node.keyHash, position: place.keyStart,
      width: place.keyWidth)
  }

  /// Adds a scalar of the document whose texts are shared.
  package mutating func sharedScalar(_ id: NodeID, of document: Document) {
    let node = document.record(id)
    add(node.kind, node.style, node.textOffset, node.textLength, node.start, node.finish)
  }

  /// Adds a copy of a value of another document, with its places; under the pending key if there is one.
  public mutating func copy(_ id: NodeID, of document: Document) {
    switch document.kind(id) {
    case .object, .array:
      let node = document.record(id)
      begin(node.kind, at: node.start)
      for child in document.children(id) {
        let record = document.record(child)
        if record.hasKey { key(document.keyBytes(child), at: record.keyStart, width: record.keyWidth) }
        copy(child, of: document)
      }
      end(at: node.finish)
    default:
      let node = document.record(id)
      scalar(node.kind, document.text(id), style: node.style, at: node.start, to: node.finish)
    }
  }

  /// The finished document; nil if no value was added or a container is still open.
  public consuming func finish() -> Document? {
    guard !nodes.isEmpty, open.isEmpty else { return nil }
    guard let memory else {
      return Document(nodes: DocumentBuilder.fitted(nodes), bytes: DocumentBuilder.fitted(bytes))
    }
    let document = Document(nodes: DocumentBuilder.copied(nodes), bytes: DocumentBuilder.copied(bytes))
    nodes.removeAll(keepingCapacity: true)
    bytes.removeAll(keepingCapacity: true)
    swap(&nodes, &memory.nodes)
    swap(&bytes, &memory.bytes)
    swap(&open, &memory.open)
    return document
  }

  /// The same elements without a large unused reserve: documents are kept by the ten thousand.
  private static func fitted<Element>(_ elements: [Element]) -> [Element] {
    guard elements.capacity - elements.count > elements.count / 4 + 16 else { return elements }
    return copied(elements)
  }

  /// The same elements in memory of their own, no larger than they need. (`Array(elements[...])` would share.)
  private static func copied<Element>(_ elements: [Element]) -> [Element] {
    elements.withUnsafeBufferPointer { Array($0) }
  }

  private mutating func add(
    _ kind: NodeKind, _ style: ScalarStyle, _ textOffset: UInt32, _ textLength: UInt32, _ start: PackedPosition,
    _ finish: PackedPosition
  ) {
    let parent = open.last ?? 0
    if open.last != nil { nodes[Int(parent)].textLength += 1 }
    let key = pendingKey
    pendingKey = nil
    nodes.append(
      NodeRecord(
        kind: kind, style: style, keyWidth: key?.width ?? 0, keyHash: key?.hash ?? 0, keyOffset: key?.offset ?? 0,
        keyLength: key?.length ?? 0, textOffset: textOffset, textLength: textLength, end: UInt32(nodes.count + 1),
        parent: parent, keyStart: key?.position ?? start, start: start, finish: finish))
  }
}

extension Document {
  /// The document that is one empty string.
  public static let emptyText: Document = Document(
    nodes: [
      NodeRecord(
        kind: .string, style: .plain, keyWidth: 0, keyHash: 0, keyOffset: 0, keyLength: 0, textOffset: 0,
        textLength: 0, end: 1, parent: 0, keyStart: .init(line: 1, column: 1), start: .init(line: 1, column: 1),
        finish: .init(line: 1, column: 1))
    ], bytes: [])

  /// The value at a position of the arena.
  package func node(_ index: UInt32) -> NodeID { NodeID(index) }
}
