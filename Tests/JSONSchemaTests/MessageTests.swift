import Diagnostics
import DocumentModel
import Testing

@testable import JSONSchema

@Suite("messages")
struct MessageTests {
  @Test(arguments: [
    ("quotaa", "quota"), ("qouta", "quota"), ("QUOTA", "quota"), ("uota", "quota"), ("quotxyz", nil), ("nmae", "name"),
    ("cup", "cpu"), ("c", nil), ("", nil), ("accounts/storefrnt.yml", "accounts/storefront.yml"),
  ])
  func suggestions(_ word: String, _ expected: String?) {
    let candidates = ["quota", "name", "cpu", "accounts/storefront.yml", "accounts/manifest.yml"]
    #expect(Suggestion.nearest(to: word, among: candidates) == expected)
    // Among many only small mistakes are looked for, in time.
    let many = (0..<20_000).map { "some/long/folder/with/file-\($0)-in-it.yml" } + candidates
    #expect(Suggestion.nearest(to: word, among: many) == expected)
    #expect(Suggestion.nearest(to: "some/long/fodler/with/flie-7-in-it.yml", among: many) == many[7])
    #expect(Suggestion.nearest(to: "sme/lng/fldr/with/file-7-in-it.yml", among: many) == nil)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let schema: String
    let instance: String
    let expected: [String]
    var testDescription: String { schema + " " + instance }

    init(_ schema: String, _ instance: String, _ expected: String...) {
      (self.schema, self.instance, self.expected) = (schema, instance, expected)
    }
  }

  static let cases = [
    Case(
      #"{"properties": {"cpu": {"type": "integer"}}}"#, #"{"cpu": "4"}"#,
      #"type /cpu: "cpu" must be an integer, not the text "4" (write it without quotes)"#),
    Case(
      #"{"properties": {"cpu": {"type": ["string", "null"]}}}"#, #"{"cpu": 4}"#,
      #"type /cpu: "cpu" must be a text or null, not the number 4 (write it in quotes)"#),
    Case(
      #"{"properties": {"r": {"type": "object", "properties": {"$ref": {}}}}}"#, #"{"r": "/a.yml"}"#,
      #"type /r: "r" must be an object, not the text "/a.yml" (write {$ref: …} around it)"#),
    Case(
      #"{"properties": {"l": {"type": "array"}, "o": {"type": "object"}}}"#, #"{"l": null, "o": null}"#,
      #"type /l: "l" must be a list, not null (write [] for an empty list, or remove it)"#,
      #"type /o: "o" must be an object, not null (write {} for an empty object, or remove it)"#),
    Case(#"{"type": "object"}"#, "[]", "type : the document must be an object, not an empty list"),
    Case(
      #"{"items": {"type": "boolean"}}"#, #"[true, "no"]"#, #"type /1: "[1]" must be true or false, not the text "no""#),
    Case(
      #"{"properties": {"a": {"items": {"items": {"type": "string"}}}}}"#, #"{"a": [["x"], ["y", null]]}"#,
      #"type /a/1/1: "a[1][1]" must be a text, not null (give it a value, or remove it)"#),
    Case(
      #"{"properties": {"quota": {}, "name": {}}, "additionalProperties": false}"#, #"{"name": 1, "quotaa": 2}"#,
      #"additional-property /quotaa key: unknown property "quotaa" (did you mean "quota"?)"#),
    Case(
      #"{"properties": {"b": {}, "a": {}}, "additionalProperties": false}"#, #"{"something": 2}"#,
      #"additional-property /something key: unknown property "something" (allowed: "b", "a")"#),
    Case(#"{"additionalProperties": false}"#, #"{"x": 2}"#, #"additional-property /x key: unknown property "x""#),
    Case(
      #"{"properties": {"o": {"required": ["a", "b", "c"]}}}"#, #"{"o": {"b": 1}}"#,
      #"required /o key: missing required property "a""#, #"required /o key: missing required property "c""#),
    Case(
      #"{"required": ["name", "path"], "properties": {"paths": {}}}"#, #"{"nmae": 1, "paths": 2}"#,
      #"required : missing required property "name" (there is "nmae": did you mean "name"?)"#,
      #"required : missing required property "path""#),
    Case(
      #"{"properties": {"state": {"enum": ["OnBoarded", "InProgress", 1]}}}"#, #"{"state": "Onboarded"}"#,
      #"enum /state: "state" must be "OnBoarded", "InProgress" or 1, not the text "Onboarded" (did you mean "OnBoarded"?)"#
    ),
    Case(
      #"{"properties": {"a": {"enum": []}}}"#, #"{"a": 1}"#, #"enum /a: "a" can have no value: its "enum" is empty"#),
    Case(
      #"{"properties": {"a": {"minItems": 1e30}}}"#, #"{"a": [1]}"#,
      #"min-items /a: "a" must have at least 1e+30 items, not 1"#),
    Case(#"{"const": "x"}"#, "true", #"const : the document must be "x", not true"#),
    Case(
      #"{"properties": {"n": {"pattern": "^[a-z]+$", "description": "Lower-case letters"}}}"#, #"{"n": "A\nB"}"#,
      #"pattern /n: "n" must match the pattern ^[a-z]+$, unlike "A\nB" (Lower-case letters)"#),
    // A whole sentence or nothing.
    Case(
      #"{"properties": {"n": {"pattern": "^[a-z]+$", "description": "Lower-case\n letters. Never mind \#(String(repeating: "why ", count: 60))"}}}"#,
      #"{"n": "A"}"#, #"pattern /n: "n" must match the pattern ^[a-z]+$, unlike "A" (Lower-case letters)"#),
    Case(
      #"{"properties": {"n": {"pattern": "^[a-z]+$", "description": "\#(String(repeating: "why ", count: 60))"}}}"#,
      #"{"n": "A"}"#, #"pattern /n: "n" must match the pattern ^[a-z]+$, unlike "A""#),
    Case(
      #"{"properties": {"n": {"format": "date", "description": "The day it began"}}}"#, #"{"n": "soon"}"#,
      #"format /n: "n" must be a date, such as 2024-05-31, not the text "soon""#),
    Case(
      #"{"properties": {"n": {"format": "date"}}}"#, #"{"n": "2024-02-30"}"#,
      #"format /n: "n" must be a date, such as 2024-05-31, not the text "2024-02-30""#),
    Case(#"{"minimum": 1}"#, "0.5", "minimum : the document must be at least 1, not the number 0.5"),
    Case(#"{"maximum": 1}"#, "2", "maximum : the document must be at most 1, not the number 2"),
    Case(#"{"exclusiveMinimum": 1}"#, "1", "exclusive-minimum : the document must be greater than 1, not the number 1"),
    Case(
      #"{"exclusiveMaximum": 1}"#, "1.0", "exclusive-maximum : the document must be less than 1, not the number 1.0"),
    Case(
      #"{"multipleOf": 0.01}"#, "0.015", "multiple-of : the document must be a multiple of 0.01, not the number 0.015"),
    Case(#"{"minLength": 3}"#, #""äß""#, "min-length : the document must have at least 3 characters, not 2"),
    Case(#"{"minLength": 1}"#, #""""#, "min-length : the document must not be empty"),
    Case(#"{"maxLength": 1}"#, #""ab""#, "max-length : the document must have at most 1 character, not 2"),
    Case(#"{"minItems": 2}"#, "[1]", "min-items : the document must have at least 2 items, not 1"),
    Case(#"{"maxItems": 1}"#, "[1, 2]", "max-items : the document must have at most 1 item, not 2"),
    Case(#"{"minProperties": 1}"#, "{}", "min-properties : the document must not be empty"),
    Case(#"{"maxProperties": 0}"#, #"{"a": 1}"#, "max-properties : the document must have at most 0 properties, not 1"),
    Case(
      #"{"properties": {"l": {"uniqueItems": true}}}"#, #"{"l": [{"a": 1, "b": 2}, 3, {"b": 2.0, "a": 1}]}"#,
      #"unique-items /l/2: "l[2]" repeats "l[0]" [the first one is here]"#),
    Case(
      #"{"items": [{}], "additionalItems": false}"#, "[1, 2, 3]",
      #"additional-item /1: the document must have at most 1 items, not 3"#),
    Case(
      #"{"contains": {"const": 1}}"#, "[2]", #"contains : the document must have an item as "contains" describes it"#),
    Case(
      #"{"propertyNames": {"maxLength": 2}}"#, #"{"abc": 1}"#,
      #"property-names /abc key: "abc" is not allowed as a name here: it must have at most 2 characters, not 3"#),
    Case(
      #"{"dependencies": {"a": ["b", "c"]}}"#, #"{"a": 1, "c": 1}"#,
      #"dependencies /a key: "a" needs "b" beside it"#),
    Case(#"{"not": {"type": "string"}}"#, #""x""#, #"not : the document must not be what "not" describes"#),
    Case(#"{"properties": {"x": false}}"#, #"{"x": 1}"#, #"false /x key: "x" is not allowed here"#),
    Case(
      #"{"if": {"required": ["a"]}, "then": {"required": ["b"]}}"#, #"{"a": 1}"#,
      #"required : missing required property "b""#),
    Case(
      #"{"properties": {"p": {"properties": {"s": {"secretRef": true, "const": {"path": 1}}}}}}"#,
      #"{"p": {"s": "hunter2"}}"#, #"const /p/s: "s" must be an object, not a text"#),
    Case(
      #"{"properties": {"s": {"sensitive": true, "items": {"enum": ["hunter3"]}}}}"#, #"{"s": ["hunter2"]}"#,
      #"enum /s/0: "s[0]" must be "hunter3", not a text"#),
  ]

  @Test("every keyword says what is wrong", arguments: cases)
  func message(_ example: Case) throws {
    #expect(try Checking(example.schema).lines(example.instance) == example.expected)
  }

  @Test func problemsComeInDocumentOrderAllOfThem() throws {
    let checking = try Checking(
      #"""
      {"type": "object", "required": ["z"], "additionalProperties": false,
       "properties": {"a": {"type": "string"}, "b": {"items": {"minimum": 3}}, "z": {}}}
      """#)
    let lines = try checking.lines(#"{"x": 1, "b": [5, 1, 2], "a": 0}"#)
    #expect(
      lines.map { $0.prefix { $0 != ":" } } == [
        "required ", "additional-property /x key", "minimum /b/1", "minimum /b/2", "type /a",
      ])
  }

  @Test func bothPlacesAreNamed() throws {
    let checking = try Checking([
      "/s.json": #"{"properties": {"name": {"$ref": "/common.json#/definitions/id"}}}"#,
      "/common.json": #"{"definitions": {"id": {"pattern": "^x"}}}"#,
    ])
    let document = try JSONText.parse("{\n  \"name\": \"y\"\n}")
    let problems = try checking.set.validate(document, against: checking.root)
    #expect(problems.map(\.schemaPath) == ["/common.json#/definitions/id/pattern"])
    #expect(problems.map(\.keyword) == ["pattern"])
    let diagnostics = problems.diagnostics(file: "a.yml", document: document)
    #expect(diagnostics.map(\.place.file) == ["a.yml"])
    #expect(diagnostics.first?.place.range?.start == SourcePosition(line: 2, column: 11))
    #expect(diagnostics.first?.place.pointer == "/name")
  }

  @Test func longListsOfProblemsAreCutAndSaySo() throws {
    let checking = try Checking(#"{"items": {"type": "string"}}"#)
    let instance = "[" + Array(repeating: "1", count: 50).joined(separator: ",") + "]"
    let codes = try checking.problems(instance, limit: 10).map(\.code.rawValue)
    #expect(codes == Array(repeating: "schema/type", count: 10) + ["schema/too-many"])
  }
}
