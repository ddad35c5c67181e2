import DocumentModel
import Foundation
import JSONe
import Testing

/// The examples of `docs/templates.md`.
@Suite struct PageTests {
  private static let text = try? String(
    contentsOf: URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("docs/templates.md"),
    encoding: .utf8)

  /// The fenced blocks that are examples, with the line they begin at.
  static var examples: [(line: Int, yaml: String)] {
    var examples: [(line: Int, yaml: String)] = []
    var block: (line: Int, lines: [Substring])?
    for (index, line) in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let open = block, line == "```" {
        examples.append((open.line, open.lines.joined(separator: "\n") + "\n"))
        block = nil
      } else if block != nil {
        block?.lines.append(line)
      } else if line == "```yaml" {
        block = (index + 2, [])
      }
    }
    return examples
  }

  @Test func thereAreExamples() { #expect(Self.examples.count >= 12) }

  @Test(arguments: examples.map(\.line))
  func anExampleIsTrue(_ line: Int) throws {
    let yaml = try #require(Self.examples.first { $0.line == line }?.yaml)
    let document = try Case.document(yaml)
    let template = try #require(document.member(document.root, "template"))
    let context = try #require(document.member(document.root, "context"))
    do throws(TemplateError) {
      let variables = try TemplateContext(object: TemplateValue(document, context))
      let made = try Template(document, at: template).render(variables).document()
      guard let result = document.member(document.root, "result") else {
        Issue.record("docs/templates.md:\(line): no error")
        return
      }
      #expect(Document.equal(made.root, in: made, result, in: document), "docs/templates.md:\(line)")
    } catch {
      let wanted = document.member(document.root, "error").flatMap { document.string($0) }
      #expect(error.message + (error.help.map { " (\($0))" } ?? "") == wanted, "docs/templates.md:\(line)")
    }
  }

  /// Every operator and function is on the page.
  @Test func thePageIsComplete() throws {
    let text = try #require(Self.text)
    let operators = [
      "$eval", "$find", "$flatten", "$flattenDeep", "$fromNow", "$if", "$json", "$let", "$map", "$match", "$merge",
      "$mergeDeep", "$reduce", "$reverse", "$sort", "$switch",
    ]
    for name in operators { #expect(text.contains("`\(name):"), "\(name)") }
    let functions = [
      "abs", "ceil", "defined", "floor", "fromNow", "join", "len", "lowercase", "lstrip", "max", "min", "number",
      "range",
      "rstrip", "split", "sqrt", "str", "strip", "typeof", "uppercase",
    ]
    for name in functions {
      #expect(text.contains("`\(name)("), "\(name)")
      #expect(try Case.render("{$eval: typeof(\(name))}") == "\"function\"")
    }
  }
}
