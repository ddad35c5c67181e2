import DocumentModel
import Testing

@testable import JSONSchema

@Suite("the shape of documents, for selectors")
struct ShapeTests {
  private func root(_ schema: String) throws -> SchemaLocation {
    let checking = try Checking(schema)
    return checking.set.location(try checking.root)
  }

  @Test(
    "a closed schema says which members there are",
    arguments: [
      (#"{"properties": {"a": {}}, "additionalProperties": false}"#, "a", true),
      (#"{"properties": {"a": {}}, "additionalProperties": false}"#, "b", false),
      (#"{"properties": {"a": {}}}"#, "b", true),
      (#"{"properties": {"a": false}}"#, "a", false),
      (#"{"patternProperties": {"^x": {}}, "additionalProperties": false}"#, "xy", true),
      (#"{"patternProperties": {"^x": {}}, "additionalProperties": false}"#, "y", false),
      (#"{"type": "array"}"#, "a", false),
      (#"{"enum": ["a", "b"]}"#, "a", false),
      (#"{"const": {"a": 1}}"#, "a", true),
      ("true", "a", true),
      ("false", "a", false),
      (
        ##"{"$ref": "#/definitions/d", "definitions": {"d": {"properties": {"a": {}}, "additionalProperties": false}}}"##,
        "b", false
      ),
      (#"{"allOf": [{"properties": {"a": {}}, "additionalProperties": false}, {}]}"#, "b", false),
      (#"{"oneOf": [{"properties": {"a": {}}, "additionalProperties": false}, {"type": "string"}]}"#, "b", false),
      (
        #"{"oneOf": [{"properties": {"a": {}}, "additionalProperties": false}, {"properties": {"b": {}}, "additionalProperties": false}]}"#,
        "b", true
      ),
      (#"{"anyOf": [{"properties": {"a": {}}, "additionalProperties": false}, {"type": "object"}]}"#, "b", true),
      (##"{"$ref": "#"}"##, "a", true),
    ])
  func members(schema: String, name: String, possible: Bool) throws {
    #expect(try (root(schema).member(named: name) != nil) == possible)
  }

  @Test func steps() throws {
    let root = try root(
      #"""
      {"type": "object", "additionalProperties": false, "properties": {
        "list": {"type": "array", "items": {"type": "object", "additionalProperties": false,
          "properties": {"name": {"type": "string"}, "ref": {"$schemaRef": "/s.json", "type": "object"}}}},
        "map": {"type": "object", "additionalProperties": {"type": "integer"}},
        "none": {"type": "array", "items": false}}}
      """#)
    #expect(root.memberNames == ["list", "map", "none"])
    #expect(!root.isOpen)
    #expect(root.elements == nil)
    let element = try #require(root.member(named: "list")?.elements)
    #expect(element.memberNames == ["name", "ref"])
    #expect(element.member(named: "name")?.mayBe(.string) == true)
    #expect(element.member(named: "name")?.mayBe(.object) == false)
    #expect(element.member(named: "name")?.anyMember == nil)
    #expect(element.member(named: "ref")?.markers.map(\.text) == ["/s.json"])
    // What is behind a crossref is not entered.
    #expect(element.member(named: "ref")?.memberNames == [])
    let map = try #require(root.member(named: "map"))
    #expect(map.isOpen)
    #expect(map.anyMember?.mayBe(.int) == true)
    #expect(map.anyMember?.mayBe(.string) == false)
    #expect(root.member(named: "none")?.elements == nil)
    #expect(root.member(named: "list")?.isUnconstrained == false)
  }
}
