import DocumentModel
import JSONCoding
import JSONe
import Testing

/// Values of documents, lazy objects and functions in the context.
@Suite struct ValueTests {
  /// A datafile of a graph in which all lead to all.
  private final class Node: LazyObject {
    let name: String
    init(_ name: String) { self.name = name }

    func keys() throws(TemplateError) -> [String] { ["name", "next", "labels"] }

    func member(_ key: String) throws(TemplateError) -> TemplateValue? {
      switch key {
      case "name": .string(name)
      case "next": .lazy(Node(name + "'"))
      case "labels": .object([(key: "app", value: .string(name))])
      case "broken": throw TemplateError(.interpreter, "the file is gone")
      default: nil
      }
    }
  }

  private func render(_ template: String, _ context: TemplateContext) throws -> String {
    let document = try Case.document(template)
    do throws(TemplateError) {
      return String(decoding: try Template(document).render(context).json(), as: UTF8.self)
    } catch { return "error \(error)" }
  }

  @Test(arguments: [
    ("${f.next.next.next.name}", "\"a'''\""), ("{$eval: f.labels}", "{\"app\":\"a\"}"),
    ("{$eval: \"'next' in f\"}", "true"),
    ("{$eval: \"'nxt' in f\"}", "false"), ("{$eval: f == f}", "true"), ("{$eval: typeof(f)}", "\"object\""),
    ("{$if: f, then: 1}", "1"), ("{$eval: \"f['nxt']\"}", "null"),
    ("{$eval: f.nxt}", "error 1:10: object has no property \"nxt\" (did you mean 'next'?)"),
    ("{$eval: f.broken}", "error 1:10: the file is gone"),
    (
      "{$map: {$eval: f}, 'each(v,k)': {'${k}': '${typeof(v)}'}}",
      #"{"labels":"object","name":"string","next":"object"}"#
    ),
  ])
  func aLazyObjectIsReadAsFarAsNeeded(_ template: String, _ result: String) throws {
    #expect(try render(template, try TemplateContext([("f", .lazy(Node("a")))])) == result)
  }

  @Test(arguments: ["{$eval: f}", "{$json: {$eval: f}}", "[{a: {$eval: '[f]'}}]", "{$eval: f == g}"])
  func aCircleIsAnErrorAndNoEnd(_ template: String) throws {
    let context = try TemplateContext([("f", .lazy(Node("a"))), ("g", .lazy(Node("a")))])
    let text = try render(template, context)
    #expect(text.contains("levels of nesting") || text.contains("steps"), "\(text)")
  }

  @Test func functionsCanBeAdded() throws {
    let twice = TemplateFunction("twice") { (arguments) throws(TemplateError) -> TemplateValue in
      guard case .string(let text)? = arguments.first else { throw TemplateError(.builtin, "twice takes a text") }
      return .string(text + text)
    }
    var context = TemplateContext()
    try context.add(twice)
    #expect(try render("${twice('ab')}", context) == "\"abab\"")
    #expect(try render("{$eval: twice == twice}", context) == "true")
    #expect(try render("a: ${twice(1)}", context) == "error 1:11: twice takes a text")
    #expect(
      try render("a: {$eval: '{b: twice}'}", context) == "error 1:1: evaluated template contained uncalled functions")
  }

  @Test(arguments: [
    "{a: [1, -2.5, 1e30, 12345678901234567890123, null, true, 'x\"\\n'], ü: {}, b: []}", "1.0", "'5'", "1e16", "1e-5",
    "123456789.125", "-0.0",
  ])
  func documentsGoThroughUnchanged(_ yaml: String) throws {
    let document = try Case.document(yaml)
    let context = try TemplateContext([("d", TemplateValue(document))])
    for template in ["{$eval: d}", yaml] {
      let value = try Template(try Case.document(template)).render(context)
      let made = try value.document()
      #expect(made.json() == document.json())
      #expect(String(decoding: try value.json(), as: UTF8.self) == document.json(style: .canonical))
    }
  }

  @Test func membersKeepTheirOrder() throws {
    let template = try Case.document("{z: 1, '${\"m\"}': 2, a: {$merge: [{y: 1, b: 2}, {a: 3, y: 4}]}}")
    let result = try Template(template).render(TemplateContext()).document()
    #expect(result.json() == #"{"z":1,"m":2,"a":{"y":4,"b":2,"a":3}}"#)
  }

  @Test func textsAreTheSameOnlyByTheirBytes() throws {
    let context = "{a: \"\\u00e9\", b: \"e\\u0301\", o: {\"\\u00e9\": 1}}"
    #expect(
      try Case.render("{$eval: '[a == b, b in o, a in o, o[b], len(b)]'}", context) == "[false,false,true,null,2]")
    #expect(try Case.render("{'${a}': 1, '${b}': 2}", context).contains("1"))
  }

  @Test(arguments: [
    ("6 / 3", "2"), ("7 / 2", "3.5"), ("number('3')", "3"), ("number('1e2')", "100.0"), ("sqrt(16)", "4"),
    ("1 < 1.5", "true"), ("2 == 2.0", "true"), ("1 == true", "false"),
    ("9007199254740993 == 9007199254740992.0", "false"),
    ("!o.a", "false"), ("-o.a", "-1"), ("!len(o.l)", "true"), ("join([1, true, 'a'], '')", "\"1truea\""),
    ("12345678901234567890 > 1", "true"), ("-12345678901234567890", "-12345678901234567890"), ("[1, 2][4 / 4]", "2"),
  ])
  func numbersAreOneType(_ expression: String, _ result: String) throws {
    #expect(try Case.render("$eval: \"\(expression)\"", "{o: {a: 1, l: []}}") == result)
  }

  @Test(arguments: [
    ("2019-12-31T23:59:59.999Z", "1 s", "2020-01-01T00:00:00.999Z"),
    ("0001-01-01T00:00:00Z", "", "0001-01-01T00:00:00.000Z"),
    ("9999-12-31T23:59:59.5Z", "", "9999-12-31T23:59:59.500Z"),
    ("2000-02-29T12:00:00.123456Z", "1y", "2001-02-28T12:00:00.123Z"),
    ("2023-02-29T12:00:00Z", "", nil), ("9999-12-31T23:59:59Z", "1 s", nil), ("0001-01-01T00:00:00Z", "-1 s", nil),
    ("2020-01-01", "", nil), ("2020-01-01T00:00:00Z", "99999999999999999999 d", nil), ("2020-01-01T24:00:00Z", "", nil),
    ("2020-01-01T00:00:00Z", "9223372036854775 y", nil),
  ])
  func timesAreCounted(_ from: String, _ offset: String, _ result: String?) throws {
    let text = try Case.render("{$fromNow: '\(offset)', from: '\(from)'}")
    #expect(result.map { text == "\"\($0)\"" } ?? text.hasPrefix("error"), "\(text)")
  }
}
