import DocumentModel
import JSONPath
import Testing

/// Selectors as people write them, and every corner known, against jsonpath-ng.
@Suite struct DifferentialTests {
  static let documents: [JSONValue] = [
    [
      "app": ["$ref": "/n1", "name": "x", "map": ["a": 1, "b": 2]],
      "list": [
        ["k": "v", "f": 1, "$ref": "/n1", "ns": ["$ref": "/n1"], "y": [["z": ["$ref": "/n2"]]]],
        ["k": "w", "f": 2, "ns": ["$ref": "/n2"], "y": [], "true_x": 1],
        ["k": nil, "f": "1"], ["f": 1.5, "k": true], "text", nil, 3, [1, 2],
      ],
      "numbers": [
        nil, true, false, 0, 1, -1, 1.0, 1.5, "1", " 1 ", "1_0", "+1", "x", "", [], .object([]), .float("1e+16"),
        .int("10000000000000000000000"), .float("1e+22"), "9", "10",
      ],
      "hyphen-ated": ["with-hyphen": [["a-b": 1]]], "0": ["1": "digit"], "-1": "minus", "a.b": "dot", "a b": "space",
      "it's": "quote", "\"": "double", "é": "accent", "中": "wide", "": "empty", "@x": "at", "*": "star", "\\": "back",
      "where": "word", "true": "truth", "null": nil, "text": "abc", "number": 5, "tab\t\u{7f}\u{200b}": 1, "a\n": 2,
      "deep": ["a": ["a": ["a": [["a": 1], ["b": ["a": 2]]]]]],
    ],
    [["a": 1, "b": [["a": 2]]], [["a": 3]], "a"],
    ["a": ["b": ["c": 1], "d": ["c": 2]], "c": ["d": ["c": 3]]],
    "abc", nil, 5, [], .object([]),
  ]

  static let selectors: [String] = [
    // As seen in the wild.
    "name", "app", "app.name", "list[*].k", "list.[0].k", "$", "$.app", "$.list[*]", "app.'$ref'", "list[*].'$ref'",
    "list[*].y[*].z.'$ref'", #"list[?(@.k=="v")].f"#, "list[?(@.k=='v')].f", "list[?(@.k=='v')].y[*].z.'$ref'",
    "list[?(@.k=='v')].y[?(@.z)].z", "list[?(@.'$ref'=='/n1')]", "list[?(@.ns.'$ref')=='/n1']",
    "list[?(@.ns.'$ref'=='/n1')].k", "hyphen-ated.with-hyphen[*].a-b",
    // Roots, this, parents.
    "`this`", "`parent`", "app.`parent`", "app.name.`parent`.map", "list[0].k.`parent`.`parent`[1]", "$.$.app",
    "app.$.text", "app.`this`.name", "@", "@x", "@.app", "$.@", "list[*].$.text", "app[*].`parent`.name",
    // Fields.
    "*", "$.*", "list.*", "app.*", "app.map.*", "text.*", "app,text", "app.map.b,a", "app.(name|map)",
    "app['name','map']",
    "['app'].name", "app['$ref']", #"app["name"]"#, "0", "0.1", "-1", "'0'", "00", "-0", "é", "'é'", "中", "'a.b'",
    "'a b'", #""it's""#, #"'it\'s'"#, #"'"'"#, "''", "'*'", "['*']", "app,'*'", "where", "'where'", "true", "null",
    "text.x", #"'\\'"#, "a\n", "'a\n'", "a.b", "app . name", " app ", "app.\tname", "app[name]", "app.[name]",
    // Positions and slices.
    "list[0]", "list[-1]", "list[-8]", "list[-9]", "list[99]", "list[0,2,-1]", "list[0][0]", "list[7][0]", "text[0]",
    "number[0]", "app[0]", "null[0]", "list[*][*]", "[0]", "[*]", "[0].b[0].a", "list[:]", "list[1:]", "list[:2]",
    "list[1:3]", "list[-2:]", "list[::2]", "list[::-1]", "list[5:1:-2]", "list[-1:0:-3]", "list[99:]", "list[:-99]",
    "list[::0]", "app[*]", "app[*].name", "app[1:]", "text[*]", "number[*]", "null[*]", "app.map[:1]",
    "list[0:99999999999]",
    "list[99999999999999999999999]", "list[:99999999999999999999999]", "list[1,]", "list[,1]", "list[1:2:3:4]",
    "list[]",
    // Descent.
    "$..a", "deep..a", "$..'$ref'", "$..*", "$..[0]", "$..[*]", "$..y[0]", "$..a.a", "$..a..a", "deep..(a.a)", "..a",
    "$..",
    "$..`this`", "list..k", "$..map.a", "$..`parent`", "$..$",
    // Unions, where.
    "app|text", "app.name|map", "app|list.name", "(app|list)[0]", "app | list | text", "list[*] where k",
    "app where name",
    "app where nothing", "app wherenot nothing", "list[*] wherenot k", "list[*] where ns.'$ref'", "a.b where c",
    "list where `parent`", "app.map where `parent`.name", "app where $.text", "app&list", "a||b", "app where",
    "(app)", "((app).name)", "(app).(name)", "((app)", "app)", "()", "app.map.(a where `this`)",
    // Filters.
    "list[?k]", "list[?(k)]", "list[?(@.k)]", "list[?@.k]", "list[?(@.nothing)]", "list[?(@.k!='v')]",
    "list[?(@.k='v')]",
    "list[?(@.k==v)]", "list[?(@.k=='v' & @.f==1)]", "list[?(@.k=='v') & (@.f==1)]", "list[?(@.k & @.f)]",
    "list[?(@.k) & (@.f)]", "list[?@.k=='v' & @.f]", "list[?((@.k=='v'))]", "list[?((@.k)=='v')]",
    "list[?((@).k=='v')]",
    "list[?(@.k==null)]", "list[?(@.k==true)]", "list[?(@.f==1)]", "list[?(@.f=='1')]", "list[?(@.f==1.5)]",
    "list[?(@.f>1)]",
    "list[?(@.f>=1.0)]", "list[?(@.f<2)]", "list[?(@.f<=2 & @.f>1)]", "list[?(@.k<'w')]", "list[?(@.k>='w')]",
    "list[?(@.k=~'v')]", "list[?(@.k=='v' && @.f==1)]", "list[?(@.k=='v' || @.f==1)]", "list.[?(@.k)]", "[?(@.a)]",
    "$[?(@.a)]", "$[?(@.a==1)]", "app[?(@)]", "app.map[?(@==1)]", "app[?(@.a==1)].b", "list[?($.k=='v')]",
    "list[?(@.true_x)]", "list[?(@.'true_x')]", "list[?(@.y[?(@.z)])].k", "list[?(@.y[?(@.z.'$ref'=='/n2')])].k",
    "list[?(@.*=='v')]", "list[?(*)]", "list[?(@..'$ref')]", "list[?(@[0]==1)]", "list[?(@.k|f)]", "list[?(@.k,f)]",
    "list[?(@.k,f=='v')]", "text[?(@)]", "list[?]", "list[?()]", "list[?(@.k==)]", "list[?('v'==@.k)]",
    "list[?(@.k==@.f)]",
    "list[?(@.`this`.k)]", "list[?(`parent`)]", "list[?(@.k.`parent`.f==1)]", "list[?(@.k where f)]", "list[?(1)]",
    "list[?(@.f==-1)]", "list[?(@.f==01)]", "list[?(@.1==1)]", "list[?(@.1.2==1)]", "list[?(@.k===1)]",
    "list[?(@.k=!1)]",
    "list[?中]", "中[?(@)]", "list[?(@.k=='?')]", "'?'", "@ [?(@)]", "list[?(@k)]", "list[?(@@k)]", "list[?(@)][?(@)]",
    "list[?(@.k=='v')].y[*] where z", "list[?(@.k=='v')|k]", "(list[?(@.k)])[0]", "list[?(@.k)],a", "list[?(@.k)][0]",
    // Refused.
    "", " ", ".", "a.", ".a", "a..", "$ref", "app.$ref", "a b", "a+b", "a-b", "a - b", "a*2", "a/b", "list[/k]",
    #"list[\k]"#,
    "list.`len`", "list.`keys`", "list.`sorted`", "list.`path`", "text.`sub(/a/, b)`", "text.`split(b, 0, -1)`",
    "`str()`", "`nothing`", "'open", #""open"#, "`open", #"'a\"#, "a[", "a[0", "a]", "a#b", "a{b}", "a~b", "a:b", "!a",
    "a=b",
    "1.5", "a.1.5", "a,1", "1,2", "a,", "[a,1]", "a\r", "a\u{a0}b", "$$", "$a", "$[*]", "$ . a", "a. .b", "a...b",
    "a[*]b",
    "a where b where c", "a wherenot b where c", "a where (b.c)", "a where b.c", "a.b[0] where c", "\u{1F600}",
    "a\u{1F600}",
  ]

  @Test(.enabled(if: Oracle.isAvailable)) func table() throws {
    let questions = Self.selectors.map {
      Oracle.Question(selector: $0, documents: Array(Self.documents.indices))
    }
    let totals = try Oracle.compare(questions, over: Self.documents)
    print("table: \(questions.count) selectors, \(totals)")
  }

  /// Every operator with every kind of literal, on one value at a time: an exception hides nothing but itself.
  @Test(.enabled(if: Oracle.isAvailable)) func comparisons() throws {
    let literals = [
      "0", "1", "-1", "10", "2", "1.0", "1.5", "0.5", "true", "false", "'1'", "x", "''", "10000000000000000000000",
      "10000000000000000.0", "9999999999999999.0", "9007199254740993", "99999999999999999999999999.5",
    ]
    let operators = ["==", "=", "!=", "<", "<=", ">", ">="]
    let values: [JSONValue] = [
      nil, true, false, 0, 1, -1, 1.0, 1.5, -1.5, "1", " 1 ", "1_0", "1__0", "_1", "+1", "-1", "+ 1", "x", "",
      [], .object([]),
      .float("1e+16"), .int("10000000000000000000000"), .float("1e+22"), .int("9007199254740993"), "9", "10", "\t1\n",
      .float("1e+300"), .float("-1e+300"), .float("5e-324"), .float("9007199254740992.0"), "010", "1.0", "0x1",
    ]
    let questions = literals.flatMap { literal in
      operators.map { Oracle.Question(selector: "$[?(@\($0)\(literal))]", documents: Array(values.indices)) }
    }
    let totals = try Oracle.compare(questions, over: values.map { .array([$0]) })
    print("comparisons: \(questions.count) selectors, \(totals)")
  }
}
