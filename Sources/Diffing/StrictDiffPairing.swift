import DocumentModel

/// Which items of two lists are the same item. In this order, always earlier items first:
///
/// 1. equal items from the start and from the end of both lists;
/// 2. items with the same identity, equal ones before others;
/// 3. equal items of which one or both have no identity;
/// 4. nameless objects and lists at least half of whose leaves agree, the most similar first;
/// 5. texts and other scalars that replace as many scalars between the same two neighbours.
struct StrictPairing {
  /// The items of the old list.
  let old: [NodeID]
  /// The items of the new list.
  let new: [NodeID]
  /// For each old item the position of its partner.
  private(set) var newPositions: [Int?]
  /// For each new item the position of its partner.
  private(set) var oldPositions: [Int?]

  private let left: StrictValues
  private let right: StrictValues

  /// Pairs the items of two lists; similar ones only as far as the budget reaches.
  init(_ a: NodeID, _ left: StrictValues, _ b: NodeID, _ right: StrictValues, _ budget: inout Int) {
    self.left = left
    self.right = right
    old = Array(left.document.children(a))
    new = Array(right.document.children(b))
    newPositions = Array(repeating: nil, count: old.count)
    oldPositions = Array(repeating: nil, count: new.count)
    pairEnds()
    let isNamed = { (values: StrictValues, id: NodeID) in values.identity(id) != nil }
    let isNameless = { (values: StrictValues, id: NodeID) in values.identity(id) == nil }
    pair(isNamed, isNamed) { ItemKey(class: $0.classOf($1), identity: $0.identity($1)) }
    pair(isNamed, isNamed) { $0.identity($1) }
    pair(isNameless, isNameless) { $0.classOf($1) }
    pair(isNamed, isNameless) { $0.classOf($1) }
    pair(isNameless, isNamed) { $0.classOf($1) }
    pairSimilar(&budget)
    pairReplacedScalars()
  }

  /// Whether the paired items stand in another order in the new list.
  var isReordered: Bool {
    let order = newPositions.compactMap { $0 }
    return zip(order, order.dropFirst()).contains { $0 > $1 }
  }

  private struct ItemKey: Hashable {
    let `class`: Int32
    let identity: String?
  }

  private mutating func pair(_ i: Int, _ j: Int) {
    newPositions[i] = j
    oldPositions[j] = i
  }

  private var restOfOld: [Int] { newPositions.indices.filter { newPositions[$0] == nil } }
  private var restOfNew: [Int] { oldPositions.indices.filter { oldPositions[$0] == nil } }

  private func areEqual(_ i: Int, _ j: Int) -> Bool {
    left.classOf(old[i]) == right.classOf(new[j]) && left.identity(old[i]) == right.identity(new[j])
  }

  private mutating func pairEnds() {
    let shorter = min(old.count, new.count)
    var start = 0
    while start < shorter, areEqual(start, start) {
      pair(start, start)
      start += 1
    }
    var end = 1
    while end <= shorter - start, areEqual(old.count - end, new.count - end) {
      pair(old.count - end, new.count - end)
      end += 1
    }
  }

  /// Pairs those old and new items that have the same key, in order.
  private mutating func pair<Key: Hashable>(
    _ isOld: (StrictValues, NodeID) -> Bool, _ isNew: (StrictValues, NodeID) -> Bool,
    by key: (StrictValues, NodeID) -> Key
  ) {
    var waiting: [Key: ArraySlice<Int>] = [:]
    for i in restOfOld where isOld(left, old[i]) { waiting[key(left, old[i]), default: []].append(i) }
    for j in restOfNew where isNew(right, new[j]) {
      if let i = waiting[key(right, new[j])]?.popFirst() { pair(i, j) }
    }
  }

  private mutating func pairSimilar(_ budget: inout Int) {
    let olds = restOfOld.filter { left.document.kind(old[$0]).isContainer && left.identity(old[$0]) == nil }
    let news = restOfNew.filter { right.document.kind(new[$0]).isContainer && right.identity(new[$0]) == nil }
    guard !olds.isEmpty, !news.isEmpty, olds.count <= 1_000_000 / news.count else { return }
    var found: [(score: Double, old: Int, new: Int)] = []
    for i in olds {
      for j in news {
        guard budget > 0 else { return }
        let score = StrictSimilarity.score(old[i], left, new[j], right, &budget)
        if score >= StrictSimilarity.threshold { found.append((score, i, j)) }
      }
    }
    // The order is the same for both directions: two pairs that tie in everything share no item.
    found.sort { x, y in
      if x.score != y.score { return x.score > y.score }
      return (abs(x.old - x.new), x.old + x.new) < (abs(y.old - y.new), y.old + y.new)
    }
    for (_, i, j) in found where newPositions[i] == nil && oldPositions[j] == nil { pair(i, j) }
  }

  private mutating func pairReplacedScalars() {
    var olds: [Int: [Int]] = [:]
    var news: [Int: [Int]] = [:]
    var gap = -1
    for i in old.indices {
      if let partner = newPositions[i] {
        gap = partner
      } else if !left.document.kind(old[i]).isContainer {
        olds[gap, default: []].append(i)
      }
    }
    gap = -1
    for j in new.indices {
      if oldPositions[j] != nil {
        gap = j
      } else if !right.document.kind(new[j]).isContainer {
        news[gap, default: []].append(j)
      }
    }
    for (gap, positions) in olds {
      guard let others = news[gap], others.count == positions.count else { continue }
      for (i, j) in zip(positions, others) { pair(i, j) }
    }
  }
}
