import Diagnostics
import DocumentModel
import JSONe
import Testing

/// What is wrong, and where.
@Suite struct ErrorTests {
  @Test(arguments: [
    ("a: 1\nb:\n  - x\n  - ${name} and ${nmae}\n", "4:19: unknown context value nmae (did you mean 'name'?)"),
    ("b: '${items.lenght}'\n", "1:12: object has no property \"lenght\" (did you mean 'length'?)"),
    ("b: \"é ${1 + name}\"\n", "1:11: infix: + expects numbers/strings + numbers/strings"),
    ("b: {$eval: name +}\n", "1:18: found the end, expected a value"),
    ("x${nmae}: 1\n", "1:4: unknown context value nmae (did you mean 'name'?)"),
    ("x:\n  $switch: {'name == 1': 1, 'nmae': 2}\n", "2:30: unknown context value nmae (did you mean 'name'?)"),
    ("x: {$evl: 1}\n", "1:5: $<identifier> is reserved; use $$<identifier> (did you mean '$eval'?)"),
    ("x: {$if: name, thn: 1}\n", "1:16: $if has undefined properties: thn"),
    ("x: {$eval: name, $json: 1}\n", "1:18: only one operator allowed"),
    ("x: {$flatten: 1}\n", "1:4: $flatten value must evaluate to an array"),
    ("a: |\n  one\n  ${nmae}\n", "1:4: unknown context value nmae (did you mean 'name'?)"),
    ("a: {$eval: 5}\n", "1:12: $eval must be given a string expression"),
    ("a: '${items}'\n", "1:7: interpolation produced an array or object"),
    ("a: '${min}'\n", "1:7: interpolation of 'min' produced a function"),
    ("a: {$eval: len}\n", "1:1: evaluated template contained uncalled functions"),
    ("a: {$eval: now}\n", "1:12: no time is given: there is no clock, 'now' must be a variable of the context"),
    ("a: {$fromNow: 1 day}\n", "1:4: no time is given: there is no clock, 'now' must be a variable of the context"),
    ("a: '${abs(\"x\")}'\n", "1:10: invalid arguments to builtin: abs"),
    ("a: {'x': 1, '${\"x\"}': 2}\n", "1:13: two members have the key 'x'"),
    ("a: '${(}'\n", "1:8: found '}', expected a value"),
  ])
  func isShownAtItsPlace(_ template: String, _ message: String) throws {
    let error = try #require(try Case.error(template, "{name: web, items: {length: 1}}"))
    #expect(error.description == message)
  }

  @Test func aMistakeIsFoundWithoutRendering() throws {
    let document = try Case.document("a:\n  - {$if: 'true', else: '${1 +}'}\n")
    let error = #expect(throws: TemplateError.self) { try Template(document) }
    #expect(error?.kind == .syntax)
    #expect(error?.pointer?.description == "/a/0/else")
    #expect(error?.position == SourcePosition(line: 2, column: 31))
    #expect(error?.excerpt?.text == "${1 +}" && error?.excerpt?.column == 6)
    let diagnostic = try #require(error).diagnostic("template/syntax", file: "templates/a.yml")
    #expect(diagnostic.place.file == "templates/a.yml")
    #expect(diagnostic.place.pointer == "/a/0/else")
    #expect(diagnostic.notes.first?.message == "in '${1 +}', column 6")
  }

  @Test(arguments: [
    ("{$eval: 'a.b'}", TemplateError.Kind.interpreter), ("{$eval: '1 1'}", .syntax), ("{$eval: 'min()'}", .builtin),
    ("{$merge: 1}", .template), ("{$eval: 'range(0, 1000000000000)'}", .budget),
  ])
  func hasItsKind(_ template: String, _ kind: TemplateError.Kind) throws {
    #expect(try Case.error(template, "{a: 1}")?.kind == kind)
  }

  @Test(arguments: ["a b", "1a", "", "a-b", "é"])
  func aVariableHasAName(_ name: String) {
    #expect(throws: TemplateError.self) { try TemplateContext([(name: name, value: .null)]) }
  }
}
