import DocumentModel

/// The meta-schemas of drafts 6 and 7, made from the table of keywords.
enum MetaSchema {
  /// The draft whose meta-schema a `$ref` names.
  static func draft(of reference: String) -> Draft? {
    switch URIReference(reference).withoutFragment.description {
    case uri(.draft6): .draft6
    case uri(.draft7): .draft7
    default: nil
    }
  }

  /// The meta-schema's URI.
  static func uri(_ draft: Draft) -> String {
    draft == .draft6 ? "http://json-schema.org/draft-06/schema" : "http://json-schema.org/draft-07/schema"
  }

  /// The meta-schema as a source.
  static func source(_ draft: Draft) -> SchemaSource? {
    var builder = DocumentBuilder()
    build(draft, &builder)
    return builder.finish().map { SchemaSource(path: uri(draft), document: $0) }
  }

  private static func build(_ draft: Draft, _ builder: inout DocumentBuilder) {
    builder.begin(.object)
    builder.member("$schema", text: uri(draft) + "#")
    builder.member("$id", text: uri(draft) + "#")
    builder.member("type", texts: ["object", "boolean"])
    builder.key("properties".utf8)
    builder.begin(.object)
    for name in Keyword.table.keys.sorted() {
      guard let keyword = Keyword.named(name, in: draft), !Marker.allCases.contains(where: { $0.rawValue == name })
      else { continue }
      builder.key(name.utf8)
      keyword.shape.build(&builder)
    }
    builder.end()
    builder.end()
  }
}

extension KeywordShape {
  /// Adds the schema of a keyword's value.
  fileprivate func build(_ builder: inout DocumentBuilder) {
    builder.begin(.object)
    switch self {
    case .any: break
    case .text: builder.member("type", text: "string")
    case .reference: builder.typeAndFormat("uri-reference")
    case .pattern: builder.typeAndFormat("regex")
    case .boolean: builder.member("type", text: "boolean")
    case .number: builder.member("type", text: "number")
    case .divisor:
      builder.member("type", text: "number")
      builder.member("exclusiveMinimum", integer: "0")
    case .count:
      builder.member("type", text: "integer")
      builder.member("minimum", integer: "0")
    case .list: builder.member("type", text: "array")
    case .names: builder.texts(minimum: "0", names: [])
    case .type:
      builder.key("anyOf".utf8)
      builder.begin(.array)
      builder.begin(.object)
      builder.member("enum", texts: KeywordShape.typeNames)
      builder.end()
      builder.begin(.object)
      builder.texts(minimum: "1", names: KeywordShape.typeNames)
      builder.end()
      builder.end()
    case .schema: builder.member("$ref", text: "#")
    case .schemaOrList: builder.alternatives([.schema, .schemaList])
    case .schemaList:
      builder.member("type", text: "array")
      builder.member("minItems", integer: "1")
      builder.key("items".utf8)
      KeywordShape.schema.build(&builder)
    case .schemaMap:
      builder.member("type", text: "object")
      builder.key("additionalProperties".utf8)
      KeywordShape.schema.build(&builder)
    case .dependencies:
      builder.member("type", text: "object")
      builder.key("additionalProperties".utf8)
      builder.begin(.object)
      builder.alternatives([.schema, .names])
      builder.end()
    case .textOrSchema: builder.alternatives([.text, .schema])
    }
    builder.end()
  }

  fileprivate static let typeNames = ["array", "boolean", "integer", "null", "number", "object", "string"]
}

extension DocumentBuilder {
  fileprivate mutating func member(_ key: String, text: String) {
    self.key(key.utf8)
    scalar(.string, text.utf8)
  }

  fileprivate mutating func member(_ key: String, integer: String) {
    self.key(key.utf8)
    scalar(.int, integer.utf8)
  }

  fileprivate mutating func member(_ key: String, texts: [String]) {
    self.key(key.utf8)
    begin(.array)
    for text in texts { scalar(.string, text.utf8) }
    end()
  }

  fileprivate mutating func typeAndFormat(_ format: String) {
    member("type", text: "string")
    member("format", text: format)
  }

  fileprivate mutating func texts(minimum: String, names: [String]) {
    member("type", text: "array")
    member("minItems", integer: minimum)
    key("uniqueItems".utf8)
    scalar(.bool, "true".utf8)
    key("items".utf8)
    begin(.object)
    if names.isEmpty { member("type", text: "string") } else { member("enum", texts: names) }
    end()
  }

  fileprivate mutating func alternatives(_ shapes: [KeywordShape]) {
    key("anyOf".utf8)
    begin(.array)
    for shape in shapes { shape.build(&self) }
    end()
  }
}
