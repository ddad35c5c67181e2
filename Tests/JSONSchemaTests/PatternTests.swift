import Testing

@testable import JSONSchema

@Suite("regular expressions of the dialects schemas are written in")
struct PatternTests {
  @Test(
    arguments: [
      ("b", "abc", true), ("^b", "abc", false), ("a$", "a\n", false), ("a\\Z", "a\n", false), ("^a.c$", "a\nc", false),
      ("^\\/a\\-b\\%$", "/a-b%", true), ("^[\\/\\-\\%]+$", "%-/", true), ("^[[:alpha:]]$", ":]", true),
      ("(?i)^ABC$", "abc", true), ("^(?P<n>a)(?P=n)$", "aa", true), ("^(?<n>a)\\k<n>$", "aa", true),
      ("^(?!x)(?<!y)a", "a", true), ("^\\d+$", "٣", false), ("^\\w+$", "é", false), ("^\\s$", "\u{2003}", true),
      ("^[\\s,]+$", "\u{a0},", true), ("^\\S$", "\u{feff}", false), ("^\\u00e9$", "é", true),
      ("^\\ud83d\\udc32*$", "🐲🐲", true), ("^\\u{1f432}$", "🐲", true), ("^.$", "🐲", true),
      ("^\\p{Letter}+$", "äß", true), ("^\\p{Script=Greek}$", "λ", true), ("^\\P{Lu}$", "A", false),
      ("^[\\p{Decimal_Number}]$", "৪", true), ("[]", "a", false), ("^[^]$", "\n", true), ("^a{2}$", "aa", true),
      ("^a{,2}$", "a{,2}", true), ("^\\cJ$", "\n", true), ("", "", true), ("^$", "", true), ("^(|x)$", "", true),
    ])
  func search(pattern: String, text: String, matches: Bool) throws {
    let scratch = try #require(MatchScratch(matchLimit: 10_000, heapLimit: 1000))
    #expect((try Pattern(pattern).search(ArraySlice(text.utf8), using: scratch) == .match) == matches)
  }

  @Test(arguments: ["(", "[a", "a\\", "*a", "(*UTF)a", "\\u12", "\\p{Nonsense}", "\\C", "(?<=a+)b", "a{9999999}"])
  func refused(pattern: String) {
    #expect(throws: Pattern.Failure.self) { try Pattern(pattern) }
  }

  @Test func longExpressionsAreRefused() {
    #expect(throws: Pattern.Failure.self) { try Pattern(String(repeating: "a", count: 20_000)) }
  }

  @Test("URI references are resolved as RFC 3986, 5.4 says")
  func references() {
    let cases = [
      ("g:h", "g:h"), ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"),
      ("/g", "http://a/g"), ("//g", "http://g"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"),
      ("#s", "http://a/b/c/d;p?q#s"), ("g#s", "http://a/b/c/g#s"), ("g?y#s", "http://a/b/c/g?y#s"),
      (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"), ("./", "http://a/b/c/"),
      ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"), ("../..", "http://a/"),
      ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"), ("/../g", "http://a/g"),
      ("g.", "http://a/b/c/g."), (".g", "http://a/b/c/.g"), ("g..", "http://a/b/c/g.."), ("./../g", "http://a/b/g"),
      ("./g/.", "http://a/b/c/g/"), ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"),
    ]
    let base = URIReference("http://a/b/c/d;p?q")
    for (reference, expected) in cases {
      #expect(URIReference(reference).resolved(against: base).description == expected, "\(reference)")
    }
    #expect(URIReference("b.yml#/x").resolved(against: URIReference("/a/c.yml")).description == "/a/b.yml#/x")
  }
}
