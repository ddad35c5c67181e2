import Diffing
import DocumentModel
import JSONCoding
import Testing

/// What qontract sees and does not see, case by case; each was taken from DeepDiff 9.1 itself.
@Suite struct CompatDiffTests {
  /// The items as lines: `kind path old new`, with the path as qontract prints it.
  private func compat(_ old: String, _ new: String) throws -> [String] {
    let (left, right) = (try document(old), try document(new))
    let difference = CompatDiff(old: left, new: right)
    #expect(difference.refusal == nil)
    return difference.items.map { item in
      let parts = [
        item.kind.rawValue, item.path.pointer.description, item.old.map { left.json($0) } ?? "-",
        item.new.map { right.json($0) } ?? "-",
      ]
      return parts.joined(separator: " ")
    }
  }

  @Test(arguments: [
    ("{\"a\":1}", "{\"a\":2}", ["changed /a 1 2"]), ("{\"a\":1,\"b\":1}", "{\"b\":1,\"a\":1}", []),
    ("{\"a\":1,\"b\":1}", "{\"b\":1,\"c\":1}", ["added /c - 1", "removed /a 1 -"]),
    ("{\"a\":1}", "{\"a\":1.0}", ["changed /a 1 1.0"]), ("{\"a\":1}", "{\"a\":true}", ["changed /a 1 true"]),
    ("{\"a\":0.0}", "{\"a\":-0.0}", []), ("{\"a\":null}", "{\"a\":\"\"}", ["changed /a null \"\""]),
    // Order and repetition are invisible, and so are keys that begin with two underscores.
    ("{\"a\":[1,2,2]}", "{\"a\":[2,1,1,1]}", []), ("{\"a\":{\"__x\":1}}", "{\"a\":{\"__x\":2,\"__y\":3}}", []),
    // An empty document counts as no document.
    ("{\"a\":1}", "{}", ["removed  {\"a\":1} -"]), ("{}", "{\"a\":1}", ["added  - {\"a\":1}"]), ("{}", "[]", []),
    ("\"\"", "\"x\"", ["added  - \"x\""]),
    // Less than a third of the keys in common: the object changed as a whole.
    (
      "{\"o\":{\"a\":1,\"b\":2},\"p\":1}", "{\"o\":{\"c\":1,\"d\":2},\"p\":1}",
      ["changed /o {\"a\":1,\"b\":2} {\"c\":1,\"d\":2}"]
    ),
    ("{\"a\":1}", "{\"b\":1}", ["changed  {\"a\":1} {\"b\":1}"]),
    // A key with a dot: the value is not found again.
    ("{\"a\":1}", "{\"a\":1,\"b.c\":2}", ["added /b.c - -"]),
    ("{\"a\":1,\"b.c\":2}", "{\"a\":1}", ["removed /b.c - -"]),
    // The key "*" finds the first of all members.
    ("{\"a\":1}", "{\"a\":1,\"*\":2}", ["added /* - 1"]),
  ])
  func comparesObjects(old: String, new: String, expected: [String]) throws {
    #expect(try compat(old, new) == expected)
  }

  @Test(arguments: [
    ("[1,2]", "[1,2,3]", ["added /2 - 3"]), ("[\"a\",\"b\"]", "[\"b\"]", ["removed /0 \"a\" -"]),
    // Texts are never pairs, but what is removed and added at the same position counts as changed.
    ("[\"a\",\"x\"]", "[\"b\",\"x\"]", ["changed /0 \"a\" \"b\""]),
    ("[\"a\",\"x\"]", "[\"x\",\"b\"]", ["added /1 - \"b\"", "removed /0 \"a\" -"]),
    // Positive numbers are always pairs; the path is the old one.
    ("[5,\"x\"]", "[\"x\",700]", ["changed /0 5 700"]),
    // Some texts hash like other values.
    ("[null]", "[\"NONE\"]", []), ("[1]", "[\"int:1\"]", []), ("[true]", "[\"bool:true\"]", []),
    ("[[]]", "[\"list:\"]", []),
    ("[{}]", "[\"dict:{}\"]", []), ("[1.5]", "[\"float:1.5\"]", []),
    // A text and an object full of nulls are near each other.
    ("[\"x\",1]", "[1,{\"a\":null,\"b\":null}]", ["changed /0 \"x\" {\"a\":null,\"b\":null}"]),
    // Two equally near: the first partner wins, the other ends without one.
    (
      "[{\"a\":1,\"b\":1,\"c\":1},{\"a\":1,\"b\":1,\"c\":2}]", "[{\"a\":1,\"b\":1,\"c\":3}]",
      ["changed /0/c 1 3", "removed /1 {\"a\":1,\"b\":1,\"c\":2} -"]
    ),
    // The same identity makes a pair, whatever else changes; another identity never does.
    ("[{\"__identifier\":\"i\",\"a\":1},0]", "[0,{\"__identifier\":\"i\",\"a\":2}]", ["changed /0/a 1 2"]),
    (
      "[{\"__identifier\":\"i\",\"a\":1,\"b\":1,\"c\":1},0]", "[0,{\"__identifier\":\"j\",\"a\":2,\"b\":1,\"c\":1}]",
      [
        "added /1 - {\"__identifier\":\"j\",\"a\":2,\"b\":1,\"c\":1}",
        "removed /0 {\"__identifier\":\"i\",\"a\":1,\"b\":1,\"c\":1} -",
      ]
    ),
    // A member added to an item that moved is looked for at the old position: another value, or none.
    (
      "[{\"__identifier\":\"i\",\"a\":1},{\"__identifier\":\"j\",\"b\":5}]",
      "[{\"__identifier\":\"j\",\"b\":5},{\"__identifier\":\"i\",\"a\":1,\"b\":6}]", ["added /0/b - 5"]
    ),
    ("[{\"__identifier\":\"i\",\"a\":1},0]", "[0,{\"__identifier\":\"i\",\"a\":1,\"b\":6}]", ["added /0/b - -"]),
    // A text that Python converts to the new number is nearer to it than another text.
    ("[{\"a\":\"5\"}]", "[{\"a\":5}]", ["changed /0/a \"5\" 5"]),
    ("[{\"a\":\"x\"}]", "[{\"a\":5}]", ["changed /0 {\"a\":\"x\"} {\"a\":5}"]),
    // What stands under a key that begins with an underscore weighs nothing.
    (
      "[{\"a\":1}]", "[{\"a\":1,\"b\":{\"_p\":[1,2,3,4,5,6,7,8,9]}}]", ["added /0/b - {\"_p\":[1,2,3,4,5,6,7,8,9]}"]
    ),
    (
      "[{\"a\":1}]", "[{\"a\":1,\"b\":{\"p\":[1,2,3,4,5,6,7,8,9]}}]",
      ["changed /0 {\"a\":1} {\"a\":1,\"b\":{\"p\":[1,2,3,4,5,6,7,8,9]}}"]
    ),
    // A lone reference is an identity; next to other members it is not.
    ("[{\"$ref\":\"/a\"}]", "[{\"$ref\":\"/b\"}]", ["changed /0 {\"$ref\":\"/a\"} {\"$ref\":\"/b\"}"]),
    (
      "[{\"$ref\":\"/a\"},1]", "[1,{\"$ref\":\"/b\"}]",
      ["added /1 - {\"$ref\":\"/b\"}", "removed /0 {\"$ref\":\"/a\"} -"]
    ),
  ])
  func comparesLists(old: String, new: String, expected: [String]) throws {
    #expect(
      try compat("{\"l\":\(old)}", "{\"l\":\(new)}")
        == expected.map { $0.replacing(" /", with: " /l/", maxReplacements: 1) })
  }

  @Test func namesTheRealPlaceToo() throws {
    let old = try document("{\"l\":[{\"__identifier\":\"i\",\"a\":1},{\"__identifier\":\"j\",\"b\":5}]}")
    let new = try document("{\"l\":[{\"__identifier\":\"j\",\"b\":5},{\"__identifier\":\"i\",\"a\":1,\"b\":6}]}")
    let item = try #require(CompatDiff(old: old, new: new).items.first)
    #expect(item.new.map { new.json($0) } == "5")
    #expect(item.place.newPath?.pointer.description == "/l/1/b")
    #expect(item.place.new.map { new.json($0) } == "6")
  }

  @Test func refusesWhereTheReferenceFails() throws {
    func refusal(_ old: String, _ new: String, budget: Int = 1_000_000) throws -> CompatDiff.Refusal? {
      CompatDiff(old: try document(old), new: try document(new), budget: budget).refusal
    }
    let huge = "1" + String(repeating: "0", count: 400)
    guard case .notComparable? = try refusal("{\"a\":[\(huge)]}", "{\"a\":[1]}") else { return #expect(Bool(false)) }
    guard case .notComparable? = try refusal("{\"a\":1}", "{\"a\":1,\"'\\\"\":1}") else { return #expect(Bool(false)) }
    let moved = "{\"l\":[{\"__identifier\":\"i\",\"m\":[{\"a\":1,\"x\":1}]},{\"__identifier\":\"j\",\"m\":7}]}"
    let there = "{\"l\":[{\"__identifier\":\"j\",\"m\":7},{\"__identifier\":\"i\",\"m\":[{\"a\":1,\"x\":1,\"b\":2}]}]}"
    guard case .notComparable? = try refusal(moved, there) else { return #expect(Bool(false)) }
    let items = { (v: Int) in "{\"l\":[" + (0..<100).map { "{\"a\":\($0),\"b\":\(v)}" }.joined(separator: ",") + "]}" }
    #expect(try refusal(items(1), items(2)) == nil)
    #expect(try refusal(items(1), items(2), budget: 10_000) == .budgetExceeded)
  }
}
