import Diffing
import DocumentModel
import JSONCoding
import Testing

/// A change as a line: `kind oldPointer > newPointer`.
func lines(_ changes: [ValueChange]) -> [String] {
  changes.map { change in
    let old = change.oldPath.map { $0.pointer.description } ?? "-"
    let new = change.newPath.map { $0.pointer.description } ?? "-"
    return "\(change.kind) " + (old == new ? old : "\(old) > \(new)")
  }
}

@Suite struct StrictDiffTests {
  private func strict(_ old: String, _ new: String, budget: Int = 5_000_000) throws -> [String] {
    let (left, right) = (try document(old), try document(new))
    func names(_ document: Document) -> ItemIdentity {
      { id in document.member(id, "id").flatMap { document.string($0) } }
    }
    return lines(
      StrictDiff(old: left, new: right, oldIdentity: names(left), newIdentity: names(right), budget: budget).changes)
  }

  @Test(arguments: [
    ("{}", "{}", []), ("1", "1.0", ["changed "]), ("1e2", "100.0", []), ("1e2", "100", ["changed "]),
    ("4.1", "4.10", []),
    ("{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", []),
    ("1", "\"1\"", ["changed "]), ("1", "true", ["changed "]), ("null", "\"\"", ["changed "]),
    ("[]", "{}", ["changed "]),
    ("{\"a\":1}", "{\"a\":2,\"b\":1}", ["changed /a", "added - > /b"]),
    ("{\"a\":1,\"b\":{}}", "{\"b\":{\"c\":null}}", ["removed /a > -", "added - > /b/c"]),
    ("{\"__identifier\":1}", "{\"__identifier\":2}", ["changed /__identifier"]),
  ])
  func comparesValues(old: String, new: String, expected: [String]) throws { #expect(try strict(old, new) == expected) }

  @Test(arguments: [
    // Repetition and order are visible.
    ("[1,2]", "[1,2,2]", ["added - > /2"]), ("[1,1,2]", "[1,2]", ["removed /1 > -"]),
    ("[1,2]", "[2,1]", ["reordered "]),
    ("[1,2,3]", "[1,3]", ["removed /1 > -"]), ("[1,3]", "[1,2,3]", ["added - > /1"]),
    ("[1,2,3]", "[0,1,2,3]", ["added - > /0"]), ("[1,2]", "[1,2,1]", ["added - > /2"]),
    ("[2,1]", "[1,2,1]", ["added - > /0"]),
    // Scalars that replace as many scalars at the same place.
    ("[1,2,3]", "[1,5,3]", ["changed /1"]),
    ("[1,2,3]", "[1,5,6,3]", ["removed /1 > -", "added - > /1", "added - > /2"]),
    ("[1,2,3]", "[0,1,5,3]", ["added - > /0", "changed /1 > /2"]), ("[1]", "[\"1\"]", ["changed /0"]),
    ("[1]", "[{\"a\":1}]", ["removed /0 > -", "added - > /0"]), ("[]", "[null]", ["added - > /0"]),
  ])
  func comparesListsOfScalars(old: String, new: String, expected: [String]) throws {
    #expect(try strict(old, new) == expected)
  }

  @Test(arguments: [
    // The same identity, whatever else changes and wherever it stands.
    (
      "[{\"id\":\"a\",\"v\":1},{\"id\":\"b\",\"v\":1}]", "[{\"id\":\"b\",\"v\":2},{\"id\":\"a\",\"v\":1}]",
      ["reordered ", "changed /1/v > /0/v"]
    ),
    // Another identity is another item, however similar.
    (
      "[{\"id\":\"a\",\"v\":1,\"w\":1,\"x\":1}]", "[{\"id\":\"b\",\"v\":1,\"w\":1,\"x\":1}]",
      ["removed /0 > -", "added - > /0"]
    ),
    // A repeated identity: equal ones first, then in order.
    ("[{\"id\":\"a\",\"v\":1},{\"id\":\"a\",\"v\":2}]", "[{\"id\":\"a\",\"v\":2}]", ["removed /0 > -"]),
    (
      "[{\"id\":\"a\",\"v\":1},{\"id\":\"a\",\"v\":2}]", "[{\"id\":\"a\",\"v\":3},{\"id\":\"a\",\"v\":4}]",
      ["changed /0/v", "changed /1/v"]
    ),
    // A lone reference names itself; with other members it does not.
    (
      "[{\"$ref\":\"/a\"},{\"$ref\":\"/b\"}]", "[{\"$ref\":\"/c\"},{\"$ref\":\"/b\"}]",
      ["removed /0 > -", "added - > /0"]
    ),
    ("[{\"$ref\":\"/a\",\"x\":1}]", "[{\"$ref\":\"/b\",\"x\":1}]", ["changed /0/$ref"]),
    // Without identity: half of the leaves must agree.
    (
      "[{\"a\":1,\"b\":2},{\"a\":5,\"b\":6}]", "[{\"a\":5,\"b\":7},{\"a\":1,\"b\":3}]",
      ["reordered ", "changed /1/b > /0/b", "changed /0/b > /1/b"]
    ),
    ("[{\"a\":1,\"b\":2,\"c\":3}]", "[{\"a\":1,\"b\":5,\"c\":6}]", ["removed /0 > -", "added - > /0"]),
    ("[[1,2]]", "[[1,3]]", ["changed /0/1"]), ("[[1,2]]", "[[3,4]]", ["removed /0 > -", "added - > /0"]),
    // Two are as similar: the one that is nearer.
    (
      "[{\"a\":1,\"b\":1},{\"a\":1,\"b\":2}]", "[{\"z\":9},{\"a\":1,\"b\":3}]",
      ["removed /0 > -", "added - > /0", "changed /1/b"]
    ),
    // The more similar one wins.
    (
      "[{\"a\":1,\"b\":2,\"c\":3}]", "[{\"a\":1,\"b\":2,\"c\":4,\"d\":5},{\"a\":1,\"b\":2,\"c\":4}]",
      ["added - > /0", "changed /0/c > /1/c"]
    ),
  ])
  func comparesListsOfObjects(old: String, new: String, expected: [String]) throws {
    #expect(try strict(old, new) == expected)
  }

  @Test func aSpentBudgetIsCoarserButComplete() throws {
    let (old, new) = ("[{\"a\":1,\"b\":2}]", "[{\"a\":1,\"b\":3}]")
    #expect(try strict(old, new) == ["changed /0/b"])
    #expect(try strict(old, new, budget: 0) == ["removed /0 > -", "added - > /0"])
    let many = { (v: Int) in "[" + (0..<1_100).map { "{\"a\":\($0),\"b\":\(v)}" }.joined(separator: ",") + "]" }
    #expect(try strict(many(1), many(2)).count == 2_200)
  }

  @Test func deepValuesDoNotOverflow() throws {
    let nested = { (n: Int, inner: String) in
      String(repeating: "[", count: n) + inner + String(repeating: "]", count: n)
    }
    let reader = JSONReader(limits: .init(depth: 1_000))
    func read(_ text: String) throws -> Document { try #require(reader.read(Array(text.utf8), file: "f").document) }
    let (old, new) = (try read(nested(1_000, "1")), try read(nested(1_000, "2")))
    #expect(!StrictDiff(old: old, new: new).changes.isEmpty)
    #expect(CompatDiff(old: old, new: new).refusal == .budgetExceeded)
    let (deep, deeper) = (try read(nested(500, "1")), try read(nested(500, "2")))
    #expect(CompatDiff(old: deep, new: deeper).items.map(\.path.count) == [500])
  }
}
