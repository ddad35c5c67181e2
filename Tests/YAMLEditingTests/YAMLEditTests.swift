import Diagnostics
import DocumentModel
import Testing
import YAMLReader

@testable import YAMLEditing

/// Changes of single values leave everything else as it is.
@Suite struct YAMLEditTests {
  private func value(_ text: String) throws -> YAMLValue {
    YAMLValue(try #require(YAMLReader().read(Array(text.utf8), file: "v").document))
  }

  private func edited(_ text: String, _ edit: (YAMLValue) throws -> YAMLValue) throws -> String {
    let bytes = Array(text.utf8)
    return String(decoding: try YAMLEdit.text(bytes, changedTo: try edit(try value(text))), as: UTF8.self)
  }

  private static let file = """
    ---
    # what it is
    name: 'a'   # bare
    ref: {$ref: /x.yml}
    text: |
      one

      two

    # the version
    version: "1.0.0" # pinned
    overrides:  # ours
      image:
        # how many
        replicas: 2   # two

        env:
        - name: A
          value: b
      other: {x: 1, y: [1, 2]}
    # the end
    last: yes

    """

  @Test(arguments: [
    (["version"], "2.0.0", "version: \"1.0.0\" # pinned", "version: 2.0.0 # pinned"),
    (["name"], "b c", "'a'   # bare", "b c   # bare"),
    (["overrides", "image", "replicas"], "3", "replicas: 2   # two", "replicas: \"3\"   # two"),
    (["overrides", "other", "x"], "{", "{x: 1,", "{x: \"{\","),
    (["overrides", "other", "z"], "q", "{x: 1, y: [1, 2]}", "{x: 1, y: [1, 2], z: q}"),
    (["overrides", "image", "tag"], "t", "      value: b\n", "      value: b\n    tag: t\n"),
    (["overrides", "new", "deep"], "t", "y: [1, 2]}\n", "y: [1, 2]}\n  new:\n    deep: t\n"),
    (["ref", "$ref"], "/y.yml", "/x.yml", "/y.yml"),
    (["text"], "short", "text: |\n  one\n\n  two\n\n", "text: short\n"),
    (["end"], "1", "last: yes\n", "last: yes\nend: \"1\"\n"),
  ])
  func oneValue(_ path: [String], _ text: String, _ old: String, _ new: String) throws {
    let changed = try edited(Self.file) { try $0.setting(.text(text), at: path) }
    #expect(changed == Self.file.replacing(old, with: new))
  }

  @Test func listsAndMappingsAreReplacedAsAWhole() throws {
    let list = try value("- name: C\n  value: d\n- {}\n")
    let changed = try edited(Self.file) { try $0.setting(list, at: ["overrides", "image", "env"]) }
    #expect(
      changed
        == Self.file.replacing(
          "    - name: A\n      value: b\n", with: "    - name: C\n      value: d\n    - {}\n"))
    let other = try edited(Self.file) { try $0.setting(try value("tag: t\n"), at: ["overrides", "image"]) }
    #expect(other.contains("\n  image:\n    tag: t\n  other: {x"), "\(other)")
    // What is new may stand before what stays, and beside what goes.
    #expect(
      try edited("a: 1 # x\nb: 2 # y\nc: 3\n") { _ in try value("d: 4\nb: 2\ne: 5\n") } == "d: 4\nb: 2 # y\ne: 5\n")
    let one = try edited(Self.file) { try $0.setting(.text("none"), at: ["overrides"]) }
    #expect(one.contains("\noverrides: none\n# the end\n"), "\(one)")
  }

  @Test func whatIsTakenOutTakesItsLines() throws {
    #expect(
      try edited(Self.file) { $0.removing(at: ["overrides", "image", "env"]) }
        == Self.file.replacing("    env:\n    - name: A\n      value: b\n", with: ""))
    #expect(
      try edited(Self.file) { $0.removing(at: ["overrides", "other", "x"]) }
        == Self.file.replacing("{x: 1, y: [1, 2]}", with: "{y: [1, 2]}"))
    // Mappings that are empty then go with it.
    #expect(try edited("a: 1\nb:\n  c:\n    d: 1\n") { $0.removing(at: ["b", "c", "d"]) } == "a: 1\n")
    #expect(try edited("a: 1\n") { $0.removing(at: ["b", "c"]) } == "a: 1\n")
  }

  @Test(arguments: [
    ("a:\n", "a:\n  b: c\n"), ("a: # why\n", "a: # why\n  b: c\n"), ("a: {}\n", "a:\n  b: c\n"),
    ("x: 1", "x: 1\na:\n  b: c"),
    ("x: 1\r\ny: 2\r\n", "x: 1\r\ny: 2\r\na:\r\n  b: c\r\n"), ("{x: 1}\n", "{x: 1, a: {b: c}}\n"),
    ("a: ~ # none\n", "a:\n  b: c\n"), ("x: |\n  t\n", "x: |\n  t\na:\n  b: c\n"),
    ("a: null\nx: 1\n", "a:\n  b: c\nx: 1\n"),
    ("é: 'ü' # ö\na: {b: ä}\n", "é: 'ü' # ö\na: {b: c}\n"), ("\u{FEFF}a: {b: d}\n", "\u{FEFF}a: {b: c}\n"),
  ])
  func newPlaces(_ text: String, _ wanted: String) throws {
    #expect(try edited(text) { try $0.setting(.text("c"), at: ["a", "b"]) } == wanted)
  }

  /// What an edit would change besides is refused.
  @Test(arguments: [
    "x: &x {b: 1}\na: *x\n", "x: &x\n  b: 1\na: *x\n", "x: &x {b: 1}\na:\n  <<: *x\n", "a: {y: 1,\n  z: 2}\n",
    "a: [1]\nb: 1\nb: 2\n", "- a\n", "text", "a: [\n",
  ])
  func refused(_ text: String) throws {
    let bytes = Array(text.utf8)
    let wanted = try value("x: {b: 1}\na: {b: c}\n")
    #expect(throws: YAMLEdit.Failure.self) { try YAMLEdit.text(bytes, changedTo: wanted) }
  }

  @Test func anEqualValueChangesNothing() throws {
    #expect(try edited(Self.file) { $0 } == Self.file)
    let sorted = try edited("b: 1.0\na: {c: [1]}\n") { _ in try value("a: {c: [1]}\nb: 1\n") }
    #expect(sorted == "b: 1.0\na: {c: [1]}\n")
  }

  /// Whatever a text is, it is read as that text, bare or quoted.
  @Test(arguments: [
    "", "no", "yes", "~", "null", "true", "1", "1.10", "010", "0x10", "1e3", "1:30", "2001-01-01", ".inf", "<<", "=",
    "- a",
    "a: b", "a #b", "#", "&a", "*a", "!a", "|", ">", "%a", "@a", "`", "'", "\"", "\\", "{", "}", "[", "]", ",", "?",
    "a:", ":a",
    " a", "a ", "\t", "\n", "a\nb\n", "\r\n", "\u{0}", "\u{7F}", "\u{85}", "\u{A0}", "\u{2028}", "\u{FEFF}",
    "\u{202E}abc",
    "é", "e\u{301}", "\u{1F600}", "---", "...", "--- a", "$ref", "$", "/x.yml", "a/../b", "\u{10FFFF}", "\u{FFFE}",
    String(repeating: "a", count: 5000),
  ])
  func everyTextSurvives(_ text: String) throws {
    for make in [
      { (text: YAMLValue) in YAMLValue.object([.init("a", text)]) },
      { text in .object([.init("a", .list([text, .object([.init("b", text), .init("c", text)])]))]) },
    ] {
      guard case .object(let members) = make(.text(text)) else { return }
      let written = YAMLWriter.file(members)
      let result = YAMLReader().read(Array(written.utf8), file: "w")
      let document = try #require(result.document, "\(written)")
      #expect(result.diagnostics.isEmpty && make(.text(text)).equals(document.root, of: document), "\(written)")
    }
    guard text.utf8.count < 900 else { return }
    let keyed = YAMLWriter.file([.init(text, .object([.init(text, .text("v"))]))])
    let read = YAMLReader().read(Array(keyed.utf8), file: "k")
    let document = try #require(read.document, "\(keyed)")
    #expect(document.key(try #require(document.children(document.root).first { _ in true })) == text, "\(keyed)")
    // In braces as well.
    let changed = try edited("a: {b: c}\n") { try $0.setting(.text(text), at: ["a", text]) }
    #expect(
      try value(changed)[["a", text]]?.equals(YAMLValue.text(text).document.root, of: YAMLValue.text(text).document)
        == true)
  }

  @Test func numbersStay() throws {
    let text = "a: 1\nb: 1.5e-07\nc: 123456789012345678901234567890\nd: 1e16\ne: null\nf: true\ng: 1.0e+16\n"
    guard case .object(let members) = try value(text) else { return }
    #expect(try value(YAMLWriter.file(members)).document.nodeCount == 8)
    let document = try value(text).document
    #expect(try value(YAMLWriter.file(members)).equals(document.root, of: document))
  }

  @Test func pathsThroughOtherValues() throws {
    let list = try value("a: [1]\nb: text\n")
    #expect(throws: YAMLPathError(path: ["a"], kind: .array)) { try list.setting(.text("x"), at: ["a", "0"]) }
    #expect(throws: YAMLPathError(path: ["b"], kind: .string)) { try list.setting(.text("x"), at: ["b", "c", "d"]) }
    #expect(list[["b"]] != nil && list[["a", "x"]] == nil && list[["c"]] == nil)
  }
}
