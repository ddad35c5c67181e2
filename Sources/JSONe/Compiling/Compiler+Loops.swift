import DocumentModel

/// The operators with a property like `each(x, i)`, which names variables.
extension Compiler {
  mutating func map(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    let each = try each(id, .map, [], names: 1...2, "$map requires exactly one other property, each(..)")
    let source = try compile(place, depth: depth)
    let body = try compile(each.place, depth: depth)
    return draft.add(.map(source, loop: add(each, body)), at: id)
  }

  mutating func find(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    let each = try each(id, .find, [], names: 1...2, "$find requires exactly one other property, each(..)")
    let source = try compile(place, depth: depth)
    let test = try expressionNode(at: each.place, "each can evaluate string expressions only")
    return draft.add(.find(source, loop: add(each, test)), at: id)
  }

  mutating func reduce(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    let each = try each(id, .reduce, ["initial"], names: 2...3, "$reduce requires each(..)")
    guard let initial = document.member(id, "initial") else {
      throw Failure(.template, "$reduce must have exactly three properties", help: "add initial", at: Site(node: id))
    }
    let source = try compile(place, depth: depth)
    let start = try compile(initial, depth: depth)
    let body = try compile(each.place, depth: depth)
    return draft.add(.reduce(source, initial: start, loop: add(each, body)), at: id)
  }

  mutating func sort(_ id: NodeID, _ place: NodeID, _ depth: Int) throws(Failure) -> Int32 {
    try check(id, .sort, []) { Compiler.names(in: $0, "by", 1...1) != nil }
    let source = try compile(place, depth: depth)
    let by = document.children(id).filter { document.key($0)?.hasPrefix("by(") == true }
    guard by.count <= 1 else {
      throw Failure(.template, "only one by(..) is allowed", at: Site(node: by[1], isKey: true))
    }
    guard let place = by.first, let name = document.key(place).flatMap({ Compiler.names(in: $0, "by", 1...1)?.first })
    else { return draft.add(.sort(source, by: -1, symbol: -1), at: id) }
    let key = try expressionNode(at: place, "by can evaluate string expressions only")
    return draft.add(.sort(source, by: key, symbol: draft.symbol(name)), at: id)
  }

  private struct Each {
    var names: [String]
    var place: NodeID
  }

  private func each(
    _ id: NodeID, _ name: Operator, _ allowed: Set<String>, names: ClosedRange<Int>, _ message: String
  ) throws(Failure) -> Each {
    try check(id, name, allowed) { Compiler.names(in: $0, "each", names) != nil }
    var found: [Each] = []
    for child in document.children(id) {
      guard let names = document.key(child).flatMap({ Compiler.names(in: $0, "each", names) }) else { continue }
      found.append(Each(names: names, place: child))
    }
    guard found.count == 1 else { throw Failure(.template, message, at: Site(node: id)) }
    return found[0]
  }

  private mutating func add(_ each: Each, _ body: Int32) -> Int32 {
    let symbols = each.names.map { draft.symbol($0) }
    draft.loops.append(
      LoopPlan(
        first: symbols[0], second: symbols.count > 1 ? symbols[1] : -1, third: symbols.count > 2 ? symbols[2] : -1,
        body: body, place: each.place))
    return Int32(draft.loops.count - 1)
  }

  /// The names in a key like `each(x, i)`; nil for any other key.
  private static func names(in key: String, _ word: String, _ count: ClosedRange<Int>) -> [String]? {
    guard key.hasPrefix(word + "("), key.hasSuffix(")") else { return nil }
    let inner = key.dropFirst(word.count + 1).dropLast()
    var names: [String] = []
    for (index, part) in inner.split(separator: ",", omittingEmptySubsequences: false).enumerated() {
      let name = index == 0 ? part : part.drop { $0.isWhitespace }
      guard String(name).isIdentifier else { return nil }
      names.append(String(name))
    }
    return count.contains(names.count) ? names : nil
  }
}
