public import DocumentModel

/// One step from a value to a value inside it.
public enum PathStep: Hashable, Sendable {
  /// To the member of an object under a key.
  case field(String)
  /// To the element of a list at a position, from 0.
  case index(Int)
}

/// What happened to one place between two documents.
public struct ValueChange: Hashable, Sendable {
  /// The sorts of change.
  public enum Kind: String, Hashable, Sendable {
    /// The value is only in the new document.
    case added
    /// The value is only in the old document.
    case removed
    /// Another value stands there now.
    case changed
    /// The items of a list that are in both documents stand in another order; `old` and `new` are the lists.
    case reordered
  }

  /// What happened.
  public var kind: Kind
  /// Where the value was in the old document; nil if it is added.
  public var oldPath: [PathStep]?
  /// Where the value is in the new document; nil if it is removed.
  public var newPath: [PathStep]?
  /// For a value that is added or removed: where the container it is in was, or is, on the other side. Nil for a whole
  /// document.
  public var otherContainer: [PathStep]?
  /// The value in the old document; nil if it is added.
  public var old: NodeID?
  /// The value in the new document; nil if it is removed.
  public var new: NodeID?

  /// A change from its parts.
  public init(
    _ kind: Kind, oldPath: [PathStep]?, newPath: [PathStep]?, old: NodeID?, new: NodeID?,
    otherContainer: [PathStep]? = nil
  ) {
    self.kind = kind
    self.oldPath = oldPath
    self.newPath = newPath
    self.otherContainer = otherContainer
    self.old = old
    self.new = new
  }
}

/// Names the thing an object of a list stands for: two objects with the same name are the same item, changed or not.
/// Nil where an object has no name of its own.
public typealias ItemIdentity = (NodeID) -> String?

extension Sequence where Element == PathStep {
  /// The RFC 6901 pointer of a path.
  public var pointer: JSONPointer {
    JSONPointer(
      map { step in
        switch step {
        case .field(let key): key
        case .index(let position): String(position)
        }
      })
  }
}
