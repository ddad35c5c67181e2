/// Finds what a misspelt word was probably meant to be.
public enum Suggestion {
  /// The candidate nearest to `word`, if one is near enough to be worth naming; ties go to the first in sorted order.
  ///
  /// Near enough is an edit distance (with transpositions, ignoring ASCII case) of at most a third of the word, and of at
  /// most two where there are more than 2,000 candidates: the time a mistake may cost is bounded.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let target = folded(word)
    guard target.count <= 256 else { return nil }
    let candidates = Array(candidates)
    let limit = min(max(1, target.count / 3), candidates.count > 2_000 ? 2 : .max)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where abs(candidate.utf8.count - target.count) <= limit && candidate != word {
      guard let distance = editDistance(target, folded(candidate), limit: limit) else { continue }
      if let known = best, (known.distance, known.candidate) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.candidate
  }

  private static func folded(_ word: String) -> [UInt8] {
    word.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }

  /// Optimal string alignment distance; nil if it is above the limit. Only cells near the diagonal are looked at.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8], limit: Int) -> Int? {
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) <= limit ? max(a.count, b.count) : nil }
    let far = limit + 1
    var before = [Int](repeating: far, count: b.count + 1)
    var row = before
    var last = (0...b.count).map { min($0, far) }
    for i in 1...a.count {
      let (first, end) = (max(1, i - limit), min(b.count, i + limit))
      guard first <= end else { return nil }
      row[first - 1] = first == 1 ? min(i, far) : far
      var nearest = row[first - 1]
      for j in first...end {
        let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var cost = min(last[j] + 1, row[j - 1] + 1, substitution, far)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, before[j - 2] + 1)
        }
        row[j] = cost
        nearest = min(nearest, cost)
      }
      if end < b.count { row[end + 1] = far }
      guard nearest <= limit else { return nil }
      (before, last, row) = (last, row, before)
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
