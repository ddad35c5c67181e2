import DocumentModel
import Testing

@testable import JSONSchema

@Suite("what is wrong with schemas is found when they are compiled")
struct CompileTests {
  @Test(
    arguments: [
      (
        ##"{"properties": {"a": {"$ref": "#/definitions/nam"}}, "definitions": {"name": {}}}"##,
        ##"error ref-not-found s.json/properties/a/$ref: there is no schema "#/definitions/nam" (did you mean "#/definitions/name"?)"##
      ),
      (
        ##"{"$ref": "/t.json"}"##,
        ##"error ref-not-found s.json/$ref: there is no schema "/t.json" (did you mean "/s.json"?)"##
      ),
      (
        ##"{"$ref": "#/title", "title": "x"}"##,
        ##"error ref-not-found s.json/$ref: "#/title" leads to something that is no schema"##
      ),
      (
        ##"{"$schemaRef": "/s.jso"}"##,
        ##"error ref-not-found s.json/$schemaRef: there is no schema "/s.jso" (did you mean "/s.json"?)"##
      ),
      (
        ##"{"pattern": "a("}"##,
        ##"error bad-pattern s.json/pattern: "a(" is no regular expression: missing closing parenthesis"##
      ),
      (
        ##"{"patternProperties": {"(*ACCEPT)": {}}}"##,
        ##"error bad-pattern s.json/patternProperties/(*ACCEPT): "(*ACCEPT)" is no regular expression: quantifier does not follow a repeatable item"##
      ),
      (
        ##"{"minLength": -1}"##,
        ##"error invalid s.json/minLength: "minLength" must be an integer that is not negative, not the number -1"##
      ),
      (
        ##"{"minLength": 1.5}"##,
        ##"error invalid s.json/minLength: "minLength" must be an integer that is not negative, not the number 1.5"##
      ),
      (
        ##"{"type": "text"}"##,
        ##"error invalid s.json/type: "type" must be the name of a type, or a list of different names of types, not the text "text""##
      ),
      (
        ##"{"required": ["a", "a"]}"##,
        ##"error invalid s.json/required: "required" must be a list of different texts, not a list"##
      ),
      (
        ##"{"properties": [1]}"##,
        ##"error invalid s.json/properties: "properties" must be an object whose values are schemas, not a list"##
      ),
      (
        ##"{"allOf": []}"##,
        ##"error invalid s.json/allOf: "allOf" must be a list of at least one schema, not an empty list"##
      ),
      (
        ##"{"multipleOf": 0}"##,
        ##"error invalid s.json/multipleOf: "multipleOf" must be a number greater than 0 of at most 36 digits, not the number 0"##
      ),
      (##"{"unique": "yes"}"##, ##"error invalid s.json/unique: "unique" must be true or false, not the text "yes""##),
      (
        ##"{"definitions": {"a": {"items": {"not": 3}}}}"##,
        ##"error invalid s.json/definitions/a/items/not: "not" must be a schema (an object, true or false), not the number 3"##
      ),
      (
        ##"{"definitions": {"a": {"$id": "/x"}, "b": {"$id": "/x"}}}"##,
        ##"error duplicate-id s.json/definitions/b/$id: another schema has the name "/x" already"##
      ),
      ("3", "error invalid s.json: a schema must be an object, true or false"),
    ])
  func error(schema: String, expected: String) throws {
    #expect(try Checking(schema).findings == [expected])
  }

  @Test("a broken part refuses what it applies to, and only that")
  func brokenPartsFailClosed() throws {
    let checking = try Checking(
      ##"{"properties": {"a": {"pattern": "("}, "b": {"$ref": "#/x"}, "c": {"minimum": "1"}, "d": {"type": "string"}}}"##
    )
    #expect(try checking.codes(##"{"d": "fine"}"##) == [])
    #expect(
      try checking.codes(##"{"a": "x", "b": 1, "c": 2, "d": 1}"##) == [
        "schema/broken", "schema/broken", "schema/broken", "schema/type",
      ])
  }

  @Test("also below a not, an anyOf and a failed if")
  func brokenPartsCannotBeNegated() throws {
    #expect(try Checking(##"{"not": {"pattern": "("}}"##).codes(##""x""##) == ["schema/broken"])
    #expect(try Checking(##"{"not": {"$ref": "#/nowhere"}}"##).codes("1") == ["schema/broken"])
    #expect(try Checking(##"{"if": {"$ref": "#/nowhere"}, "then": false}"##).codes("1") == ["schema/broken"])
  }

  @Test func theDraftDecides() throws {
    let six = try Checking(##"{"$schema": "http://json-schema.org/draft-06/schema#", "if": {}, "then": false}"##)
    #expect(try six.codes("1") == [])
    #expect(six.findings.map { $0.prefix(18) } == ["warning lint-draft", "warning lint-draft"])
    #expect(try Checking(##"{"$schema": "/metaschema-1.json", "if": {}, "then": false}"##).codes("1") == [])
    #expect(try Checking(##"{"if": {}, "then": false}"##).codes("1") == ["schema/false"])
  }

  @Test func theMetaSchemaIsBuiltIn() throws {
    for draft in ["06", "07"] {
      let checking = try Checking(##"{"$ref": "http://json-schema.org/draft-\##(draft)/schema#"}"##)
      #expect(checking.findings == [])
      #expect(try checking.codes(##"{"type": ["string"], "properties": {"a": true}, "items": [{}]}"##) == [])
      #expect(try checking.codes(##"{"properties": {"a": {"type": "text", "minLength": -1}}}"##).count == 2)
    }
  }

  @Test func compilingIsDeterministic() throws {
    let schema = ##"{"properties": {"a": {"pattern": "("}, "b": {"minimal": 1, "pattern": ")"}}, "typ": 1}"##
    let first = try Checking(schema).findings
    for _ in 0..<5 { #expect(try Checking(schema).findings == first) }
    #expect(first.count == 4)
  }
}
