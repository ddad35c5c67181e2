import TestSupport

/// Writes random YAML: mostly valid, in block and flow style, with anchors, aliases, merges, tags and repeated keys.
struct DocumentGenerator {
  private var random: SeededGenerator
  private var anchors: [String] = []
  private var nextAnchor = 0

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  mutating func document() -> String {
    anchors = []
    nextAnchor = 0
    let start = chance(8) ? "---\n" : ""
    return start + (chance(2) ? blockMapping(indent: 0, depth: 0) : block(indent: 0, depth: 0)) + "\n"
  }

  private mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &random) == 0 }

  private mutating func pick(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }

  /// A node in block style that begins on a line of its own.
  private mutating func block(indent: Int, depth: Int) -> String {
    switch depth > 4 ? 0 : Int.random(in: 0..<4, using: &random) {
    case 1: blockMapping(indent: indent, depth: depth)
    case 2: blockSequence(indent: indent, depth: depth)
    default: String(repeating: " ", count: indent) + inline(depth: depth)
    }
  }

  private mutating func blockMapping(indent: Int, depth: Int) -> String {
    let pad = String(repeating: " ", count: indent)
    var lines: [String] = []
    for _ in 0..<Int.random(in: 1...5, using: &random) {
      if chance(12), !anchors.isEmpty {
        lines.append("\(pad)<<: *\(pick(anchors))")
      } else if depth < 5, chance(3) {
        let mark = anchor()
        lines.append("\(pad)\(key()):\(mark)\n" + block(indent: indent + 2, depth: depth + 1))
      } else if chance(10) {
        let header = pick(["|", ">", "|-", ">-", "|+"])
        lines += ["\(pad)\(key()): \(header)", "\(pad)  \(pick(ScalarTable.texts))", "\(pad)  x"]
      } else {
        lines.append("\(pad)\(key()): \(inline(depth: depth))")
      }
    }
    return lines.joined(separator: "\n")
  }

  private mutating func blockSequence(indent: Int, depth: Int) -> String {
    let pad = String(repeating: " ", count: indent)
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in
      chance(3) && depth < 5
        ? "\(pad)-\(anchor())\n" + block(indent: indent + 2, depth: depth + 1) : "\(pad)- \(inline(depth: depth))"
    }.joined(separator: "\n")
  }

  /// A node on one line.
  private mutating func inline(depth: Int) -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0 where !anchors.isEmpty: return "*" + pick(anchors)
    case 1, 2: return anchor() + " [" + items(depth: depth) { $0.inline(depth: depth + 2) } + "]"
    case 3, 4: return anchor() + " {" + items(depth: depth) { $0.key() + ": " + $0.inline(depth: depth + 2) } + "}"
    case 5: return "!!str " + pick(["12", "yes", "a", "1.0"])
    case 6: return anchor() + " " + scalar()
    default: return scalar()
    }
  }

  private mutating func items(depth: Int, _ item: (inout Self) -> String) -> String {
    guard depth < 6 else { return "" }
    return (0..<Int.random(in: 0...3, using: &random)).map { _ in item(&self) }.joined(separator: ", ")
  }

  private mutating func anchor() -> String {
    guard chance(4) else { return "" }
    nextAnchor += 1
    anchors.append("a\(nextAnchor)")
    return " &a\(nextAnchor)"
  }

  private mutating func key() -> String {
    chance(3) ? scalar() : pick(["a", "b", "c", "name", "$schema", "$ref", "labels", "'1'", "1", "true", "x y"])
  }

  private mutating func scalar() -> String {
    let text = pick(chance(2) ? ScalarTable.texts : ScalarTable.all)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
    case 1: return "\"" + text.filter { $0 != "\"" && $0 != "\\" } + "\""
    default: return text.contains { "[]{},'\"\t:#".contains($0) } ? "'x'" : text
    }
  }
}
