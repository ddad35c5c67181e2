/// A piece of an expression.
struct ExpressionToken {
  enum Kind: Equatable {
    case number, identifier, string, symbol, keyword, end
  }

  var kind: Kind
  var text: ArraySlice<UInt8>
  var start: Int

  func isSymbol(_ symbol: String) -> Bool { kind == .symbol && text.elementsEqual(symbol.utf8) }
  func isKeyword(_ keyword: String) -> Bool { kind == .keyword && text.elementsEqual(keyword.utf8) }

  /// How messages name it.
  var shown: String { kind == .end ? "the end" : "'\(String(decoding: text, as: UTF8.self))'" }
}

/// Cuts an expression into tokens, one at a time: what follows the `}` of an interpolation is never looked at.
struct ExpressionLexer {
  let bytes: [UInt8]
  private(set) var offset: Int

  init(_ bytes: [UInt8], from offset: Int) {
    self.bytes = bytes
    self.offset = offset
  }

  private static let pairs = ["**", ">=", "<=", "==", "!=", "&&", "||"].map { Array($0.utf8) }
  private static let singles = Set("+-*/[].(){}:,<>!".utf8)
  private static let keywords: Set<String> = ["true", "false", "null", "in"]

  /// The next token.
  mutating func next() throws(Failure) -> ExpressionToken {
    while offset < bytes.count, bytes[offset] == 0x20 || (0x09...0x0D).contains(bytes[offset]) { offset += 1 }
    let start = offset
    guard start < bytes.count else { return ExpressionToken(kind: .end, text: [], start: start) }
    let first = bytes[start]
    if first.isDigit { return number() }
    if first.isIdentifierStart { return word() }
    if first == UInt8(ascii: "'") || first == UInt8(ascii: "\"") { return try string() }
    for pair in ExpressionLexer.pairs where bytes[start...].starts(with: pair) { return token(.symbol, length: 2) }
    guard ExpressionLexer.singles.contains(first) else {
      let rest = String(decoding: bytes[start...].prefix(40), as: UTF8.self)
      throw Failure(.syntax, "unexpected input at '\(rest)'", offset: start)
    }
    return token(.symbol, length: 1)
  }

  private mutating func token(_ kind: ExpressionToken.Kind, length: Int) -> ExpressionToken {
    let start = offset
    offset += length
    return ExpressionToken(kind: kind, text: bytes[start..<offset], start: start)
  }

  private mutating func number() -> ExpressionToken {
    var end = digits(from: offset)
    if end + 1 < bytes.count, bytes[end] == UInt8(ascii: "."), bytes[end + 1].isDigit { end = digits(from: end + 1) }
    return token(.number, length: end - offset)
  }

  private func digits(from start: Int) -> Int {
    var end = start
    while end < bytes.count, bytes[end].isDigit { end += 1 }
    return end
  }

  private mutating func word() -> ExpressionToken {
    var end = offset
    while end < bytes.count, bytes[end].isIdentifierStart || bytes[end].isDigit { end += 1 }
    let text = String(decoding: bytes[offset..<end], as: UTF8.self)
    return token(ExpressionLexer.keywords.contains(text) ? .keyword : .identifier, length: end - offset)
  }

  private mutating func string() throws(Failure) -> ExpressionToken {
    guard let end = bytes[(offset + 1)...].firstIndex(of: bytes[offset]) else {
      throw Failure(.syntax, "a text without its closing quote", offset: offset)
    }
    return token(.string, length: end + 1 - offset)
  }
}
