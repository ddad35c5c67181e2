import DocumentModel
import JSONCoding
import Testing

/// Equality of JSON values.
@Suite struct EqualityTests {
  private func equal(_ a: String, _ b: String) throws -> Bool {
    let left = try #require(JSONReader().read(Array(a.utf8), file: "a.json").document)
    let right = try #require(JSONReader().read(Array(b.utf8), file: "b.json").document)
    let result = Document.equal(left.root, in: left, right.root, in: right)
    #expect(Document.equal(right.root, in: right, left.root, in: left) == result, "in both directions")
    return result
  }

  @Test(arguments: [
    ("1", "1.0"), ("0", "-0.0"), ("100000000000000000000", "1e20"), ("1e300", "1e300"),
    ("{\"a\": 1, \"b\": [2]}", "{\"b\": [2.0], \"a\": 1}"), ("[]", "[]"), ("null", "null"),
  ])
  func same(_ a: String, _ b: String) throws { #expect(try equal(a, b)) }

  @Test(arguments: [
    ("1", "true"), ("1", "\"1\""), ("0", "false"), ("0", "null"), ("[]", "{}"), ("[1, 2]", "[2, 1]"), ("[1]", "[1, 1]"),
    ("100000000000000000001", "1e20"), ("100000000000000000000", "100000000000000000001"),
    ("{\"a\": 1}", "{\"b\": 1}"), ("{\"a\": 1}", "{\"a\": 1, \"b\": 1}"), ("9007199254740993", "9007199254740992.0"),
  ])
  func different(_ a: String, _ b: String) throws { #expect(try !equal(a, b)) }

  /// Two objects of many members cost no more than sorting them; their product would be 10^10.
  @Test(.timeLimit(.minutes(1))) func wideObjects() throws {
    let names = (0..<100_000).map { "\"k\($0)\": \($0)" }
    #expect(
      try equal("{\(names.joined(separator: ", "))}", "{\(names.reversed().joined(separator: ", "))}"))
  }
}
