import Diagnostics
import DocumentModel
import Foundation

@testable import JSONSchema

/// The real schemas and datafiles of the shared data.
struct QontractWorld {
  let sources: [SchemaSource]
  let set: SchemaSet
  let diagnostics: [Diagnostic]
  /// File name below the data folder, and its document.
  let data: [(file: String, document: Document)]

  var sourceCount: Int { sources.count }

  /// Nil (after a line on standard output) where the data or Python is missing.
  static func load() throws -> QontractWorld? {
    guard let folder = Shared.folder("qontract") else { return nil }
    let schemas = folder.appending(path: "qontract-schemas/schemas")
    let data = folder.appending(path: "app-interface/data")
    guard let read = try PythonYAML.documents(Shared.files(below: schemas, extensions: ["yml", "yaml", "json"])),
      let files = try PythonYAML.documents(Shared.files(below: data, extensions: ["yml", "yaml", "json"]))
    else { return nil }
    let sources = read.map { file, document in
      SchemaSource(path: String(file.path.dropFirst(schemas.path.count)), document: document)
    }
    let (set, diagnostics) = SchemaSet.compile(sources)
    return QontractWorld(
      sources: sources, set: set, diagnostics: diagnostics,
      data: files.map { (String($0.file.path.dropFirst(data.path.count)), $0.document) })
  }

  func schema(of document: Document) -> SchemaID? {
    document.member(document.root, "$schema").flatMap(document.string).flatMap(set.schema)
  }

  private static let script = """
    import json, sys
    try:
      from jsonschema import Draft6Validator
      from referencing import Registry
      from referencing.jsonschema import DRAFT6
    except ImportError:
      sys.exit(0)
    lines = sys.stdin.read().split('\\n')
    count = int(lines[0])
    schemas = {}
    for line in lines[1:count + 1]:
      path, text = line.split('\\t', 1)
      schemas[path] = json.loads(text)
    registry = Registry().with_resources((p, DRAFT6.create_resource(s)) for p, s in schemas.items())
    validators = {p: Draft6Validator(s, registry=registry) for p, s in schemas.items()}
    for line in lines[count + 1:]:
      path, text = line.split('\\t', 1)
      print('1' if validators[path].is_valid(json.loads(text)) else '0')
    """

  /// What python's jsonschema says of documents; nil (after a line on standard output) where it is missing.
  func verdicts(_ cases: [(path: String, document: Document)]) throws -> [Bool]? {
    var lines = [String(sources.count)]
    lines += sources.map { $0.path + "\t" + JSONText.write($0.document) }
    lines += cases.map { $0.path + "\t" + JSONText.write($0.document) }
    let text = try PythonYAML.run(Self.script, input: lines.joined(separator: "\n"))
    guard !text.isEmpty else {
      print("skipped: python3 has no module jsonschema")
      return nil
    }
    return text.split(separator: "\n").map { $0 == "1" }
  }
}
