import DocumentModel

/// A JSON value that can be written as a literal of Swift, keeps the order of its members, and becomes both a
/// document and JSON text.
indirect enum JSONValue: Sendable {
  case null
  case bool(Bool)
  case int(String)
  case float(String)
  case string(String)
  case array([JSONValue])
  case object([(String, JSONValue)])

  var document: Document {
    var builder = DocumentBuilder()
    add(to: &builder)
    guard let document = builder.finish() else { preconditionFailure("a value is always complete") }
    return document
  }

  private func add(to builder: inout DocumentBuilder) {
    switch self {
    case .null: builder.scalar(.null, "null".utf8)
    case .bool(let value): builder.scalar(.bool, "\(value)".utf8)
    case .int(let text): builder.scalar(.int, text.utf8)
    case .float(let text): builder.scalar(.float, text.utf8)
    case .string(let text): builder.scalar(.string, text.utf8, style: .quoted)
    case .array(let elements):
      builder.begin(.array)
      for element in elements { element.add(to: &builder) }
      builder.end()
    case .object(let members):
      builder.begin(.object)
      for (key, value) in members {
        builder.key(key.utf8)
        value.add(to: &builder)
      }
      builder.end()
    }
  }

  var text: String { document.jsonText(document.root) }
}

extension Document {
  /// A value as Python's `json.dumps` with compact separators writes it.
  func jsonText(_ node: NodeID) -> String {
    switch kind(node) {
    case .string: JSONValue.quoted(string(node) ?? "")
    case .array: "[" + children(node).map(jsonText).joined(separator: ",") + "]"
    case .object:
      "{" + children(node).map { JSONValue.quoted(key($0) ?? "") + ":" + jsonText($0) }.joined(separator: ",") + "}"
    default: String(decoding: text(node), as: UTF8.self)
    }
  }
}

extension JSONValue: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  init(nilLiteral: ()) { self = .null }
  init(booleanLiteral value: Bool) { self = .bool(value) }
  init(integerLiteral value: Int) { self = .int("\(value)") }
  init(floatLiteral value: Double) { self = .float("\(value)") }
  init(stringLiteral value: String) { self = .string(value) }
  init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(elements) }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for unit in text.utf16 {
      switch unit {
      case 0x22: result += "\\\""
      case 0x5C: result += "\\\\"
      case 0x0A: result += "\\n"
      case 0x0D: result += "\\r"
      case 0x09: result += "\\t"
      case 0x20..<0x7F: result.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      default:
        let digits = String(unit, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return result + "\""
  }
}
