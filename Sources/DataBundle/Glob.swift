/// A file pattern: `*` and `?` stay inside one folder, `**` spans folders.
struct Glob {
  private let pattern: [UInt8]

  init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

  /// Whether a path (without leading slash) matches as a whole.
  func matches(_ path: some StringProtocol) -> Bool {
    let text = Array(path.utf8)
    var states: Set<Int> = closure([0])
    for byte in text {
      var next: Set<Int> = []
      for state in states where state < pattern.count {
        switch pattern[state] {
        case UInt8(ascii: "*"):
          if isDouble(state) || byte != UInt8(ascii: "/") { next.insert(state) }
        case UInt8(ascii: "?"): if byte != UInt8(ascii: "/") { next.insert(state + 1) }
        default: if pattern[state] == byte { next.insert(state + 1) }
        }
      }
      states = closure(next)
      if states.isEmpty { return false }
    }
    return states.contains(pattern.count)
  }

  private func isDouble(_ state: Int) -> Bool {
    state + 1 < pattern.count && pattern[state + 1] == UInt8(ascii: "*")
  }

  /// Adds what can be reached without reading a byte: the place after a star.
  private func closure(_ states: Set<Int>) -> Set<Int> {
    var result = states
    var open = Array(states)
    while let state = open.popLast() {
      guard state < pattern.count, pattern[state] == UInt8(ascii: "*") else { continue }
      var targets = [isDouble(state) ? state + 2 : state + 1]
      // `**/` also stands for no folder at all.
      if isDouble(state), state + 2 < pattern.count, pattern[state + 2] == UInt8(ascii: "/") {
        targets.append(state + 3)
      }
      for target in targets where result.insert(target).inserted { open.append(target) }
    }
    return result
  }
}
