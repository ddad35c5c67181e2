/// The GraphQL file of qontract: types with their fields, which of them are unique, and the queries.
struct GraphQLTypes {
  private var types: [Value] = []
  private var queries: [Value] = []
  private let files: [SchemaFile]

  /// The whole file for these schemas.
  static func document(for files: [SchemaFile]) -> Value {
    var builder = GraphQLTypes(files: files)
    for file in files where file.role == .datafile || file.role == .inlinable { builder.addDatafile(file) }
    for file in files where file.role == .part { builder.add(named: file.graphqlName, shape: file.shape) }
    builder.types.append([
      "name": "DatafileObject_v1", "isInterface": true, "interfaceResolve": ["strategy": "schema"],
      "fields": .list([field("path", "string", ["isRequired": true]), field("schema", "string", ["isRequired": true])]),
    ])
    builder.types.append(["name": "Query", "fields": .list(builder.queries)])
    return ["$schema": "/app-interface/graphql-schemas-1.yml", "confs": .list(builder.types)]
  }

  private init(files: [SchemaFile]) { self.files = files }

  static func capitalised(_ word: String) -> String { word.prefix(1).uppercased() + word.dropFirst() }

  private mutating func addDatafile(_ file: SchemaFile) {
    guard case .object(let fields) = file.shape else { return }
    let own = [
      GraphQLTypes.field("path", "string", ["isRequired": true]),
      GraphQLTypes.field("schema", "string", ["isRequired": true]),
    ]
    let rendered = fields.map { self.field($0, of: file.graphqlName) }
    types.append(["name": .text(file.graphqlName), "datafile": .text(file.path), "fields": .list(own + rendered)])
    let query = file.graphqlName.lowercased()
    queries.append(
      GraphQLTypes.field(query, file.graphqlName, ["isList": true, "datafileSchema": .text(file.path)]))
  }

  private mutating func add(named name: String, shape: Shape) {
    switch shape {
    case .object(let fields):
      let rendered = fields.map { field($0, of: name) }
      types.append(["name": .text(name), "fields": .list(rendered)])
    case .variants(let key, let variants):
      let map = variants.map { Value.Member(key: $0.name, value: .text(GraphQLTypes.variant(name, $0.name))) }
      types.append([
        "name": .text(name), "isInterface": true,
        "interfaceResolve": ["strategy": "fieldMap", "field": .text(key), "fieldMap": .map(map)],
        "fields": [GraphQLTypes.field(key, "string", ["isRequired": true])],
      ])
      for variant in variants {
        let typeName = GraphQLTypes.variant(name, variant.name)
        let rendered = variant.fields.map { field($0, of: typeName) }
        types.append([
          "name": .text(typeName), "interface": .text(name),
          "fields": .list([GraphQLTypes.field(key, "string", ["isRequired": true])] + rendered),
        ])
      }
    default: break
    }
  }

  private static func variant(_ type: String, _ name: String) -> String {
    let words = name.split { $0 == "-" || $0 == "_" }.map { capitalised(String($0)) }.joined()
    return nested(type, words)
  }

  /// `UserRoles_v1` for the member `Roles` of `User_v1`.
  private static func nested(_ type: String, _ member: String) -> String {
    let parts = type.split(separator: "_")
    return (parts.first ?? "") + capitalised(member) + "_" + (parts.last ?? "v1")
  }

  private mutating func field(_ field: Field, of owner: String) -> Value {
    var flags: Value = [:]
    if field.isRequired { flags = flags.adding(["isRequired": true]) }
    switch field.uniqueness {
    case .none: break
    case .everywhere: flags = flags.adding(["isUnique": true, "isSearchable": true])
    case .amongSiblings: flags = flags.adding(["isContextUnique": true])
    }
    var shape = field.shape
    if case .list(let item, _) = shape {
      flags = flags.adding(["isList": true])
      shape = item
    }
    return GraphQLTypes.field(field.name, typeName(shape, field.name, of: owner, &flags), flags)
  }

  private mutating func typeName(_ shape: Shape, _ name: String, of owner: String, _ flags: inout Value) -> String {
    switch shape {
    case .keywords(_, let scalar): return scalar
    case .common("vaultSecret", _), .common("crossref", _): return "json"
    case .common(_, let scalar): return scalar
    case .crossref(let path), .inlineOrCrossref(let path): return SchemaFile.graphqlName(path)
    case .crossrefAny:
      flags = flags.adding(["isInterface": true])
      return "DatafileObject_v1"
    case .resource:
      flags = flags.adding(["isResource": true])
      return "string"
    case .file(let path):
      if case .variants = files.first(where: { $0.path == path })?.shape {
        flags = flags.adding(["isInterface": true])
      }
      return SchemaFile.graphqlName(path)
    case .list(let item, _): return typeName(item, name, of: owner, &flags)
    case .variants:
      flags = flags.adding(["isInterface": true])
      fallthrough
    case .object:
      let type = GraphQLTypes.nested(
        owner, name.split(separator: "_").map { GraphQLTypes.capitalised(String($0)) }.joined())
      add(named: type, shape: shape)
      return type
    }
  }

  private static func field(_ name: String, _ type: String, _ flags: Value) -> Value {
    guard case .map(let members) = flags else { return flags }
    let head: [Value.Member] = [.init(key: "name", value: .text(name)), .init(key: "type", value: .text(type))]
    return .map(head + members)
  }
}
