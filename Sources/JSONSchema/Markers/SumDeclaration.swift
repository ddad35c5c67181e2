public import DocumentModel

/// An entry of the keyword `sumWithin`, which stands at a limit: what is summed up against it.
public struct SumDeclaration: Hashable, Sendable {
  /// The schema of the datafiles that are summed up.
  public var schema: String
  /// Their field that refers to the datafile with the limit.
  public var reference: FieldPath
  /// Their field with the quantity; nil counts the datafiles.
  public var quantity: FieldPath?
  /// Their field that says how many times the quantity is used.
  public var times: FieldPath?

  /// The entries of a keyword's value, one or a list of them that are added up together; and what is wrong with it. There
  /// are no entries where anything is.
  public static func read(_ node: NodeID, in document: Document) -> ([SumDeclaration], [MarkerProblem]) {
    let entries = entries(node, in: document)
    if entries.isEmpty {
      return ([], [MarkerProblem(node: node, message: "\"sumWithin\" needs something to add up in its list")])
    }
    let read = entries.map { entry($0, in: document) }
    let problems = read.flatMap(\.1)
    return (problems.isEmpty ? read.compactMap(\.0) : [], problems)
  }

  /// The values of the entries.
  static func entries(_ node: NodeID, in document: Document) -> [NodeID] {
    document.kind(node) == .array ? Array(document.children(node)) : [node]
  }

  private static func entry(_ node: NodeID, in document: Document) -> (SumDeclaration?, [MarkerProblem]) {
    var form = MarkerForm(node, in: document, keyword: "sumWithin", fields: ["in", "by", "of", "times"])
    let (schema, reference) = (form.text("in", isRequired: true), form.path("by", isRequired: true))
    let (quantity, times) = (form.path("of"), form.path("times"))
    guard form.problems.isEmpty, let schema, let reference else { return (nil, form.problems) }
    return (SumDeclaration(schema: schema, reference: reference, quantity: quantity, times: times), [])
  }
}
