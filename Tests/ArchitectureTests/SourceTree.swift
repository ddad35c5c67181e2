import Foundation

/// The Swift files under `Sources`, read once.
struct SourceTree {
  /// One file and the target that it belongs to.
  struct File {
    let target: String
    let path: String
    let lines: [Substring]

    /// The modules that the file imports.
    var imports: [String] { lines.compactMap(importedModule) }
  }

  let files: [File]
  var targets: Set<String> { Set(files.map(\.target)) }

  static let shared = Result { try SourceTree() }

  private init() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
    files = try FileManager.default.subpathsOfDirectory(atPath: root.path).sorted().filter { $0.hasSuffix(".swift") }
      .map { path in
        let text = try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
        return File(
          target: String(path.prefix { $0 != "/" }), path: path,
          lines: text.split(separator: "\n", omittingEmptySubsequences: false))
      }
  }
}

/// The module that a line imports, if it does: `public import struct A.B` gives `A`.
func importedModule(_ line: Substring) -> String? {
  let words = line.split { $0 == " " || $0 == "\t" }
  guard let keyword = words.firstIndex(of: "import") else { return nil }
  let modifiers: Set<Substring> = [
    "public", "package", "internal", "fileprivate", "private", "@testable", "@preconcurrency",
  ]
  guard words[..<keyword].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@_") }) else { return nil }
  let kinds: Set<Substring> = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
  return words[(keyword + 1)...].first { !kinds.contains($0) }?.split(separator: ".").first.map(String.init)
}
