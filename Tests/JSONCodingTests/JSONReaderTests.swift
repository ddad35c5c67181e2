import Diagnostics
import DocumentModel
import JSONCoding
import Testing

/// Reads a text and writes it again on one line; nil where it is refused.
func rewritten(_ text: String) -> String? {
  JSONReader().read(Array(text.utf8), file: "f.json").document?.json()
}

@Suite struct JSONReaderTests {
  @Test(arguments: [
    ("null", "null"), (" [ ] ", "[]"), ("{ }", "{}"),
    ("{\"b\":1,\"a\":[true,false,null]}", "{\"b\":1,\"a\":[true,false,null]}"),
    ("\"\\u00e9\\ud83d\\ude00\\/\\b\\f\\n\\r\\t\\\"\\\\\"", "\"é😀/\\b\\f\\n\\r\\t\\\"\\\\\""),
    ("\"\\u0000\"", "\"\\u0000\""), ("\u{FEFF}1", "1"), ("[\r\n1\r,\n2]", "[1,2]"),
    ("-0", "0"), ("123456789012345678901234567890", "123456789012345678901234567890"),
  ])
  func reads(text: String, expected: String) { #expect(rewritten(text) == expected) }

  @Test(arguments: [
    ("-0.0", "-0.0"), ("1.0", "1.0"), ("1e0", "1.0"), ("0.1", "0.1"), ("1e15", "1000000000000000.0"),
    ("1e16", "1e+16"), ("123456789012345680.0", "1.2345678901234568e+17"), ("0.0001", "0.0001"), ("0.00001", "1e-05"),
    ("0.00012345", "0.00012345"), ("1.5e-7", "1.5e-07"), ("5e-324", "5e-324"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"),
    ("1e-400", "0.0"), ("9007199254740993.0", "9007199254740992.0"), ("100.25", "100.25"), ("1E+2", "100.0"),
    ("0.30000000000000004", "0.30000000000000004"), ("2.5e+100", "2.5e+100"),
  ])
  func writesNumbersAsPython(text: String, expected: String) { #expect(rewritten(text) == expected) }

  @Test(arguments: [
    ("", 1, 1), ("[1,]", 1, 4), ("{\"a\":1,}", 1, 8), ("[1 2]", 1, 4), ("{\"a\" 1}", 1, 6), ("{a:1}", 1, 2),
    ("[01]", 1, 4),
    ("1 2", 1, 3), ("nul", 1, 1), ("nullx", 1, 5), ("NaN", 1, 1), ("Infinity", 1, 1), ("-Infinity", 1, 2), ("1.", 1, 3),
    (".5", 1, 1), ("+1", 1, 1), ("1e", 1, 3), ("1e999", 1, 1), ("\"a", 1, 3), ("\"\\x\"", 1, 2), ("\"\\ud800\"", 1, 2),
    ("\"\\udc00\"", 1, 2), ("\"\\u12g4\"", 1, 2), ("\"a\nb\"", 1, 3), ("[\n  1,\n  é\n]", 3, 3), ("[\"éé\" x]", 1, 7),
    ("[1}", 1, 3), ("]", 1, 1), ("'a'", 1, 1), ("// c\n1", 1, 1), ("\"\\", 1, 2), ("{\"a\":}", 1, 6), ("[,1]", 1, 2),
    ("{\"a\":1", 1, 7), ("[", 1, 2), ("-", 1, 2),
  ])
  func refuses(text: String, line: Int, column: Int) {
    let (document, diagnostics) = JSONReader().read(Array(text.utf8), file: "f.json")
    #expect(document == nil)
    #expect(diagnostics.map(\.code) == ["json/syntax"])
    #expect(diagnostics.first?.place.range?.start == SourcePosition(line: line, column: column))
  }

  @Test(
    arguments: [
      [0x80], [0xC0, 0x80], [0xC3], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
      [0xF4, 0x90, 0x80, 0x80],
      [0xF8, 0x88, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x28, 0xA1],
    ] as [[UInt8]])
  func refusesWhatIsNotUTF8(bytes: [UInt8]) {
    let quote = UInt8(ascii: "\"")
    #expect(JSONReader().read([quote] + bytes + [quote], file: "f").diagnostics.map(\.code) == ["json/syntax"])
    #expect(JSONReader().read([quote] + bytes, file: "f").diagnostics.map(\.code) == ["json/syntax"])
  }

  @Test func limitsAreErrors() {
    func codes(_ text: String, _ limits: JSONReader.Limits) -> [String] {
      let (document, diagnostics) = JSONReader(limits: limits).read(Array(text.utf8), file: "f")
      #expect((document == nil) == !diagnostics.isEmpty)
      return diagnostics.map(\.code.rawValue)
    }
    let nested = { (n: Int) in String(repeating: "[", count: n) + String(repeating: "]", count: n) }
    #expect(codes(nested(128), .init()) == [])
    #expect(codes(nested(129), .init()) == ["json/limit"])
    #expect(codes(String(repeating: "[", count: 1_000_000), .init(depth: .max)) == ["json/limit"])
    #expect(codes("[1,2]", .init(nodes: 3)) == [])
    #expect(codes("[1,2]", .init(nodes: 2)) == ["json/limit"])
    #expect(codes("[1,2]", .init(bytes: 5)) == [])
    #expect(codes("[1,2]", .init(bytes: 4)) == ["json/limit"])
  }

  @Test func lastOfRepeatedKeysCountsAtTheFirstPlace() throws {
    let text = "{\"a\": 1,\n \"b\": {\"x\": 1, \"x\": [2]},\n \"a\": {\"c\": 3}, \"a\": 4}"
    let (document, diagnostics) = JSONReader().read(Array(text.utf8), file: "f.json")
    #expect(document?.json() == "{\"a\":4,\"b\":{\"x\":[2]}}")
    #expect(diagnostics.map(\.code) == ["json/duplicate-key", "json/duplicate-key", "json/duplicate-key"])
    #expect(diagnostics.map { $0.place.pointer } == ["/b/x", "/a", "/a"])
    #expect(
      diagnostics.map { $0.place.range?.start } == [
        .init(line: 2, column: 16), .init(line: 3, column: 2), .init(line: 3, column: 17),
      ])
    let value = try #require(document?.resolve(JSONPointer(["a"])))
    #expect(document?.range(value).start == SourcePosition(line: 3, column: 22))
  }

  @Test func placesCountScalars() throws {
    let text = "{\n  \"é\": [1,\r\n \"ü😀\" , {}]\r}"
    let document = try #require(JSONReader().read(Array(text.utf8), file: "f").document)
    func range(_ pointer: [String]) throws -> [Int] {
      let range = document.range(try #require(document.resolve(JSONPointer(pointer))))
      return [range.start.line, range.start.column, range.end.line, range.end.column]
    }
    #expect(try range([]) == [1, 1, 4, 2])
    #expect(try range(["é"]) == [2, 8, 3, 12])
    #expect(try range(["é", "0"]) == [2, 9, 2, 10])
    #expect(try range(["é", "1"]) == [3, 2, 3, 6])
    #expect(try range(["é", "2"]) == [3, 9, 3, 11])
    let member = try #require(document.resolve(JSONPointer(["é"])))
    #expect(document.keyRange(member) == SourceRange(.init(line: 2, column: 3), .init(line: 2, column: 6)))
  }

  /// The region of a key ends behind its closing quote, whatever the escapes in it stand for.
  @Test func placesOfKeysWithEscapes() throws {
    let text = #"{"a\u00e9c": {"a": 1, "a": 2}, "\ud83d\ude00": 1}"#
    let document = try #require(JSONReader().read(Array(text.utf8), file: "f").document)
    let ends = (1..<UInt32(document.nodeCount)).map { document.keyRange(document.node($0)).end.column }
    #expect(ends == [12, 26, 46])
  }
}
