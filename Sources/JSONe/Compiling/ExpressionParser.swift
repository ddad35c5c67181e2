/// Reads an expression into the program, by climbing precedences.
///
/// From loose to tight: `||`, `&&`, `in`, `== !=`, `< > <= >=`, `+ -`, `* /`, `**` (from the right), `! - +` before a
/// value, and access (`.`, `[…]`, `(…)`) after it.
struct ExpressionParser {
  private var lexer: ExpressionLexer
  private var token: ExpressionToken
  private var depth = 0
  private let limit: Int

  /// Where the token begins that comes next.
  var offset: Int { token.start }

  init(_ bytes: [UInt8], from offset: Int, limit: Int) throws(Failure) {
    lexer = ExpressionLexer(bytes, from: offset)
    token = try lexer.next()
    self.limit = limit
  }

  /// The expression up to the end of the text.
  mutating func whole(_ draft: inout ProgramDraft) throws(Failure) -> Int32 {
    let result = try expression(&draft)
    guard token.kind == .end else { throw unexpected("an operator or the end") }
    return result
  }

  /// The expression up to a closing brace, which comes next then.
  mutating func untilBrace(_ draft: inout ProgramDraft) throws(Failure) -> Int32 {
    let result = try expression(&draft)
    guard token.kind != .end else { throw Failure(.syntax, "unterminated ${..} expression", offset: token.start) }
    guard token.isSymbol("}") else { throw unexpected("an operator or '}'") }
    return result
  }

  private mutating func advance() throws(Failure) { token = try lexer.next() }

  private func unexpected(_ wanted: String) -> Failure {
    Failure(.syntax, "found \(token.shown), expected \(wanted)", offset: token.start)
  }

  private mutating func take(_ symbol: String) throws(Failure) {
    guard token.isSymbol(symbol) else { throw unexpected("'\(symbol)'") }
    try advance()
  }

  private mutating func expression(_ draft: inout ProgramDraft, above level: Int = 0) throws(Failure) -> Int32 {
    depth += 1
    defer { depth -= 1 }
    guard depth <= limit else {
      throw Failure(.budget, "an expression nested more than \(limit) levels deep", offset: token.start)
    }
    var left = try postfix(&draft)
    while let (name, precedence) = infix(), precedence > level {
      let place = token.start
      try advance()
      // A power's right side may hold further powers.
      let right = try expression(&draft, above: name == "**" ? precedence - 1 : precedence)
      left = draft.add(combine(name, left, right), at: place)
    }
    return left
  }

  private func combine(_ name: String, _ left: Int32, _ right: Int32) -> ExpressionNode {
    switch name {
    case "||": .or(left, right)
    case "&&": .and(left, right)
    default: .binary(BinaryOperator(rawValue: name) ?? .equal, left, right)
    }
  }

  /// The operator that comes next and how tight it binds.
  private func infix() -> (String, Int)? {
    guard token.kind == .symbol || token.isKeyword("in") else { return nil }
    let name = String(decoding: token.text, as: UTF8.self)
    let precedence: Int
    switch name {
    case "||": precedence = 1
    case "&&": precedence = 2
    case "in": precedence = 3
    case "==", "!=": precedence = 4
    case "<", ">", "<=", ">=": precedence = 5
    case "+", "-": precedence = 6
    case "*", "/": precedence = 7
    case "**": precedence = 8
    default: return nil
    }
    return (name, precedence)
  }

  /// A value with what is accessed of it.
  private mutating func postfix(_ draft: inout ProgramDraft) throws(Failure) -> Int32 {
    if let sign = prefix() {
      let place = token.start
      try advance()
      depth += 1
      defer { depth -= 1 }
      guard depth <= limit else {
        throw Failure(.budget, "an expression nested more than \(limit) levels deep", offset: place)
      }
      return draft.add(sign(try postfix(&draft)), at: place)
    }
    var result = try primary(&draft)
    var links = 0
    while token.kind == .symbol {
      let place = token.start
      if token.isSymbol(".") {
        try advance()
        guard token.kind == .identifier else { throw unexpected("the name of a member") }
        let name = draft.symbol(String(decoding: token.text, as: UTF8.self))
        result = draft.add(.member(result, name: name), at: place)
        try advance()
      } else if token.isSymbol("[") {
        result = draft.add(try brackets(result, &draft), at: place)
      } else if token.isSymbol("(") {
        try advance()
        let arguments = try list(until: ")", &draft)
        result = draft.add(.call(result, arguments: draft.add(run: arguments)), at: place)
      } else {
        break
      }
      links += 1
      guard links <= 4 * limit else {
        throw Failure(.budget, "more than \(4 * limit) accesses in a row", offset: place)
      }
    }
    return result
  }

  private func prefix() -> ((Int32) -> ExpressionNode)? {
    if token.isSymbol("!") { return { .not($0) } }
    if token.isSymbol("-") { return { .negate($0) } }
    if token.isSymbol("+") { return { .plus($0) } }
    return nil
  }

  private mutating func brackets(_ value: Int32, _ draft: inout ProgramDraft) throws(Failure) -> ExpressionNode {
    try advance()
    var from: Int32 = -1
    if !token.isSymbol(":") { from = try expression(&draft) }
    guard token.isSymbol(":") else {
      try take("]")
      return .index(value, from)
    }
    try advance()
    var to: Int32 = -1
    if !token.isSymbol("]") { to = try expression(&draft) }
    try take("]")
    return .slice(value, from: from, to: to)
  }

  /// Expressions with commas between them, up to a closing symbol.
  private mutating func list(until close: String, _ draft: inout ProgramDraft) throws(Failure) -> [Int32] {
    var elements: [Int32] = []
    if token.isSymbol(close) {
      try advance()
      return elements
    }
    while true {
      elements.append(try expression(&draft))
      guard token.isSymbol(",") else { break }
      try advance()
    }
    guard token.isSymbol(close) else { throw unexpected("',' or '\(close)'") }
    try advance()
    return elements
  }

  private mutating func primary(_ draft: inout ProgramDraft) throws(Failure) -> Int32 {
    let place = token.start
    let text = token.text
    switch token.kind {
    case .number:
      try advance()
      return draft.add(.constant(draft.add(constant: number(text))), at: place)
    case .string:
      try advance()
      let value = TemplateValue.string(String(decoding: text.dropFirst().dropLast(), as: UTF8.self))
      return draft.add(.constant(draft.add(constant: value)), at: place)
    case .identifier:
      try advance()
      return draft.add(.variable(draft.symbol(String(decoding: text, as: UTF8.self))), at: place)
    case .keyword where !token.isKeyword("in"):
      let value: TemplateValue = token.isKeyword("null") ? .null : .bool(token.isKeyword("true"))
      try advance()
      return draft.add(.constant(draft.add(constant: value)), at: place)
    case .symbol: return try bracketed(&draft)
    default: throw unexpected("a value")
    }
  }

  private func number(_ text: ArraySlice<UInt8>) -> TemplateValue {
    if text.contains(UInt8(ascii: ".")) { return .double(Double(String(decoding: text, as: UTF8.self)) ?? 0) }
    let digits = text.drop { $0 == UInt8(ascii: "0") }
    return digits.isEmpty ? .int(0) : .integer(digits)
  }

  private mutating func bracketed(_ draft: inout ProgramDraft) throws(Failure) -> Int32 {
    let place = token.start
    if token.isSymbol("(") {
      try advance()
      let result = try expression(&draft)
      try take(")")
      return result
    }
    if token.isSymbol("[") {
      try advance()
      let elements = try list(until: "]", &draft)
      return draft.add(.list(draft.add(run: elements)), at: place)
    }
    guard token.isSymbol("{") else { throw unexpected("a value") }
    try advance()
    return draft.add(.object(draft.add(run: try members(&draft))), at: place)
  }

  /// The members of an object; a comma may follow the last one.
  private mutating func members(_ draft: inout ProgramDraft) throws(Failure) -> [Int32] {
    var run: [Int32] = []
    var seen: Set<Int32> = []
    while token.kind == .string || token.kind == .identifier {
      let text = token.kind == .string ? token.text.dropFirst().dropLast() : token.text
      let name = draft.symbol(String(decoding: text, as: UTF8.self))
      guard seen.insert(name).inserted else {
        throw Failure(.syntax, "the key \(token.shown) stands twice in an object", offset: token.start)
      }
      try advance()
      try take(":")
      run += [name, try expression(&draft)]
      guard token.isSymbol(",") else { break }
      try advance()
    }
    try take("}")
    return run
  }
}
