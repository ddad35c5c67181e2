import Diagnostics
import DocumentModel
import Testing
import YAMLReader

/// Where keys and values are said to be.
@Suite struct PositionTests {
  private func places(_ text: String) -> [String] {
    guard let document = YAMLReader().read(Array(text.utf8), file: "f").document else { return [] }
    func show(_ range: SourceRange) -> String {
      "\(range.start.line):\(range.start.column)-\(range.end.line):\(range.end.column)"
    }
    var lines: [String] = []
    func walk(_ id: NodeID) {
      let key = document.key(id).map { "\($0)@\(show(document.keyRange(id))) " } ?? ""
      lines.append(key + show(document.range(id)))
      for child in document.children(id) { walk(child) }
    }
    walk(document.root)
    return lines
  }

  @Test func blockStyle() {
    let text = "a: 1\nb:\n  - x\n  - y: z\n\n# comment\nc: 'q'\nd:\n"
    #expect(
      places(text) == [
        "1:1-8:3", "a@1:1-1:2 1:4-1:5", "b@2:1-2:2 3:3-4:9", "3:5-3:6", "4:5-4:9", "y@4:5-4:6 4:8-4:9",
        "c@7:1-7:2 7:4-7:7", "d@8:1-8:2 8:3-8:3",
      ])
  }

  @Test func flowStyleAndScalarsOutsideASCII() {
    #expect(
      places("é: {日本: \"😀😀\", b: [1]}\r\nc: d") == [
        "1:1-2:5", "é@1:1-1:2 1:4-1:22", "日本@1:5-1:7 1:9-1:13", "b@1:15-1:16 1:18-1:21", "1:19-1:20",
        "c@2:1-2:2 2:4-2:5",
      ])
  }

  @Test func aliasesKeepTheInnerPlaces() {
    #expect(
      places("a: &x {b: 1}\nc: *x\nd: &s t\ne: *s") == [
        "1:1-4:6", "a@1:1-1:2 1:4-1:13", "b@1:8-1:9 1:11-1:12", "c@2:1-2:2 2:4-2:6", "b@1:8-1:9 1:11-1:12",
        "d@3:1-3:2 3:4-3:8", "e@4:1-4:2 4:4-4:6",
      ])
  }

  @Test func mergedAndRepeatedKeys() {
    #expect(
      places("a: &x {b: 1}\nc: {d: 2, <<: *x}\ne: 1\ne: 2") == [
        "1:1-4:5", "a@1:1-1:2 1:4-1:13", "b@1:8-1:9 1:11-1:12", "c@2:1-2:2 2:4-2:18", "b@1:8-1:9 1:11-1:12",
        "d@2:5-2:6 2:8-2:9", "e@4:1-4:2 4:4-4:5",
      ])
  }

  @Test func taggedKeysBeginAtTheirText() {
    #expect(places("!!str &k key: v") == ["1:1-1:16", "key@1:10-1:13 1:15-1:16"])
  }

  /// The region of a key ends behind its closing quote, whatever the escapes in it stand for.
  @Test(arguments: [
    ("\"a\\tc\": 1", 7), ("\"a\": 1", 4), ("'it''s': 1", 8), ("'é' : 1", 4), ("\"\\u00e9\": 1", 9), ("on: 1", 3),
    ("010: 1", 4), ("!!str 'a': 1", 10),
  ])
  func spelledKeys(_ text: String, _ end: Int) throws {
    for (text, column) in [(text, end), ("{\(text)}", end + 1)] {
      let document = try #require(YAMLReader().read(Array(text.utf8), file: "f").document, "\(text)")
      let member = try #require(document.children(document.root).first { _ in true })
      #expect(document.keyRange(member).end == SourcePosition(line: 1, column: column), "\(text)")
    }
  }

  @Test func otherLineBreaks() {
    #expect(places("a: 1\u{85}b: 2\rc: 3\u{2028}d: 4").last == "d@4:1-4:2 4:4-4:5")
    #expect(places("\u{FEFF}a: 1").last == "a@1:1-1:2 1:4-1:5")
  }

  @Test func stylesAreKept() throws {
    let text = "[a, 'b', \"c\"]\n"
    let document = try #require(YAMLReader().read(Array(text.utf8), file: "f").document)
    #expect(document.children(document.root).map { document.style($0) } == [.plain, .quoted, .quoted])
    let block = try #require(YAMLReader().read(Array("- |\n a\n- >\n b\n".utf8), file: "f").document)
    #expect(block.children(block.root).map { block.style($0) } == [.block, .block])
  }

  @Test func repeatedKeysPointAtTheFirst() {
    let result = YAMLReader().read(Array("a: 1\nb: 2\na: 3".utf8), file: "f")
    #expect(result.diagnostics.first?.notes.first?.place?.range?.start == SourcePosition(line: 1, column: 1))
    #expect(result.diagnostics.first?.place.range?.end == SourcePosition(line: 3, column: 2))
  }
}
