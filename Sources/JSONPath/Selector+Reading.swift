public import DocumentModel

/// A place that a selector looks at to decide what it selects: whoever can change it can change the selection.
public struct SelectorRead: Hashable, Sendable {
  /// Names that lead to where the condition is applied, up to the first step that is no single name; empty when the
  /// condition starts over from the root.
  public let container: [String]
  /// Names that lead on from the tested item to what the condition reads, up to the first step that is no single name;
  /// empty when the item itself is read.
  public let field: [String]
  /// Where the condition's path begins in the source, in UTF-8 bytes.
  public let offset: Int
  let steps: [SelectorStep]

  /// The values in a document that the condition reads, of the items it selects and of those it does not.
  ///
  /// `from` is what it is for `Selector.matches`. Throws when that needs more steps than the limits allow.
  public func matches(
    in document: Document, from: NodeID? = nil, limits: SelectorLimits = SelectorLimits()
  ) throws(SelectorLimitError) -> [Match] {
    try SelectorEvaluator.matches(steps, in: document, from: from, limits: limits)
  }
}

extension Selector {
  /// Names that lead from the root to something that contains every match: the leading steps that are a single name.
  /// Empty when the selector begins otherwise, or climbs (`` `parent` ``, `$` in alternatives).
  public var concretePrefix: [String] { SelectorReading.prefix(steps) }

  /// What the filters and `where` conditions of the selector read, in the order of the source; conditions inside
  /// conditions too.
  public var filterFields: [SelectorRead] {
    var reading = SelectorReading()
    reading.collect(steps) { $0 }
    return reading.reads
  }
}

private struct SelectorReading {
  private(set) var reads: [SelectorRead] = []

  static func prefix(_ steps: [SelectorStep]) -> [String] {
    let last = steps.lastIndex { $0.kind == .root }
    let steps = steps[(last.map { $0 + 1 } ?? 0)...]
    if steps.contains(where: climbs) { return [] }
    var names: [String] = []
    for step in steps where step.kind != .this {
      guard case .fields(let fields) = step.kind, fields.count == 1 else { break }
      names.append(fields[0].text)
    }
    return names
  }

  /// Whether matches of a step need not be below the value it is applied to.
  private static func climbs(_ step: SelectorStep) -> Bool {
    switch step.kind {
    case .root, .parent: true
    case .descend(let path): path.contains(where: climbs)
    case .union(let paths): paths.contains { $0.contains(where: climbs) }
    default: false
    }
  }

  /// Collects the reads of a path; `place` makes of a path from the same value one from the root.
  mutating func collect(_ steps: [SelectorStep], place: ([SelectorStep]) -> [SelectorStep]) {
    for (position, step) in steps.enumerated() {
      let before = Array(steps[..<position])
      switch step.kind {
      case .filter(let conditions):
        let items = before + [SelectorStep(kind: .filter([]), offset: step.offset)]
        for condition in conditions {
          // In a filter `$` is the item, so what stands before the last `$` does not count.
          let start = condition.path.lastIndex { $0.kind == .root }.map { $0 + 1 } ?? 0
          add(Array(condition.path[start...]), of: items, at: condition.path.first?.offset ?? step.offset, place)
        }
      case .condition(let path, _): add(path, of: before, at: path.first?.offset ?? step.offset, place)
      case .descend(let path):
        collect(path) { place(before + [SelectorStep(kind: .descend($0), offset: step.offset)]) }
      case .union(let paths):
        for path in paths { collect(path) { place(before + $0) } }
      default: break
      }
    }
  }

  private mutating func add(
    _ path: [SelectorStep], of items: [SelectorStep], at offset: Int, _ place: ([SelectorStep]) -> [SelectorStep]
  ) {
    let whole = place(items + path)
    let container = path.contains { $0.kind == .root } ? [] : SelectorReading.prefix(place(items))
    reads.append(
      SelectorRead(
        container: container, field: SelectorReading.prefix(path), offset: offset, steps: whole))
    collect(path) { place(items + $0) }
  }
}
