import Diagnostics
import DocumentModel
import Testing

@testable import JSONSchema

/// Schemas and instances written as JSON, and what comes of them as lines of text.
struct Checking {
  let set: SchemaSet
  let diagnostics: [Diagnostic]

  /// Compiles schemas by path.
  init(_ schemas: KeyValuePairs<String, String>, options: SchemaOptions = SchemaOptions()) throws {
    let sources = try schemas.map { SchemaSource(path: $0.key, document: try JSONText.parse($0.value)) }
    (set, diagnostics) = SchemaSet.compile(sources, options: options)
  }

  /// Compiles one schema, `/s.json`.
  init(_ schema: String, options: SchemaOptions = SchemaOptions()) throws {
    try self.init(["/s.json": schema], options: options)
  }

  var root: SchemaID {
    get throws { try #require(set.schema("/s.json")) }
  }

  func problems(_ instance: String, limit: Int = 1000) throws -> [SchemaProblem] {
    try set.validate(JSONText.parse(instance), against: root, limit: limit)
  }

  func codes(_ instance: String) throws -> [String] { try problems(instance).map(\.code.rawValue) }

  /// `code pointer: message (help) [note; note]`
  func lines(_ instance: String) throws -> [String] {
    let document = try JSONText.parse(instance)
    return try set.validate(document, against: root).map { problem in
      let place = document.pointer(problem.node).description + (problem.onKey ? " key" : "")
      let notes = problem.notes.isEmpty ? "" : " [" + problem.notes.map(\.message).joined(separator: "; ") + "]"
      return problem.code.rawValue.dropFirst(7) + " \(place): \(problem.message)"
        + (problem.help.map { " (\($0))" } ?? "") + notes
    }
  }

  /// `severity code file pointer: message (help)`, the code without its subject.
  var findings: [String] {
    diagnostics.map { finding in
      let place = "\(finding.place.file)\(finding.place.pointer ?? "")"
      return "\(finding.severity) \(finding.code.rawValue.dropFirst(7)) \(place): \(finding.message)"
        + (finding.help.map { " (\($0))" } ?? "")
    }
  }
}
