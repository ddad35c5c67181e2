public import DocumentModel

/// Names of fields, one below the other: `space.org.name`. Where a field holds a `$ref`, the next name is one of the
/// datafile that it leads to.
public struct FieldPath: Hashable, Sendable, CustomStringConvertible {
  /// The names, at least one.
  public let keys: [DocumentKey]

  /// More names than anybody follows, and few enough that following them costs nothing.
  public static let maximumCount = 16

  /// A path from its dotted text; nil if it has no names, an empty one, or more than `maximumCount`.
  public init?(_ text: some StringProtocol) {
    let names = text.split(separator: ".", omittingEmptySubsequences: false)
    guard names.count <= FieldPath.maximumCount,
      names.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) })
    else { return nil }
    keys = names.map { DocumentKey($0) }
  }

  /// A path of some of the names of another one.
  public init(_ keys: some Sequence<DocumentKey>) { self.keys = Array(keys) }

  /// The dotted text.
  public var description: String { keys.map(\.text).joined(separator: ".") }
}

extension Document {
  /// A value, or where it is a list its elements, those of lists in it as well.
  public func elements(_ node: NodeID) -> [NodeID] {
    guard kind(node) == .array else { return [node] }
    var found: [NodeID] = []
    var id = next(after: node)
    while id < end(node) {
      let isList = kind(id) == .array
      if !isList { found.append(id) }
      id = isList ? next(after: id) : end(id)
    }
    return found
  }

  /// The values a path leads to within this document. Lists on the way, and at its end, stand for their elements.
  public func values(at path: FieldPath, from node: NodeID) -> [NodeID] {
    path.keys.reduce(elements(node)) { found, key in
      found.flatMap { value in member(value, key).map { elements($0) } ?? [] }
    }
  }
}
