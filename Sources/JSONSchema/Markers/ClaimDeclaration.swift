public import DocumentModel

/// The value of the keyword `claimWithin`, which stands at an object: what is claimed, from which pool.
public struct ClaimDeclaration: Hashable, Sendable {
  /// The field with the claimed value or values.
  public var value: FieldPath
  /// The field that refers to the pool.
  public var pool: FieldPath
  /// The field of the pool that says what it holds.
  public var ranges: FieldPath
  /// Whether others may claim the same.
  public var isShared = false

  /// The declaration that a value is, if it is well formed, and what is wrong with it.
  public static func read(_ node: NodeID, in document: Document) -> (ClaimDeclaration?, [MarkerProblem]) {
    var form = MarkerForm(node, in: document, keyword: "claimWithin", fields: ["value", "pool", "ranges", "shared"])
    let (value, pool) = (form.path("value", isRequired: true), form.path("pool", isRequired: true))
    let (ranges, isShared) = (form.path("ranges", isRequired: true), form.flag("shared"))
    guard form.problems.isEmpty, let value, let pool, let ranges else { return (nil, form.problems) }
    return (ClaimDeclaration(value: value, pool: pool, ranges: ranges, isShared: isShared), [])
  }
}
