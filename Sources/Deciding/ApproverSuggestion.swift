internal import Ownership

/// Finds few people whose approval would be enough.
enum ApproverSuggestion {
  /// A small set of people, none of them the author, who together own every item that waits for approval; items that
  /// nobody owns are left out. Greedy set cover, ties by name, so the answer is always the same.
  static func people(for files: [DecidedFile], author: String) -> [String] {
    var waiting: [Set<String>] = files.flatMap(\.items).filter { !$0.isApproved && $0.coverage.isCovered }.map { item in
      let parts = item.coverage.owners.isEmpty ? item.coverage.fragments.flatMap(\.owners) : item.coverage.owners
      return Set(parts.filter { !$0.disabled }.flatMap(\.approvers)).filter { Account($0) != Account(author) }
    }
    waiting.removeAll(where: \.isEmpty)
    var chosen: [String] = []
    while !waiting.isEmpty {
      var counts: [String: Int] = [:]
      for people in waiting { for person in people { counts[person, default: 0] += 1 } }
      guard let best = counts.min(by: { ($1.value, $0.key) < ($0.value, $1.key) })?.key else { break }
      chosen.append(best)
      waiting.removeAll { $0.contains(best) }
    }
    return chosen.sorted()
  }
}
