import Diagnostics
import DocumentModel
import Foundation

@testable import JSONSchema

/// The real schemas and datafiles of the shared data.
struct QontractWorld {
  let set: SchemaSet
  let diagnostics: [Diagnostic]
  let sourceCount: Int
  /// File name below the data folder, and its document.
  let data: [(file: String, document: Document)]

  /// Nil (after a line on standard output) where the data or Python is missing.
  static func load() throws -> QontractWorld? {
    guard let folder = Shared.folder("qontract") else { return nil }
    let schemas = folder.appending(path: "qontract-schemas/schemas")
    let data = folder.appending(path: "app-interface/data")
    guard let read = try PythonYAML.documents(Shared.files(below: schemas, extensions: ["yml", "yaml", "json"])),
      let files = try PythonYAML.documents(Shared.files(below: data, extensions: ["yml", "yaml", "json"]))
    else { return nil }
    let sources = read.map { SchemaSource(path: String($0.file.path.dropFirst(schemas.path.count)), document: $0.document) }
    let (set, diagnostics) = SchemaSet.compile(sources)
    return QontractWorld(
      set: set, diagnostics: diagnostics, sourceCount: sources.count,
      data: files.map { (String($0.file.path.dropFirst(data.path.count)), $0.document) })
  }
}
