import DocumentModel
import Foundation
import YAMLReader

/// One case of the yaml-test-suite.
struct TestSuiteCase {
  /// File name and number of the case in it: `229Q-0`.
  var name: String
  var yaml: [UInt8]
  /// The events, one a line; what comes before the error where `fails`.
  var tree: [Substring]
  var json: String?
  var fails: Bool
}

/// The yaml-test-suite, read with the reader under test.
enum TestSuite {
  /// Nil, with a line on standard output, when the shared folder is missing.
  static func cases() throws -> [TestSuiteCase]? {
    guard let folder = SharedFolder.path("data/suites/yaml/src") else { return nil }
    var cases: [TestSuiteCase] = []
    for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() where name.hasSuffix(".yaml") {
      let bytes = try Array(Data(contentsOf: URL(filePath: folder + "/" + name)))
      guard let document = YAMLReader().read(bytes, file: name).document else { continue }
      var previous: TestSuiteCase?
      for (index, item) in document.children(document.root).enumerated() {
        let current = read(item, of: document, "\(name.dropLast(5))-\(index)", after: previous)
        cases.append(current)
        previous = current
      }
    }
    return cases
  }

  /// A case takes what it does not say from the case before it.
  private static func read(
    _ item: NodeID, of document: Document, _ name: String, after previous: TestSuiteCase?
  ) -> TestSuiteCase {
    func text(_ key: DocumentKey) -> String? { document.member(item, key).flatMap { document.string($0) } }
    return TestSuiteCase(
      name: name, yaml: Array(decoded(text("yaml") ?? "").utf8),
      tree: text("tree").map { decoded($0).split(separator: "\n").map { $0.drop { $0 == " " } } } ?? previous?.tree
        ?? [],
      json: text("json") ?? previous?.json,
      fails: document.member(item, "fail") != nil)
  }

  /// The suite shows invisible characters as visible ones.
  private static func decoded(_ text: String) -> String {
    var result = text.replacing("␣", with: " ").replacing("←", with: "\r").replacing("⇔", with: "\u{FEFF}")
    result = result.replacing("↵", with: "").replacing("∎\n", with: "")
    return result.replacing("—", with: "").replacing("»", with: "\t")
  }
}

/// The folder with data that is too large for the repository.
enum SharedFolder {
  static func path(_ relative: String, from file: String = #filePath) -> String? {
    let beside = URL(filePath: file).deletingLastPathComponent().appending(path: "../../../shared").path()
    let root = ProcessInfo.processInfo.environment["REMIT_SHARED"] ?? beside
    let path = root + "/" + relative
    guard FileManager.default.fileExists(atPath: path) else {
      print("skipped: there is no shared folder with \(relative)")
      return nil
    }
    return path
  }
}
