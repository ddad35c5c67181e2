import DocumentModel

/// Reads the tokens of a selector, with the grammar and the precedences of jsonpath-ng 1.8.0.
///
/// The operators, weakest first, are `..`, `.`, `|`, `&`, `where`, `wherenot`; all associate to the left. So `a.b|c.d`
/// is `a.(b|c).d`. A bracket after a path applies to all of the path before it, up to an open parenthesis.
struct SelectorParser {
  private let tokens: [SelectorToken]
  private var position = 0
  private var depth = 0
  let dialect: SelectorDialect
  private(set) var warnings: [SelectorWarning] = []

  /// The steps and the warnings of a selector.
  static func parse(
    _ source: String, dialect: SelectorDialect
  ) throws(SelectorError) -> (steps: [SelectorStep], warnings: [SelectorWarning]) {
    guard source.utf8.count <= SelectorLimits.sourceBytes else {
      throw SelectorError("the selector is longer than \(SelectorLimits.sourceBytes) bytes", at: 0)
    }
    let tokens = try SelectorLexer.tokens(of: source, dialect: dialect)
    var parser = SelectorParser(tokens: tokens, dialect: dialect)
    let steps = try parser.path()
    guard parser.current.kind == .end else { throw parser.unexpected() }
    return (steps, parser.warnings.sorted { $0.offset < $1.offset })
  }

  private init(tokens: [SelectorToken], dialect: SelectorDialect) {
    self.tokens = tokens
    self.dialect = dialect
  }

  // MARK: Tokens

  /// The token to be read next.
  var current: SelectorToken { tokens[position] }

  /// Takes the current token; the last one, `end`, stays.
  @discardableResult
  mutating func advance() -> SelectorToken {
    let token = current
    if position + 1 < tokens.count { position += 1 }
    return token
  }

  mutating func take(_ symbol: Unicode.Scalar) -> Bool {
    guard current.kind == .symbol(symbol) else { return false }
    advance()
    return true
  }

  mutating func expect(_ symbol: Unicode.Scalar) throws(SelectorError) {
    guard take(symbol) else { throw unexpected("expected \"\(symbol)\"") }
  }

  /// Reads something inside brackets or parentheses.
  mutating func nested<Value>(
    _ read: (inout SelectorParser) throws(SelectorError) -> Value
  ) throws(SelectorError) -> Value {
    guard depth < SelectorLimits.nesting else {
      throw SelectorError("the selector nests deeper than \(SelectorLimits.nesting) levels", at: current.offset)
    }
    depth += 1
    defer { depth -= 1 }
    return try read(&self)
  }

  mutating func warn(_ message: String, at offset: Int, help: String) {
    warnings.append(SelectorWarning(message, at: offset, help: help))
  }

  // MARK: Paths

  /// A path made of operators stronger than `level`.
  mutating func path(above level: Int = 0) throws(SelectorError) -> [SelectorStep] {
    let first = try operand()
    return try continued(first, above: level)
  }

  /// The path that begins with steps already read.
  mutating func continued(_ first: [SelectorStep], above level: Int = 0) throws(SelectorError) -> [SelectorStep] {
    var left = first
    var trap: SelectorToken?
    while true {
      let token = current
      if token.kind == .symbol("[") {
        guard level == 0 else { return left }
        if let trap { warnAboutPrecedence(trap) }
        trap = nil
        left.append(try bracket(afterPath: true))
      } else if let link = Link(token.kind), link.level > level {
        advance()
        guard link != .both else { throw conjunctionOfPaths(at: token.offset) }
        if let unexpected = link.isTrap ? (level > 0 ? token : nil) : trap { warnAboutPrecedence(unexpected) }
        trap = link.isTrap && level == 0 ? token : nil
        let right = try path(above: link.level)
        left = link.joining(left, right, at: token.offset)
      } else {
        return left
      }
    }
  }

  private mutating func operand() throws(SelectorError) -> [SelectorStep] {
    let token = current
    switch token.kind {
    case .name(let name): return [try fields(name)]
    case .number(let name): return [numberField(name)]
    case .named(let name): return [SelectorStep(kind: try namedOperator(name), offset: advance().offset)]
    case .symbol("$"): return [SelectorStep(kind: .root, offset: advance().offset)]
    case .symbol("@"): return [SelectorStep(kind: .this, offset: advance().offset)]
    case .symbol("*"): return [SelectorStep(kind: .anyField, offset: advance().offset)]
    case .symbol("["): return [try bracket(afterPath: false)]
    case .symbol("("):
      advance()
      let inner = try nested { parser throws(SelectorError) in try parser.path() }
      try expect(")")
      return inner
    default: throw unexpected()
    }
  }

  /// One name or several between commas, in brackets or not.
  mutating func fields(_ first: String) throws(SelectorError) -> SelectorStep {
    let offset = advance().offset
    var names = [first]
    while take(",") {
      guard case .name(let name) = current.kind else { throw unexpected("expected a name after the comma") }
      names.append(name)
      advance()
    }
    if names.contains("*") {
      warn("the quoted \"*\" means all members, not one of that name", at: offset, help: "write * without quotes")
      return SelectorStep(kind: .anyField, offset: offset)
    }
    if dialect == .standard, names.contains("@") {
      warn(
        "without a filter \"@\" is the name of a member", at: offset,
        help: "leave it out, or write `this` in backquotes")
    }
    return SelectorStep(kind: .fields(names.map(DocumentKey.init(_:))), offset: offset)
  }

  private mutating func numberField(_ name: String) -> SelectorStep {
    let offset = advance().offset
    warn(
      "this is the member named \"\(name)\", not a position in a list", at: offset,
      help: "write [\(name)] for a position; quote the name of a member")
    return SelectorStep(kind: .fields([DocumentKey(name)]), offset: offset)
  }

  private func namedOperator(_ name: String) throws(SelectorError) -> SelectorStep.Kind {
    switch name {
    case "this": return .this
    case "parent": return .parent
    case "len", "keys", "path", "sorted":
      throw SelectorError("the operator \"`\(name)`\" is not supported in selectors", at: current.offset)
    default:
      for function in ["split(", "sub(", "str("] where name.hasPrefix(function) {
        throw SelectorError("the function \"`\(function))`\" is not supported in selectors", at: current.offset)
      }
      throw SelectorError("unknown operator \"`\(name)`\"", at: current.offset, help: "there are `this` and `parent`")
    }
  }
}

extension SelectorParser {
  /// What joins two paths.
  private enum Link {
    case descend, child, either, both, whereMatches, whereNot

    init?(_ token: SelectorToken.Kind) {
      switch token {
      case .doubleDot: self = .descend
      case .symbol("."): self = .child
      case .symbol("|"): self = .either
      case .symbol("&"): self = .both
      case .keywordWhere(let negated): self = negated ? .whereNot : .whereMatches
      default: return nil
      }
    }

    /// How strongly it binds.
    var level: Int {
      switch self {
      case .descend: 2
      case .child: 3
      case .either: 4
      case .both: 5
      case .whereMatches: 6
      case .whereNot: 7
      }
    }

    /// Whether it binds more strongly than the dot, against what most readers expect.
    var isTrap: Bool { level > Link.child.level }

    func joining(_ left: [SelectorStep], _ right: [SelectorStep], at offset: Int) -> [SelectorStep] {
      switch self {
      case .child, .both: left + right
      case .descend: left + [SelectorStep(kind: .descend(right), offset: offset)]
      case .whereMatches: left + [SelectorStep(kind: .condition(right, negated: false), offset: offset)]
      case .whereNot: left + [SelectorStep(kind: .condition(right, negated: true), offset: offset)]
      case .either: [SelectorStep(kind: .union(alternatives(left) + [right]), offset: left.first?.offset ?? offset)]
      }
    }

    private func alternatives(_ steps: [SelectorStep]) -> [[SelectorStep]] {
      if steps.count == 1, case .union(let alternatives) = steps[0].kind { return alternatives }
      return [steps]
    }
  }

  private mutating func warnAboutPrecedence(_ token: SelectorToken) {
    warn(
      "\(token.shown) binds more strongly than \".\": only the names next to it belong to it", at: token.offset,
      help: "use parentheses: (a.b)|(c.d)")
  }

  func conjunctionOfPaths(at offset: Int) -> SelectorError {
    if current.kind == .symbol("&") {
      return SelectorError("unexpected \"&&\"", at: offset, help: "conditions are joined by a single &")
    }
    return SelectorError(
      "\"&\" between paths is not supported in selectors", at: offset,
      help: "in a filter compare each path: [?(@.a=='x' & @.b=='y')]")
  }

  /// The error for the current token, with advice where the mistake is a known one.
  func unexpected(_ expectation: String? = nil) -> SelectorError {
    let token = current
    let before = position > 0 ? tokens[position - 1].kind : .end
    let after = position + 1 < tokens.count ? tokens[position + 1].kind : .end
    if case .truth(let value) = token.kind {
      return SelectorError(
        "a name that begins with \"\(value)\" must be quoted in a selector with a filter", at: token.offset,
        help: "put the whole name in quotes")
    }
    if token.kind == .symbol("*"), endsOperand(before) {
      return SelectorError("arithmetic (\"*\") is not supported in selectors", at: token.offset)
    }
    var message = "unexpected \(token.shown)"
    if let expectation { message = "\(expectation), found \(token.shown)" }
    return SelectorError(message, at: token.offset, help: advice(before, token.kind, after))
  }

  private func endsOperand(_ kind: SelectorToken.Kind) -> Bool {
    switch kind {
    case .name, .number, .decimal, .named, .symbol("]"), .symbol(")"), .symbol("$"), .symbol("@"): true
    default: false
    }
  }

  private func advice(
    _ before: SelectorToken.Kind, _ kind: SelectorToken.Kind, _ after: SelectorToken.Kind
  ) -> String? {
    switch (before, kind, after) {
    case (.symbol("$"), .name(let name), _): "quote a name with a dollar: '$\(name)'"
    case (.symbol("["), .symbol("?"), _): "write the filter right after the path it filters: list[?(@.name=='value')]"
    case (_, .symbol("@"), _) where dialect == .standard: "\"@\" belongs in a filter"
    case (.doubleDot, _, _) where position == 1: "begin with $.."
    case (_, .doubleDot, _) where position == 0: "begin with $.."
    case (_, .symbol("|"), .symbol("|")), (.symbol("|"), .symbol("|"), _): "conditions cannot be joined by or"
    default: nil
    }
  }
}
