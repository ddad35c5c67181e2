import DocumentModel

extension TemplateValue {
  /// What `typeof` says: `null`, `boolean`, `number`, `string`, `array`, `object` or `function`.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .int, .largeInteger, .double: "number"
    case .string: "string"
    case .array: "array"
    case .object, .lazy: "object"
    case .node(let node): node.isObject ? "object" : "array"
    case .function: "function"
    }
  }

  /// The elements of a list; nil for every other value.
  public var elements: [TemplateValue]? {
    switch self {
    case .array(let array): array.elements
    case .node(let node): node.isObject ? nil : node.elements
    default: nil
    }
  }

  /// The members of a mapping in their order; nil for every other value.
  ///
  /// - Throws: what a lazy object throws.
  public func members() throws(TemplateError) -> [TemplateObject.Member]? {
    switch self {
    case .object(let object): return object.members
    case .node(let node):
      guard node.isObject else { return nil }
      return node.document.children(node.id).map {
        TemplateObject.Member(key: node.document.key($0) ?? "", value: TemplateValue(node.document, $0))
      }
    case .lazy(let object):
      var members: [TemplateObject.Member] = []
      for key in try object.keys() {
        if let value = try object.member(key) { members.append(TemplateObject.Member(key: key, value: value)) }
      }
      return members
    default: return nil
    }
  }

  /// The value of a member of a mapping; nil where there is none.
  ///
  /// - Throws: what a lazy object throws.
  public func member(_ key: String) throws(TemplateError) -> TemplateValue? {
    switch self {
    case .object(let object): object[key]
    case .node(let node): node.document.member(node.id, .init(key)).map { TemplateValue(node.document, $0) }
    case .lazy(let object): try object.member(key)
    default: nil
    }
  }

  /// The text, if the value is one.
  public var text: String? { if case .string(let text) = self { text } else { nil } }

  var isObject: Bool {
    switch self {
    case .object, .lazy: true
    case .node(let node): node.isObject
    default: false
    }
  }

  /// The keys of a mapping; nil for every other value.
  func keys() throws(Failure) -> [String]? {
    switch self {
    case .object(let object): return object.members.map(\.key)
    case .node(let node):
      return node.isObject ? node.document.children(node.id).compactMap { node.document.key($0) } : nil
    case .lazy(let object): return try object.listedKeys()
    default: return nil
    }
  }

  /// The text that stands for a scalar within a text: nothing for `null`; nil for what no text stands for.
  var interpolated: String? {
    switch self {
    case .null: ""
    case .string(let text): text
    default: scalarText
    }
  }

  /// The text of a scalar as `str` gives it; nil for what is none.
  var scalarText: String? {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .int(let value): String(value)
    case .largeInteger(let text), .string(let text): text
    case .double(let value): value.canonicalText
    case .array, .object, .node, .lazy, .function: nil
    }
  }

  var summary: ValueSummary {
    switch self {
    case .array(let array): return array.summary
    case .object(let object): return object.summary
    default:
      var summary = ValueSummary(nodes: 0)
      summary.add(self)
      return summary
    }
  }
}

extension LazyObject {
  func listedKeys() throws(Failure) -> [String] {
    do throws(TemplateError) { return try keys() } catch { throw Failure(error) }
  }

  func foundMember(_ key: String) throws(Failure) -> TemplateValue? {
    do throws(TemplateError) { return try member(key) } catch { throw Failure(error) }
  }
}
