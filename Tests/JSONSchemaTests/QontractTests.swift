import Diagnostics
import DocumentModel
import Foundation
import Testing

@testable import JSONSchema

@Suite("qontract's schemas")
struct QontractTests {
  @Test func everything() throws {
    guard let world = try QontractWorld.load() else { return }
    for d in world.diagnostics { print("DIAG", d.severity, d.code.rawValue, d.place.file, d.place.pointer ?? "", d.message, d.help ?? "") }
    for (file, document) in world.data {
      guard let name = document.member(document.root, "$schema").flatMap(document.string) else { continue }
      guard let id = world.set.schema(name) else { print("NOSCHEMA", name); continue }
      for p in world.set.validate(document, against: id) {
        let d = p.diagnostic(file: file, document: document)
        print("PROB", d.code.rawValue, d.place.file, d.place.pointer ?? "", "|", d.message, "|", d.help ?? "", "|", p.schemaPath, "|", d.notes.map(\.message))
      }
    }
  }
}
