import Diagnostics
import DocumentModel
import Foundation
import Testing
import YAMLReader

@testable import YAMLEditing

/// Every value in the examples' files can be changed, and nothing else changes with it.
@Suite struct ExampleFilesTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  @Test(arguments: ["examples/kubenova/data", "examples/wpaas/data", "schemas/kubenova"])
  func oneLineAtATime(_ folder: String) throws {
    let folder = Self.root.appendingPathComponent(folder)
    var count = 0
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted() where path.hasSuffix(".yml") {
      let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(path)))
      let document = try #require(YAMLReader().read(bytes, file: path).document)
      let whole = YAMLValue(document)
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
      for (keys, node) in members(of: document).prefix(60) {
        let range = document.range(node)
        guard !document.kind(node).isContainer, range.start.line == range.end.line, document.style(node) != .block
        else {
          continue
        }
        let changed = try YAMLEdit.text(bytes, changedTo: try whole.setting(.text("another value"), at: keys))
        let after = String(decoding: changed, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        let different = zip(lines, after).enumerated().filter { $0.element.0 != $0.element.1 }.map { $0.offset + 1 }
        #expect(lines.count == after.count && different == [range.start.line], "\(path): \(keys)")
        count += 1
      }
      // And back: what is put behind the last member can be taken out again.
      let longer = try YAMLEdit.text(bytes, changedTo: try whole.setting(.text("x"), at: ["new", "deep"]))
      let back = try YAMLEdit.text(longer, changedTo: whole)
      #expect(back == bytes, "\(path)")
    }
    #expect(count > 30)
  }

  /// The values that are reached by keys alone.
  private func members(of document: Document) -> [(keys: [String], node: NodeID)] {
    var (found, open): ([([String], NodeID)], [([String], NodeID)]) = ([], [([], document.root)])
    while let (keys, node) = open.popLast() {
      guard document.kind(node) == .object else { continue }
      for child in document.children(node) {
        let path = keys + [document.key(child) ?? ""]
        found.append((path, child))
        open.append((path, child))
      }
    }
    return found
  }
}
