import Foundation
import Testing

/// Every diagnostic has a section in `docs/diagnostics.md`, and no section is about one that is gone.
@Suite struct DiagnosticsPageTests {
  /// Modules that give no diagnostics but have media types, refs and the paths of repositories.
  private static let silent: Set<String> = [
    "BotServer", "ClusterSupport", "ForgeDoubles", "ForgeGitHub", "ForgeGitLab", "ForgeGitea", "Forges", "Kubernetes",
    "DeployBenchmark", "RemitBenchmark", "StormBenchmark", "TestSupport",
  ]

  /// First words of texts in the other modules that look like codes and are none: labels, accounts, operands.
  private static let others: Set<String> = ["bot", "group", "numbers", "owner"]

  @Test func everyCodeHasItsSection() throws {
    let sections = Set(
      try Pages.read("docs/diagnostics.md").headings.filter { $0.level == 3 }.map {
        $0.title.trimmingCharacters(in: CharacterSet(charactersIn: "`"))
      })
    let codes = try Self.codes()
    #expect(codes.subtracting(sections).sorted() == [], "codes without a section in docs/diagnostics.md")
    #expect(sections.subtracting(codes).sorted() == [], "sections about codes that no source has")
  }

  private static func codes() throws -> Set<String> {
    let sources = Pages.root.appending(path: "Sources")
    var found: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: sources.path)
    where path.hasSuffix(".swift") && !silent.contains(path.components(separatedBy: "/")[0]) {
      let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
      for match in text.matches(of: /"([a-z]+)\/[a-z]+(-[a-z]+)*"/) where !others.contains(String(match.1)) {
        found.insert(String(match.0.dropFirst().dropLast()))
      }
    }
    return found
  }
}
