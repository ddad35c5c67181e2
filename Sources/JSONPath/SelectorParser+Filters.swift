extension SelectorParser {
  /// What can stand in parentheses in a filter: a path, which goes on behind them, or conditions.
  private enum Content {
    case path([SelectorStep])
    case conditions([SelectorCondition])

    var conditions: [SelectorCondition] {
      switch self {
      case .path(let path): [SelectorCondition(path: path, comparison: nil)]
      case .conditions(let conditions): conditions
      }
    }
  }

  /// The conditions of a filter, joined by `&`.
  mutating func conditions() throws(SelectorError) -> [SelectorCondition] { try content().conditions }

  private mutating func content() throws(SelectorError) -> Content {
    var left = try term()
    // A bare path in front of `&` has already been refused: jsonpath-ng takes that for an operator between paths.
    while case .conditions(let known) = left, take("&") {
      guard current.kind != .symbol("&") else { throw conjunctionOfPaths(at: current.offset) }
      left = .conditions(known + (try term().conditions))
    }
    return left
  }

  private mutating func term() throws(SelectorError) -> Content {
    guard current.kind == .symbol("(") else { return try compared(try path()) }
    advance()
    let inner = try nested { parser throws(SelectorError) in try parser.content() }
    try expect(")")
    guard case .path(let path) = inner else { return inner }
    return try compared(try continued(path))
  }

  /// A path with the comparison that follows it, if one does.
  private mutating func compared(_ path: [SelectorStep]) throws(SelectorError) -> Content {
    guard case .comparison(let comparison) = current.kind else { return .path(path) }
    let offset = advance().offset
    let literal = try literal(path)
    switch comparison {
    case .search: throw SelectorError("matching with \"=~\" is not supported in selectors", at: offset)
    case .equalOnce:
      warn("\"=\" compares, as \"==\" does", at: offset, help: "write ==")
    default: break
    }
    return .conditions([
      SelectorCondition(path: path, comparison: SelectorComparison(comparison: comparison, literal: literal))
    ])
  }

  private mutating func literal(_ path: [SelectorStep]) throws(SelectorError) -> SelectorComparison.Literal {
    let token = current
    let literal: SelectorComparison.Literal
    switch token.kind {
    case .name(let text): literal = .text(Array(text.utf8))
    case .number(let text): literal = .whole(WholeNumber(decimal: text.utf8))
    case .decimal(let text): literal = .decimal(Double(text) ?? .nan)
    case .truth(let value): literal = .truth(value)
    default: throw unexpected("expected a text, a number, true or false")
    }
    advance()
    if token.kind == .name("null") || token.kind == .name("None") {
      warn("this compares with the text \(token.shown)", at: token.offset, help: "null cannot be written in a filter")
    }
    return literal
  }
}
