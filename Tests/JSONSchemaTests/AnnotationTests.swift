import Diagnostics
import DocumentModel
import Testing

@testable import JSONSchema

@Suite("markers of the subschemas that apply")
struct AnnotationTests {
  /// `pointer marker value`
  private func annotations(_ schema: String, _ instance: String) throws -> [String] {
    let common = ##"""
      {"definitions": {"resourceref": {"type": "string"},
        "crossref": {"type": "object", "properties": {"$ref": {"type": "string"}}, "required": ["$ref"], "additionalProperties": false}}}
      """##
    let checking = try Checking(["/s.json": schema, "/common-1.json": common, "/x.yml": "{}", "/y.yml": "{}"])
    let errors = checking.diagnostics.filter { $0.severity == .error }
    #expect(errors.isEmpty)
    let document = try JSONText.parse(instance)
    let found = try checking.set.annotations(of: document, against: checking.root)
    let checked = try checking.set.check(document, against: checking.root)
    #expect(checked.annotations == found)
    #expect(checked.problems == (try checking.set.validate(document, against: checking.root)))
    return found.map { annotation in
      let value = annotation.marker.isKeyword ? annotation.text ?? "-" : ""
      return "\(document.pointer(annotation.node)) \(annotation.marker.rawValue) \(value)"
    }
  }

  private static let ref = ##""$ref": "/common-1.json#/definitions/crossref""##

  @Test("beside a $ref, through every applicator")
  func applicators() throws {
    let x = ##"{\##(Self.ref), "$schemaRef": "/x.yml"}"##
    let found = ["/a $schemaRef /x.yml", "/a $ref crossref "]
    func expect(_ schema: String, _ comment: Comment) throws {
      let result = try annotations(schema, ##"{"a": {"$ref": "/f.yml"}}"##)
      #expect(Set(result) == Set(found), comment)
    }
    try expect(##"{"properties": {"a": \##(x)}}"##, "properties")
    try expect(##"{"patternProperties": {"^a": \##(x)}}"##, "patternProperties")
    try expect(##"{"additionalProperties": \##(x)}"##, "additionalProperties")
    try expect(##"{"$ref": "#/definitions/d", "definitions": {"d": {"properties": {"a": \##(x)}}}}"##, "$ref")
    try expect(##"{"allOf": [{}, {"properties": {"a": \##(x)}}]}"##, "allOf")
    try expect(##"{"anyOf": [{"type": "string"}, {"properties": {"a": \##(x)}}]}"##, "anyOf")
    try expect(
      ##"{"oneOf": [{"required": ["b"], "properties": {"a": {"unique": true}}}, {"properties": {"a": \##(x)}}]}"##,
      "oneOf")
    try expect(
      ##"{"if": {"required": ["a"]}, "then": {"properties": {"a": \##(x)}}, "else": {"unique": true}}"##, "then")
    try expect(
      ##"{"if": {"required": ["b"]}, "then": {"unique": true}, "else": {"properties": {"a": \##(x)}}}"##, "else")
    try expect(##"{"dependencies": {"a": {"properties": {"a": \##(x)}}, "b": {"unique": true}}}"##, "dependencies")
    try expect(##"{"not": {"unique": true}, "properties": {"a": \##(x)}}"##, "not")
  }

  /// `check` takes over what the evaluator has found out about `oneOf`, in every order it may come.
  @Test func alternativesInAlternatives() throws {
    let leaf = ##"{"oneOf": [{"type": "string", "unique": true}, {"type": "integer", "immutable": true}]}"##
    let object = ##"{"required": ["b"], "properties": {"a": \##(leaf), "b": \##(leaf)}}"##
    let inner = ##"{"oneOf": [\##(object), {"type": "array", "items": \##(leaf)}]}"##
    #expect(
      try annotations(##"{"items": \##(inner)}"##, ##"[{"a": 1, "b": "x"}, ["y", 2], {"b": 3}]"##) == [
        "/0/a immutable -", "/0/b unique -", "/1/0 unique -", "/1/1 immutable -", "/2/b immutable -",
      ])
    let twice = ##"{"allOf": [{"items": \##(leaf)}, {"items": \##(leaf)}]}"##
    #expect(try annotations(twice, ##"["x", 1]"##).count == 4)
    let items = ##"[{"items": \##(leaf)}, {"items": {"$ref": "#/definitions/leaf"}}]"##
    let any = ##"{"anyOf": \##(items), "definitions": {"leaf": \##(leaf)}}"##
    #expect(try annotations(any, ##"["x", 1]"##).count == 4)
    let negated = ##"{"not": {"items": \##(leaf), "minItems": 9}, "items": \##(leaf)}"##
    #expect(try annotations(negated, ##"["x", 1]"##) == ["/0 unique -", "/1 immutable -"])
    let many = (0..<200).map { $0 % 2 == 0 ? "\"x\"" : "1" }.joined(separator: ", ")
    #expect(try annotations(any, "[\(many)]").count == 400)
  }

  @Test func items() throws {
    let schema = ##"{"items": {"$ref": "/common-1.json#/definitions/resourceref"}}"##
    #expect(try annotations(schema, ##"["/a", "/b"]"##) == ["/0 $ref resourceref ", "/1 $ref resourceref "])
    let tuple = ##"{"items": [{"unique": true}, {}], "additionalItems": {"identity": ["a"]}}"##
    #expect(try annotations(tuple, "[1, 2, 3]") == ["/0 unique -", "/2 identity -"])
  }

  @Test func onlyTheAlternativeThatMatches() throws {
    let schema = ##"""
      {"oneOf": [
        {"properties": {"k": {"const": "x"}, "r": {\##(Self.ref), "$schemaRef": "/x.yml"}}},
        {"properties": {"k": {"const": "y"}, "r": {\##(Self.ref), "$schemaRef": "/y.yml"}}}]}
      """##
    let result = try annotations(schema, ##"{"k": "y", "r": {"$ref": "/f"}}"##)
    #expect(Set(result) == ["/r $schemaRef /y.yml", "/r $ref crossref "])
    // An error elsewhere hides nothing: what was meant is taken, where that can be told.
    let broken = try annotations(schema, ##"{"k": "y", "r": {"$ref": "/f", "more": 1}, "n": 1}"##)
    #expect(Set(broken) == ["/r $schemaRef /y.yml", "/r $ref crossref "])
    #expect(try annotations(schema, ##"{"k": "z", "r": {"$ref": "/f"}}"##) == [])
  }

  @Test func falseMarksNothing() throws {
    #expect(
      try annotations(##"{"properties": {"a": {"unique": false}, "b": {"unique": true}}}"##, ##"{"a": 1, "b": 2}"##)
        == ["/b unique -"])
  }

  @Test func aSchemaWrittenOutIsCompiled() throws {
    let checking = try Checking(
      ##"{"properties": {"a": {"$schemaRef": {"properties": {"$schema": {"enum": ["/x.yml"]}}}}}}"##)
    let document = try JSONText.parse(##"{"a": {"$ref": "/f"}}"##)
    let annotation = try #require(try checking.set.annotations(of: document, against: checking.root).first)
    let nested = try #require(annotation.nested)
    #expect(checking.set.accepts(try JSONText.parse(##"{"$schema": "/x.yml"}"##), against: nested))
    #expect(!checking.set.accepts(try JSONText.parse(##"{"$schema": "/y.yml"}"##), against: nested))
  }
}
