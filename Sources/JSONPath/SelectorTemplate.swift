/// A selector whose text may hold `{{ ctx_file_path }}`, the path of the file a change-type is applied for.
///
/// Only that one variable is allowed, only inside quotes, and nothing else of Jinja. The path is put in as text of the
/// quoted name or literal, whatever characters it has: it can never change what the selector means.
public struct SelectorTemplate: Hashable, Sendable, CustomStringConvertible {
  /// The text as written.
  public let source: String
  /// The variables used: `["ctx_file_path"]` or nothing.
  public let variables: [String]
  /// Traps in the selector, as `Selector.warnings`; offsets count in `source`.
  public let warnings: [SelectorWarning]
  private let pieces: [String]
  private let plain: Selector

  /// The one variable there is.
  public static let contextFilePath = "ctx_file_path"

  /// Parses a template; throws what is wrong with it and where. A template that parses here parses with every path,
  /// unless the path makes it too long.
  public init(_ source: String) throws(SelectorError) {
    let scanned = try SelectorTemplate.scan(source)
    pieces = scanned.pieces
    plain = try SelectorTemplate.parse(pieces, gaps: scanned.gaps, in: source)
    self.source = source
    variables = pieces.count > 1 ? [SelectorTemplate.contextFilePath] : []
    let shift = SelectorTemplate.shift(pieces, scanned.gaps)
    warnings = plain.warnings.map { SelectorWarning($0.message, at: shift($0.offset), help: $0.help) }
  }

  /// The selector for a context file, whose path begins with a slash; throws only when it gets too long.
  public func selector(contextFilePath path: String) throws(SelectorError) -> Selector {
    if pieces.count == 1 { return plain }
    var quoted = ""
    for scalar in path.unicodeScalars {
      if scalar == "'" || scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return try Selector(pieces.joined(separator: quoted), dialect: plain.dialect)
  }

  /// The text as written.
  public var description: String { source }

  /// Two templates are equal when their texts are.
  public static func == (a: SelectorTemplate, b: SelectorTemplate) -> Bool { a.source == b.source }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}

extension SelectorTemplate {
  /// The texts between the variables, and how long each variable is in the source.
  private static func scan(_ source: String) throws(SelectorError) -> (pieces: [String], gaps: [Int]) {
    let bytes = Array(source.utf8)
    var pieces: [String] = []
    var gaps: [Int] = []
    var position = 0
    var start = 0
    var quote: UInt8?
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: "{"), position + 1 < bytes.count, let end = try variable(bytes, position) {
        guard quote != nil else {
          throw SelectorError(
            "the variable must stand in quotes", at: position, help: "write '{{ \(contextFilePath) }}'")
        }
        pieces.append(String(decoding: bytes[start..<position], as: UTF8.self))
        gaps.append(end - position)
        (position, start) = (end, end)
        continue
      }
      if byte == UInt8(ascii: "\\"), quote != nil { position += 1 }
      if byte == quote { quote = nil } else if quote == nil, isQuote(byte) { quote = byte }
      position += 1
    }
    pieces.append(String(decoding: bytes[start...], as: UTF8.self))
    return (pieces, gaps)
  }

  private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") }

  /// Where the variable that begins at a position ends; nil if none begins there.
  private static func variable(_ bytes: [UInt8], _ start: Int) throws(SelectorError) -> Int? {
    switch bytes[start + 1] {
    case UInt8(ascii: "{"): break
    case UInt8(ascii: "%"), UInt8(ascii: "#"):
      throw SelectorError(
        "statements and comments of Jinja are not supported in selectors", at: start,
        help: "only {{ \(contextFilePath) }} is")
    default: return nil
    }
    var end = start + 2
    while end + 1 < bytes.count, bytes[end] != UInt8(ascii: "}") || bytes[end + 1] != UInt8(ascii: "}") { end += 1 }
    guard end + 1 < bytes.count else { throw SelectorError("\"{{\" is never closed", at: start, help: "write }}") }
    let spaces: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
    var name = bytes[(start + 2)..<end].drop { spaces.contains($0) }
    while let last = name.last, spaces.contains(last) { name.removeLast() }
    let text = String(decoding: name, as: UTF8.self)
    guard text == contextFilePath else {
      throw SelectorError(
        "\"{{ \(text) }}\" is not supported in selectors", at: start, help: "only {{ \(contextFilePath) }} is")
    }
    return end + 2
  }

  /// Parses the text with an empty path, the offsets of errors being those of the source.
  private static func parse(_ pieces: [String], gaps: [Int], in source: String) throws(SelectorError) -> Selector {
    do throws(SelectorError) {
      return try Selector(pieces.joined(), dialect: SelectorDialect(of: source))
    } catch {
      throw SelectorError(error.message, at: shift(pieces, gaps)(error.offset), help: error.help)
    }
  }

  /// From offsets in the text without variables to offsets in the source.
  private static func shift(_ pieces: [String], _ gaps: [Int]) -> (Int) -> Int {
    { offset in
      var (end, result) = (0, offset)
      for (piece, gap) in zip(pieces, gaps) {
        end += piece.utf8.count
        if offset >= end { result += gap }
      }
      return result
    }
  }
}
