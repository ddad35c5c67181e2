/// The shape of a value in a datafile, from which both its JSON Schema and its GraphQL type follow.
indirect enum Shape: Sendable {
  /// Free-form JSON Schema keywords, with the GraphQL scalar that fits.
  case keywords(Value, graphql: String)
  /// A definition of `/common-1.json`.
  case common(String, graphql: String = "string")
  /// A reference to a datafile of this schema.
  case crossref(String)
  /// A reference to a datafile of any of these schemas.
  case crossrefAny([String])
  /// The path of a resource.
  case resource
  /// A schema file without `$schema` of its own in the data, such as a shared list item.
  case file(String)
  case list(Shape, atLeast: Int = 0)
  case object([Field])
  /// Objects told apart by the value of one field.
  case variants(by: String, [Variant])
  /// Written out in place or referred to.
  case inlineOrCrossref(String)

  static let string = Shape.keywords(["type": "string"], graphql: "string")
  static let integer = Shape.keywords(["type": "integer"], graphql: "int")
  static let count = Shape.keywords(["type": "integer", "minimum": 0], graphql: "int")
  static let bool = Shape.keywords(["type": "boolean"], graphql: "boolean")
  static let freeForm = Shape.keywords(["type": "object"], graphql: "json")
  static let labels = Shape.common("labels", graphql: "json")
  static let identifier = Shape.common("identifier")
  static let url = Shape.keywords(["type": "string", "format": "uri"], graphql: "string")
  static let email = Shape.keywords(["type": "string", "format": "email"], graphql: "string")

  static func choice(_ values: [String]) -> Shape {
    .keywords(["type": "string", "enum": .list(values.map(Value.text))], graphql: "string")
  }
  static func pattern(_ expression: String) -> Shape {
    .keywords(["type": "string", "pattern": .text(expression)], graphql: "string")
  }
}

/// One alternative of a shape with variants.
struct Variant: Sendable {
  var name: String
  var fields: [Field]

  init(_ name: String, _ fields: [Field]) {
    self.name = name
    self.fields = fields
  }
}

/// A member of an object.
struct Field: Sendable {
  enum Uniqueness: Sendable { case none, everywhere, amongSiblings }

  var name: String
  var shape: Shape
  var isRequired = false
  var uniqueness = Uniqueness.none
  var description: String?

  static func required(
    _ name: String, _ shape: Shape, unique: Uniqueness = .none, _ description: String? = nil
  ) -> Field {
    Field(name: name, shape: shape, isRequired: true, uniqueness: unique, description: description)
  }

  static func optional(_ name: String, _ shape: Shape, _ description: String? = nil) -> Field {
    Field(name: name, shape: shape, description: description)
  }
}

/// A schema file: its path and what it describes.
struct SchemaFile: Sendable {
  enum Role: Sendable {
    case datafile
    /// A datafile that may also be written out in place, and then has no `$schema`.
    case inlinable
    /// Part of other schemas only.
    case part
    /// The schema of resources.
    case resource
  }

  var path: String
  var shape: Shape
  var role = Role.datafile

  /// A schema of datafiles.
  init(_ path: String, _ fields: [Field]) {
    self.init(path, role: .datafile, .object(fields))
  }

  init(_ path: String, role: Role, _ shape: Shape) {
    self.path = path
    self.shape = shape
    self.role = role
  }

  /// `User_v1` for `/access/user-1.yml`.
  var graphqlName: String { SchemaFile.graphqlName(path) }

  static func graphqlName(_ path: String) -> String {
    // Vault has roles and policies of its own; a type's name is its own.
    let folder = path.split(separator: "/").dropLast().last ?? ""
    let prefix = folder == "vault-config" ? "Vault" : ""
    let stem = path.split(separator: "/").last?.split(separator: ".").first ?? ""
    let words = stem.split(separator: "-")
    return prefix + words.dropLast().map { GraphQLTypes.capitalised(String($0)) }.joined() + "_v" + (words.last ?? "1")
  }
}
