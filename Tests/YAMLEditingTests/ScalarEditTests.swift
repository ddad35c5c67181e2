import DocumentModel
import Testing
import YAMLEditing
import YAMLReader

/// One value of a file is changed, and nothing else.
@Suite struct ScalarEditTests {
  private func edit(_ text: String, _ pointer: String, _ value: ScalarEdit.Value) throws -> String? {
    let bytes = Array(text.utf8)
    let document = try #require(YAMLReader().read(bytes, file: "a.yml").document)
    let node = try #require(JSONPointer(parsing: pointer).flatMap { document.resolve($0) })
    return ScalarEdit.replacing(node, of: document, in: bytes, with: value).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func keepsCommentsAndSpelling() throws {
    let text = "# top\nlimits: {cpu: 2 , memory: '4Gi'}   # both\nname: \"wéb\"  # ö\nlist:\n- a # first\n-  yes\n"
    #expect(try edit(text, "/limits/cpu", .literal("3")) == text.replacing("cpu: 2 ", with: "cpu: 3 "))
    #expect(try edit(text, "/limits/memory", .text("8Gi")) == text.replacing("'4Gi'", with: "'8Gi'"))
    #expect(try edit(text, "/limits/memory", .text("it's")) == text.replacing("'4Gi'", with: "'it''s'"))
    #expect(try edit(text, "/name", .text("a\"b\n\u{202E}")) == text.replacing("\"wéb\"", with: #""a\"b\n\u202E""#))
    #expect(try edit(text, "/list/0", .text("b # c")) == text.replacing("- a #", with: "- \"b # c\" #"))
    #expect(try edit(text, "/list/1", .text("no")) == text.replacing("-  yes", with: "-  \"no\""))
    #expect(try edit(text, "/list/1", .literal("false")) == text.replacing("-  yes", with: "-  false"))
    #expect(try edit(text, "/limits/cpu", .text("3")) == text.replacing("cpu: 2 ", with: "cpu: \"3\" "))
    #expect(try edit(text, "/limits/cpu", .text("a, b: c}")) == text.replacing("cpu: 2 ", with: "cpu: \"a, b: c}\" "))
    #expect(try edit(#"{"a": "x", "b": 1}"#, "/a", .text("y")) == #"{"a": "y", "b": 1}"#)
  }

  @Test func refusesWhatWouldChangeMore() throws {
    #expect(try edit("a: &x 1\nb: *x\n", "/a", .literal("2")) == nil)
    #expect(try edit("a: &x 1\nb: *x\n", "/b", .literal("2")) == "a: &x 1\nb: 2\n")
    #expect(try edit("a: |\n  text\n", "/a", .text("b")) == nil)
    #expect(try edit("a: one\n  two\n", "/a", .text("b")) == nil)
    #expect(try edit("a: {b: 1}\n", "/a", .text("b")) == nil)
    #expect(try edit("a: 1\n", "/a", .literal("2\nb: 3")) == nil)
    #expect(try edit("a: 1\n", "/a", .literal("")) == nil)
  }

  /// Whatever text is written, it is read back, and nothing else is.
  @Test func anyText() throws {
    let texts = [
      "", " ", "a ", "- a", "? a", "a: b", "#", "*a", "&a", "!a", "%a", "@a", "`a", "{", "]", "null", "~", "1", "0x1",
      "1e3",
      "2001-01-01", "a\tb", "\u{0}", "\u{7F}", "\u{85}", "\u{2028}", "\u{FEFF}", "😀", "---", "...", "'", "\"", "\\",
    ]
    for text in texts {
      for form in ["k: v\n", "k: 'v'\n", "k: \"v\" # c\n", "[{k: v}, 2]\n"] {
        let pointer = form.hasPrefix("[") ? "/0/k" : "/k"
        let result = try #require(try edit(form, pointer, .text(text)), "\(text.debugDescription) in \(form)")
        let document = try #require(YAMLReader().read(Array(result.utf8), file: "a.yml").document)
        let node = try #require(JSONPointer(parsing: pointer).flatMap { document.resolve($0) })
        #expect(document.string(node) == text, "\(result)")
      }
    }
  }
}
