import Diagnostics
import Testing

@testable import JSONSchema

@Suite("anyOf and oneOf are explained by the alternative that was meant")
struct ChoiceTests {
  private static let providers = #"""
    {"items": {"oneOf": [
      {"title": "AWS", "properties": {"provider": {"const": "aws"}, "region": {"type": "string"}},
       "required": ["provider", "region"], "additionalProperties": false},
      {"properties": {"provider": {"enum": ["gcp"]}, "project": {"type": "string"}},
       "required": ["provider", "project"], "additionalProperties": false},
      {"$ref": "#/definitions/azure"}]},
     "definitions": {"azure": {"properties": {"provider": {"$ref": "#/definitions/azureName"}, "group": {}},
       "required": ["provider"], "additionalProperties": false}, "azureName": {"const": "azure"}}}
    """#

  @Test(
    "a fixed property picks it",
    arguments: [
      (
        #"[{"provider": "aws", "region": 1}]"#,
        #"type /0/region: "region" must be a text, not the number 1 (write it in quotes) "#
          + #"[alternative 1 of 3 is taken to be meant, because of "provider" (AWS)]"#
      ),
      (
        #"[{"provider": "gcp", "project": "p", "region": "x"}]"#,
        #"additional-property /0/region key: unknown property "region" (allowed: "provider", "project") "#
          + #"[alternative 2 of 3 is taken to be meant, because of "provider"]"#
      ),
      (
        #"[{"provider": "azure", "grup": 1}]"#,
        #"additional-property /0/grup key: unknown property "grup" (did you mean "group"?) "#
          + #"[alternative 3 of 3 is taken to be meant, because of "provider"]"#
      ),
      (
        #"[{"provider": "asw", "region": "r"}]"#,
        #"one-of /0/provider: "provider" must be "aws", "gcp" or "azure", not the text "asw" (did you mean "aws"?)"#
      ),
      (
        #"[{"region": "r"}]"#,
        #"one-of /0: missing required property "provider", which decides between 3 alternatives "#
          + #"(allowed: "aws", "gcp", "azure")"#
      ),
      ("[7]", #"type /0: "[0]" must be an object, not the number 7"#),
    ])
  func discriminator(instance: String, expected: String) throws {
    let schema = Self.providers.replacing(#"{"items": {"oneOf""#, with: #"{"items": {"type": "object", "oneOf""#)
    #expect(try Checking(schema).lines(instance) == [expected])
  }

  @Test func withoutADiscriminatorTheNearestIsTaken() throws {
    let checking = try Checking(
      #"""
      {"anyOf": [
        {"required": ["host", "port"], "properties": {"host": {"type": "string"}, "port": {"type": "integer"}}},
        {"required": ["socket", "mode", "owner"]}]}
      """#)
    #expect(
      try checking.lines(#"{"host": "h", "port": "80"}"#) == [
        #"type /port: "port" must be an integer, not the text "80" (write it without quotes) "#
          + "[alternative 1 of 2 is taken to be meant]"
      ])
  }

  @Test func alternativesOfOtherTypesAreLeftOut() throws {
    let checking = try Checking(#"{"anyOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}"#)
    #expect(
      try checking.lines("{}") == [
        #"required : missing required property "a" [alternative 2 of 2 is taken to be meant]"#
      ])
    #expect(try checking.lines("1") == ["any-of : the document must be a text or an object, not the number 1"])
  }

  @Test func equallyGoodAlternativesAreSummarised() throws {
    let checking = try Checking(#"{"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}"#)
    #expect(
      try checking.lines("{}") == [
        "one-of : the document matches none of 2 alternatives "
          + #"[alternative 1: missing required property "a"; alternative 2: missing required property "b"]"#
      ])
  }

  @Test func severalMatchesOfOneOfAreNamed() throws {
    let checking = try Checking(#"{"oneOf": [{"type": "string"}, {"type": "integer"}, {"minimum": 2}]}"#)
    #expect(
      try checking.lines("3") == [
        "one-of : the document must match exactly one of 3 alternatives, but matches 2 and 3 "
          + "[alternative 2; alternative 3]"
      ])
  }

  @Test func choicesInChoices() throws {
    let checking = try Checking(
      #"""
      {"oneOf": [
        {"properties": {"kind": {"const": "a"}}},
        {"properties": {"kind": {"const": "b"}, "spec": {"oneOf": [
          {"properties": {"type": {"const": "x"}, "size": {"type": "integer"}}},
          {"properties": {"type": {"const": "y"}}}]}}}]}
      """#)
    #expect(
      try checking.lines(#"{"kind": "b", "spec": {"type": "x", "size": true}}"#) == [
        #"type /spec/size: "size" must be an integer, not true "#
          + #"[alternative 1 of 2 is taken to be meant, because of "type"; "#
          + #"alternative 2 of 2 is taken to be meant, because of "kind"]"#
      ])
  }

  @Test func notesLeadToTheSchema() throws {
    let problem = try #require(
      try Checking(Self.providers).problems(#"[{"provider": "aws", "region": 1}]"#).first)
    #expect(problem.notes.first?.schemaPlace?.file == "s.json")
    #expect(problem.notes.first?.schemaPlace?.pointer == "/items/oneOf/0")
  }
}
