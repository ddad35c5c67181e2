import TestSupport

/// Random templates and contexts as JSON texts: mostly of the right types, sometimes not.
struct TemplateGenerator {
  private var source: SeededGenerator
  /// The variables that are in scope besides the context's.
  private var scope: [String] = []

  init(seed: UInt64) { source = SeededGenerator(seed: seed) }

  private static let words = ["", "a", "abc", "x y", "Grüße", "z-1", "\u{1F601}", "name"]
  private static let numbers = ["0", "1", "2", "3", "7", "10", "-1", "-5", "1.5", "0.25", "-2.5", "100"]

  mutating func context() -> String {
    var members: [String] = []
    for (name, kinds) in [
      ("n", "n"), ("m", "n"), ("s", "s"), ("t", "s"), ("b", "b"), ("l", "l"), ("k", "l"), ("o", "o"),
    ] {
      if source.chance(4) { continue }
      members.append("\"\(name)\":\(value(source.chance(3) ? "any" : kinds, 2))")
    }
    return "{" + (members + ["\"now\":\"2020-02-28T23:59:59.5Z\""]).joined(separator: ",") + "}"
  }

  private mutating func value(_ kind: String, _ depth: Int) -> String {
    switch kind == "any" || depth == 0 ? source.pick(["n", "s", "b", "null"]) : kind {
    case "n": return source.pick(Self.numbers)
    case "s": return "\"\(source.pick(Self.words))\""
    case "b": return source.pick(["true", "false"])
    case "null": return "null"
    case "l":
      let inner = source.pick(["n", "s", "o", "l", "any"])
      return "[" + (0..<source.below(5)).map { _ in value(inner, depth - 1) }.joined(separator: ",") + "]"
    default:
      let keys = ["a", "b", "c", "key", "x y"].filter { _ in source.chance(60) }
      return "{"
        + keys.map { "\"\($0)\":\(value(source.pick(["n", "s", "l", "o"]), depth - 1))" }
        .joined(separator: ",") + "}"
    }
  }

  mutating func template(_ depth: Int = 4) -> String {
    guard depth > 0 else { return text() }
    let next = depth - 1
    switch source.below(26) {
    case 0...2: return object(next)
    case 3, 4: return "[" + (0..<source.below(4)).map { _ in template(next) }.joined(separator: ",") + "]"
    case 5...8: return text()
    case 9...11: return "{\"$eval\":\(quoted(expression(3)))}"
    case 12, 13:
      let then = source.chance(80) ? ",\"then\":\(template(next))" : ""
      let other = source.chance(60) ? ",\"else\":\(template(next))" : ""
      return "{\"$if\":\(quoted(expression(2)))\(then)\(other)}"
    case 14: return binding(next)
    case 15, 16: return loop("$map", next)
    case 17: return find(next)
    case 18: return reduce(next)
    case 19: return "{\"$match\":\(conditions(next))}"
    case 20: return "{\"$switch\":\(conditions(next, fallback: true))}"
    case 21: return "{\"\(source.pick(["$merge", "$mergeDeep"]))\":[\(object(next)),\(object(next))]}"
    case 22: return sort(next)
    case 23: return "{\"\(source.pick(["$flatten", "$flattenDeep", "$reverse"]))\":\(list(next))}"
    case 24: return "{\"$json\":\(template(next))}"
    default: return "{\"$fromNow\":\"\(source.pick(["1 day", "-3 h", "2 years 1mo", "", "x", "40 min 2s", "+1w"]))\"}"
    }
  }

  private mutating func object(_ depth: Int) -> String {
    var keys = ["a", "b", "c", "d", "$$eval", "x y"].filter { _ in source.chance(35) }
    if source.chance(20) { keys.append("k${\(expression(1, "n"))}") }
    return "{" + keys.map { "\(quoted($0)):\(template(depth))" }.joined(separator: ",") + "}"
  }

  private mutating func list(_ depth: Int) -> String {
    source.chance(60)
      ? "{\"$eval\":\(quoted(expression(2, "l")))}"
      : "[" + (0..<source.below(4)).map { _ in template(depth) }.joined(separator: ",") + "]"
  }

  private mutating func within(_ names: [String], _ body: (inout TemplateGenerator) -> String) -> String {
    scope += names
    defer { scope.removeLast(names.count) }
    return body(&self)
  }

  private mutating func binding(_ depth: Int) -> String {
    let names = source.pick([["v"], ["v", "w"], ["n"]])
    let values = names.map { "\"\($0)\":\(template(depth))" }.joined(separator: ",")
    return "{\"$let\":{\(values)},\"in\":\(within(names) { $0.template(depth) })}"
  }

  private mutating func loop(_ name: String, _ depth: Int) -> String {
    let names = source.pick([["e"], ["e", "i"]])
    let over = source.chance(75) ? list(depth) : "{\"$eval\":\"o\"}"
    let body = within(names) { $0.source.chance(60) ? $0.template(depth) : $0.object(depth) }
    return "{\"\(name)\":\(over),\"each(\(names.joined(separator: source.pick([",", ", "]))))\":\(body)}"
  }

  private mutating func find(_ depth: Int) -> String {
    "{\"$find\":\(list(depth)),\"each(e,i)\":\(quoted(within(["e", "i"]) { $0.expression(2, "b") }))}"
  }

  private mutating func reduce(_ depth: Int) -> String {
    let body = within(["acc", "e"]) { $0.template(depth) }
    return "{\"$reduce\":\(list(depth)),\"initial\":\(source.pick(["0", "\"\"", "[]", "1.5"])),\"each(acc,e)\":\(body)}"
  }

  private mutating func sort(_ depth: Int) -> String {
    guard source.chance(50) else { return "{\"$sort\":\(list(depth))}" }
    return "{\"$sort\":\(list(depth)),\"by(e)\":\(quoted(within(["e"]) { $0.expression(2, "n") }))}"
  }

  private mutating func conditions(_ depth: Int, fallback: Bool = false) -> String {
    var conditions: Set<String> = []
    for _ in 0..<source.below(3) { conditions.insert(expression(2, "b")) }
    var members = conditions.sorted().map { "\(quoted($0)):\(template(depth))" }
    if fallback, source.chance(50) { members.append("\"$default\":\(template(depth))") }
    return "{" + members.joined(separator: ",") + "}"
  }

  private mutating func text() -> String {
    switch source.below(6) {
    case 0: return source.pick(Self.numbers + ["true", "false", "null"])
    case 1: return quoted(source.pick(["plain", "$${n}", "$5", "a}b", "$$", "${", "$$$${s}"]))
    default:
      var text = ""
      for _ in 0...source.below(3) {
        text += source.pick(["", " ", "x-", "$${s}", "}"]) + "${\(expression(2, source.pick(["s", "n", "b"])))}"
      }
      return quoted(text)
    }
  }

  /// An expression, mostly of a kind: number, text, truth value, list, object.
  mutating func expression(_ depth: Int, _ kind: String? = nil) -> String {
    let kind =
      source.chance(2) ? source.pick(["n", "s", "b", "l", "o"]) : kind ?? source.pick(["n", "s", "b", "l", "o"])
    guard depth > 0 else { return leaf(kind) }
    let next = depth - 1
    switch kind {
    case "n": return number(next)
    case "s": return string(next)
    case "b": return truth(next)
    case "l": return listExpression(next)
    default:
      return source.chance(50)
        ? leaf("o") : "{a: \(expression(next)), 'b': \(expression(next))\(source.pick(["", ","]))}"
    }
  }

  private mutating func leaf(_ kind: String) -> String {
    if !scope.isEmpty, source.chance(25) { return source.pick(scope) }
    switch kind {
    case "n": return source.pick(["n", "m", "1", "2", "3", "4.5", "o.a", "l[0]", "len(l)"])
    case "s": return source.pick(["s", "t", "'abc'", "\"q\"", "o.key", "k[0]", "s[0]", "s[1:]", "typeof(n)"])
    case "b": return source.pick(["b", "true", "false", "defined('n')", "defined('v')"])
    case "l": return source.pick(["l", "k", "[1,2,3]", "[]", "o.c", "l[1:]", "range(0,3)"])
    default: return source.pick(["o", "{}", "{a: 1}", "o['a']"])
    }
  }

  private mutating func number(_ depth: Int) -> String {
    let (a, b) = (expression(depth, "n"), expression(depth, "n"))
    return source.pick([
      "\(a) + \(b)", "\(a) - \(b)", "\(a) * \(b)", "(\(a)) / (\(b)) + 0.5", "(\(a) - \(b)) * \(a)", "2 ** floor(\(a))",
      "-(\(a))",
      "min(\(a), \(b))", "max(\(a), \(b), 3)", "floor(\(a))", "ceil(\(b))", "abs(\(a))",
      "len(\(expression(depth, "l")))",
      "len(\(expression(depth, "s")))", "\(expression(depth, "l"))[\(a)]", "floor(number('12'))", "floor(sqrt(16))",
      leaf("n"),
    ])
  }

  private mutating func string(_ depth: Int) -> String {
    let (a, b) = (expression(depth, "s"), expression(depth, "s"))
    return source.pick([
      "\(a) + \(b)", "lowercase(\(a))", "uppercase(\(b))", "strip(' ' + \(a))", "str(\(expression(depth, "b")))",
      "\(a)[0:2]", "\(a)[-1:]", "\(b)[:1]", "typeof(\(expression(depth)))", "join(\(expression(depth, "l")), '-')",
      "fromNow('\(source.pick(["1d", "-2 weeks", "1 y", "5 s"]))')", "o['key']", leaf("s"),
    ])
  }

  private mutating func truth(_ depth: Int) -> String {
    let (a, b) = (expression(depth, "n"), expression(depth, "n"))
    let any = expression(depth)
    return source.pick([
      "\(a) < \(b)", "\(a) >= \(b)", "\(a) > \(b)", "\(a) <= \(b)", "\(a) == \(b)", "\(a) != \(b)", "\(any) == \(any)",
      "!(\(any))", "\(any) && \(expression(depth, "b"))", "\(expression(depth, "b")) || \(any)",
      "\(expression(depth, "s")) in \(expression(depth, "s"))", "'a' in \(expression(depth, "o"))",
      "\(a) in \(expression(depth, "l"))", "\(expression(depth, "s")) < \(expression(depth, "s"))", leaf("b"),
    ])
  }

  private mutating func listExpression(_ depth: Int) -> String {
    let inner = source.pick(["n", "s", "o"])
    return source.pick([
      "[\(expression(depth, inner)), \(expression(depth, inner))]", "\(expression(depth, "l"))[1:]",
      "\(expression(depth, "l"))[:-1]", "range(0, \(source.pick(["3", "n", "m"])))", "range(5, 0, -2)",
      "split(\(expression(depth, "s")), 'b')", "split(s, '')", leaf("l"),
    ])
  }

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
