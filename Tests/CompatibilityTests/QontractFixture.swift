import DataBundle
import DocumentModel
import Foundation
import JSONCoding
import TestSupport

@testable import Validation

/// One of qontract-validator's own fixtures: a bundle written as YAML, with what is expected of it.
struct QontractFixture {
  let document: Document
  let url: URL

  init(_ url: URL) throws {
    self.url = url
    let bytes = [UInt8](try Data(contentsOf: url))
    guard let document = DocumentReader().read(bytes, file: url.lastPathComponent).document else {
      throw CocoaError(.fileReadCorruptFile)
    }
    self.document = document
  }

  /// The files of a folder of fixtures; nil where there is none.
  static func files(_ folder: String) throws -> [URL]? {
    guard let url = SharedData.url("data/qontract/validator-fixtures/\(folder)") else { return nil }
    return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
      .filter { $0.pathExtension == "yml" }.sorted { $0.path < $1.path }
  }

  /// The bundle, with further schemas.
  func bundle(adding schemas: [QontractBundle.File] = []) -> QontractBundle {
    let resources = document.member(document.root, "resources").map { list in
      document.children(list).map { node in
        QontractBundle.TextResource(
          path: document.key(node) ?? "", bytes: Array((document.text("content", of: node) ?? "").utf8),
          schema: document.text("$schema", of: node))
      }
    }
    let types = document.member(document.root, "graphql").flatMap { copy($0) }.map {
      GraphQLTypes.read($0, file: "g").0
    }
    return QontractBundle(
      data: files("data"), schemas: schemas + files("schemas"), resources: resources ?? [], graphql: types)
  }

  /// A part as a document of its own.
  func copy(_ node: NodeID) -> Document? {
    var builder = DocumentBuilder()
    builder.copy(node, of: document)
    return builder.finish()
  }

  private func files(_ key: DocumentKey) -> [QontractBundle.File] {
    guard let list = document.member(document.root, key) else { return [] }
    return document.children(list).compactMap { node in
      // A value in an object carries its key; a document's root does not.
      guard let copy = copy(node), let path = document.key(node) else { return nil }
      return QontractBundle.File(path: path, document: copy)
    }
  }

  /// A part as canonical JSON.
  func json(_ key: DocumentKey, of node: NodeID? = nil) -> String? {
    document.member(node ?? document.root, key).map { document.json($0, style: .canonical) }
  }
}
