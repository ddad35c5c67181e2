import DocumentModel
import Foundation
import JSONe
import Testing
import YAMLReader

/// The language's own specification: `specification.yml` of the project json-e, which is not kept here.
///
/// It lies in `.build/json-e`, or where `REMIT_JSONE_SPECIFICATION` says.
@Suite struct SpecificationTests {
  /// Cases whose outcome differs on purpose, by title.
  static let differs: [String: String] = [:]

  /// The time that the file expects.
  static let now = "2017-01-19T16:27:20.974Z"

  struct Tally {
    var cases = 0
    var otherKind = 0
    var failed: [String] = []
  }

  @Test func allCases() throws {
    guard let text = Self.text() else { return }
    var tally = Tally()
    for part in Self.parts(of: text) {
      let result = YAMLReader().read(Array(part.utf8), file: "specification.yml")
      guard let document = result.document, let title = Self.string("title", of: document) else { continue }
      tally.cases += 1
      check(document, title, &tally)
    }
    print("specification: \(tally.cases) cases, \(tally.otherKind) errors of another kind than in the file")
    #expect(tally.cases > 400)
    #expect(tally.otherKind < 5)
    #expect(tally.failed.isEmpty, "\(tally.failed.joined(separator: "\n"))")
  }

  private func check(_ document: Document, _ title: String, _ tally: inout Tally) {
    guard let template = document.member(document.root, "template"), Self.differs[title] == nil else { return }
    let wanted = document.member(document.root, "result")
    let error = document.member(document.root, "error")
    do throws(TemplateError) {
      let value = try Self.render(document, template)
      guard error == nil, let wanted else {
        return tally.failed.append("\(title): no error")
      }
      let made = try value.document()
      if !Document.equal(made.root, in: made, wanted, in: document) {
        tally.failed.append("\(title): \(String(decoding: try value.json(), as: UTF8.self))")
      }
    } catch let problem {
      guard let error else { return tally.failed.append("\(title): \(problem)") }
      if let text = document.string(error), !text.hasPrefix(problem.kind.rawValue) { tally.otherKind += 1 }
    }
  }

  private static func render(_ document: Document, _ template: NodeID) throws(TemplateError) -> TemplateValue {
    let variables = try document.member(document.root, "context").map { TemplateValue(document, $0) }?.members() ?? []
    var context = try TemplateContext([("now", .string(now))])
    for variable in variables { try context.set(variable.key, variable.value) }
    return try Template(document, at: template).render(context)
  }

  private static func string(_ key: DocumentKey, of document: Document) -> String? {
    document.member(document.root, key).flatMap { document.string($0) }
  }

  /// The file's documents. Its reader gives only the first of a file.
  private static func parts(of text: String) -> [String] {
    var parts: [[Substring]] = [[]]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "---" { parts.append([]) } else { parts[parts.count - 1].append(line) }
    }
    return parts.map { $0.joined(separator: "\n") + "\n" }
  }

  static func text() -> String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let path =
      ProcessInfo.processInfo.environment["REMIT_JSONE_SPECIFICATION"]
      ?? root.appendingPathComponent(".build/json-e/specification.yml").path
    if let text = try? String(contentsOfFile: path, encoding: .utf8) { return text }
    print("skipped: \(path) is not there (the specification.yml of json-e)")
    return nil
  }
}
