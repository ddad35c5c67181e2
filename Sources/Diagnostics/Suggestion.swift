/// Finds what a misspelt word was probably meant to be.
public enum Suggestion {
  /// The candidate nearest to `word`, if one is near enough to be worth naming; ties go to the first in sorted order.
  ///
  /// Near enough is an edit distance (with transpositions, ignoring ASCII case) of at most a third of the word.
  public static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
    let target = folded(word)
    guard target.count <= 256 else { return nil }
    let limit = max(1, target.count / 3)
    var best: (distance: Int, candidate: String)?
    for candidate in candidates where candidate != word {
      let bytes = folded(candidate)
      if abs(bytes.count - target.count) > limit { continue }
      let distance = editDistance(target, bytes)
      guard distance <= limit else { continue }
      if let known = best, (known.distance, known.candidate) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.candidate
  }

  private static func folded(_ word: String) -> [UInt8] {
    word.utf8.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }
  }

  /// Optimal string alignment distance.
  private static func editDistance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var before: [Int] = []
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i]
      row.reserveCapacity(b.count + 1)
      for j in 1...b.count {
        let substitution = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var cost = min(last[j] + 1, row[j - 1] + 1, substitution)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          cost = min(cost, before[j - 2] + 1)
        }
        row.append(cost)
      }
      before = last
      last = row
    }
    return last[b.count]
  }
}
