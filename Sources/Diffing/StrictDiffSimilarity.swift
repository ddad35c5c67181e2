import DocumentModel

/// How much of two containers agrees.
enum StrictSimilarity {
  /// From here on two items are the same item, changed.
  static let threshold = 0.5

  /// The share of leaves that are equal at the same keys (in lists: anywhere in the list), from 0 to 1.
  static func score(
    _ a: NodeID, _ left: StrictValues, _ b: NodeID, _ right: StrictValues, _ budget: inout Int
  ) -> Double {
    let all = left.leafCount(a) + right.leafCount(b)
    // Sizes alone may rule it out.
    if Double(2 * min(left.leafCount(a), right.leafCount(b))) / Double(all) < threshold {
      budget -= 1
      return 0
    }
    return Double(2 * common(a, left, b, right, &budget, 0)) / Double(all)
  }

  private static func common(
    _ a: NodeID, _ left: StrictValues, _ b: NodeID, _ right: StrictValues, _ budget: inout Int, _ depth: Int
  ) -> Int {
    budget -= 1
    if left.classOf(a) == right.classOf(b) { return left.leafCount(a) }
    guard budget > 0, depth < 64 else { return 0 }
    switch (left.document.kind(a), right.document.kind(b)) {
    case (.object, .object):
      let members = MatchedMembers(a, of: left.document, b, of: right.document) { _ in false }
      budget -= members.count
      return members.common.reduce(0) { $0 + common($1.old, left, $1.new, right, &budget, depth + 1) }
    case (.array, .array):
      budget -= left.document.count(a) + right.document.count(b)
      var counts: [Int32: Int] = [:]
      for item in left.document.children(a) { counts[left.classOf(item), default: 0] += 1 }
      var sum = 0
      for item in right.document.children(b) {
        guard let count = counts[right.classOf(item)], count > 0 else { continue }
        counts[right.classOf(item)] = count - 1
        sum += right.leafCount(item)
      }
      return sum
    default: return 0
    }
  }
}
