import DocumentModel

/// Evaluates the steps of a selector over one document, counting what it costs.
///
/// Every value visited is an entry of one array that names the visit it came from, so that paths and `` `parent` ``
/// need no copies. Steps are applied breadth first, which gives the order of jsonpath-ng's nested loops; recursion
/// goes only as deep as the selector nests.
struct SelectorEvaluator {
  let document: Document
  private let limit: Int
  private var remaining: Int
  private var visits: [Visit] = []

  /// One value on the way.
  struct Visit {
    let node: NodeID
    /// The visit it was reached from; -1 for the outermost value.
    let context: Int
    let place: Place
    let view: View
  }

  /// The last step of a visit's path.
  enum Place {
    case root
    case member
    case index(Int)
  }

  /// What a visit stands for. jsonpath-ng makes lists of things that are none and lets later steps see these lists.
  enum View {
    /// The value itself.
    case plain
    /// A list holding the value.
    case single
    /// The list of the values of an object.
    case members
  }

  /// The matches of a path from a value, the root of the document if absent.
  static func matches(
    _ steps: [SelectorStep], in document: Document, from: NodeID?, limits: SelectorLimits
  ) throws(SelectorLimitError) -> [Match] {
    var evaluator = SelectorEvaluator(document, limits)
    let start = try evaluator.visit(root: from ?? document.root)
    var matches: [Match] = []
    for visit in try evaluator.run(steps, from: start) { matches.append(try evaluator.match(visit)) }
    return matches
  }

  /// The values of `matches`, at less cost.
  static func nodes(
    _ steps: [SelectorStep], in document: Document, from: NodeID?, limits: SelectorLimits
  ) throws(SelectorLimitError) -> [NodeID] {
    var evaluator = SelectorEvaluator(document, limits)
    let start = try evaluator.visit(root: from ?? document.root)
    return try evaluator.run(steps, from: start).map { evaluator[$0].node }
  }

  private init(_ document: Document, _ limits: SelectorLimits) {
    self.document = document
    limit = limits.steps
    remaining = limits.steps
  }

  /// The visit of an index.
  subscript(index: Int) -> Visit { visits[index] }

  /// How many visits there are.
  var visitCount: Int { visits.count }

  /// Forgets all visits from a number on.
  mutating func forgetVisits(from count: Int) { visits.removeLast(visits.count - count) }

  // MARK: Cost

  mutating func spend(_ steps: Int = 1) throws(SelectorLimitError) {
    guard steps <= remaining else { throw SelectorLimitError(limit: limit) }
    remaining -= steps
  }

  /// The cost of looking through some members or elements.
  mutating func spend(lookingThrough count: Int) throws(SelectorLimitError) { try spend(1 + count / 8) }

  // MARK: Visits

  mutating func visit(root node: NodeID) throws(SelectorLimitError) -> Int {
    try visit(node, from: -1, .root)
  }

  mutating func visit(
    _ node: NodeID, from context: Int, _ place: Place, _ view: View = .plain
  ) throws(SelectorLimitError) -> Int {
    try spend()
    visits.append(Visit(node: node, context: context, place: place, view: view))
    return visits.count - 1
  }

  /// The same value seen as a list.
  mutating func view(_ index: Int, as view: View) throws(SelectorLimitError) -> Int {
    let visit = visits[index]
    return try self.visit(visit.node, from: visit.context, visit.place, view)
  }

  /// The match a visit stands for.
  private mutating func match(_ index: Int) throws(SelectorLimitError) -> Match {
    var steps: [ElementPath.Step] = []
    var visit = visits[index]
    let node = visit.node
    while true {
      switch visit.place {
      case .root: break
      case .member: steps.append(.field(document.key(visit.node) ?? ""))
      case .index(let position): steps.append(.index(position))
      }
      guard visit.context >= 0 else { break }
      visit = visits[visit.context]
    }
    try spend(steps.count)
    return Match(node: node, path: ElementPath(steps.reversed()))
  }

  // MARK: Steps

  /// The visits that a path leads to.
  mutating func run(_ steps: [SelectorStep], from start: Int) throws(SelectorLimitError) -> [Int] {
    guard let first = steps.first else { return [start] }
    var current: [Int] = []
    try apply(first, to: start, into: &current)
    for step in steps.dropFirst() {
      if current.isEmpty { break }
      var next: [Int] = []
      for visit in current { try apply(step, to: visit, into: &next) }
      current = next
    }
    return current
  }

  private mutating func apply(
    _ step: SelectorStep, to index: Int, into result: inout [Int]
  ) throws(SelectorLimitError) {
    try spend()
    switch step.kind {
    case .this: result.append(index)
    case .root: result.append(outermost(index))
    case .parent: if visits[index].context >= 0 { result.append(visits[index].context) }
    case .fields(let names): try fields(names, of: index, into: &result)
    case .anyField: if isPlain(index, .object) { try children(of: index, into: &result) }
    case .indices(let positions): try elements(positions, of: index, into: &result)
    case .slice(let slice): try elements(slice, of: index, into: &result)
    case .filter(let conditions): try filter(conditions, index, into: &result)
    case .descend(let path): try descend(path, index, into: &result)
    case .union(let paths): for path in paths { result += try run(path, from: index) }
    case .condition(let path, let negated):
      let isMatched = try leadsSomewhere(path, from: index)
      if isMatched != negated { result.append(index) }
    }
  }

  private func outermost(_ index: Int) -> Int {
    var index = index
    while visits[index].context >= 0 { index = visits[index].context }
    return index
  }

  func isPlain(_ index: Int, _ kind: NodeKind) -> Bool {
    visits[index].view == .plain && document.kind(visits[index].node) == kind
  }

  private mutating func fields(
    _ names: [DocumentKey], of index: Int, into result: inout [Int]
  ) throws(SelectorLimitError) {
    guard isPlain(index, .object) else { return }
    let node = visits[index].node
    for name in names {
      try spend(lookingThrough: document.count(node))
      if let child = document.member(node, name) { result.append(try visit(child, from: index, .member)) }
    }
  }

  /// Whether a path matches from a visit; leaves no visits behind.
  private mutating func leadsSomewhere(_ path: [SelectorStep], from index: Int) throws(SelectorLimitError) -> Bool {
    let count = visits.count
    let matches = try run(path, from: index)
    forgetVisits(from: count)
    return !matches.isEmpty
  }
}
