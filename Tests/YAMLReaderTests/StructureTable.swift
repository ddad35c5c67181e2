/// Whole documents: merge keys, aliases, tags, keys of every type, and the layout that YAML allows.
enum StructureTable {
  static let merges = [
    "a: &a {x: 1, y: 2}\nb: {<<: *a}", "a: &a {x: 1, y: 2}\nb: {y: 3, <<: *a, z: 4}", "b: {<<: {x: 1}, y: 2}",
    "a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*a, *b]}",
    "a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: [*b, *a], z: 0}",
    "a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: *a, <<: *b}",
    "a: &a {x: 1}\nb: &b {x: 2, y: 3}\nc: {<<: *b, q: 1, <<: *a}",
    "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: &c {<<: *b, z: 3}\nd: {<<: *c, x: 9}",
    "a: {<<: {<<: {<<: {d: 1}, c: 2}, b: 3}, a: 4}", "{\"<<\": 1}", "{'<<': {a: 1}, b: 2}", "{<<: 5}", "{<<: }",
    "{<<: [1]}", "{<<: [{a: 1}, 2]}", "{<<: [{a: 1}, [2]]}", "{<<: []}", "{<<: {}}", "{<<: [], a: 1}", "{<<: text}",
    "{? !!merge foo : {a: 1}, b: 2}", "a: <<", "- <<", "[<<: {a: 1}]", "a: &a [{x: 1}, {x: 2, y: 2}]\nb: {<<: *a}",
    "a: &a {x: &x {deep: [1, 2]}}\nb: {<<: *a}\nc: *x", "a: &a 1\nb: {<<: *a}",
    "a: &a {1: one, true: yes}\nb: {<<: *a, 1.0: float}", "b: {<<: {1: a}, \"1\": b}",
    "b: {\"1\": b, <<: {1: a, true: c}}", "a: &a {x: 1, x: 2}\nb: {<<: *a}", "&a {<<: {x: 1}, y: *a}",
    "a: &a {b: &b {c: 1}, <<: *b}", "{<<: &m {a: 1}, b: *m}",
    "x: {<<: {a: 1, b: 2}, b: 3, c: 4}\ny: {c: 4, b: 3, <<: {a: 1, b: 2}}",
    "- &a {k: v}\n- {<<: *a, k: w}\n- {k: u, <<: *a}",
  ]

  static let aliases = [
    "a: &a 1\nb: *a", "a: &a [1, {b: c}]\nb: *a\nc: [*a, *a]", "&k key: v\nother: *k", "&k key: v\n*k : again",
    "a: &a key\n*a : v", "&n 1: x\nb: *n", "&n 1.50: x\nb: *n\n*n : y", "&n .inf: x\nb: *n",
    "&n .inf: x\nz: {*n : y}", "&n ~: x\nb: *n", "a: &a\nb: *a", "a: &a ''\nb: *a", "a: &a {}\nb: *a",
    "a: &a []\nb: *a", "a: &x 1\nb: &x 2", "a: &x 1\nb: &x 2\nc: *x", "a: *x", "- *x\n- &x 1", "&a [*a]",
    "&a {k: *a}", "&a {k: [{j: *a}]}", "a: &a [1]\n*a : v", "a: &a {b: 1}\n*a : v",
    "- &a a\n- &b [*a, *a]\n- &c [*b, *b]\n- *c", "- &a-b_1 x\n- *a-b_1", "a: &a !!str 12\nb: *a",
    "a: !!int &a '12'\nb: *a", "a: &a |\n  text\n  more\nb: *a", "- &a 010\n- *a\n- {*a : 1}",
    "- &a yes\n- {*a : 1}", "- &a 2024-01-02\n- *a", "a: &a {x: {y: {z: 1}}}\nb: {p: *a, q: {r: *a}}",
    "[&a a, &b b, *a, *b]", "{&a a: &b b, c: *a, d: *b}", "*a", "&a x", "--- &a\n- 1",
  ]

  static let keys = [
    "{a: 1, a: 2}", "{a: 1, b: 2, a: 3}", "{1: a, 1.0: b, true: c}", "{true: 1, True: 2, 1: 3}",
    "{yes: 1, on: 2, true: 3}", "{1: a, '1': b}", "{'1': a, 1: b, true: c}", "{'1': a, 1: b, 1.0: c}",
    "{null: 1, ~: 2}", "{null: 1, 'null': 2}", "{~: 1, a: 2, : 3}", "{0: a, false: b, -0: c, 0.0: d}",
    "{-0.0: a, 0: b}", "{-0.0: a}", "{1.5: a, 1.50: b}", "{1.5: a, '1.5': b}",
    "{10: a, 0xA: b, 012: c, 0b1010: d, 1_0: e}", "{.nan: 1, .NaN: 2}", "{.inf: 1, .Inf: 2, -.inf: 3, +.inf: 4}",
    "{1.0e+16: a, 10000000000000000: b}", "{1.0e+22: a, 10000000000000000000000: b}",
    "{1.0e+23: a, 99999999999999991611392: b}", "{-1.0e+30: a, -1000000000000000019884624838656: b}",
    "{1e3: a, 1000: b}", "{no: a, off: b, FALSE: c}", "{9007199254740993: a, 9007199254740992.0: b}",
    "{9007199254740992: a, 9007199254740992.0: b}", "{0.5: a, .5: b}", "{2.0: a, 2: b}",
    "{4503599627370497.5: a, 4503599627370497: b}", "{1.0e-400: a, 0: b}", "{1.0e+400: a, .inf: b}", "{=: 1}",
    "{=: 1, '=': 2}", "{[1]: 2}", "{{a: 1}: 2}", "? [a]\n: 1", "? a\n? b\n", "? |\n  block\n: v", "{? a, b}",
    "[a: 1, b: 2]", "[? a : b]", "{a, b: , c: }", "'': 1", "'': 1\n\"\": 2", ": 1", "a:\n  b:\n    c: 1\n  b: 2",
    "a: {b: 1, b: {c: 1, c: 2}}", "[{a: 1, a: 2}, {a: 3, a: 4}]", "é: 1\né: 2", "\"\\u00e9\": 1\né: 2", "a b: 1",
    "a  b: 1", "'a''b': 1", "\"a\\tb\": 1", "true: {1: x, true: y}",
    (0..<40).map { "k\($0): \($0)" }.joined(separator: "\n"),
    ((0..<40) + [7]).map { "k\($0): \($0)" }.joined(separator: "\n"),
  ]

  static let tags = [
    "!!str 12", "!!int '12'", "!!map {a: 1}", "!!seq [1]", "!!map [1]", "!!seq {a: 1}", "!!str {a: 1}", "!!int [1]",
    "!!null {}", "! [1]", "! {a: 1}", "!foo bar", "!foo {a: 1}", "!foo [1]", "!!foo 1",
    "!<tag:yaml.org,2002:str> 1", "!<x> 1", "%TAG !y! tag:yaml.org,2002:\n---\n!y!int '7'",
    "%TAG ! tag:yaml.org,2002:\n---\n!str 7", "!y!int 7", "!!binary aGk=", "!!set {a, b}", "a: !!str\nb: !!null x",
    "a: !!str ", "!!str", "!!int", "!!float", "!!bool", "!!null", "- !!str\n- !!null\n- !\n- ! ''",
    "%YAML 1.2\n---\na: 010", "%YAML 1.1\n---\na: 1", "%YAML 1.3\n---\na: 1", "%YAML 2.0\n---\na: 1",
    "%FOO x\n---\na: 1", "!!python/object:os.system {}", "!!timestamp 2024-01-02", "!!merge {a: 1}", "!!value 1",
    "? !!null x\n: 1", "? !!bool yes\n: 1", "? !!str 1\n: 1", "{!!str 1: a, 1: b}",
    "- !!int 1_000\n- !!float 1_000\n- !!float 12", "!!str &a x", "&a !!str x", "!!bool ' yes'", "!!int ' 5 '",
    "!!int '0o17'", "!!int 0o", "!!float 1e3", "!!float 0x10", "!!float infinity", "!!float '1.5 '", "!!float e5",
    "!!float 1e", "!!float .", "!!float 1:30", "!!float 1:90.5",
  ]

  static let layout = [
    "", " ", "\n", "# c", "# c\n", "---", "--- ", "---\n", "---\n...", "...", "---\n---", "a: 1\n---\nb: 2",
    "a: 1\n...\n", "a: 1\n...\n---\nb: 2", "a: 1\n...\nb: 2", "---\na: 1\n--- # x", "\u{FEFF}a: 1", "\u{FEFF}",
    "a: 1\r\nb: 2\r\n", "a: 1\rb: 2\r", "a: 1\u{85}b: 2", "a: 1\u{2028}b: 2", "a: x\u{85}  y", "a: 'x\r\n\r\n  y'",
    "n:\t1", "n: \t1", "\tn: 1", "a:\n\tb: 1", "a: b: c", "a:1", "a: 'x", "a: \"x", "a: [1, 2", "a: {b: 1", "a: ]",
    "- a\nb", "a: 1\n b: 2", "  a: 1\n b: 2", "a\nb", "a\n\nb", "a: b\n  c\n d", "a: |\n x\n  y\n\n z\n\n",
    "a: |+\n x\n\n", "a: |-\n x\n\n", "a: >\n x\n y\n\n z\n", "a: |2\n   x\n", "a: |0\n x", "a: >-\n", "a: |\nb: 1",
    "a: @x", "a: `x`", "a: %x", "%x", "a: *", "a: &", "a: !", "a: ,", "a: -", "a: - b", "- - a\n  - b", "-\n  - a",
    "- a: 1\n  b: 2", "- ? a\n  : b", "a: \"\\ud83d\\ude00\"", "a: \"\\U0001F600\"", "a: \"\\x41\\u0042\"",
    "a: \"\\q\"", "a: \"\\x4\"", "a: \"\\0\"", "a: \"\\ud800\"", "a: \"x\\\n  y\"", "a: \"x\n\n  y\"", "a: 'it''s'",
    "[a, b, ]", "[,]", "{,}", "{a: [b, {c: d}], e: f}", "[[[[]]]]", "{a: {b: {c: {}}}}", "[a b, c]", "[\"a\":1]",
    "{\"a\":1}", "{a:1}", "{a: 1 b: 2}", "a: {b: 1}c", "a: 'x'y", "a: x # c\n# d\nb: y", "a: x#y", "a: ' # '",
    "\u{0}", "a: \u{0}b", "a: \u{7}", "a: \u{7F}", "a: \u{80}", "a: \u{A0}", "a: \u{FFFE}", "a: x\u{FEFF}y",
    "a: \u{1F600}", String(repeating: "k", count: 1025) + ": 1", String(repeating: "k", count: 1023) + ": 1",
    "? " + String(repeating: "k", count: 2000) + "\n: 1", "key: >\n\n\n  folded\n  text\n\n\n",
    "- |\n a\n- >\n b\n- c", "a:\n- b\n- c\nd: e", "a:\n  - b\n c: d", "a: !!omap", "x: [\n1,\n2\n]\n",
    "x: [\n1,\n2\n", "'a': 'b'\n\"c\": \"d\"",
  ]

  static let all = merges + aliases + keys + tags + layout
}
