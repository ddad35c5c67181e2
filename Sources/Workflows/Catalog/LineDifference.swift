internal import Reporting

/// The lines that differ between two texts.
enum LineDifference {
  /// Beyond so many lines in between, all of them count as different.
  private static let maximumCount = 2_000

  /// What goes and what comes, in the order of the lines.
  static func lines(_ old: [Substring], _ new: [Substring]) -> [InstallationOutcome.Line] {
    var (old, new) = (old, new)
    // Behind the last line end there is no line.
    if old.last == "" { old.removeLast() }
    if new.last == "" { new.removeLast() }
    let start = zip(old, new).prefix { $0 == $1 }.count
    let shared = min(old.count, new.count) - start
    let end = zip(old.reversed(), new.reversed()).prefix(max(0, shared)).prefix { $0 == $1 }.count
    let (gone, come) = (old[start..<(old.count - end)], new[start..<(new.count - end)])
    guard max(gone.count, come.count) <= maximumCount else {
      return gone.enumerated().map { line(false, start + $0.offset, $0.element) }
        + come.enumerated().map { line(true, start + $0.offset, $0.element) }
    }
    var found: [(place: Int, line: InstallationOutcome.Line)] = []
    let difference = Array(come).difference(from: Array(gone))
    let removed = Set(difference.removals.map { offset($0) })
    let inserted = Set(difference.insertions.map { offset($0) })
    var (left, right) = (0, 0)
    while left < gone.count || right < come.count {
      if removed.contains(left), left < gone.count {
        found.append((found.count, line(false, start + left, gone[start + left])))
        left += 1
      } else if inserted.contains(right), right < come.count {
        found.append((found.count, line(true, start + right, come[start + right])))
        right += 1
      } else {
        left += 1
        right += 1
      }
    }
    return found.map(\.line)
  }

  private static func offset(_ change: CollectionDifference<Substring>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }

  private static func line(_ isNew: Bool, _ index: Int, _ text: Substring) -> InstallationOutcome.Line {
    InstallationOutcome.Line(isNew: isNew, number: index + 1, text: String(text))
  }
}
