/// Shapes as draft-6 JSON Schema, in the way the schemas of qontract are laid out.
extension Shape {
  var schema: Value {
    switch self {
    case .keywords(let keywords, _): keywords
    case .common(let name, _): ["$ref": .text("/common-1.json#/definitions/" + name)]
    case .crossref(let path): Shape.common("crossref").schema.adding(["$schemaRef": .text(path)])
    case .crossrefAny(let paths): Shape.common("crossref").schema.adding(["$schemaRef": Shape.anyOf(paths)])
    case .resource: Shape.common("resourceref").schema
    case .file(let path): ["$ref": .text(path)]
    case .list(let item, let minimum):
      minimum > 0
        ? ["type": "array", "minItems": .number(String(minimum)), "items": item.schema]
        : ["type": "array", "items": item.schema]
    case .object(let fields): Value.map([.init(key: "type", value: "object")] + Shape.members(of: fields))
    case .variants(let key, let variants): Shape.schema(of: variants, by: key)
    case .inlineOrCrossref(let path): ["oneOf": [["$ref": .text(path)], Shape.crossref(path).schema]]
    }
  }

  /// The keywords of an object that allows these fields and no other.
  static func members(of fields: [Field]) -> [Value.Member] {
    let properties = fields.map { field in
      let schema = field.shape.schema
      return Value.Member(
        key: field.name, value: field.description.map { schema.adding(["description": .block($0)]) } ?? schema)
    }
    let required = fields.filter(\.isRequired).map { Value.text($0.name) }
    var members: [Value.Member] = [
      .init(key: "additionalProperties", value: false), .init(key: "properties", value: .map(properties)),
    ]
    if !required.isEmpty { members.append(.init(key: "required", value: .list(required))) }
    return members
  }

  private static func anyOf(_ paths: [String]) -> Value {
    let schemas: Value = ["type": "string", "enum": .list(paths.map(Value.text))]
    return ["type": "object", "properties": ["$schema": schemas]]
  }

  /// All fields of all variants, and below `oneOf` each variant with its own.
  private static func schema(of variants: [Variant], by key: String) -> Value {
    let names = variants.map(\.name)
    var all: [Field] = [.required(key, .choice(names))]
    for field in variants.flatMap(\.fields) {
      if let known = all.firstIndex(where: { $0.name == field.name }) {
        // What variants disagree on is any string above them, as qontract writes it.
        if all[known].shape.schema != field.shape.schema { all[known].shape = .string }
      } else {
        all.append(Field(name: field.name, shape: field.shape))
      }
    }
    let alternatives = variants.map { variant in
      Value.map(members(of: [.required(key, .choice([variant.name]))] + variant.fields))
    }
    return Value.map([.init(key: "type", value: "object")] + members(of: all)).adding(["oneOf": .list(alternatives)])
  }
}

extension SchemaFile {
  /// The whole schema file.
  var document: Value {
    let title = path.split(separator: "/").joined(separator: " ")
    let head: Value = [
      "$schema": "/metaschema-1.json", "version": "1.0", "type": "object", "title": .text(title),
    ]
    let own = Field(name: "$schema", shape: .choice([path]), isRequired: role != .part && role != .inlinable)
    switch shape {
    case .object(let fields):
      guard case .map(let members) = head else { return head }
      return .map(members + Shape.members(of: [own] + fields))
    case .variants:
      // A list item kept in a file of its own: what it holds, plus the `$schema` that the metaschema asks for.
      guard case .map(let members) = head, case .map(let keywords) = shape.schema else { return head }
      return .map(members + keywords.filter { $0.key != "type" }.map(SchemaFile.withSchemaProperty))
    default: return head
    }
  }

  private static func withSchemaProperty(_ keyword: Value.Member) -> Value.Member {
    guard keyword.key == "properties", case .map(let properties) = keyword.value else { return keyword }
    return .init(key: keyword.key, value: .map([.init(key: "$schema", value: ["type": "string"])] + properties))
  }

  /// The file's text.
  var text: String { YAMLText(document).text }
}
