public import DocumentModel

/// One file of schemas, as it goes into a `SchemaSet`.
public struct SchemaSource: Sendable {
  /// The name a `$ref` uses, for example `/openshift/namespace-1.yml`; the base URI of what is in the file.
  public var path: String
  /// Path of the file in the repository, for diagnostics.
  public var file: String
  /// The parsed file.
  public var document: Document

  /// A source from its parts; `file` is the path without its leading slash when it is not given.
  public init(path: String, file: String? = nil, document: Document) {
    self.path = path
    self.file = file ?? (path.hasPrefix("/") ? String(path.dropFirst()) : path)
    self.document = document
  }
}

/// A compiled schema of one `SchemaSet`; meaningless for any other set.
public struct SchemaID: Hashable, Sendable {
  let index: UInt32
}

/// The dialect a schema file is written in.
public enum Draft: Sendable {
  /// JSON Schema draft 6, which qontract's schemas use.
  case draft6
  /// JSON Schema draft 7; also what a file gets that names no draft.
  case draft7

  /// The draft that a `$schema` names: draft 6 for its URI and for qontract's `/metaschema-1.json`, else draft 7.
  init(named name: String?) {
    switch name {
    case "http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-06/schema", "/metaschema-1.json":
      self = .draft6
    default: self = .draft7
    }
  }
}
