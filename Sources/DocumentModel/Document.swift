public import Diagnostics

/// A parsed file: a tree of JSON values in one flat array, in document order, with the place of every key and value.
///
/// There is no object per node: a node is an index (`NodeID`), its texts are ranges of one byte pool, and a subtree
/// is the run of nodes from its root up to `end`. Copying a document copies one reference.
public struct Document: Sendable {
  @usableFromInline let storage: Storage

  /// The immutable arrays behind a document.
  @usableFromInline
  final class Storage: Sendable {
    @usableFromInline let nodes: [NodeRecord]
    @usableFromInline let bytes: [UInt8]

    init(nodes: [NodeRecord], bytes: [UInt8]) {
      self.nodes = nodes
      self.bytes = bytes
    }
  }

  init(nodes: [NodeRecord], bytes: [UInt8]) {
    storage = Storage(nodes: nodes, bytes: bytes)
  }

  /// The root value; every document has one.
  @inlinable public var root: NodeID { NodeID(0) }

  /// How many values the document holds.
  @inlinable public var nodeCount: Int { storage.nodes.count }

  @inlinable
  func record(_ id: NodeID) -> NodeRecord { storage.nodes[Int(id.index)] }
}

/// The index of a value in its document's arena; only meaningful together with that document.
public struct NodeID: Hashable, Sendable, Comparable {
  /// Position in document order; the root is 0.
  public let index: UInt32

  @inlinable
  init(_ index: UInt32) { self.index = index }

  /// Document order.
  @inlinable
  public static func < (a: NodeID, b: NodeID) -> Bool { a.index < b.index }
}

/// What a value is: the JSON types, with integers and other numbers told apart as the YAML loader tells them apart.
public enum NodeKind: UInt8, Hashable, Sendable {
  /// `null`
  case null
  /// `true` or `false`
  case bool
  /// A number written without fraction or exponent; any size.
  case int
  /// Any other number.
  case float
  /// A text.
  case string
  /// A list.
  case array
  /// A mapping with text keys, in the order of the file.
  case object

  /// Whether the value has children.
  @inlinable public var isContainer: Bool { self == .array || self == .object }
}

/// How a scalar was written, as far as anybody asks.
public enum ScalarStyle: UInt8, Hashable, Sendable {
  /// Without quotes.
  case plain
  /// In single or double quotes.
  case quoted
  /// A literal or folded block.
  case block
}

/// One value of the arena.
@usableFromInline
struct NodeRecord: Sendable {
  @usableFromInline var kind: NodeKind
  @usableFromInline var style: ScalarStyle
  /// How many columns the key takes in the file, plus one; 0 where there is no key, and `unknownWidth`.
  @usableFromInline var keyWidth: UInt16
  /// Hash of the key's bytes: a filter before comparing them.
  @usableFromInline var keyHash: UInt32
  @usableFromInline var keyOffset: UInt32
  @usableFromInline var keyLength: UInt32
  /// Scalars: the canonical text. Containers: `textLength` is the number of children.
  @usableFromInline var textOffset: UInt32
  @usableFromInline var textLength: UInt32
  /// One past the last node of the subtree.
  @usableFromInline var end: UInt32
  @usableFromInline var parent: UInt32
  @usableFromInline var keyStart: PackedPosition
  @usableFromInline var start: PackedPosition
  @usableFromInline var finish: PackedPosition

  /// The width of a key whose spelling is not known, or lies on several lines, or is very long.
  static let unknownWidth = UInt16.max

  @inlinable var hasKey: Bool { keyWidth != 0 }

  /// The width of a key between two places.
  @inline(__always)
  static func keyWidth(_ start: PackedPosition, _ finish: PackedPosition) -> UInt16 {
    guard start.line == finish.line, start.column <= finish.column else { return unknownWidth }
    return UInt16(clamping: finish.column - start.column + 1)
  }
}

/// Line and column in eight bytes.
public struct PackedPosition: Hashable, Sendable {
  @usableFromInline var line: UInt32
  @usableFromInline var column: UInt32

  /// A position from line and column, both from 1; larger numbers than fit are cut off.
  @inlinable
  public init(line: Int, column: Int) {
    self.line = UInt32(clamping: line)
    self.column = UInt32(clamping: column)
  }

  /// A position as diagnostics use it, packed.
  @inlinable
  public init(_ position: SourcePosition) { self.init(line: position.line, column: position.column) }

  /// The position as diagnostics use it.
  @inlinable public var position: SourcePosition { SourcePosition(line: Int(line), column: Int(column)) }
}
