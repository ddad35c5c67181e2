public import DocumentModel

/// The value of the keyword `sumWithin`, which stands at a limit: what is summed up against it.
public struct SumDeclaration: Hashable, Sendable {
  /// The schema of the datafiles that are summed up.
  public var schema: String
  /// Their field that refers to the datafile with the limit.
  public var reference: FieldPath
  /// Their field with the quantity; nil counts the datafiles.
  public var quantity: FieldPath?
  /// Their field that says how many times the quantity is used.
  public var times: FieldPath?

  /// The declaration that a value is, if it is well formed, and what is wrong with it.
  public static func read(_ node: NodeID, in document: Document) -> (SumDeclaration?, [MarkerProblem]) {
    var form = MarkerForm(node, in: document, keyword: "sumWithin", fields: ["in", "by", "of", "times"])
    let (schema, reference) = (form.text("in", isRequired: true), form.path("by", isRequired: true))
    let (quantity, times) = (form.path("of"), form.path("times"))
    guard form.problems.isEmpty, let schema, let reference else { return (nil, form.problems) }
    return (SumDeclaration(schema: schema, reference: reference, quantity: quantity, times: times), [])
  }
}
