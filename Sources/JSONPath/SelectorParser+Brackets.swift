extension SelectorParser {
  /// The largest number of positions and bounds; beyond it no list has anything.
  private static let farAway = 1 << 40

  /// What stands in brackets; a filter only directly after a path.
  mutating func bracket(afterPath: Bool) throws(SelectorError) -> SelectorStep {
    let offset = advance().offset
    let step = try nested { parser throws(SelectorError) in
      try parser.bracketContent(afterPath: afterPath, offset)
    }
    try expect("]")
    return step
  }

  private mutating func bracketContent(afterPath: Bool, _ offset: Int) throws(SelectorError) -> SelectorStep {
    switch current.kind {
    case .name(let name): return SelectorStep(kind: try fields(name).kind, offset: offset)
    case .symbol("*"):
      advance()
      return SelectorStep(kind: .slice(SelectorSlice()), offset: offset)
    case .symbol("?") where afterPath:
      advance()
      return SelectorStep(kind: .filter(try conditions()), offset: offset)
    case .number, .symbol(":"): return SelectorStep(kind: try positions(), offset: offset)
    default: throw unexpected()
    }
  }

  /// `1`, `0,2` or a slice.
  private mutating func positions() throws(SelectorError) -> SelectorStep.Kind {
    let first = number()
    if current.kind == .symbol(":") { return .slice(try slice(from: first)) }
    var indices = [first ?? 0]
    while take(",") {
      guard let index = number() else { throw unexpected("expected a position after the comma") }
      indices.append(index)
    }
    return .indices(indices)
  }

  private mutating func slice(from start: Int?) throws(SelectorError) -> SelectorSlice {
    try expect(":")
    var slice = SelectorSlice(start: start, end: number(), step: nil)
    if take(":") {
      let offset = current.offset
      slice.step = number()
      if slice.step == 0 { throw SelectorError("the step of a slice cannot be 0", at: offset) }
    }
    return slice
  }

  /// A number if there is one; numbers too large for any list come back cut off.
  private mutating func number() -> Int? {
    guard case .number(let text) = current.kind else { return nil }
    advance()
    let limit = SelectorParser.farAway
    return Int(text).map { min(max($0, -limit), limit) } ?? (text.hasPrefix("-") ? -limit : limit)
  }
}
