import DocumentModel
import Foundation

@testable import JSONSchema

/// Runs the files of the JSON-Schema-Test-Suite.
struct SuiteRunner {
  struct Result {
    var passed = 0
    /// `file: group: test`
    var failed: [String] = []
  }

  let draft: String
  private let folder: URL
  private let remotes: [SchemaSource]

  init?(draft: String) throws {
    guard let root = Shared.folder("suites/json-schema") else { return nil }
    self.draft = draft
    folder = root.appending(path: draft)
    let remotes = root.appending(path: "remotes")
    self.remotes = try Shared.files(below: remotes, extensions: ["json"]).compactMap { file in
      let name = String(file.path.dropFirst(remotes.path.count))
      let isOther = name.hasPrefix("/draft") && !name.hasPrefix("/\(draft)/") || name.hasPrefix("/v1/")
      // One optional test is about a schema of a later draft.
      if isOther, !name.hasSuffix("/dependentRequired.json") { return nil }
      return SchemaSource(path: "http://localhost:1234" + name, document: try Shared.json(file))
    }
  }

  /// The files directly in a sub-folder of the draft's.
  func files(_ subfolder: String = "") throws -> [URL] {
    try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: subfolder), includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "json" }.sorted { $0.path < $1.path }
  }

  func run(_ files: [URL], formats: Bool) throws -> Result {
    var result = Result()
    for file in files { try run(file, formats, &result) }
    return result
  }

  private func run(_ file: URL, _ formats: Bool, _ result: inout Result) throws {
    let document = try Shared.json(file)
    var options = SchemaOptions()
    options.formats = formats
    for group in document.children(document.root) {
      guard let schema = document.member(group, "schema"), let tests = document.member(group, "tests") else { continue }
      let path = "http://test.invalid/schema.json"
      let source = SchemaSource(path: path, document: subdocument(schema, document, draft: draft))
      let (set, _) = SchemaSet.compile([source] + remotes, options: options)
      for test in document.children(tests) {
        guard let id = set.schema(path), let data = document.member(test, "data"),
          let valid = document.member(test, "valid").flatMap(document.bool)
        else { continue }
        let accepted = set.accepts(document, at: data, against: id)
        let problems = set.validate(document, at: data, against: id)
        if accepted == valid, problems.isEmpty == valid {
          result.passed += 1
        } else {
          let names = [group, test].map { document.member($0, "description").flatMap(document.string) ?? "" }
          result.failed.append("\(file.deletingPathExtension().lastPathComponent): \(names[0]): \(names[1])")
        }
      }
    }
  }

  /// A schema as a document of its own, with the `$schema` of the draft that the suite leaves out.
  private func subdocument(_ node: NodeID, _ document: Document, draft: String) -> Document {
    var builder = DocumentBuilder()
    if document.kind(node) == .object {
      builder.begin(.object)
      if document.member(node, "$schema") == nil {
        builder.key("$schema".utf8)
        builder.scalar(.string, "http://json-schema.org/\(draft == "draft6" ? "draft-06" : "draft-07")/schema#".utf8)
      }
      for child in document.children(node) {
        builder.key(document.keyBytes(child))
        builder.copy(child, of: document)
      }
      builder.end()
    } else {
      builder.copy(node, of: document)
    }
    return builder.finish() ?? document
  }
}
