import Diagnostics
import DocumentModel
import Testing
import YAMLReader

@Suite struct LimitTests {
  private func codes(_ text: String, _ limits: YAMLReader.Limits = .standard) -> [String] {
    let result = YAMLReader(limits: limits).read(Array(text.utf8), file: "f")
    #expect((result.document == nil) == result.diagnostics.hasErrors)
    return result.diagnostics.map { diagnostic in
      let start = diagnostic.place.range?.start
      return "\(diagnostic.code.rawValue) \(start?.line ?? 0):\(start?.column ?? 0)"
    }
  }

  @Test(arguments: [("[", 129), ("- ", 257), ("{a: ", 513), ("? ", 257), ("[{", 129), ("[&a ", 510)])
  func deepNestingEndsQuickly(opening: String, column: Int) {
    let found = codes(String(repeating: opening, count: 100_000))
    #expect(found.filter { $0.hasPrefix("yaml/too-deep") } == ["yaml/too-deep 1:\(column)"])
    #expect(found.count < 300)
  }

  @Test func depthCountsExactly() {
    let nested = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
    #expect(codes(nested(128)) == [])
    #expect(codes(nested(129)) == ["yaml/too-deep 1:129"])
    #expect(codes("a: \(nested(2))", .init(depth: 3)) == [])
    #expect(codes("a: \(nested(3))", .init(depth: 3)) == ["yaml/too-deep 1:6"])
    #expect(codes("a: &a [[1]]\nb: [*a]", .init(depth: 3)) == ["yaml/too-deep 2:5"])
    #expect(codes("a: &a [[1]]\nb: *a", .init(depth: 3)) == [])
    #expect(codes("1", .init(depth: 0)) == [])
    #expect(codes(nested(2_000), .init(depth: 1_000_000)) == ["yaml/too-deep 1:1001"])
  }

  @Test func aliasChainsCannotNestDeeper() {
    var lines = ["a0: &a0 [1]"]
    for level in 1...200 { lines.append("a\(level): &a\(level) [*a\(level - 1)]") }
    #expect(codes(lines.joined(separator: "\n")) == ["yaml/too-deep 128:14"])
  }

  @Test func billionLaughsEnd() {
    var lines = ["a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]"]
    for level in 1...40 {
      lines.append("a\(level): &a\(level) [\(Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", "))]")
    }
    let found = codes(lines.joined(separator: "\n"))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("yaml/too-large") == true)
  }

  @Test func mergeBombsEnd() {
    var lines = ["a0: &a0 {\((0..<100).map { "k\($0): 1" }.joined(separator: ", "))}"]
    for level in 1...9_000 { lines.append("a\(level): &a\(level) {<<: *a\(level - 1), x\(level): 1}") }
    let found = codes(lines.joined(separator: "\n"), .init(nodes: 100_000))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("yaml/too-large") == true)
    let list = Array(repeating: "*a", count: 9_999).joined(separator: ", ")
    let wide = "a: &a {\((0..<1_000).map { "k\($0): 1" }.joined(separator: ", "))}\nb: {<<: [\(list)]}"
    #expect(codes(wide, .init(nodes: 100_000)).first?.hasPrefix("yaml/too-large") == true)
  }

  @Test func longTextsAreSharedByTheirAliases() {
    let text =
      "a: &a \(String(repeating: "x", count: 4 << 20))\nb: [\(Array(repeating: "*a", count: 9_000).joined(separator: ", "))]"
    #expect(codes(text) == [])
    let nested =
      "a: &a [\(String(repeating: "x", count: 4 << 20))]\nb: [\(Array(repeating: "*a", count: 9_000).joined(separator: ", "))]"
    #expect(codes(nested) == [])
  }

  @Test func budgetsCountExactly() {
    #expect(codes("[1, 2]", .init(nodes: 3)) == [])
    #expect(codes("[1, 2, 3]", .init(nodes: 3)) == ["yaml/too-large 1:8"])
    #expect(codes("[&a [1], *a]", .init(nodes: 5)) == [])
    #expect(codes("[&a [1], *a]", .init(nodes: 4)) == ["yaml/too-large 1:10"])
    #expect(codes("abc", .init(bytes: 3)) == [])
    #expect(codes("abcd", .init(bytes: 3)) == ["yaml/too-large 1:1"])
    #expect(codes("[&a 1, *a, *a]", .init(aliases: 2)) == [])
    #expect(codes("[&a 1, *a, *a, *a]", .init(aliases: 2)) == ["yaml/too-many-aliases 1:16"])
  }

  @Test func floodsOfDiagnosticsAreCounted() {
    let text = (0..<50).map { _ in "- no\n- !foo x" }.joined(separator: "\n")
    let result = YAMLReader(limits: .init(diagnostics: 10)).read(Array(text.utf8), file: "f")
    #expect(result.diagnostics.count == 22)
    let last = result.diagnostics.filter { $0.code == "yaml/more" }
    #expect(
      last.map(\.message) == [
        "40 more warnings in this file are not shown", "40 more errors in this file are not shown",
      ])
  }

  @Test func tagDirectivesAreBounded() {
    let lines = { (count: Int) in (0..<count).map { "%TAG !a\($0)! x\n" }.joined() + "---\na" }
    #expect(codes(lines(100)) == [])
    #expect(codes(lines(101)) == ["yaml/too-large 1:1"])
    #expect(codes("a\n...\n" + lines(500_000)) == ["yaml/too-large 1:1"])
    #expect(codes("\u{FEFF}" + lines(101)) == ["yaml/too-large 1:1"])
    for text in [lines(101), lines(101).replacing("\n", with: "\u{2028}")] {
      let wide: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { unit in [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
      #expect(YAMLReader().read(wide, file: "f").diagnostics.map(\.code) == ["yaml/too-large"])
    }
    #expect(codes("a: |\n" + String(repeating: "  %TAG 100%\n", count: 200)) == [])
  }

  @Test func integersAreBounded() {
    let nines = String(repeating: "9", count: 4_300)
    #expect(codes(nines) == [])
    #expect(codes("-" + nines) == [])
    let result = YAMLReader().read(Array((nines + "9").utf8), file: "f")
    #expect(result.diagnostics.map(\.code) == ["yaml/bad-value"])
    for text in ["0x" + String(repeating: "f", count: 3_600), "0b" + String(repeating: "1", count: 1_000_000)] {
      #expect(YAMLReader().read(Array(text.utf8), file: "f").diagnostics.map(\.code) == ["yaml/bad-value"])
    }
    let zeros = "0x" + String(repeating: "0", count: 100_000) + "ff"
    #expect(YAMLReader().read(Array(zeros.utf8), file: "f").document.flatMap { $0.integer($0.root) } == 255)
  }

  @Test func repeatedKeysByTheThousandAreNotSlow() {
    // Repeated keys by the ten thousand take one look each.
    let text = (0..<20_000).map { "k\($0 % 10_000): \($0)" }.joined(separator: "\n")
    let result = YAMLReader().read(Array(text.utf8), file: "f")
    #expect(result.document.map { $0.count($0.root) } == 10_000)
    #expect(result.diagnostics.count == 1_001)
  }
}
