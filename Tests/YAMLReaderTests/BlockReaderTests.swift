import Diagnostics
import DocumentModel
import Foundation
import TestSupport
import Testing

@testable import YAMLReader

/// The block reader gives what libyaml gives, places and diagnostics included, or refuses.
@Suite struct BlockReaderTests {
  /// Compares the two readers; gives whether the block reader took the text.
  private func agrees(_ text: [UInt8], limits: YAMLReader.Limits = .standard) -> Bool {
    let reader = YAMLReader(limits: limits)
    let problems = Problems(file: "f", limit: limits.diagnostics)
    return text.withUnsafeBytes { bytes in
      guard let fast = reader.readBlockStyle(bytes, problems) else { return false }
      let slow = reader.readEvents(bytes, problems)
      let name = String(decoding: text.prefix(400), as: UTF8.self).debugDescription
      #expect(fast.diagnostics == slow.diagnostics, "\(name)")
      #expect(lines(fast.document) == lines(slow.document), "\(name)")
      return true
    }
  }

  /// Everything a document knows of each value.
  private func lines(_ document: Document?) -> [String] {
    guard let document else { return ["none"] }
    var lines: [String] = []
    var id = document.root
    while id < document.end(document.root) {
      let parts: [String] = [
        document.pointer(id).description, "\(document.kind(id))", "\(document.style(id))",
        String(decoding: document.text(id), as: UTF8.self), "\(document.count(id))", "\(document.end(id))",
        "\(document.range(id))", "\(document.keyRange(id))",
      ]
      lines.append(parts.joined(separator: " "))
      id = document.next(after: id)
    }
    return lines
  }

  @Test(arguments: [
    "a: 1\nb: no\n", "---\n# c\na: b\n", "a:\n- b\n-  c: d\n   e: f\n- - g\n  - h\nb:\n",
    "a: []\nb: {}\nc: [d, 'e', 010]\n",
    "a: |\n  b\n\n   c\n\nd: >-\n  e\n  f\n\n  g\nh: |\n\n  i\n\n\n", "'a b': \"c d\" # e\n\"f\": 'g''h'\n", "a : b\n",
    "- a\n-\n- b:\n  -\n", "a:\n  b\nc:\n    d: e\n    f:\n    - g\n", "a: b # c\n   # d\n  # e\nc: d",
    "a: b:c\nd: e#f\n",
    "a: -1\nb: -x\nc: --\n", "a: 'it''s'\n'b''c': d\n", "on: off\n1: 2\n1.0: 3\n", "a: 1\na: 2\n",
    "a:\n- b\n# c\n- d\n",
    "a: [ b c , d-e ]\n", "a:\n  - |\n    b\n  - c\n", "- a: |\n    b\n  c: d\n", "a: >\n  b\n\n\n  c\n\nd: e\n",
    "a: http://x.y/z?q=1\n", "a: x  \nb:   \n", "a:\n\n  b: c\n\n\nd: e\n\n", "a: 2024-01-02\nb: 1:30\nc: ~\n",
    "a: \"b\\n\\\"\\\\ \\/\\t'\"\n",
  ])
  func takesPlainTexts(_ text: String) {
    #expect(agrees(Array(text.utf8)), "refused")
  }

  @Test(arguments: [
    "", "# c\n", "---\n", "a\n", "[a]\n", " a: b\n", "a: b\n c\n", "a: 'b\n  c'\n", "a: &x b\n", "a: *x\n",
    "a: !!str b\n",
    "a: \"\\x41\"\n", "a:\tb\n", "a: b\r\n", "a: é\n", "? a\n: b\n", "a: |+\n  b\n", "a: |2\n  b\n",
    "a: b\n---\nc: d\n",
    "a: b\n...\n", "%YAML 1.1\n---\na: b\n", "a: {b: c}\n", "a: [b: c]\n", "a: [b,\n c]\n", "a: [b]c\n", "a: 'b'c\n",
    "a: 'b'#c\n",
    "a: - b\n", "a: b: c\n", "a:\n- b\nc\n", "a:\n b: c\n  d: e\n", "a:\n  b: c\n d: e\n", "- a\nb: c\n",
    "a: >\n  b\n   c\n",
    "a: |\n  b", "a: [b, ]\n", "a: [,]\n", "a: @b\n", "a: `b\n", "a: %b\n", "a: |\nb: c\n", "--- a: b\n", "a: \u{7f}\n",
    "a: \u{1}\n",
  ])
  func refusesWhateverElse(_ text: String) {
    #expect(!agrees(Array(text.utf8)))
  }

  @Test func longKeysAreLeftToTheLimitOfLibyaml() {
    for length in [1_000, 1_020, 1_024, 1_025, 2_000] {
      _ = agrees(Array((String(repeating: "k", count: length) + ": v\n").utf8))
      _ = agrees(Array(("- '" + String(repeating: "k", count: length) + "' : v\n").utf8))
      _ = agrees(Array(("a" + String(repeating: " ", count: length) + ": v\n").utf8))
    }
  }

  @Test func budgetsAreLibyamlsBusiness() {
    let deep = (0..<40).map { String(repeating: " ", count: $0) + "k:\n" }.joined()
    #expect(!agrees(Array(deep.utf8), limits: .init(depth: 20)))
    #expect(agrees(Array(deep.utf8)))
    let wide = (0..<100).map { "k\($0): v\n" }.joined()
    #expect(!agrees(Array(wide.utf8), limits: .init(nodes: 50)))
  }

  @Test func randomTextsWithAndWithoutDamage() {
    var taken = 0
    for seed in 0..<6_000 {
      var random = SeededGenerator(seed: UInt64(seed))
      var bytes = Array(PlainTextGenerator.text(&random).utf8)
      if agrees(bytes) { taken += 1 } else if seed < 3_000 { continue }
      for _ in 0..<3 {
        damage(&bytes, &random)
        _ = agrees(bytes)
      }
    }
    #expect(taken > 4_500)
  }

  private func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let pieces = [
      " ", "  ", "\n", "\n\n", "-", "- ", ":", ": ", "#", " #", "'", "\"", "|", ">", "[", "]", ",", "{}", "<<", "...",
    ]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: bytes.remove(at: place)
    case 1: bytes.insert(contentsOf: (pieces.randomElement(using: &random) ?? "").utf8, at: place)
    case 2: bytes[place] = UInt8.random(in: 0x1F...0x7F, using: &random)
    default: bytes.insert(contentsOf: bytes[place..<min(place + 12, bytes.count)], at: place)
    }
  }

  @Test func theSuiteAndEveryPrefixOfIt() throws {
    guard let cases = try TestSuite.cases() else { return }
    var taken = 0
    for one in cases {
      for length in 0...one.yaml.count where agrees(Array(one.yaml.prefix(length))) { taken += 1 }
    }
    #expect(taken > 1_000)
  }

  /// Most files of a real repository take the short way.
  @Test func realFiles() throws {
    guard let folder = SharedFolder.path("data/qontract") else { return }
    var (files, taken) = (0, 0)
    for case let name as String in FileManager.default.enumerator(atPath: folder) ?? .init() {
      guard name.hasSuffix(".yml") || name.hasSuffix(".yaml") else { continue }
      let bytes = try Array(Data(contentsOf: URL(filePath: folder + "/" + name)))
      files += 1
      if agrees(bytes) { taken += 1 }
    }
    print("block reader: \(taken) of \(files) files")
    #expect(taken * 10 > files * 8)
  }
}

/// Writes random texts in the style the block reader is for.
enum PlainTextGenerator {
  static func text(_ random: inout SeededGenerator) -> String {
    let start = chance(4, &random) ? "---\n" : ""
    return start + collection(indent: 0, depth: 0, &random)
  }

  private static func chance(_ one: Int, _ random: inout SeededGenerator) -> Bool {
    Int.random(in: 0..<one, using: &random) == 0
  }

  private static func collection(indent: Int, depth: Int, _ random: inout SeededGenerator) -> String {
    chance(3, &random) ? list(indent: indent, depth: depth, &random) : mapping(indent: indent, depth: depth, &random)
  }

  private static func mapping(indent: Int, depth: Int, _ random: inout SeededGenerator) -> String {
    let pad = String(repeating: " ", count: indent)
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in
      comment(pad, &random) + pad + key(&random) + (chance(20, &random) ? " :" : ":")
        + value(indent: indent, depth: depth, inList: false, &random)
    }.joined()
  }

  private static func list(indent: Int, depth: Int, _ random: inout SeededGenerator) -> String {
    let pad = String(repeating: " ", count: indent)
    return (0..<Int.random(in: 1...4, using: &random)).map { _ in
      let dash = comment(pad, &random) + pad + "-"
      if depth < 4, chance(3, &random) {
        let gap = Int.random(in: 1...3, using: &random)
        let nested = collection(indent: indent + 1 + gap, depth: depth + 1, &random)
        let content = nested.drop { $0 == " " }
        return content.first == "#" || content.first == "\n"
          ? dash + "\n" + nested : dash + String(repeating: " ", count: gap) + content
      }
      return dash + value(indent: indent, depth: depth, inList: true, &random)
    }.joined()
  }

  private static func comment(_ pad: String, _ random: inout SeededGenerator) -> String {
    switch Int.random(in: 0..<14, using: &random) {
    case 0: "\n"
    case 1: pad + "# note: it's\n"
    case 2: "#\n"
    default: ""
    }
  }

  /// What follows a colon or dash, with the line feed.
  private static func value(
    indent: Int, depth: Int, inList: Bool, _ random: inout SeededGenerator
  ) -> String {
    let end = chance(10, &random) ? " # c\n" : "\n"
    switch Int.random(in: 0..<12, using: &random) {
    case 0: return end
    case 1 where depth < 4, 2 where depth < 4:
      let deeper = indent + Int.random(in: 1...3, using: &random)
      return end + collection(indent: deeper, depth: depth + 1, &random)
    case 3 where depth < 4 && !inList: return end + list(indent: indent, depth: depth + 1, &random)
    case 4:
      let pad = String(repeating: " ", count: indent + Int.random(in: 1...3, using: &random))
      let header = ["|", "|-", ">", ">-"].randomElement(using: &random) ?? "|"
      return " " + header + "\n"
        + (0..<Int.random(in: 1...4, using: &random)).map { _ in
          (chance(5, &random) ? "\n" : "") + pad + (chance(9, &random) ? " " : "") + scalar(&random) + "\n"
        }.joined() + (chance(5, &random) ? "\n\n" : "")
    case 5: return " []" + end
    case 6: return " {}" + end
    case 7:
      return " [" + (0..<Int.random(in: 1...3, using: &random)).map { _ in scalar(&random) }.joined(separator: ", ")
        + "]" + end
    case 8: return end + String(repeating: " ", count: indent + 2) + scalar(&random) + "\n"
    default: return (chance(9, &random) ? "   " : " ") + scalar(&random) + end
    }
  }

  private static func key(_ random: inout SeededGenerator) -> String {
    chance(5, &random)
      ? scalar(&random)
      : ["a", "b", "name", "$ref", "$schema", "on", "1", "x y", "a/b", "'q'", "\"z\""].randomElement(using: &random)
        ?? "a"
  }

  private static func scalar(_ random: inout SeededGenerator) -> String {
    [
      "text", "two words", "1", "-2", "4.10", "010", "no", "True", "null", "~", "2024-01-02", "1:30", "'it''s'",
      "'a: b'",
      "\"c # d\"", "a:b", "a#b", "/x/y.yml", "<<", "=", "-x", "x-", "a,b", "x[1]", "''", "\"\"", "1e3", "+1", ".5",
      "a  b",
    ].randomElement(using: &random) ?? "x"
  }
}
