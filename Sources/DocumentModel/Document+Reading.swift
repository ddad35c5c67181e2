public import Diagnostics

extension Document {
  /// The kind of a value.
  @inlinable
  public func kind(_ id: NodeID) -> NodeKind { record(id).kind }

  /// How a scalar was written.
  @inlinable
  public func style(_ id: NodeID) -> ScalarStyle { record(id).style }

  /// The UTF-8 text of a scalar in canonical form: the text itself, `true`, `null`, a decimal integer, or the shortest
  /// decimal that reads back as the same double (`inf`, `-inf`, `nan` for the values JSON has not).
  @inlinable
  public func text(_ id: NodeID) -> ArraySlice<UInt8> {
    let node = record(id)
    guard !node.kind.isContainer else { return [] }
    return storage.bytes[Int(node.textOffset)..<Int(node.textOffset) + Int(node.textLength)]
  }

  /// The text of a string value, nil for every other kind.
  public func string(_ id: NodeID) -> String? {
    kind(id) == .string ? String(decoding: text(id), as: UTF8.self) : nil
  }

  /// The value of a `bool`, nil for every other kind.
  public func bool(_ id: NodeID) -> Bool? {
    kind(id) == .bool ? text(id).first == UInt8(ascii: "t") : nil
  }

  /// The value of an `int` that fits 64 bits, else nil.
  public func integer(_ id: NodeID) -> Int64? {
    kind(id) == .int ? Int64(String(decoding: text(id), as: UTF8.self)) : nil
  }

  /// The value of an `int` or `float` as a double, else nil.
  public func double(_ id: NodeID) -> Double? {
    guard kind(id) == .int || kind(id) == .float else { return nil }
    return Double(String(decoding: text(id), as: UTF8.self))
  }

  /// Number of elements or members; 0 for a scalar.
  @inlinable
  public func count(_ id: NodeID) -> Int {
    let node = record(id)
    return node.kind.isContainer ? Int(node.textLength) : 0
  }

  /// One past the last node of the subtree: nodes `id..<end` are the value and all below it.
  @inlinable
  public func end(_ id: NodeID) -> NodeID { NodeID(record(id).end) }

  /// The value after this one in document order: its first child, or whatever follows it.
  @inlinable
  public func next(after id: NodeID) -> NodeID { NodeID(id.index + 1) }

  /// The container a value sits in; nil for the root.
  @inlinable
  public func parent(_ id: NodeID) -> NodeID? {
    id.index == 0 ? nil : NodeID(record(id).parent)
  }

  /// The key a value stands under, nil where its parent is not an object.
  public func key(_ id: NodeID) -> String? {
    record(id).hasKey ? String(decoding: keyBytes(id), as: UTF8.self) : nil
  }

  /// The UTF-8 bytes of a member's key; empty where the parent is not an object.
  @inlinable
  public func keyBytes(_ id: NodeID) -> ArraySlice<UInt8> {
    let node = record(id)
    return storage.bytes[Int(node.keyOffset)..<Int(node.keyOffset) + Int(node.keyLength)]
  }

  /// Whether a member's key is `key`.
  @inlinable
  public func hasKey(_ id: NodeID, _ key: DocumentKey) -> Bool {
    let node = record(id)
    guard node.hasKey, node.keyHash == key.hash, Int(node.keyLength) == key.bytes.count else { return false }
    var offset = Int(node.keyOffset)
    for byte in key.bytes {
      if storage.bytes[offset] != byte { return false }
      offset += 1
    }
    return true
  }

  /// The children of a container in the order of the file.
  @inlinable
  public func children(_ id: NodeID) -> Children { Children(document: self, of: id) }

  /// The member of an object under a key; nil where there is none or the value is not an object.
  @inlinable
  public func member(_ id: NodeID, _ key: DocumentKey) -> NodeID? {
    guard kind(id) == .object else { return nil }
    for child in children(id) where hasKey(child, key) { return child }
    return nil
  }

  /// The element of an array at an index; nil where there is none or the value is not an array.
  public func element(_ id: NodeID, _ index: Int) -> NodeID? {
    guard kind(id) == .array, index >= 0, index < count(id) else { return nil }
    var position = 0
    for child in children(id) {
      if position == index { return child }
      position += 1
    }
    return nil
  }

  /// The position of a value among its siblings, from 0.
  public func indexInParent(_ id: NodeID) -> Int {
    guard let parent = parent(id) else { return 0 }
    var position = 0
    for child in children(parent) {
      if child == id { return position }
      position += 1
    }
    return position
  }

  /// The region of a value.
  public func range(_ id: NodeID) -> SourceRange {
    let node = record(id)
    return SourceRange(node.start.position, node.finish.position)
  }

  /// The region of a member's key, with its quotes; the region of the value where there is no key. Of a key that was
  /// written on several lines only as much as its text is long.
  public func keyRange(_ id: NodeID) -> SourceRange {
    let node = record(id)
    guard node.hasKey else { return range(id) }
    let start = node.keyStart.position
    guard node.keyWidth == NodeRecord.unknownWidth else {
      return SourceRange(start, SourcePosition(line: start.line, column: start.column + Int(node.keyWidth) - 1))
    }
    let length = keyBytes(id).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    return SourceRange(start, SourcePosition(line: start.line, column: start.column + length))
  }
}

/// The children of one container.
public struct Children: Sequence, IteratorProtocol, Sendable {
  @usableFromInline let document: Document
  @usableFromInline var next_: UInt32
  @usableFromInline let end: UInt32

  @inlinable
  init(document: Document, of id: NodeID) {
    self.document = document
    let node = document.record(id)
    next_ = id.index + 1
    end = node.kind.isContainer ? node.end : id.index + 1
  }

  /// The next child in the order of the file.
  @inlinable
  public mutating func next() -> NodeID? {
    guard next_ < end else { return nil }
    let id = NodeID(next_)
    next_ = document.record(id).end
    return id
  }
}

/// A key to look up, its hash computed once.
public struct DocumentKey: Hashable, Sendable, ExpressibleByStringLiteral {
  @usableFromInline let bytes: [UInt8]
  @usableFromInline let hash: UInt32

  /// A key from its text.
  public init(_ text: some StringProtocol) {
    bytes = Array(text.utf8)
    hash = DocumentKey.hash(of: bytes)
  }

  /// A key from its text.
  public init(stringLiteral value: String) { self.init(value) }

  /// A key from UTF-8 bytes.
  public init(utf8: some Sequence<UInt8>) {
    bytes = Array(utf8)
    hash = DocumentKey.hash(of: bytes)
  }

  /// The text of the key.
  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// FNV-1a. Only a filter in front of a comparison of bytes: collisions cost time, never truth.
  @inlinable
  static func hash(of bytes: some Sequence<UInt8>) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in bytes { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }
}

extension Document {
  /// The stored hash of a member's key, as `DocumentKey` computes it; 0 where there is no key. A filter for tables.
  @inlinable
  public func keyHash(_ id: NodeID) -> UInt32 { record(id).keyHash }
}
