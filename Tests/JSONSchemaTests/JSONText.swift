import DocumentModel

/// A small JSON reader for the tests: keeps `1` and `1.0` apart and integers of any size, and gives positions.
struct JSONText {
  struct Malformed: Error {
    let offset: Int
  }

  private let bytes: [UInt8]
  private var position = 0
  private var line = 1
  private var lineStart = 0

  static func parse(_ text: String) throws -> Document {
    var reader = JSONText(bytes: Array(text.utf8))
    var builder = DocumentBuilder(sourceBytes: reader.bytes.count)
    try reader.value(&builder)
    reader.skipSpace()
    guard reader.position == reader.bytes.count, let document = builder.finish() else { throw reader.malformed }
    return document
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private var malformed: Malformed { Malformed(offset: position) }

  private var here: PackedPosition { PackedPosition(line: line, column: position - lineStart + 1) }

  private mutating func skipSpace() {
    while position < bytes.count, bytes[position] <= 0x20 {
      if bytes[position] == 0x0A {
        line += 1
        lineStart = position + 1
      }
      position += 1
    }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    skipSpace()
    guard position < bytes.count, bytes[position] == byte else { return false }
    position += 1
    return true
  }

  private mutating func value(_ builder: inout DocumentBuilder) throws {
    skipSpace()
    guard position < bytes.count else { throw malformed }
    let start = here
    switch bytes[position] {
    case UInt8(ascii: "{"): try container(.object, &builder)
    case UInt8(ascii: "["): try container(.array, &builder)
    case UInt8(ascii: "\""):
      let text = try string()
      builder.scalar(.string, text, style: .quoted, at: start, to: here)
    case UInt8(ascii: "t"): try word("true", .bool, &builder)
    case UInt8(ascii: "f"): try word("false", .bool, &builder)
    case UInt8(ascii: "n"): try word("null", .null, &builder)
    default: try number(&builder)
    }
  }

  private mutating func container(_ kind: NodeKind, _ builder: inout DocumentBuilder) throws {
    let close = kind == .object ? UInt8(ascii: "}") : UInt8(ascii: "]")
    builder.begin(kind, at: here)
    position += 1
    if !take(close) {
      repeat {
        skipSpace()
        if kind == .object {
          let start = here
          builder.key(try string(), at: start)
          guard take(UInt8(ascii: ":")) else { throw malformed }
        }
        try value(&builder)
      } while take(UInt8(ascii: ","))
      guard take(close) else { throw malformed }
    }
    builder.end(at: here)
  }

  private mutating func word(_ word: String, _ kind: NodeKind, _ builder: inout DocumentBuilder) throws {
    guard bytes[position...].starts(with: word.utf8) else { throw malformed }
    let start = here
    position += word.utf8.count
    builder.scalar(kind, word.utf8, at: start, to: here)
  }

  private mutating func number(_ builder: inout DocumentBuilder) throws {
    let start = here
    let text = bytes[position...].prefix { "+-.eE0123456789".utf8.contains($0) }
    position = text.endIndex
    let written = String(decoding: text, as: UTF8.self)
    if written.allSatisfy({ $0 == "-" || $0.isNumber }), written != "-", !written.isEmpty {
      return builder.scalar(.int, text, at: start, to: here)
    }
    guard let double = Double(written) else { throw malformed }
    builder.scalar(.float, "\(double)".utf8, at: start, to: here)
  }

  private mutating func string() throws -> [UInt8] {
    guard take(UInt8(ascii: "\"")) else { throw malformed }
    var units: [UInt16] = []
    var result: [UInt8] = []
    func flush(_ units: inout [UInt16], _ result: inout [UInt8]) {
      result += String(decoding: units, as: UTF16.self).utf8
      units = []
    }
    while position < bytes.count {
      let byte = bytes[position]
      position += 1
      if byte == UInt8(ascii: "\"") {
        flush(&units, &result)
        return result
      }
      guard byte == UInt8(ascii: "\\") else {
        flush(&units, &result)
        result.append(byte)
        continue
      }
      try escape(&units)
    }
    throw malformed
  }

  private mutating func escape(_ units: inout [UInt16]) throws {
    guard position < bytes.count else { throw malformed }
    let byte = bytes[position]
    position += 1
    switch byte {
    case UInt8(ascii: "n"): units.append(0x0A)
    case UInt8(ascii: "r"): units.append(0x0D)
    case UInt8(ascii: "t"): units.append(0x09)
    case UInt8(ascii: "b"): units.append(0x08)
    case UInt8(ascii: "f"): units.append(0x0C)
    case UInt8(ascii: "u"):
      let digits = String(decoding: bytes[position...].prefix(4), as: UTF8.self)
      guard let unit = UInt16(digits, radix: 16) else { throw malformed }
      units.append(unit)
      position += 4
    default: units.append(UInt16(byte))
    }
  }

  /// A document as JSON on one line.
  static func write(_ document: Document) -> String { write(document.root, document) }

  private static func write(_ node: NodeID, _ document: Document) -> String {
    func quoted(_ bytes: ArraySlice<UInt8>) -> String {
      let scalars = String(decoding: bytes, as: UTF8.self).unicodeScalars
      return "\""
        + scalars.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.value < 0x20 ? escaped($0) : "\($0)" }.joined() + "\""
    }
    let children = document.children(node)
    switch document.kind(node) {
    case .string: return quoted(document.text(node))
    case .array: return "[" + children.map { write($0, document) }.joined(separator: ",") + "]"
    case .object:
      return "{" + children.map { quoted(document.keyBytes($0)) + ":" + write($0, document) }.joined(separator: ",")
        + "}"
    default: return String(decoding: document.text(node), as: UTF8.self)
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}
