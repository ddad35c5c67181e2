import DocumentModel

/// A keyword of drafts 6 and 7, or of Remit, and the form its value must have. This table is what schemas are checked
/// by, where subschemas are looked for, and what the built-in meta-schemas are made of.
struct Keyword: Sendable {
  let name: String
  let shape: KeywordShape
  /// Whether draft 6 does not have it yet.
  let sinceDraft7: Bool

  /// All keywords by name.
  static let table: [String: Keyword] = {
    var table: [String: Keyword] = [:]
    for (shape, names) in shapes {
      for name in names { table[name] = Keyword(name: name, shape: shape, sinceDraft7: newInDraft7.contains(name)) }
    }
    return table
  }()

  /// The keyword of a name in a draft.
  static func named(_ name: String, in draft: Draft) -> Keyword? {
    guard let keyword = table[name], draft == .draft7 || !keyword.sinceDraft7 else { return nil }
    return keyword
  }

  /// The keyword that a member of a schema is, whatever the draft.
  static func of(_ member: NodeID, in document: Document) -> Keyword? {
    guard let keyword = byHash[document.keyHash(member)], document.keyBytes(member).elementsEqual(keyword.name.utf8)
    else { return nil }
    return keyword
  }

  /// The keyword that a member of a schema is in a draft.
  static func of(_ member: NodeID, in document: Document, draft: Draft) -> Keyword? {
    guard let keyword = of(member, in: document), draft == .draft7 || !keyword.sinceDraft7 else { return nil }
    return keyword
  }

  private static let byHash: [UInt32: Keyword] = {
    var result: [UInt32: Keyword] = [:]
    for (name, keyword) in table { result[KeywordKey.hash(name.utf8)] = keyword }
    return result
  }()

  private static let newInDraft7: Set<String> = [
    "if", "then", "else", "$comment", "readOnly", "writeOnly", "contentMediaType", "contentEncoding",
  ]

  private static let shapes: [(KeywordShape, [String])] = [
    (.text, ["$schema", "$comment", "title", "description", "contentMediaType", "contentEncoding", "format"]),
    (.reference, ["$id", "$ref"]),
    (.pattern, ["pattern"]),
    (.any, ["default", "const"]),
    (.list, ["examples", "enum"]),
    (.boolean, ["readOnly", "writeOnly", "uniqueItems"]),
    (.divisor, ["multipleOf"]),
    (.number, ["maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"]),
    (.count, ["maxLength", "minLength", "maxItems", "minItems", "maxProperties", "minProperties"]),
    (.schema, ["additionalItems", "additionalProperties", "contains", "propertyNames", "not", "if", "then", "else"]),
    (.schemaOrList, ["items"]),
    (.schemaList, ["allOf", "anyOf", "oneOf"]),
    (.schemaMap, ["definitions", "properties", "patternProperties"]),
    (.dependencies, ["dependencies"]),
    (.names, ["required"]),
    (.type, ["type"]),
    (.boolean, ["unique", "ordered", "immutable", "appendOnly", "secretRef", "sensitive"]),
    (.names, ["identity"]),
    (.textOrSchema, ["$schemaRef"]),
    (.any, ["derivedName", "sumWithin", "claimWithin"]),
  ]
}

/// The hash of a keyword's name, the one that `Document.keyHash` gives. The keywords all differ in it.
struct KeywordKey: ExpressibleByStringLiteral {
  let hash: UInt32

  init(stringLiteral value: StaticString) { hash = value.withUTF8Buffer { KeywordKey.hash($0) } }

  init(_ name: String) { hash = KeywordKey.hash(name.utf8) }

  /// FNV-1a, as the document model computes it for keys.
  static func hash(_ bytes: some Sequence<UInt8>) -> UInt32 {
    bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }
}

/// The keywords of one schema and their values.
struct KeywordValues {
  private var entries: [(hash: UInt32, value: NodeID)] = []

  subscript(key: KeywordKey) -> NodeID? { self[key.hash] }

  subscript(hash: UInt32) -> NodeID? { entries.first { $0.hash == hash }?.value }

  mutating func add(_ hash: UInt32, _ value: NodeID) { entries.append((hash, value)) }

  mutating func removeAll() { entries.removeAll(keepingCapacity: true) }
}

/// Keys that are looked up in every schema.
enum SchemaKey {
  static let reference: DocumentKey = "$ref"
  static let id: DocumentKey = "$id"
  static let type: DocumentKey = "type"
  static let required: DocumentKey = "required"
  static let properties: DocumentKey = "properties"
  static let additionalProperties: DocumentKey = "additionalProperties"
  static let patternProperties: DocumentKey = "patternProperties"
}

/// The form of a keyword's value.
enum KeywordShape: Sendable {
  case any, text, reference, pattern, boolean, number, divisor, count, list, names, type
  case schema, schemaOrList, schemaList, schemaMap, dependencies, textOrSchema

  /// What the value must be, in words.
  var expectation: String {
    switch self {
    case .any: "anything"
    case .text, .reference, .pattern: "a text"
    case .boolean: "true or false"
    case .number: "a number"
    case .divisor: "a number greater than 0 of at most 36 digits"
    case .count: "an integer that is not negative"
    case .list: "a list"
    case .names: "a list of different texts"
    case .type: "the name of a type, or a list of different names of types"
    case .schema: "a schema (an object, true or false)"
    case .schemaOrList: "a schema or a list of schemas"
    case .schemaList: "a list of at least one schema"
    case .schemaMap: "an object whose values are schemas"
    case .dependencies: "an object whose values are schemas or lists of texts"
    case .textOrSchema: "a text or a schema"
    }
  }

  /// Whether a value has the form, as far as one level goes.
  func accepts(_ id: NodeID, in document: Document) -> Bool {
    let kind = document.kind(id)
    switch self {
    case .any: return true
    case .text, .reference, .pattern: return kind == .string
    case .boolean: return kind == .bool
    case .number: return document.number(id).map(isFinite) ?? false
    case .divisor:
      guard kind == .int || kind == .float, let number = DecimalNumber(document.text(id)) else { return false }
      return number.isPositive && number.significand != nil
    case .count:
      guard kind == .int || kind == .float else { return false }
      return DecimalNumber(document.text(id))?.clampedCount != nil
    case .list: return kind == .array
    case .names: return kind == .array && differentTexts(id, document) { _ in true }
    case .type:
      if let name = document.string(id) { return TypeSet(name: name) != nil }
      return kind == .array && document.count(id) > 0 && differentTexts(id, document) { TypeSet(name: $0) != nil }
    case .schema: return isSchema(id, document)
    case .textOrSchema: return kind == .string || kind == .object
    case .schemaList:
      return kind == .array && document.count(id) > 0 && document.children(id).allSatisfy { isSchema($0, document) }
    case .schemaOrList:
      return kind == .array ? document.children(id).allSatisfy { isSchema($0, document) } : isSchema(id, document)
    case .schemaMap: return kind == .object && document.children(id).allSatisfy { isSchema($0, document) }
    case .dependencies:
      return kind == .object
        && document.children(id).allSatisfy {
          isSchema($0, document) || KeywordShape.names.accepts($0, in: document)
        }
    }
  }

  private func isFinite(_ number: NumberValue) -> Bool {
    switch number {
    case .small, .exact: true
    case .infinite, .notANumber: false
    }
  }

  private func isSchema(_ id: NodeID, _ document: Document) -> Bool {
    document.kind(id) == .object || document.kind(id) == .bool
  }

  private func differentTexts(_ id: NodeID, _ document: Document, where accepts: (String) -> Bool) -> Bool {
    var seen: Set<String> = []
    for child in document.children(id) {
      guard let text = document.string(child), accepts(text), seen.insert(text).inserted else { return false }
    }
    return true
  }

  /// The places below a keyword's value that hold schemas.
  func subschemas(of value: NodeID, in document: Document) -> [NodeID] {
    let kind = document.kind(value)
    switch self {
    case .schema: return kind.isSchemaKind ? [value] : []
    case .textOrSchema: return kind == .object ? [value] : []
    case .schemaOrList where kind != .array: return kind.isSchemaKind ? [value] : []
    case .schemaList, .schemaOrList:
      return kind == .array ? document.children(value).filter { document.kind($0).isSchemaKind } : []
    case .schemaMap, .dependencies:
      return kind == .object ? document.children(value).filter { document.kind($0).isSchemaKind } : []
    default: return []
    }
  }
}

extension NodeKind {
  /// Whether a schema can be of the kind.
  var isSchemaKind: Bool { self == .object || self == .bool }
}
