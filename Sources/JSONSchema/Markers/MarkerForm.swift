public import DocumentModel

/// What is wrong with how a marker keyword is written.
public struct MarkerProblem: Hashable, Sendable {
  /// Where in the schema's document.
  public var node: NodeID
  /// What is wrong.
  public var message: String
}

/// Reads the fields of a marker's value, and notes what is wrong with them.
struct MarkerForm {
  let document: Document
  let node: NodeID
  /// The keyword's name, for messages.
  let keyword: String
  private(set) var problems: [MarkerProblem] = []

  /// The form of an object with no other fields than these; nil (and a problem for the caller) for anything else.
  init(_ node: NodeID, in document: Document, keyword: String, fields: [String]) {
    self.document = document
    self.node = node
    self.keyword = keyword
    guard document.kind(node) == .object else {
      report(node, "must be an object with \(fields.joined(separator: ", "))")
      return
    }
    for member in document.children(node) {
      let name = document.key(member) ?? ""
      if !fields.contains(name) {
        let shown = ValueDescription.shortened(ArraySlice(name.utf8))
        report(member, "has no field \"\(shown)\"; it has \(fields.joined(separator: ", "))")
      }
    }
  }

  mutating func report(_ node: NodeID, _ message: String) {
    problems.append(MarkerProblem(node: node, message: "\"\(keyword)\" \(message)"))
  }

  /// A text.
  mutating func text(_ name: String, isRequired: Bool = false) -> String? {
    guard let member = document.member(node, DocumentKey(name)) else {
      if isRequired, problems.isEmpty { report(node, "needs the field \"\(name)\"") }
      return nil
    }
    guard let text = document.string(member), !text.isEmpty else {
      report(member, "needs a text in \"\(name)\"")
      return nil
    }
    return text
  }

  /// A path of fields.
  mutating func path(_ name: String, isRequired: Bool = false) -> FieldPath? {
    guard let text = text(name, isRequired: isRequired) else { return nil }
    guard let path = FieldPath(text) else {
      report(
        document.member(node, DocumentKey(name)) ?? node, "needs a path of fields in \"\(name)\", like \"space.org\"")
      return nil
    }
    return path
  }

  /// true or false; false where there is none.
  mutating func flag(_ name: String) -> Bool {
    guard let member = document.member(node, DocumentKey(name)) else { return false }
    guard let value = document.bool(member) else {
      report(member, "needs true or false in \"\(name)\"")
      return false
    }
    return value
  }
}
