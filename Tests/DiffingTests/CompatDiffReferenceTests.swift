import Diffing
import DocumentModel
import Foundation
import JSONCoding
import Testing

/// Compares with DeepDiff itself on random pairs; `REMIT_PAIRS` sets how many (default 2,000).
@Suite struct CompatDiffReferenceTests {
  @Test func findsWhatDeepDiffFinds() throws {
    let environment = ProcessInfo.processInfo.environment
    let count = environment["REMIT_PAIRS"] ?? "2000"
    let file = environment["REMIT_PAIRS_FILE"]
    let lines = file.map { Reference.lines($0) } ?? Reference.lines(environment["REMIT_SEED"] ?? "20", count)
    guard let lines else { return }
    var failures = 0
    for line in lines where failures < 10 {
      let all = try #require(JSONReader().read(Array(line), file: "f").document)
      if !(try agrees(all)) {
        failures += 1
        Issue.record("\(String(decoding: line, as: UTF8.self))")
      }
    }
    print("compared \(lines.count) pairs with DeepDiff")
  }

  private func agrees(_ all: Document) throws -> Bool {
    let (old, new) = (try member("old", all), try member("new", all))
    let left = try extract(old, all)
    let right = try extract(new, all)
    let found = CompatDiff(old: left, new: right)
    guard let diffs = all.member(all.root, "diffs") else { return found.refusal != nil }
    guard found.refusal == nil else { return false }
    let expected = all.children(diffs).map { all.json($0) }
    let actual = found.items.map { render($0, left, right) }
    var names: [[String: String]] = [[:], [:]]
    let bareLeft = try extract(old, all, dropping: "__identifier") { names[0][$0.description] = $1 }
    let bareRight = try extract(new, all, dropping: "__identifier") { names[1][$0.description] = $1 }
    let bare = CompatDiff(
      old: bareLeft, new: bareRight, oldIdentity: { names[0][bareLeft.pointer($0).description] },
      newIdentity: { names[1][bareRight.pointer($0).description] })
    let strip = { (text: String) in
      text.replacing(/,"__identifier":"[a-z0-9]*"/, with: "").replacing(/"__identifier":"[a-z0-9]*",?/, with: "")
    }
    let same = expected.sorted() == actual.sorted() && unordered(expected) == unordered(actual)
    let sameBare = expected.map(strip).sorted() == bare.items.map { strip(render($0, bareLeft, bareRight)) }.sorted()
    if !same { print("expected:", expected, "\nactual:", actual) }
    if same && !sameBare { print("bare:", bare.items.map { render($0, bareLeft, bareRight) }) }
    return same && sameBare
  }

  /// Changed items come in no defined order from DeepDiff.
  private func unordered(_ items: [String]) -> [String] { items.filter { !$0.hasPrefix("[\"changed\"") } }

  private func member(_ key: DocumentKey, _ all: Document) throws -> NodeID { try #require(all.member(all.root, key)) }

  private func render(_ item: CompatDiff.Item, _ old: Document, _ new: Document) -> String {
    var writer = JSONWriter()
    writer.beginArray()
    writer.string(item.kind.rawValue)
    writer.beginArray()
    for step in item.path {
      switch step {
      case .field(let key): writer.string(key)
      case .index(let position): writer.integer(position)
      }
    }
    writer.endArray()
    if let id = item.old { writer.value(id, of: old) } else { writer.null() }
    if let id = item.new { writer.value(id, of: new) } else { writer.null() }
    writer.endArray()
    return writer.text
  }
}
