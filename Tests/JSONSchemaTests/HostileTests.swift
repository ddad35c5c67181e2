import Diagnostics
import DocumentModel
import Testing

@testable import JSONSchema

@Suite("hostile schemas and documents")
struct HostileTests {
  @Test(
    "schemas that refer to themselves end",
    arguments: [
      ##"{"$ref": "#"}"##,
      ##"{"allOf": [{"$ref": "#"}, {"$ref": "#"}]}"##,
      ##"{"not": {"$ref": "#"}}"##,
      ##"{"anyOf": [{"$ref": "#/definitions/a"}], "definitions": {"a": {"oneOf": [{"$ref": "#"}, {"$ref": "#"}]}}}"##,
      ##"{"if": {"$ref": "#"}, "then": true, "else": true}"##,
    ])
  func loops(schema: String) throws {
    #expect(try Checking(schema).codes("{}").contains("schema/too-deep"))
    let checking = try Checking(schema)
    let document = try JSONText.parse("{}")
    #expect(try !checking.set.accepts(document, against: checking.root))
    #expect(try checking.set.annotations(of: document, against: checking.root).isEmpty)
    _ = try checking.set.location(checking.root).member(named: "a")
  }

  @Test func deepDocuments() throws {
    let checking = try Checking(##"{"properties": {"a": {"$ref": "#"}}, "additionalProperties": false}"##)
    func nested(_ depth: Int) -> Document? {
      var builder = DocumentBuilder()
      for _ in 0..<depth {
        builder.begin(.object)
        builder.key("a".utf8)
      }
      builder.scalar(.int, "1".utf8)
      for _ in 0..<depth { builder.end() }
      return builder.finish()
    }
    let (fine, tooDeep) = (try #require(nested(200)), try #require(nested(20_000)))
    #expect(try checking.set.validate(fine, against: checking.root).isEmpty)
    #expect(try checking.set.validate(tooDeep, against: checking.root).map(\.code) == ["schema/too-deep"])
    // Explaining goes as deep as checking.
    let typed = try Checking(##"{"type": "object", "properties": {"a": {"anyOf": [{"$ref": "#"}]}}}"##)
    let problems = try typed.set.validate(fine, against: typed.root)
    #expect(problems.map(\.code) == ["schema/any-of"])
    #expect(problems.first?.notes.count == 4)
    let unique = try Checking(##"{"properties": {"a": {"uniqueItems": true, "enum": [{"a": {}}]}}}"##)
    #expect(try unique.set.validate(tooDeep, against: unique.root).map(\.code) == ["schema/enum"])
  }

  @Test func unknownMembersByTheThousand() throws {
    let names = (0..<200).map { "\"name\($0)\": true" }.joined(separator: ",")
    let checking = try Checking(#"{"properties": {\#(names)}, "additionalProperties": false}"#)
    let members = (0..<50_000).map { "\"other\($0)\": 1" }.joined(separator: ",")
    let codes = try checking.problems("{\(members)}", limit: 20).map(\.code.rawValue)
    #expect(codes == Array(repeating: "schema/additional-property", count: 20) + ["schema/too-many"])
  }

  @Test(arguments: ["^(a+)+$", "^(a|aa)+$", "^(.*a){20}$"])
  func endlessPatterns(pattern: String) throws {
    let text = String(repeating: "a", count: 200) + "!"
    for schema in [#"{"pattern": "\#(pattern)"}"#, #"{"not": {"pattern": "\#(pattern)"}}"#] {
      let codes = try Checking(schema).codes("\"\(text)\"")
      #expect(codes == ["schema/pattern-limit"] || codes == ["schema/pattern"] || codes == [])
      if pattern == "^(a|aa)+$" { #expect(codes == ["schema/pattern-limit"]) }
    }
    let names = try Checking(#"{"patternProperties": {"^(a|aa)+$": true}, "additionalProperties": false}"#)
    #expect(try names.codes(#"{"\#(text)": 1}"#) == ["schema/pattern-limit"])
  }

  @Test func manyEndlessMatchesExhaustTheDocument() throws {
    let checking = try Checking(#"{"items": {"pattern": "^(a|aa)+$"}}"#)
    let text = "\"" + String(repeating: "a", count: 100) + "!\""
    let codes = try checking.codes("[" + Array(repeating: text, count: 1000).joined(separator: ",") + "]")
    #expect(codes.last == "schema/too-complex")
    #expect(codes.count < 100)
  }

  @Test func stepBudget() throws {
    var options = SchemaOptions()
    options.stepLimit = 500
    let checking = try Checking(#"{"items": {"minimum": 0}}"#, options: options)
    let short = "[" + Array(repeating: "1", count: 100).joined(separator: ",") + "]"
    let long = "[" + Array(repeating: "1", count: 1000).joined(separator: ",") + "]"
    #expect(try checking.codes(short) == [])
    #expect(try checking.codes(long) == ["schema/too-complex"])
    let negated = try Checking(#"{"not": {"items": {"minimum": 0}}}"#, options: options)
    #expect(try negated.codes(long) == ["schema/too-complex"])
  }

  @Test func branchesWithinBranchesEnd() throws {
    var options = SchemaOptions()
    options.stepLimit = 200_000
    let checking = try Checking(
      ##"{"type": ["object", "string"], "properties": {"a": {"oneOf": [{"$ref": "#"}, {"$ref": "#"}, {"$ref": "#"}]}}}"##,
      options: options)
    var instance = "1"
    for _ in 0..<40 { instance = #"{"a": "# + instance + "}" }
    #expect(try checking.codes(instance).contains("schema/too-complex"))
  }

  @Test(
    "numbers of any size",
    arguments: [
      (#"{"maximum": 18446744073709551616}"#, "18446744073709551617", false),
      (#"{"maximum": 18446744073709551616}"#, "18446744073709551616", true),
      (#"{"exclusiveMinimum": -9223372036854775808}"#, "-9223372036854775808", false),
      (#"{"exclusiveMinimum": -9223372036854775808}"#, "-9223372036854775807", true),
      (#"{"const": 100000000000000000000}"#, "1e20", true),
      (#"{"const": 9007199254740993}"#, "9007199254740992.0", false),
      (#"{"enum": [0.1]}"#, "1e-1", true),
      (#"{"const": 1}"#, "true", false),
      (#"{"const": 0}"#, "-0.0", true),
      (#"{"type": "integer"}"#, "1e300", true),
      (#"{"type": "integer"}"#, "1.5", false),
      (#"{"multipleOf": 0.01}"#, "4.35", true),
      (#"{"multipleOf": 0.01}"#, "123456789012345678901234567890", true),
      (#"{"multipleOf": 11}"#, "123456789012345678901234567890", false),
      (#"{"multipleOf": 1e-300}"#, "1e300", true),
      (#"{"multipleOf": 3}"#, "1e308", false),
      (#"{"multipleOf": 5e-324}"#, "1.7976931348623157e308", true),
      (#"{"minLength": 1e300}"#, #""abc""#, false),
      (#"{"maxLength": 1e300}"#, #""abc""#, true),
      (#"{"maxItems": 2.0}"#, "[1, 2, 3]", false),
    ])
  func numbers(schema: String, instance: String, valid: Bool) throws {
    #expect(try Checking(schema).codes(instance).isEmpty == valid)
  }

  @Test func hugeIntegers() throws {
    let digits = String(repeating: "9", count: 100_000)
    #expect(try Checking(#"{"multipleOf": 9, "minimum": 5}"#).codes(digits) == [])
    #expect(try Checking(#"{"maximum": 5}"#).codes(digits) == ["schema/maximum"])
    #expect(try Checking(#"{"const": \#(digits)}"#).codes(digits) == [])
  }

  @Test("numbers that JSON has not", arguments: ["inf", "-inf", "nan"])
  func unusualNumbers(text: String) throws {
    var builder = DocumentBuilder()
    builder.scalar(.float, text.utf8)
    let built = builder.finish()
    let document = try #require(built)
    let checking = try Checking(#"{"minimum": 0, "maximum": 5, "multipleOf": 1, "type": "integer"}"#)
    #expect(try !checking.set.validate(document, against: checking.root).isEmpty)
    #expect(try !checking.set.accepts(document, against: checking.root))
  }

  @Test func largeUniqueLists() throws {
    let checking = try Checking(#"{"uniqueItems": true}"#)
    let items = (0..<20_000).map { #"{"a": \#($0), "b": "x"}"# }
    #expect(try checking.codes("[" + items.joined(separator: ",") + "]") == [])
    #expect(
      try checking.codes("[" + (items + ["{\"b\": \"x\", \"a\": 7}"]).joined(separator: ",") + "]") == [
        "schema/unique-items"
      ])
    let members = (0..<20_000).map { "\"k\($0)\": 1" }.joined(separator: ",")
    #expect(try checking.codes("[{\(members)}, {\(members)}]") == ["schema/unique-items"])
  }

  @Test func namesAndTextsThatAreNoUTF8() throws {
    var builder = DocumentBuilder()
    builder.begin(.object)
    builder.key([0xFF, 0x61])
    builder.scalar(.string, [0x80, 0xC0])
    builder.end()
    let built = builder.finish()
    let document = try #require(built)
    let checking = try Checking(
      #"{"patternProperties": {"a": {"pattern": "x", "format": "regex", "minLength": 1}}, "additionalProperties": false}"#
    )
    #expect(try checking.set.validate(document, against: checking.root).map(\.code) == ["schema/additional-property"])
  }

  @Test func manyThreadsGiveOneAnswer() async throws {
    let checking = try Checking(
      #"{"items": {"oneOf": [{"pattern": "^a+$"}, {"pattern": "^(a|aa)+$"}, {"type": "integer"}]}}"#)
    let document = try JSONText.parse(
      #"["aaa", "b", 1, true, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"]"#)
    let (set, root) = (checking.set, try checking.root)
    let expected = set.validate(document, against: root)
    #expect(!expected.isEmpty)
    await withTaskGroup(of: [SchemaProblem].self) { group in
      for _ in 0..<16 { group.addTask { set.validate(document, against: root) } }
      for await problems in group { #expect(problems == expected) }
    }
  }
}
