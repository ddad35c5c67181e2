import DocumentModel

/// One step of a parsed selector. A path is a flat list of steps, applied one after the other to every match of the
/// step before: composition is associative, so the nesting of `Child(Child(a, b), c)` carries no meaning.
struct SelectorStep: Hashable, Sendable {
  let kind: Kind
  /// Where the step begins in the source, in UTF-8 bytes.
  let offset: Int

  enum Kind: Hashable, Sendable {
    /// `$`: the outermost value; inside a filter the filtered item.
    case root
    /// `@` or `` `this` ``.
    case this
    /// `` `parent` ``.
    case parent
    /// `a`, `a,b`: the named members of an object, in this order.
    case fields([DocumentKey])
    /// `*`: all members of an object.
    case anyField
    /// `[1]`, `[0,2]`.
    case indices([Int])
    /// `[*]`, `[1:3]`.
    case slice(SelectorSlice)
    /// `[?…]`: the items for which all conditions hold.
    case filter([SelectorCondition])
    /// `..`: the path from the value itself and from everything below it.
    case descend([SelectorStep])
    /// `|`: the matches of one path after those of the other.
    case union([[SelectorStep]])
    /// `where`, `wherenot`: the value if the path matches from it, or if it does not.
    case condition([SelectorStep], negated: Bool)
  }
}

/// One condition of a filter: that a path matches, or that a value it leads to compares as wanted.
struct SelectorCondition: Hashable, Sendable {
  let path: [SelectorStep]
  let comparison: SelectorComparison?
}

/// `[start:end:step]` with the meaning of Python; all absent for `[*]`.
struct SelectorSlice: Hashable, Sendable {
  var start: Int?
  var end: Int?
  var step: Int?

  /// The positions it selects in a list.
  func positions(in count: Int) -> StrideTo<Int> {
    let step = step ?? 1
    let lower = step < 0 ? -1 : 0
    let upper = step < 0 ? count - 1 : count
    func clamped(_ bound: Int) -> Int {
      bound < 0 ? max(bound + count, lower) : min(bound, upper)
    }
    let first = start.map(clamped) ?? (step < 0 ? upper : lower)
    let last = end.map(clamped) ?? (step < 0 ? lower : upper)
    return stride(from: first, to: last, by: step)
  }

  /// Whether it selects all of every list.
  var isWhole: Bool { start == nil && end == nil && step == nil }
}
