import DocumentModel
import JSONPath
import Testing

@Suite struct ElementPathTests {
  @Test(arguments: [
    ("name", "name"), ("a-b", "a-b"), ("_x", "_x"), ("@x", "@x"), ("$ref", "'$ref'"), ("a.b", "'a.b'"),
    (
      "a b",
      "'a b'"
    ),
    ("it's", "\"it's\""), ("'\"", "'\\'\"'"), ("0", "'0'"), ("-a", "'-a'"), ("", "''"), ("é", "'é'"), ("中", "'中'"),
    ("\n", "'\\n'"), ("\u{7f}", "'\\x7f'"), ("\u{200b}", "'\\u200b'"), ("\u{E0001}", "'\\U000e0001'"), ("\\", "'\\\\'"),
    ("a\n", "a\n"), ("a\n\n", "'a\\n\\n'"), ("\u{1F600}", "'\u{1F600}'"), ("\u{a0}", "'\\xa0'"), ("\t\r", "'\\t\\r'"),
  ])
  func quotesNames(_ name: String, _ wanted: String) {
    #expect(ElementPath([.field(name)]).jsonPathText == wanted)
  }

  @Test func showsAndPoints() {
    let path = ElementPath([.field("resourceTemplates"), .index(0), .field("a/b"), .index(-1)])
    #expect(path.jsonPathText == "resourceTemplates.[0].'a/b'.[-1]")
    #expect(path.pointer == JSONPointer(["resourceTemplates", "0", "a/b", "-1"]))
    #expect(ElementPath().jsonPathText == "$")
    #expect(ElementPath().pointer == JSONPointer())
  }

  @Test func prefixes() {
    let path = ElementPath([.field("a"), .index(0), .field("b")])
    #expect(ElementPath().isPrefix(of: path))
    #expect(ElementPath([.field("a")]).isPrefix(of: path))
    #expect(path.isPrefix(of: path))
    #expect(!path.isPrefix(of: ElementPath([.field("a"), .index(0)])))
    #expect(!ElementPath([.field("a"), .field("0")]).isPrefix(of: path))
    #expect(!ElementPath([.field("a"), .index(1)]).isPrefix(of: path))
  }
}
