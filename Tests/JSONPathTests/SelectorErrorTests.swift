import JSONPath
import Testing

@Suite struct SelectorErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let source: String
    let offset: Int
    let message: String
    var help: String?
    var testDescription: String { source }
  }

  static let cases: [Case] = [
    Case(source: "", offset: 0, message: "unexpected the end"),
    Case(source: "a.", offset: 2, message: "unexpected the end"),
    Case(source: "é.", offset: 0, message: "unexpected \"é\"", help: "quote"),
    Case(source: "'é'.", offset: 5, message: "unexpected the end"),
    Case(source: "a*2", offset: 1, message: "arithmetic (\"*\") is not supported in selectors"),
    Case(source: "app.$ref", offset: 5, message: "unexpected \"ref\"", help: "'$ref'"),
    Case(source: "..a", offset: 0, message: "unexpected \"..\"", help: "$.."),
    Case(source: "a[", offset: 2, message: "unexpected the end"),
    Case(source: "a[0", offset: 3, message: "expected \"]\", found the end"),
    Case(source: "a,1", offset: 2, message: "expected a name after the comma, found \"1\""),
    Case(source: "a[0,b]", offset: 4, message: "expected a position after the comma, found \"b\""),
    Case(source: "a[::0]", offset: 4, message: "the step of a slice cannot be 0"),
    Case(source: "x.'open", offset: 2, message: "the quote ' is never closed"),
    Case(source: "x.\"open", offset: 2, message: "the quote \" is never closed"),
    Case(source: "a+b", offset: 1, message: "arithmetic (\"+\") is not supported in selectors"),
    Case(source: "a - b", offset: 2, message: "arithmetic (\"-\") is not supported in selectors"),
    Case(source: "a[?(@.b*2==4)]", offset: 7, message: "arithmetic (\"*\") is not supported in selectors"),
    Case(source: "a[/b]", offset: 2, message: "sorting and arithmetic (\"/\") are not supported in selectors"),
    Case(source: "a[\\b]", offset: 2, message: "sorting and arithmetic (\"\\\") are not supported in selectors"),
    Case(source: "a.`len`", offset: 2, message: "the operator \"`len`\" is not supported in selectors"),
    Case(source: "a.`sub(/x/, y)`", offset: 2, message: "the function \"`sub()`\" is not supported in selectors"),
    Case(source: "a.`split(x, 0, -1)`", offset: 2, message: "the function \"`split()`\" is not supported in selectors"),
    Case(source: "a.`what`", offset: 2, message: "unknown operator \"`what`\"", help: "`this`"),
    Case(source: "a&b", offset: 1, message: "\"&\" between paths is not supported in selectors"),
    Case(
      source: "a[?(@.b & @.c)]", offset: 8, message: "\"&\" between paths is not supported in selectors",
      help: "compare"),
    Case(source: "a[?(@.b==1 && @.c==2)]", offset: 12, message: "unexpected \"&&\"", help: "single &"),
    Case(source: "a[?(@.b==1 || @.c==2)]", offset: 11, message: "expected \")\", found \"|\"", help: "by or"),
    Case(source: "a[?(@.b=~'x')]", offset: 7, message: "matching with \"=~\" is not supported in selectors"),
    Case(source: "a[?(@.b==)]", offset: 9, message: "expected a text, a number, true or false, found \")\""),
    Case(source: "a.[?(@.b)]", offset: 3, message: "unexpected \"?\"", help: "right after the path"),
    Case(source: "[?(@.b)]", offset: 1, message: "unexpected \"?\"", help: "right after the path"),
    Case(
      source: "a[?(@.b)].trueish", offset: 10,
      message: "a name that begins with \"true\" must be quoted in a selector with a filter", help: "quotes"),
    Case(source: "a=b", offset: 1, message: "unexpected \"=\"", help: "filter"),
    Case(source: "a#b", offset: 1, message: "unexpected \"#\"", help: "quote a name"),
    Case(source: "a\u{0}", offset: 1, message: "unexpected \"\u{0}\""),
    Case(source: "'\\\n'", offset: 2, message: "a line break cannot be escaped"),
    Case(source: "(a", offset: 2, message: "expected \")\", found the end"),
    Case(source: "a)", offset: 1, message: "unexpected \")\""),
  ]

  @Test(arguments: cases) func tellsWhatAndWhere(_ wanted: Case) throws {
    let error = try #require(throws: SelectorError.self) { try Selector(wanted.source) }
    #expect(error.message == wanted.message)
    #expect(error.offset == wanted.offset)
    if let help = wanted.help { #expect(error.help?.contains(help) == true, "\(error.help ?? "no help")") }
  }

  @Test func limitsLength() throws {
    let longest = String(repeating: "a", count: 4096)
    _ = try Selector(longest)
    let error = try #require(throws: SelectorError.self) { try Selector(longest + "a") }
    #expect(error.message == "the selector is longer than 4096 bytes")
  }

  @Test(arguments: [("(", "a", ")"), ("a[?(", "@", ")]"), ("a[?", "@", "]"), ("a.(", "b", ")")])
  func limitsNesting(_ open: String, _ core: String, _ close: String) throws {
    func nested(_ depth: Int) -> String {
      String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
    }
    _ = try Selector(nested(32))
    let error = try #require(throws: SelectorError.self) { try Selector(nested(65)) }
    #expect(error.message == "the selector nests deeper than 64 levels")
  }

  @Test(arguments: [
    "a", "a.", "a|", "a..", "a[0]", "a where ", "a wherenot ", "a[?(@)]", "a&", "'", "(", "[", "`",
    "-", "\\",
  ])
  func survivesRepetition(_ piece: String) {
    // Neither the parser nor the evaluation may recurse along the selector.
    let text = String(repeating: piece, count: 4096 / piece.utf8.count - 1) + "a"
    let selector = try? Selector(text)
    let document = JSONValue.object([("a", ["a": 1])]).document
    _ = try? selector?.matches(in: document)
    _ = selector?.concretePrefix
    _ = selector?.filterFields
  }
}
