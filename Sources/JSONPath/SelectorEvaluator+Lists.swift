import DocumentModel

extension SelectorEvaluator {
  /// Adds visits of all elements of a list, or of all members of an object.
  mutating func children(of index: Int, into result: inout [Int]) throws(SelectorLimitError) {
    let (node, view) = (self[index].node, self[index].view)
    if view == .single { return result.append(try visit(node, from: index, .index(0))) }
    let isNamed = isPlain(index, .object)
    var position = 0
    for child in document.children(node) {
      result.append(try visit(child, from: index, isNamed ? .member : .index(position)))
      position += 1
    }
  }

  /// How many elements a list has; nil for what is no list.
  private func listCount(_ index: Int) -> Int? {
    switch self[index].view {
    case .single: 1
    case .members: document.count(self[index].node)
    case .plain: isPlain(index, .array) ? document.count(self[index].node) : nil
    }
  }

  mutating func elements(_ positions: [Int], of index: Int, into result: inout [Int]) throws(SelectorLimitError) {
    guard let count = listCount(index) else { return }
    for position in positions {
      let real = position < 0 ? position + count : position
      guard real >= 0, real < count else { continue }
      result.append(try visit(try element(real, of: index), from: index, .index(position)))
    }
  }

  private mutating func element(_ position: Int, of index: Int) throws(SelectorLimitError) -> NodeID {
    let node = self[index].node
    if self[index].view == .single { return node }
    try spend(lookingThrough: position)
    var rest = document.children(node)
    for _ in 0..<position { _ = rest.next() }
    return rest.next() ?? node
  }

  mutating func elements(_ slice: SelectorSlice, of index: Int, into result: inout [Int]) throws(SelectorLimitError) {
    var list = index
    if listCount(index) == nil {
      if isPlain(index, .null) { return }
      list = try view(index, as: .single)
    }
    if slice.isWhole { return try children(of: list, into: &result) }
    let count = listCount(list) ?? 0
    try spend(lookingThrough: count)
    let nodes = self[list].view == .single ? [self[list].node] : Array(document.children(self[list].node))
    for position in slice.positions(in: count) {
      result.append(try visit(nodes[position], from: list, .index(position)))
    }
  }

  /// The items of a list, or the values of an object, for which all conditions hold.
  mutating func filter(
    _ conditions: [SelectorCondition], _ index: Int, into result: inout [Int]
  ) throws(SelectorLimitError) {
    var list = index
    if listCount(index) == nil {
      guard isPlain(index, .object) else { return }
      list = try view(index, as: .members)
    }
    let (node, isSingle) = (self[list].node, self[list].view == .single)
    if isSingle {
      if try hold(conditions, for: node) { result.append(try visit(node, from: list, .index(0))) }
      return
    }
    var position = 0
    for child in document.children(node) {
      if try hold(conditions, for: child) { result.append(try visit(child, from: list, .index(position))) }
      position += 1
    }
  }

  /// Whether conditions hold for an item, which is the outermost value for them.
  private mutating func hold(_ conditions: [SelectorCondition], for item: NodeID) throws(SelectorLimitError) -> Bool {
    let count = visitCount
    defer { forgetVisits(from: count) }
    let root = try visit(root: item)
    for condition in conditions {
      let matches = try run(condition.path, from: root)
      guard let comparison = condition.comparison else {
        if matches.isEmpty { return false }
        continue
      }
      try spend(matches.count)
      let document = document
      let isMet = matches.contains { match in
        let visit = self[match]
        return visit.view == .plain ? comparison.holds(for: visit.node, in: document) : comparison.holdsForList
      }
      if !isMet { return false }
    }
    return true
  }

  /// The matches of a path from a value and from everything below it, outer values first.
  mutating func descend(_ path: [SelectorStep], _ index: Int, into result: inout [Int]) throws(SelectorLimitError) {
    var pending = [index]
    while let next = pending.popLast() {
      result += try run(path, from: next)
      let first = pending.count
      try children(of: next, into: &pending)
      pending[first...].reverse()
    }
  }
}
