import Foundation
import TestSupport

/// Random documents and selectors over a small vocabulary, so that they meet.
struct RandomCases {
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  // MARK: Documents

  private static let keys = ["a", "b", "c", "a", "b", "c", "$ref", "0", "x-y", "true_", "where", "a.b", "it's", "é"]
  private static let scalars: [JSONValue] = [
    nil, true, false, 0, 1, 2, -1, 10, 1.0, 1.5, -0.5, "", "x", "y", "1", "2", " 1 ", "true", "/n1",
    "a", .float("1e+16"),
    .int("100000000000000000000"),
  ]

  mutating func document(depth: Int = 5) -> JSONValue {
    if depth == 0 || depth < 4 && random.chance(20) { return random.pick(Self.scalars) }
    let count = Int.random(in: 1...5, using: &random)
    if random.chance(40) { return .array((0..<count).map { _ in document(depth: depth - 1) }) }
    var members: [(String, JSONValue)] = []
    for _ in 0..<count {
      let key = random.pick(Self.keys)
      if !members.contains(where: { $0.0 == key }) { members.append((key, document(depth: depth - 1))) }
    }
    return .object(members)
  }

  // MARK: Selectors

  /// A selector of the grammar, sometimes spoilt. Descents multiply, so there are few in one selector.
  mutating func selector() -> String {
    var text = path(3)
    while text.components(separatedBy: "..").count > 3 { text = path(3) }
    while random.chance(12) { text = spoilt(text) }
    return text
  }

  private mutating func spoilt(_ text: String) -> String {
    var scalars = Array(text.unicodeScalars)
    let position = Int.random(in: 0...scalars.count, using: &random)
    if random.chance(50), position < scalars.count {
      scalars.remove(at: position)
    } else {
      scalars.insert(random.pick(Array(" .[]()'\"`?@$*,:|&=!<>~-+/\\a1é\n".unicodeScalars)), at: position)
    }
    var result = ""
    result.unicodeScalars.append(contentsOf: scalars)
    return result
  }

  private mutating func path(_ depth: Int) -> String {
    var text = operand(depth)
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      switch Int.random(in: 0..<20, using: &random) {
      case 0..<9: text += "." + operand(depth)
      case 9..<11: text += ".." + operand(depth)
      case 11..<16: text += bracket(depth, afterPath: true)
      case 16: text += random.pick(["|", " | "]) + operand(depth)
      case 17: text += " where " + operand(depth)
      case 18: text += " wherenot " + operand(depth)
      default: text += random.chance(20) ? " & " + operand(depth) : ".`parent`"
      }
    }
    return text
  }

  private mutating func operand(_ depth: Int) -> String {
    switch Int.random(in: 0..<20, using: &random) {
    case 0..<10: return name()
    case 10: return name() + "," + name()
    case 11: return "*"
    case 12: return "$"
    case 13: return "@"
    case 14: return random.pick(["0", "1", "-1", "`this`", "`parent`", "`len`"])
    case 15..<18: return bracket(depth, afterPath: false)
    default: return depth > 0 ? "(" + path(depth - 1) + ")" : name()
    }
  }

  private mutating func name() -> String {
    random.pick([
      "a", "b", "c", "a", "b", "c", "'$ref'", "x-y", "'true_'", "true_", "'where'", "\"a.b\"", "'it\\'s'",
      "'é'",
    ])
  }

  private mutating func bracket(_ depth: Int, afterPath: Bool) -> String {
    switch Int.random(in: 0..<12, using: &random) {
    case 0..<3: return "[*]"
    case 3: return "[\(number())]"
    case 4: return "[\(number()),\(number())]"
    case 5: return "[" + name() + "]"
    case 6: return "[" + bound() + ":" + bound() + "]"
    case 7: return "[" + bound() + ":" + bound() + ":" + bound() + "]"
    default:
      if depth == 0 || !afterPath && random.chance(90) { return "[*]" }
      return "[?" + conditions(depth - 1) + "]"
    }
  }

  private mutating func number() -> Int { Int.random(in: -3...3, using: &random) }

  private mutating func bound() -> String { random.chance(40) ? "" : "\(number())" }

  private mutating func conditions(_ depth: Int) -> String {
    var text = condition(depth)
    while random.chance(20) { text += " & " + condition(depth) }
    return random.chance(60) ? "(" + text + ")" : text
  }

  private mutating func condition(_ depth: Int) -> String {
    var left = random.chance(70) ? "@." + operand(0) : path(depth)
    if random.chance(15) { left = "(" + left + ")" }
    if random.chance(20) { return left }
    let literal = random.pick(["'x'", "x", "\"/n1\"", "1", "0", "-1", "1.5", "1.0", "true", "false", "'1'", "''", "10"])
    let text = left + random.pick(["==", "==", "=", "!=", "<", "<=", ">", ">=", "=~"]) + literal
    return random.chance(25) ? "(" + text + ")" : text
  }
}
