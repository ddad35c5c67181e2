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

  /// Every test that the page names by its function is one.
  @Test func testsAreThere() throws {
    let text = try String(contentsOf: Pages.root.appending(path: "docs/systems.md"), encoding: .utf8)
    let named = Set(text.matches(of: /(?:deploy|property test): `([A-Za-z.]+)`/).map { String($0.1) })
    #expect(named.count > 10)
    let tests = Pages.root.appending(path: "Tests")
    var functions: Set<String> = []
    for path in try FileManager.default.subpathsOfDirectory(atPath: tests.path) where path.hasSuffix(".swift") {
      let source = try String(contentsOf: tests.appending(path: path), encoding: .utf8)
      functions.formUnion(source.matches(of: /@Test[^\n]*\n?\s*func ([A-Za-z0-9]+)\(/).map { String($0.1) })
    }
    for name in named.sorted() {
      let function = name.split(separator: ".").last.map(String.init) ?? name
      #expect(functions.contains(function), "docs/systems.md names the test \(name), which is not there")
    }
  }
}
