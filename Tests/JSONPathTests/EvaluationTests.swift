import DocumentModel
import JSONPath
import Testing

@Suite struct EvaluationTests {
  static let document = JSONValue.object([
    ("list", [["k": "v", "n": 1], ["k": "w", "n": nil], ["k": nil]]), ("map", ["x": ["k": 1], "y": ["k": 2]]),
    ("text", "abc"), ("$ref", "/n1"),
  ]).document

  /// Corners that do not follow jsonpath-ng, or that the oracle cannot show.
  @Test(arguments: [
    ("$", ["$"]), ("`parent`", []), ("text[0]", []), ("list[-3].k", ["list.[-3].k"]), ("list[-4].k", []),
    (
      "map[0]",
      []
    ),
    ("list[?(@.n==1)].k", ["list.[0].k"]), ("list[?(@.n!=1)]", []), ("list[?(@.k!='v')]", ["list.[1]", "list.[2]"]),
    ("map[?(@.k==2)]", ["map.[1]"]), ("map[*]", ["map.[0]"]), ("map[*].`parent`", ["map"]), ("'$ref'", ["'$ref'"]),
    ("list[?(@.k<1)]", []), ("$..k", ["list.[0].k", "list.[1].k", "list.[2].k", "map.x.k", "map.y.k"]),
  ])
  func paths(_ source: String, _ wanted: [String]) throws {
    let paths = try Selector(source).matches(in: Self.document).map(\.path.jsonPathText)
    #expect(paths == wanted)
  }

  @Test func placesOfMadeUpPaths() throws {
    for (source, wanted) in [
      ("map[?(@.k==2)].k", "/map/y/k"), ("map[*].x", "/map/x"), ("list[-1]", "/list/2"), ("map[*]", "/map"), ("$", ""),
    ] {
      let match = try #require(try Selector(source).matches(in: Self.document).first)
      let path = ElementPath(of: match.node, in: Self.document)
      #expect(path.pointer.description == wanted)
      #expect(path.pointer == Self.document.pointer(match.node))
    }
  }

  @Test func startsAnywhere() throws {
    let list = try #require(Self.document.member(Self.document.root, "list"))
    #expect(try Selector("[0].k").matches(in: Self.document, from: list).map(\.path.jsonPathText) == ["[0].k"])
    let climbing = try Selector("[0].$[1].k").matches(in: Self.document, from: list)
    #expect(climbing.map(\.path.jsonPathText) == ["[1].k"])
    #expect(try Selector("`parent`").matches(in: Self.document, from: list).isEmpty)
  }

  @Test func filtersLeaveTheDocument() throws {
    let selector = try Selector("map[?(@.k==2)]|(map.x)")
    #expect(try selector.matches(in: Self.document).map(\.path.jsonPathText) == ["map.[1]", "map.x"])
  }

  @Test func neverGivesPartOfTheMatches() throws {
    let wide = JSONValue.array((0..<100).map { _ in ["a": 1] }).document
    let selector = try Selector("$..a")
    let needed = try #require((1...2000).first { (try? selector.matches(in: wide, limits: .init(steps: $0))) != nil })
    #expect(needed > 300)
    for steps in [0, 1, needed / 2, needed - 1] {
      let error = try #require(throws: SelectorLimitError.self) {
        try selector.matches(in: wide, limits: SelectorLimits(steps: steps))
      }
      #expect(error.limit == steps)
    }
    #expect(try selector.matches(in: wide, limits: SelectorLimits(steps: needed)).count == 100)
  }

  @Test(arguments: [
    "$..*..*..*..*..*", "$..`this`..`this`..`this`",
    "($|$).($|$).($|$).($|$).($|$).($|$).($|$).($|$).($|$).($|$).($|$).*",
    "list[?(@..*..*..*..*==1)]", "$[0:1000000000000]", "list[" + String(repeating: "1999,", count: 800) + "1999]",
  ])
  func staysWithinTheBudget(_ source: String) throws {
    let list = JSONValue.array((0..<2000).map { _ in [["b": [1, 2]], ["b": ["c": 3]]] })
    let document = JSONValue.object([("list", list), ("b", list)]).document
    let selector = try Selector(source)
    let matches = try? selector.matches(in: document, limits: SelectorLimits(steps: 50_000))
    if let matches { #expect(matches.count <= 50_000) }
  }

  @Test func survivesDeepDocuments() throws {
    var builder = DocumentBuilder()
    for _ in 0..<100_000 {
      builder.begin(.object)
      builder.key("a".utf8)
    }
    builder.scalar(.int, "1".utf8)
    for _ in 0..<100_000 { builder.end() }
    let finished = builder.finish()
    let document = try #require(finished)
    let selector = try Selector("$..b")
    #expect(try selector.matches(in: document).isEmpty)
    #expect(throws: SelectorLimitError.self) { try Selector("$..a").matches(in: document) }
  }
}
