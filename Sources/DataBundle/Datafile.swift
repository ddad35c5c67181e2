public import Diagnostics
public import DocumentModel

/// A YAML or JSON file under a data root, parsed. Immutable; a class so that handing one on costs one reference and not
/// one for each of its parts.
public final class Datafile: Sendable {
  /// Path from the data root, with a leading slash: how other datafiles refer to it.
  public let path: String
  /// Path from the top of the repository: how people find it.
  public let file: String
  /// Name of its content.
  public let content: ContentID?
  /// What the file says.
  public let document: Document
  /// The path of its schema, with a leading slash; nil if the file names none.
  public let schema: String?
  /// The value of every `$ref` in it, in document order.
  public let references: [NodeID]

  /// A datafile from its parsed document; `schema` is the one it is associated with, if it names none.
  public init(
    path: String, file: String, content: ContentID? = nil, document: Document, associated schema: String? = nil
  ) {
    self.path = path
    self.file = file
    self.content = content
    self.document = document
    let named = document.member(document.root, .schema).flatMap { document.string($0) } ?? schema
    self.schema = named.map { $0.hasPrefix("/") ? $0 : "/" + $0 }
    references = Datafile.references(in: document)
  }
}

/// A file under a resources root.
public struct Resource: Sendable {
  /// Path from the resources root, with a leading slash.
  public let path: String
  /// Path from the top of the repository.
  public let file: String
  /// Name of its content.
  public let content: ContentID?
}

/// A file under a schemas root.
public struct SchemaFile: Sendable {
  /// Path from the schemas root, with a leading slash: its name.
  public let path: String
  /// Path from the top of the repository.
  public let file: String
  /// The schema.
  public let document: Document
  /// SHA-256 of its bytes.
  let digest: String
}

extension Datafile {
  /// All `$ref` members with a text, whatever the schema says (qontract-validator's rule, validator.py:240).
  private static func references(in document: Document) -> [NodeID] {
    var found: [NodeID] = []
    var id = document.root
    let end = document.end(document.root)
    while id < end {
      if document.hasKey(id, .reference), document.kind(id) == .string { found.append(id) }
      id = document.next(after: id)
    }
    return found
  }

  /// The text of a `$ref` as written.
  public func text(_ reference: NodeID) -> String { document.string(reference) ?? "" }

  /// The datafile path a `$ref` leads to: absolute ones as they are, others from the datafile's folder.
  public func target(_ reference: NodeID) -> String { Datafile.resolve(text(reference), from: path) }

  /// The datafile path a reference's text leads to; a path that climbs above the root keeps its text.
  public static func resolve(_ text: String, from path: String) -> String {
    if text.hasPrefix("/") { return text }
    return Paths.join(Paths.folder(of: path), text).map { "/" + $0 } ?? text
  }
}

extension Datafile {
  /// The place of a value of this datafile.
  public func place(_ node: NodeID) -> Place {
    Place(file: file, range: document.range(node), pointer: document.pointer(node).description)
  }
}

extension DocumentKey {
  /// The member that says which schema a file has.
  public static let schema: DocumentKey = "$schema"
  /// The member that makes an object a crossref.
  public static let reference: DocumentKey = "$ref"
}
