/// Cuts the text of a selector into tokens, as the lexers of jsonpath-ng 1.8.0 do.
///
/// One difference: only ASCII digits are digits.
struct SelectorLexer {
  private let scalars: [Unicode.Scalar]
  private let offsets: [Int]
  private let dialect: SelectorDialect
  private var position = 0

  /// The tokens of a text, the last one being `end`.
  static func tokens(of source: String, dialect: SelectorDialect) throws(SelectorError) -> [SelectorToken] {
    var lexer = SelectorLexer(source, dialect)
    var tokens: [SelectorToken] = []
    while true {
      let token = try lexer.next()
      tokens.append(token)
      if token.kind == .end { return tokens }
    }
  }

  private init(_ source: String, _ dialect: SelectorDialect) {
    scalars = Array(source.unicodeScalars)
    var offset = 0
    var offsets: [Int] = []
    for scalar in scalars {
      offsets.append(offset)
      offset += UTF8.width(scalar)
    }
    self.offsets = offsets + [offset]
    self.dialect = dialect
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    position + ahead < scalars.count ? scalars[position + ahead] : nil
  }

  private var offset: Int { offsets[position] }

  private mutating func next() throws(SelectorError) -> SelectorToken {
    while let scalar = peek(), scalar == " " || scalar == "\t" || scalar == "\n" { position += 1 }
    let start = offset
    guard let scalar = peek() else { return SelectorToken(kind: .end, offset: start) }
    return SelectorToken(kind: try kind(scalar), offset: start)
  }

  private mutating func kind(_ scalar: Unicode.Scalar) throws(SelectorError) -> SelectorToken.Kind {
    if dialect == .extended, let truth = truth() { return .truth(truth) }
    if startsName(scalar) { return name() }
    if isDigit(scalar) || scalar == "-" && isDigit(peek(1)) { return number() }
    switch scalar {
    case "'", "\"": return .name(try quoted(scalar))
    case "`": return .named(try quoted(scalar))
    case "." where peek(1) == ".":
      position += 2
      return .doubleDot
    case "=", "!", "<", ">": return try comparison(scalar)
    case "*", ".", "[", "]", "(", ")", "$", ",", ":", "|", "&", "~":
      position += 1
      return .symbol(scalar)
    case "?", "@":
      // `@` comes here only in the extended dialect: in the standard one it is a letter.
      position += 1
      return .symbol(scalar)
    default: throw unexpected(scalar)
    }
  }

  /// `true` and `false`, also as the beginning of a longer word: the extended lexer looks for them first.
  private mutating func truth() -> Bool? {
    for (word, value) in [("true", true), ("false", false)] {
      let letters = word.unicodeScalars
      if scalars[position...].starts(with: letters) {
        position += letters.count
        return value
      }
    }
    return nil
  }

  private mutating func name() -> SelectorToken.Kind {
    let first = position
    position += 1
    if dialect == .extended, scalars[first] == "@" { position += 1 }
    while let scalar = peek(), continuesName(scalar) { position += 1 }
    let text = text(from: first)
    switch text {
    case "where": return .keywordWhere(negated: false)
    case "wherenot": return .keywordWhere(negated: true)
    default: return .name(text)
    }
  }

  private mutating func number() -> SelectorToken.Kind {
    let first = position
    position += 1
    while isDigit(peek()) { position += 1 }
    if dialect == .extended, peek() == ".", isDigit(peek(1)) {
      position += 1
      while isDigit(peek()) { position += 1 }
      return .decimal(text(from: first))
    }
    return .number(WholeNumber(decimal: text(from: first).utf8).description)
  }

  /// The content of quotes; a backslash takes the next character as it is.
  private mutating func quoted(_ quote: Unicode.Scalar) throws(SelectorError) -> String {
    let start = offset
    position += 1
    var text = ""
    while let scalar = peek(), scalar != quote {
      if scalar == "\\" {
        position += 1
        guard let escaped = peek() else { break }
        if escaped == "\n" { throw SelectorError("a line break cannot be escaped", at: offset) }
        text.unicodeScalars.append(escaped)
      } else {
        text.unicodeScalars.append(scalar)
      }
      position += 1
    }
    guard peek() == quote else {
      throw SelectorError("the quote \(quote) is never closed", at: start, help: "close it with another \(quote)")
    }
    position += 1
    return text
  }

  private mutating func comparison(_ first: Unicode.Scalar) throws(SelectorError) -> SelectorToken.Kind {
    guard dialect == .extended else { throw unexpected(first) }
    if let second = peek(1), let two = SelectorComparison.Operator(rawValue: "\(first)\(second)") {
      position += 2
      return .comparison(two)
    }
    guard let one = SelectorComparison.Operator(rawValue: "\(first)") else { throw unexpected(first) }
    position += 1
    return .comparison(one)
  }

  private func unexpected(_ scalar: Unicode.Scalar) -> SelectorError {
    switch scalar {
    case "+", "-": SelectorError("arithmetic (\"\(scalar)\") is not supported in selectors", at: offset)
    case "/", "\\":
      SelectorError(
        "sorting and arithmetic (\"\(scalar)\") are not supported in selectors", at: offset,
        help: "quote a name that holds \"\(scalar)\"")
    case "=", "<", ">", "!":
      SelectorError(
        "unexpected \"\(scalar)\"", at: offset, help: "a comparison belongs in a filter: [?(@.name=='value')]")
    default:
      SelectorError("unexpected \"\(scalar)\"", at: offset, help: "quote a name that holds \"\(scalar)\"")
    }
  }

  private func text(from first: Int) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[first..<position])
    return text
  }

  private func isDigit(_ scalar: Unicode.Scalar?) -> Bool { scalar.map { ("0"..."9").contains($0) } ?? false }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private func isWide(_ scalar: Unicode.Scalar) -> Bool {
    dialect == .standard
      && (("\u{4E00}"..."\u{9FA5}").contains(scalar) || ("\u{1F600}"..."\u{1F64F}").contains(scalar))
  }

  private func startsName(_ scalar: Unicode.Scalar) -> Bool {
    if isLetter(scalar) || isWide(scalar) { return true }
    guard scalar == "@" else { return false }
    return dialect == .standard || peek(1).map(isLetter) == true
  }

  private func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    isLetter(scalar) || isWide(scalar) || isDigit(scalar) || scalar == "@" || scalar == "-"
  }
}
