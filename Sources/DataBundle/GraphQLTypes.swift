public import Diagnostics
public import DocumentModel

/// qontract's GraphQL type file (`graphql-schemas/schema.yml`): which fields are unique, and which type a place has.
///
/// Rules: qontract-validator's bundle.py; see `docs/qontract-compatibility.md`.
public struct GraphQLTypes: Sendable {
  /// One field of a type.
  public struct Field: Sendable {
    /// The member it describes.
    public var name: String
    /// The type of its value (of its elements, for a list).
    public var type: String
    /// Unique across all datafiles of the type.
    public var isUnique: Bool
    /// Identifies an element of a list.
    public var isContextUnique: Bool
    /// The schema of the datafiles a `Query` field lists.
    public var datafileSchema: String?
    /// Where the field is defined.
    public var range: SourceRange
  }

  /// How an interface finds the type of a value: a member of the value and what its texts stand for.
  public struct Resolution: Sendable {
    /// The member that decides.
    public var field: String
    /// Type names by the member's text.
    public var types: [String: String]
  }

  /// One type.
  public struct TypeDefinition: Sendable {
    /// Its name.
    public var name: String
    /// Its fields by name.
    public var fields: [String: Field]
    /// The interface it belongs to.
    public var interface: String?
    /// How a value of this interface is resolved.
    public var resolution: Resolution?

    /// Names of the fields that together identify an element (unique or context-unique ones), sorted.
    public var identifyingFields: [String] {
      fields.values.filter { $0.isUnique || $0.isContextUnique }.map(\.name).sorted()
    }
  }

  /// The types of plain values, in lower case: GraphQL's own and qontract-server's.
  public static let scalars: Set<String> = ["string", "int", "float", "boolean", "json"]

  /// The types by name.
  public private(set) var types: [String: TypeDefinition] = [:]
  /// Names of the types of datafiles, by schema path.
  public private(set) var typeOfSchema: [String: String] = [:]
  /// The file the types come from.
  public let file: String
  /// What the file says.
  public let document: Document

  /// The type of the datafiles of a schema.
  public func type(ofSchema schema: String) -> TypeDefinition? { typeOfSchema[schema].flatMap { types[$0] } }

  /// The type of a value: the type of that name, an interface resolved on the value.
  public func type(named name: String, of value: NodeID, in document: Document) -> TypeDefinition? {
    guard let type = types[name] else { return nil }
    guard let resolution = type.resolution else { return type }
    guard let member = document.member(value, DocumentKey(resolution.field)), let text = document.string(member),
      let concrete = resolution.types[text]
    else { return type }
    return types[concrete] ?? type
  }

  /// Reads the type file: a list of types, or an object whose `confs` is that list.
  public static func read(_ document: Document, file: String) -> (GraphQLTypes, [Diagnostic]) {
    var result = GraphQLTypes(file: file, document: document)
    var diagnostics: [Diagnostic] = []
    var list: NodeID? = document.root
    if document.kind(document.root) == .object { list = document.member(document.root, "confs") }
    guard let list, document.kind(list) == .array else {
      diagnostics.append(
        Diagnostic(
          "graphql/invalid", at: Place(file: file, range: document.range(document.root)),
          "expected a list of types, or an object with \"confs\""))
      return (result, diagnostics)
    }
    for node in document.children(list) {
      guard let type = TypeDefinition(document, node) else {
        diagnostics.append(
          Diagnostic("graphql/invalid", at: Place(file: file, range: document.range(node)), "a type needs a \"name\""))
        continue
      }
      if result.types[type.name] != nil {
        diagnostics.append(
          Diagnostic(
            "graphql/duplicate-type", at: Place(file: file, range: document.range(node)),
            "there is another type called \"\(type.name)\"", help: "rename one of them"))
      }
      if let schema = document.text("datafile", of: node) { result.typeOfSchema[schema] = type.name }
      result.types[type.name] = type
    }
    for field in (result.types["Query"]?.fields ?? [:]).values.sorted(by: { $0.range.start < $1.range.start }) {
      if let schema = field.datafileSchema { result.typeOfSchema[schema] = field.type }
    }
    return (result, diagnostics)
  }

  private init(file: String, document: Document) {
    self.file = file
    self.document = document
  }
}

extension GraphQLTypes.TypeDefinition {
  fileprivate init?(_ document: Document, _ node: NodeID) {
    guard let name = document.text("name", of: node) else { return nil }
    self.name = name
    interface = document.text("interface", of: node)
    fields = [:]
    if let list = document.member(node, "fields") {
      for entry in document.children(list) {
        guard let field = GraphQLTypes.Field(document, entry) else { continue }
        fields[field.name] = field
      }
    }
    guard let resolve = document.member(node, "interfaceResolve"),
      document.text("strategy", of: resolve) == "fieldMap", let field = document.text("field", of: resolve),
      let map = document.member(resolve, "fieldMap")
    else { return }
    var types: [String: String] = [:]
    for entry in document.children(map) {
      if let key = document.key(entry), let type = document.string(entry) { types[key] = type }
    }
    resolution = GraphQLTypes.Resolution(field: field, types: types)
  }
}

extension GraphQLTypes.Field {
  fileprivate init?(_ document: Document, _ node: NodeID) {
    guard let name = document.text("name", of: node), let type = document.text("type", of: node) else { return nil }
    self.name = name
    self.type = type
    func flag(_ key: DocumentKey) -> Bool { document.member(node, key).flatMap { document.bool($0) } ?? false }
    isUnique = flag("isUnique")
    isContextUnique = flag("isContextUnique")
    datafileSchema = document.text("datafileSchema", of: node)
    range = document.range(node)
  }
}

extension Document {
  /// The text under a key of an object, nil where there is none.
  public func text(_ key: DocumentKey, of node: NodeID) -> String? { member(node, key).flatMap { string($0) } }
}
