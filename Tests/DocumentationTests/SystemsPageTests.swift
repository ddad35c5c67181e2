import Foundation
import Testing

/// `docs/systems.md` has a row for every sentence, and names the scenarios of the examples, all of them and no others.
@Suite struct SystemsPageTests {
  private static let systems = [("KubeNova", "kubenova", "K", 28), ("WPaaS", "wpaas", "W", 20)]

  @Test(arguments: systems)
  func rowsAndScenarios(_ heading: String, _ example: String, _ letter: String, _ count: Int) throws {
    let text = try String(contentsOf: Pages.root.appending(path: "docs/systems.md"), encoding: .utf8)
    let section = try #require(text.components(separatedBy: "\n## ").first { $0.hasPrefix(heading + "\n") })
    for number in 1...count { #expect(section.contains("\n| \(letter)\(number) |"), "\(letter)\(number) has no row") }
    let folder = Pages.root.appending(path: "examples/\(example)/scenarios").path
    let scenarios = Set(try FileManager.default.contentsOfDirectory(atPath: folder).map { String($0.dropLast(4)) })
    let named = Set(section.matches(of: /\*([a-z]+(?:-[a-z]+)+)\*/).map { String($0.1) })
    #expect(named.subtracting(scenarios).sorted() == [], "scenarios that are not there")
    #expect(scenarios.subtracting(named).sorted() == [], "scenarios that the page does not name")
  }
}
