import Foundation
import Testing

/// Links between the pages lead somewhere.
@Suite struct LinkTests {
  /// Pages that are being written elsewhere; they may be missing.
  private static let expected: Set<String> = ["docs/ci.md", "docs/qontract-compatibility.md"]

  @Test(arguments: try Pages.all.map(\.path))
  func linksResolve(_ path: String) throws {
    for match in try Pages.read(path).prose.matches(of: /\]\(([^)\s]+)\)/) {
      let link = String(match.1)
      if link.contains("://") || link.hasPrefix("mailto:") { continue }
      let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      let folder = URL(filePath: "/" + path).deletingLastPathComponent()
      let url = parts[0].isEmpty ? URL(filePath: "/" + path) : folder.appending(path: parts[0]).standardizedFileURL
      let target = String(url.path.dropFirst())
      guard FileManager.default.fileExists(atPath: Pages.root.appending(path: target).path) else {
        #expect(Self.expected.contains(target), "\(path): \(link) leads nowhere")
        continue
      }
      guard parts.count == 2, target.hasSuffix(".md") else { continue }
      let anchors = try Pages.read(target).headings.map { Self.anchor($0.title) }
      #expect(anchors.contains(parts[1]), "\(path): \(target) has no heading for #\(parts[1])")
    }
  }

  /// The anchor that forges make of a heading.
  private static func anchor(_ title: String) -> String {
    String(
      title.lowercased().unicodeScalars.compactMap { scalar -> Character? in
        if scalar == " " { return "-" }
        return CharacterSet.alphanumerics.contains(scalar) || scalar == "-" || scalar == "_" ? Character(scalar) : nil
      })
  }
}
