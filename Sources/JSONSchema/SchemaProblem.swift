public import Diagnostics
public import DocumentModel

/// One way in which a document does not satisfy a schema.
public struct SchemaProblem: Hashable, Sendable {
  /// The rule that is broken, `schema/…`.
  public var code: DiagnosticCode
  /// The value it is about.
  public var node: NodeID
  /// Whether the value's key is the place to show.
  public var onKey: Bool
  /// The keyword that failed.
  public var keyword: String
  /// The keyword's place in the schemas: the schema's path, `#`, a JSON Pointer.
  public var schemaPath: String
  /// What is wrong.
  public var message: String
  /// What to do about it, if there is something to say.
  public var help: String?
  /// Further places that explain the problem.
  public var notes: [Note]

  /// A remark on a problem, about a value of the document or a place in a schema.
  public struct Note: Hashable, Sendable {
    /// The remark.
    public var message: String
    /// The value of the document it is about.
    public var node: NodeID?
    /// The place in a schema it is about.
    public var schemaPlace: Place?
  }

  /// The problem as a diagnostic on a file.
  public func diagnostic(file: String, document: Document) -> Diagnostic {
    func place(_ node: NodeID, onKey: Bool) -> Place {
      let range = onKey ? document.keyRange(node) : document.range(node)
      return Place(file: file, range: range, pointer: document.pointer(node).description)
    }
    let notes = notes.map { note in
      Diagnostic.Note(note.message, at: note.node.map { place($0, onKey: false) } ?? note.schemaPlace)
    }
    return Diagnostic(code, at: place(node, onKey: onKey), message, help: help, notes: notes)
  }
}

extension Sequence where Element == SchemaProblem {
  /// The problems as diagnostics on a file.
  public func diagnostics(file: String, document: Document) -> [Diagnostic] {
    map { $0.diagnostic(file: file, document: document) }
  }
}
