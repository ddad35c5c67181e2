import Diagnostics
import DocumentModel

/// The grammar of JSON over bytes. Containers are kept on a stack of their own, so depth costs no call stack.
struct JSONParser: ~Copyable {
  let bytes: [UInt8]
  let limits: JSONReader.Limits
  var offset = 0
  var builder: DocumentBuilder
  private var line = 1
  private var lineStart = 0
  /// Continuation bytes since the start of the line: columns count scalars, not bytes.
  var continuations = 0
  /// Whether each open container is an object.
  private var open: [Bool] = []

  /// The document a text describes, duplicate keys included.
  static func parse(_ bytes: [UInt8], limits: JSONReader.Limits) throws(JSONFailure) -> Document {
    var parser = JSONParser(bytes, limits)
    try parser.run()
    guard let document = parser.finish() else {
      throw JSONFailure(position: .init(line: 1, column: 1), message: "no value")
    }
    return document
  }

  private init(_ bytes: [UInt8], _ limits: JSONReader.Limits) {
    self.bytes = bytes
    self.limits = limits
    builder = DocumentBuilder(sourceBytes: min(bytes.count, limits.bytes))
  }

  private consuming func finish() -> Document? { builder.finish() }

  private mutating func run() throws(JSONFailure) {
    guard bytes.count <= limits.bytes else { throw limit("the text has more than \(limits.bytes) bytes") }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      offset = 3
      lineStart = 3
    }
    repeat {
      try value()
      try closeAndSeparate()
    } while !open.isEmpty
    skipBlanks()
    if offset < bytes.count { throw unexpected("the end of the text") }
  }

  /// One value, or the opening of containers down to the first scalar or empty container.
  private mutating func value() throws(JSONFailure) {
    while true {
      skipBlanks()
      guard builder.nodeCount < limits.nodes else { throw limit("there are more than \(limits.nodes) values") }
      switch peek() ?? 0 {
      case UInt8(ascii: "{"):
        try begin(.object)
        if peek() == UInt8(ascii: "}") { return }
        try key()
      case UInt8(ascii: "["):
        try begin(.array)
        if peek() == UInt8(ascii: "]") { return }
      case UInt8(ascii: "\""):
        let start = place
        let text = try string()
        return builder.scalar(.string, text, style: .quoted, at: start, to: place)
      case UInt8(ascii: "t"): return try literal("true", .bool)
      case UInt8(ascii: "f"): return try literal("false", .bool)
      case UInt8(ascii: "n"): return try literal("null", .null)
      case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
      default: throw unexpected("a value")
      }
    }
  }

  private mutating func begin(_ kind: NodeKind) throws(JSONFailure) {
    guard open.count < limits.depth else { throw limit("values are nested more than \(limits.depth) deep") }
    builder.begin(kind, at: place)
    open.append(kind == .object)
    offset += 1
    skipBlanks()
  }

  /// After a value: closes containers until one goes on with a comma, or none is open.
  private mutating func closeAndSeparate() throws(JSONFailure) {
    while let isObject = open.last {
      skipBlanks()
      let close = isObject ? UInt8(ascii: "}") : UInt8(ascii: "]")
      if peek() == close {
        offset += 1
        builder.end(at: place)
        open.removeLast()
      } else if peek() == UInt8(ascii: ",") {
        offset += 1
        skipBlanks()
        if peek() == close { throw failure("a comma before the closing bracket", help: "remove the comma") }
        if isObject { try key() }
        return
      } else {
        throw unexpected(isObject ? "\",\" or \"}\"" : "\",\" or \"]\"")
      }
    }
  }

  private mutating func key() throws(JSONFailure) {
    guard peek() == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
    let start = place
    let text = try string()
    builder.key(text, at: start, to: place)
    skipBlanks()
    guard peek() == UInt8(ascii: ":") else { throw unexpected("\":\"") }
    offset += 1
  }

  private mutating func literal(_ word: StaticString, _ kind: NodeKind) throws(JSONFailure) {
    let start = place
    let text = word.withUTF8Buffer { Array($0) }
    guard bytes[offset...].starts(with: text) else { throw unexpected("a value") }
    offset += text.count
    if let next = peek(), JSONParser.isWord(next) { throw unexpected("the end of the value") }
    builder.scalar(kind, text, at: start, to: place)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

extension JSONParser {
  /// The byte that comes next; nil at the end.
  @inline(__always)
  func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

  /// The position of the next byte.
  var place: PackedPosition { PackedPosition(line: line, column: offset - lineStart - continuations + 1) }

  mutating func skipBlanks() {
    while offset < bytes.count {
      switch bytes[offset] {
      case 0x20, 0x09: offset += 1
      case 0x0A: newline()
      case 0x0D:
        if offset + 1 < bytes.count, bytes[offset + 1] == 0x0A { offset += 1 }
        newline()
      default: return
      }
    }
  }

  private mutating func newline() {
    offset += 1
    line += 1
    lineStart = offset
    continuations = 0
  }

  func failure(_ message: String, help: String? = nil) -> JSONFailure {
    JSONFailure(position: place.position, message: message, help: help)
  }

  func limit(_ message: String) -> JSONFailure {
    JSONFailure(code: "json/limit", position: place.position, message: message, help: "split the file")
  }

  func unexpected(_ wanted: String) -> JSONFailure {
    guard let byte = peek() else { return failure("expected \(wanted), found the end of the text") }
    guard byte > 0x20, byte < 0x7F else { return failure("expected \(wanted)") }
    return failure("expected \(wanted), found \"\(Unicode.Scalar(byte))\"")
  }
}
