import JSONPath
import Testing

@Suite struct SelectorReadingTests {
  @Test(arguments: [
    ("$", []), ("a", ["a"]), ("$.a.'$ref'", ["a", "$ref"]), ("a[*].b", ["a"]), ("a.b[?(@.c)].d", ["a", "b"]), ("*", []),
    ("a,b", []), ("a.(b.c)", ["a", "b", "c"]), ("a.`this`.b", ["a", "b"]), ("a.$.b", ["b"]), ("a.b.`parent`", []),
    ("a..b", ["a"]), ("a.(b|c)", ["a"]), ("a.(b|$)", []), ("a..$", []), ("a where $.b", ["a"]),
    (
      "a['b'].c",
      [
        "a", "b",
        "c",
      ]
    ),
    ("a.0", ["a", "0"]), ("a[?($.b)].c", ["a"]),
  ])
  func concretePrefix(_ source: String, _ wanted: [String]) throws {
    #expect(try Selector(source).concretePrefix == wanted)
  }

  /// Container, field and offset of what is read, and the paths of it in a document.
  @Test(arguments: [
    ("x[?(@.k=='v')].f", ["x k 4 | x.[0].k x.[1].k"]),
    ("x[?(@.r.'$ref'=='v')].f", ["x r.$ref 4 | x.[0].r.'$ref'"]),
    ("x[?(@.k=='v' & @.f==1)]", ["x k 4 | x.[0].k x.[1].k", "x f 15 | x.[0].f"]),
    ("x[?(@.k=='v')][?(@.f)]", ["x k 4 | x.[0].k x.[1].k", "x f 17 | "]),
    ("x[?(@.y[?(@.z=='v')])].f", ["x y 4 | x.[1].y.[0]", "x z 10 | x.[1].y.[0].z"]),
    ("x[*] where k", ["x k 11 | x.[0].k x.[1].k"]),
    ("x[?(@)]", ["x  4 | x.[0] x.[1]"]),
    ("x[?($.k=='v')]", ["x k 4 | x.[0].k x.[1].k"]),
    ("$..x[?(@.f==1)]", [" f 7 | x.[0].f"]),
    ("$..(x[?(@.f==1)])", [" f 8 | x.[0].f"]),
    ("(x[?(@.f==1)])|m", ["x f 5 | x.[0].f"]),
    ("m[?(@==1)]", ["m  4 | m.[0]"]),
    ("m.a where ($.m)", [" m 11 | m"]),
    ("x[*].k", []),
  ])
  func filterFields(_ source: String, _ wanted: [String]) throws {
    let document = JSONValue.object([
      ("x", [["k": "v", "f": 1, "r": ["$ref": "/n"]], ["k": "w", "y": [["z": "v"]]]]), ("m", ["a": 1]),
    ]).document
    let found = try Selector(source).filterFields.map { read in
      let places = try read.matches(in: document).map(\.path.jsonPathText).joined(separator: " ")
      return "\(read.container.joined(separator: ".")) \(read.field.joined(separator: ".")) \(read.offset) | \(places)"
    }
    #expect(found == wanted)
  }

  @Test(arguments: [
    ("a[?(@.b='x')]", ["7: \"=\" compares, as \"==\" does"]),
    ("a.0", ["2: this is the member named \"0\", not a position in a list"]),
    ("a.'*'", ["2: the quoted \"*\" means all members, not one of that name"]),
    ("@.a", ["0: without a filter \"@\" is the name of a member"]),
    ("a.b|c", ["3: \"|\" binds more strongly than \".\": only the names next to it belong to it"]),
    ("a|b.c", ["1: \"|\" binds more strongly than \".\": only the names next to it belong to it"]),
    ("a where b.c", ["2: \"where\" binds more strongly than \".\": only the names next to it belong to it"]),
    ("a[?(@.b==null)]", ["9: this compares with the text \"null\""]),
    ("(a.b)|(c.d)", []), ("a|b", []), ("a[?(@.b=='x' & @.c>1)].d[*].'$ref'", []), ("a where (b.c)", []), ("$..a.b", []),
  ])
  func warnings(_ source: String, _ wanted: [String]) throws {
    #expect(try Selector(source).warnings.map { "\($0.offset): \($0.message)" } == wanted)
  }
}
