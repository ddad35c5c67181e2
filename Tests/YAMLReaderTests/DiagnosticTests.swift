import Diagnostics
import DocumentModel
import JSONCoding
import Testing
import YAMLReader

/// A text and everything the reader has to say about it, as `code line:column`.
struct Complaint: CustomTestStringConvertible, Sendable {
  let text: String
  let expected: [String]
  /// The document as JSON, nil where there is none.
  let json: String?

  init(_ text: String, _ expected: [String], _ json: String? = nil) {
    self.text = text
    self.expected = expected
    self.json = json
  }

  var testDescription: String { text.debugDescription }
}

@Suite struct DiagnosticTests {
  @Test func mergeConflicts() throws {
    for text in [
      "a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> other\n",
      "a:\n- b\n<<<<<<< HEAD\n- c\n=======\n>>>>>>> other\n",
      "a:\n  b: 1\n>>>>>>> other\nc: 1\n",
    ] {
      let found = YAMLReader().read(Array(text.utf8), file: "f").diagnostics
      #expect(found.map(\.code) == ["yaml/syntax"], "\(text)")
      #expect(found.first?.message == "git has left a merge conflict here", "\(text)")
      #expect(found.first?.help?.hasPrefix("resolve the conflict") == true)
      let place = try #require(found.first?.place.range?.start)
      let line = text.split(separator: "\n")[place.line - 1]
      #expect(line.hasPrefix("<<<<<<<") || line.hasPrefix(">>>>>>>"), "\(line)")
    }
    let before = YAMLReader().read(Array("a: 'b\n\n".utf8), file: "f").diagnostics
    #expect(before.first?.message.contains("conflict") == false)
  }

  /// Characters that change the direction of writing, in comments, keys and values, in any encoding.
  @Test func directionMarks() {
    let text = "é: 1 # \u{202E}x\nb\u{2066}: 2\nc: '\u{2069}'\nd: ‘ok’ \u{200F}\n"
    var utf16: [UInt8] = [0xFF, 0xFE]
    for unit in text.utf16 { utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    for bytes in [Array(text.utf8), utf16] {
      let found = YAMLReader().read(bytes, file: "f").diagnostics
      let places = found.map {
        "\($0.code.rawValue) \($0.place.range?.start.line ?? 0):\($0.place.range?.start.column ?? 0)"
      }
      #expect(places == ["yaml/bidi 1:8", "yaml/bidi 2:2", "yaml/bidi 3:5"])
      #expect(found.allSatisfy { $0.severity == .warning })
    }
    let many = Array(String(repeating: "# \u{202E}\n", count: 5_000).utf8)
    #expect(YAMLReader().read(many, file: "f").diagnostics.filter { $0.code == "yaml/bidi" }.count == 100)
  }

  static let structure = [
    Complaint("a: 1\na: 2\n", ["duplicate-key 2:1"], #"{"a":2}"#),
    Complaint(
      "a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\na: 4", ["duplicate-key 5:3", "duplicate-key 6:1"],
      #"{"a":4,"b":{"c":3,"d":2}}"#),
    Complaint("{a: 1, a: 2, a: 3}", ["duplicate-key 1:8", "duplicate-key 1:14"], #"{"a":3}"#),
    Complaint("{1: a, '1': b}", ["duplicate-key 1:8"], #"{"1":"b"}"#),
    Complaint("{true: a, 1.0: b}", ["duplicate-key 1:11"], #"{"true":"b"}"#),
    Complaint("é: 1\n'é': 2", ["duplicate-key 2:1"], #"{"é":2}"#),
    Complaint("a: 1\n---\nb: [", ["multiple-documents 2:1"], #"{"a":1}"#),
    Complaint("--- a\n--- b", ["multiple-documents 2:1"], #""a""#),
    Complaint(
      "x: 1\na: !foo 1\nb: !!python/x {c: no}", ["unknown-tag 2:4", "unknown-tag 3:4", "implicit-type 3:19"],
      #"{"x":1,"a":"1","b":{"c":false}}"#),
    Complaint(
      "- !!binary aGk=\n- !!set {a, b}\n- !!omap [a: 1]\n- !!pairs [a: 1]",
      ["unknown-tag 1:3", "unknown-tag 2:3", "unknown-tag 3:3", "unknown-tag 4:3"],
      #"["aGk=",{"a":null,"b":null},[{"a":1}],[{"a":1}]]"#),
    Complaint("a: *x\nb: *y", ["undefined-alias 1:4", "undefined-alias 2:4"]),
    Complaint("*x : 1\nb: &c 1", ["undefined-alias 1:1"]),
    Complaint("a: &x 1\nb: &x 2\nc: *x", ["duplicate-anchor 2:4"], #"{"a":1,"b":2,"c":2}"#),
    Complaint("a: &x {b: [*x]}", ["recursive-alias 1:12"]),
    Complaint("a: &x\n  <<: *x", ["recursive-alias 2:7"]),
    Complaint("a: 1\n? [b]\n: c\n{d: e}: f\na: 2", ["complex-key 2:3", "complex-key 4:1"]),
    Complaint("a: &x [1]\n*x : 2", ["complex-key 2:1"]),
    Complaint("a: {<<: 5}", ["bad-merge 1:9"]),
    Complaint("a: {<<: [{b: 1}, c, [d]]}", ["bad-merge 1:18", "bad-merge 1:21"]),
    Complaint("a: &x 1\nb: {<<: *x}", ["bad-merge 2:9"]),
    Complaint("a: {<<: *x}", ["undefined-alias 1:9"]),
    Complaint("a: <<\nb: =\n=: c", ["bad-value 1:4", "bad-value 2:4"], #"{"a":"<<","b":"=","=":"c"}"#),
    Complaint(
      "- !!int x\n- !!bool 1\n- !!float ''\n- !!int\n- 0b_\n- 0x_",
      ["bad-value 1:3", "bad-value 2:3", "bad-value 3:3", "bad-value 4:3", "bad-value 5:3", "bad-value 6:3"],
      #"["x","1","","","0b_","0x_"]"#),
    Complaint(
      "- !!map x\n- !!seq {}\n- !!int []\n- !!str {}",
      ["bad-value 1:3", "bad-value 2:3", "bad-value 3:3", "bad-value 4:3"], #"["x",{},[],{}]"#),
    Complaint("", []), Complaint("# nothing\n", []), Complaint("---\n", [], "null"),
  ]

  static let traps = [
    Complaint(
      "a: no\nb: Yes\nc: ON\nd: off\ne: 'no'\nf: True\ng: FALSE",
      ["implicit-type 1:4", "implicit-type 2:4", "implicit-type 3:4", "implicit-type 4:4"],
      #"{"a":false,"b":true,"c":true,"d":false,"e":"no","f":true,"g":false}"#),
    Complaint("on: 1", ["implicit-type 1:1"], #"{"true":1}"#),
    Complaint(
      "[010, 0, 00, 08, 0x10, 0b1, -017]", ["implicit-type 1:2", "implicit-type 1:10", "implicit-type 1:29"],
      #"[8,0,0,"08",16,1,-15]"#),
    Complaint(
      "[12:30, '12:30', 1:60, 1_000, 1:2.5]", ["implicit-type 1:2", "implicit-type 1:24", "implicit-type 1:31"],
      #"[750,"12:30","1:60",1000,62.5]"#),
    Complaint(
      "[4.10, 4.1, 1.0, 1., .5, 1.00, 1.5e+3, 1_0.5, .inf, 00.5]",
      ["implicit-type 1:2", "implicit-type 1:26", "implicit-type 1:40", "implicit-type 1:53"],
      #"[4.1,4.1,1.0,1.0,0.5,1.0,1500.0,10.5,"Infinity",0.5]"#),
    Complaint(
      "[0.1234567890123456789, 100000000000000000.0, 0.00001, 12345678901234567890]", ["implicit-type 1:2"],
      "[0.12345678901234568,1e+17,1e-05,12345678901234567890]"),
    Complaint(
      "[2024-01-02, '2024-01-02', 2024-13-45, 2024-01-02 03:04:05, 2024-1-2]", ["date 1:2", "date 1:28", "date 1:40"],
      #"["2024-01-02","2024-01-02","2024-13-45","2024-01-02 03:04:05","2024-1-2"]"#),
    Complaint("!!timestamp 2024-1-2", ["date 1:1"], #""2024-1-2""#),
    Complaint("2024-01-02: x", ["date 1:1"], #"{"2024-01-02":"x"}"#),
    Complaint(
      "- !!bool no\n- !!int 010\n- !!str no\n- &a no\n- *a", ["implicit-type 4:3"], #"[false,8,"no",false,false]"#),
    Complaint("a: |\n  no\nb: >-\n  010", [], #"{"a":"no\n","b":"010"}"#),
  ]

  static let syntax = [
    Complaint("a:\n\tb: 1", ["syntax 2:1"]), Complaint("a: 1\n b: 2", ["syntax 2:3"]),
    Complaint("a: b: c", ["syntax 1:5"]),
    Complaint("x: 1\na:1\nb: 2", ["syntax 2:1"]), Complaint("x: 1\na: 'b\n", ["syntax 2:4"]),
    Complaint("a: \"b", ["syntax 1:4"]),
    Complaint("a: [1, 2\nb: 3", ["syntax 2:2"]), Complaint("a: {b: 1", ["syntax 2:1"]),
    Complaint("a: @x", ["syntax 1:4"]),
    Complaint("é: @x", ["syntax 1:4"]), Complaint("a: `x`", ["syntax 1:4"]), Complaint("- a\nb", ["syntax 2:1"]),
    Complaint("- a\n- b\nc: d", ["syntax 3:1"]), Complaint("a: - b", ["syntax 1:4"]),
    Complaint("a: \"\\q\"", ["syntax 1:5"]),
    Complaint("a: \"\\ud83d\\ude00\"", ["syntax 1:7"]), Complaint("a: *", ["syntax 1:5"]),
    Complaint("%YAML 1.3\n---\na", ["syntax 1:1"]),
    Complaint("a: 1\na: 2\nb: {c: 1, c: 2}\nd: ]", ["duplicate-key 2:1", "duplicate-key 3:11", "syntax 4:4"]),
    Complaint("!x!y z", ["syntax 1:1"]), Complaint("a\nb: c", ["syntax 2:2"]),
  ]

  static let encoding = [
    Complaint("a: \u{0}", ["encoding 1:4"]), Complaint("a: 1\nb: \u{7}", ["encoding 2:4"]),
    Complaint("é\u{1F600}: \u{1}", ["encoding 1:5"]),
    Complaint("\u{FEFF}a: \u{1}", ["encoding 1:4"]), Complaint("a\r\nb\rc\u{85}d\u{2028}e\u{7F}", ["encoding 5:2"]),
  ]

  @Test(arguments: structure + traps + syntax + encoding)
  func isReported(complaint: Complaint) {
    check(Array(complaint.text.utf8), complaint.expected, complaint.json)
  }

  @Test(arguments: [
    ([0x61, 0x3A, 0x20, 0xE9, 0x0A] as [UInt8], "encoding 1:4"), ([0x61, 0x0A, 0xC3], "encoding 2:1"),
    ([0x61, 0xED, 0xA0, 0x80], "encoding 1:2"), ([0x61, 0xC0, 0x80], "encoding 1:2"), ([0xFF], "encoding 1:1"),
    ([0xF4, 0x90, 0x80, 0x80], "encoding 1:1"), ([0xFF, 0xFE, 0x61, 0, 0x0A, 0, 0x07, 0], "encoding 2:1"),
    ([0xFE, 0xFF, 0, 0x61, 0xD8, 0x3D], "encoding 1:2"), ([0xFF, 0xFE, 0x61], "encoding 1:1"),
    ([0xFF, 0xFE, 0x61, 0, 0x00, 0xDC], "encoding 1:2"),
  ])
  func malformedBytes(bytes: [UInt8], expected: String) {
    check(bytes, [expected], nil)
  }

  @Test(arguments: [
    ("a: [1", "',' or ']' is expected here", "close the list with ']'", "the list begins here"),
    ("a:\n\tb: 1", "found a tab character where indentation or a value is expected", "indent with spaces", ""),
    ("a: 'b\n\n", "this quoted text is never closed", "add the closing quote", "the file ends here"),
    ("a: 1\nb:2\nc: 3", "a key without ':' after it", "write ': ' with a space", "the ':' is missing before here"),
    ("a: 1\na: 2", "the key 'a' is used twice", "remove one of the two", "first used here"),
    ("a: no", "the plain 'no' is read as the truth value false", "write \"no\" for the text or false", ""),
    ("a: 4.10", "the plain '4.10' is read as the number 4.1", "write \"4.10\" for the text or 4.1", ""),
  ])
  func saysWhatToDo(text: String, message: String, help: String, note: String) {
    let result = YAMLReader().read(Array(text.utf8), file: "f.yml")
    #expect(result.diagnostics.map(\.message) == [message])
    #expect(result.diagnostics.first?.help?.hasPrefix(help) == true)
    #expect((result.diagnostics.first?.notes.first?.message ?? "") == note)
  }

  @Test func utf16IsRead() {
    let units = Array("a: é\u{1F600}".utf16)
    check([0xFF, 0xFE] + units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }, [], "{\"a\":\"é\u{1F600}\"}")
    check([0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, [], "{\"a\":\"é\u{1F600}\"}")
  }

  private func check(_ bytes: [UInt8], _ expected: [String], _ json: String?) {
    let result = YAMLReader().read(bytes, file: "f.yml")
    let found = result.diagnostics.map { diagnostic in
      let start = diagnostic.place.range?.start
      return "\(diagnostic.code.rawValue.dropFirst(5)) \(start?.line ?? 0):\(start?.column ?? 0)"
    }
    #expect(found == expected)
    #expect(result.document?.json() == json)
    for diagnostic in result.diagnostics {
      #expect(diagnostic.place.file == "f.yml")
      #expect(diagnostic.code.rawValue.hasPrefix("yaml/"))
      #expect(!diagnostic.message.hasSuffix("."))
      let isTrap = diagnostic.code == "yaml/date" || diagnostic.code == "yaml/implicit-type"
      #expect(diagnostic.severity == (isTrap ? .warning : .error))
    }
  }
}
