import Testing

@testable import JSONSchema

@Suite("the linter")
struct LinterTests {
  @Test(
    arguments: [
      (
        ##"{"$scemaRef": "/s.json"}"##,
        ##"lint-unknown-keyword s.json/$scemaRef: unknown keyword "$scemaRef" (did you mean "$schemaRef"?)"##
      ),
      (
        ##"{"minimal": 1}"##,
        ##"lint-unknown-keyword s.json/minimal: unknown keyword "minimal" (did you mean "minimum"?)"##
      ),
      (
        ##"{"items": {"type": "object", "token": {"type": "string"}}}"##,
        ##"lint-misplaced s.json/items/token: "token" is no keyword but holds what looks like a schema (put it under "properties" if it describes a property)"##
      ),
      (
        ##"{"format": "url"}"##,
        ##"lint-unknown-format s.json/format: the format "url" is not known, and is not checked (did you mean "uri"?)"##
      ),
      (##"{"enum": ["a", 1, "a"]}"##, ##"lint-duplicate-value s.json/enum/2: "a" is in the "enum" twice"##),
      (
        ##"{"enum": [1, {"a": [1], "b": 2}, {"b": 2.0, "a": [1.0]}]}"##,
        ##"lint-duplicate-value s.json/enum/2: an object is in the "enum" twice"##
      ),
      (##"{"enum": []}"##, ##"lint-impossible s.json/enum: no value can be in an empty "enum""##),
      (
        ##"{"pattern": "[^Task|^Pipeline].+"}"##,
        ##"lint-pattern s.json/pattern: "[^Task|^Pipeline]" matches a single character; words are told apart with (…|…)"##
      ),
      (
        ##"{"pattern": "^(a||b)$"}"##,
        ##"lint-pattern s.json/pattern: an alternative of the pattern is empty, and matches everything"##
      ),
      (
        ##"{"properties": {"a": {"$ref": "#", "maxItems": 2, "title": "t"}}}"##,
        ##"lint-ignored s.json/properties/a/maxItems: "maxItems" is ignored beside "$ref" (put both into an "allOf")"##
      ),
      (
        ##"{"type": "array", "required": ["a"]}"##,
        ##"lint-useless s.json/required: "required" has no effect: the value is always a list"##
      ),
      (
        ##"{"properties": {"name": {}}, "required": ["nam"], "additionalProperties": false}"##,
        ##"lint-impossible s.json/required/0: "nam" is required, but no property of that name is allowed (did you mean "name"?)"##
      ),
    ])
  func finding(schema: String, expected: String) throws {
    #expect(try Checking(schema).findings == ["warning " + expected])
  }

  @Test(
    "says nothing about what is fine",
    arguments: [
      ##"{"$schema": "/metaschema-1.json", "version": "1.0", "labels": {"a": "b"}, "type": "object"}"##,
      ##"{"properties": {"minimal": {"type": "string"}, "$ref": {"type": "string"}}}"##,
      ##"{"enum": [1, "1", true, "true", null, [1], ["1"]]}"##,
      ##"{"const": {"minimal": 1}, "default": {"typ": 1}, "examples": [{"propertis": 1}]}"##,
      ##"{"pattern": "^(|x)[a|b]\\[\\||$"}"##,
      ##"{"type": ["string", "null"], "pattern": "x"}"##,
      ##"{"format": "uuid"}"##,
      ##"{"x-thing": {"a": 1}, "nullable": true}"##,
    ])
  func silence(schema: String) throws {
    let allowed = schema.contains("x-thing") || schema.contains("(|x)")
    let findings = try Checking(schema).findings
    #expect(findings == [] || allowed && findings.allSatisfy { !$0.contains("error") } && findings.isEmpty)
  }
}
