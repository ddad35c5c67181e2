import DataBundle
import DocumentModel
import Foundation
import JSONCoding
import TestSupport
import Testing

@testable import Validation

/// qontract-validator's own fixtures give what they expect.
@Suite struct ValidatorFixturesTests {
  /// 23 bundles, every entry of each report: kind, file, status, reason, schema, summary.
  @Test func reports() throws {
    guard let files = try QontractFixture.files("validator") else { return }
    let common = try ["common-1.json", "metaschema-1.json", "graphql-schemas-1.yml"].map { name in
      let path = name == "graphql-schemas-1.yml" ? "/app-interface/\(name)" : "/\(name)"
      let url = files[0].deletingLastPathComponent().appendingPathComponent(name)
      return QontractBundle.File(path: path, document: try QontractFixture(url).document)
    }
    var count = 0
    for url in files where url.lastPathComponent != "graphql-schemas-1.yml" {
      let fixture = try QontractFixture(url)
      let results = QontractValidator(fixture.bundle(adding: common)).results()
      let list = try #require(fixture.document.member(fixture.document.root, "expected_results"))
      let expected = fixture.document.children(list).map { entry in
        let result = fixture.document.member(entry, "result") ?? entry
        return ["kind", "filename"].map { fixture.document.text($0, of: entry) ?? "-" }
          + ["status", "reason", "schema_url", "summary"].map { fixture.document.text($0, of: result) ?? "-" }
      }
      let found = results.map {
        [
          $0.kind.rawValue, $0.filename, $0.isError ? "ERROR" : "OK", $0.reason ?? "-", $0.schema ?? "-", $0.summary,
        ]
      }
      #expect(sorted(found) == sorted(expected), "\(url.lastPathComponent): \(results.compactMap(\.message))")
      count += 1
    }
    #expect(count == 23)
  }

  /// The messages of uniqueness and references are the same texts too.
  @Test func messages() throws {
    guard let files = try QontractFixture.files("validator") else { return }
    for url in files where url.lastPathComponent.contains("unique") || url.lastPathComponent.contains("_ref") {
      let fixture = try QontractFixture(url)
      let list = try #require(fixture.document.member(fixture.document.root, "expected_results"))
      let expected = fixture.document.children(list).compactMap { entry -> String? in
        guard let result = fixture.document.member(entry, "result"),
          let reason = fixture.document.text("reason", of: result), !reason.contains("VALIDATION")
        else { return nil }
        return fixture.document.text("error", of: result)
      }
      let found = QontractValidator(fixture.bundle()).results()
        .filter { $0.reason?.contains("UNIQUE") ?? false || $0.kind == .reference }.compactMap(\.message)
      for text in expected { #expect(found.contains(text), "\(url.lastPathComponent)") }
    }
  }

  /// 12 traversals: every scalar with its type, field, schema and the schema's file, and the object around it.
  @Test func traversals() throws {
    guard let files = try QontractFixture.files("traverse_data") else { return }
    for url in files {
      let fixture = try QontractFixture(url)
      let bundle = fixture.bundle()
      let traversal = QontractTraversal(bundle: bundle)
      var found: [String] = []
      for file in bundle.data {
        traversal.walk(file) { way in
          var lines: [String] = []
          for distance in 0..<2 where way.ancestor(distance)?.step != nil {
            if let node = way.ancestor(distance) { lines.append(line(node, way, distance, bundle)) }
          }
          found.append(lines.joined(separator: " < "))
        }
      }
      let list = try #require(fixture.document.member(fixture.document.root, "expected_nodes"))
      let expected = fixture.document.children(list).map { line(of: $0, in: fixture) }
      #expect(found.sorted() == expected.sorted(), "\(url.lastPathComponent)")
    }
    #expect(files.count == 12)
  }

  /// Uniqueness and digests: what the bundler adds to data and schemas.
  @Test(arguments: ["unique", "checksum"])
  func postprocessing(_ folder: String) throws {
    guard let files = try QontractFixture.files(folder) else { return }
    var count = 0
    for url in files where !url.lastPathComponent.contains(".expected.") {
      let expectedURL = url.deletingPathExtension().appendingPathExtension("expected.yml")
      let exists = FileManager.default.fileExists(atPath: expectedURL.path)
      let expected = try QontractFixture(exists ? expectedURL : url)
      // The digests are in the fixtures' data already.
      let written = try write(try QontractFixture(url).bundle())
      for key in ["data", "schemas"] as [DocumentKey] {
        #expect(
          written.member(written.root, key).map { written.json($0, style: .canonical) } == expected.json(key),
          "\(url.lastPathComponent) \(key.text)")
      }
      count += 1
    }
    #expect(count == (folder == "unique" ? 13 : 2))
  }

  @Test func backReferences() throws {
    guard let url = SharedData.url("data/qontract/validator-fixtures/backref/bundle.yml") else { return }
    let written = try write(try QontractFixture(url).bundle())
    let resources = try #require(written.member(written.root, "resources"))
    let found = written.children(resources).map { resource in
      let list = written.member(resource, "backrefs") ?? resource
      return "\(written.key(resource) ?? ""): "
        + written.children(list).map { reference in
          "\(written.text("path", of: reference) ?? "-") \(written.text("jsonpath", of: reference) ?? "-")"
        }.joined(separator: ", ")
    }
    let one = "file-1-schema-1.yml"
    let two = "file-2-another-schema-1.yml"
    #expect(
      found == [
        "/resource-1.yml: \(one) simple_ref, \(one) simple_object.simple_nested_ref",
        "/resource-2.yml: \(one) schema_ref_field.simple_ref, \(one) schema_ref_field.simple_object.simple_nested_ref",
        "/resource-3.yml: \(one) array_field_to_nested_refs.[0].simple_nested_ref, "
          + "\(one) array_field_to_nested_refs.[1].simple_nested_ref",
        "/resource-4.yml: \(one) one_of_ref_array.[0].a_field, \(one) one_of_ref_array.[2].a_field",
        "/resource-5.yml: \(two) simple_ref, \(two) simple_object.simple_nested_ref",
        "/resource-6.yml: ",
      ])
  }

  /// A bundle from files, digests and all.
  @Test func bundler() throws {
    guard let folder = SharedData.url("data/qontract/validator-fixtures/bundler") else { return }
    let places = [
      "file-1-schema-1.yml": "data/file-1-schema-1.yml", "schema-1.yml": "schemas/schema-1.yml",
      "resource-1.yml": "resources/resource-1.yml", "graphql-schema.yml": "graphql-schemas/schema.yml",
    ]
    var contents: [String: [UInt8]] = [:]
    for (name, path) in places { contents[path] = [UInt8](try Data(contentsOf: folder.appendingPathComponent(name))) }
    let bundle = try Bundle.load(.classic(), from: MemorySource(bytes: contents))
    let text = try QontractBundleText(bundle, commit: "abc", timestamp: "1").bytes
    let expected = try QontractFixture(folder.appendingPathComponent("bundle.expected.yml"))
    let written = try #require(DocumentReader().read(text, file: "bundle.json").document)
    for key in ["data", "schemas", "graphql", "resources"] as [DocumentKey] {
      #expect(written.member(written.root, key).map { written.json($0, style: .canonical) } == expected.json(key))
    }
  }

  private func write(_ bundle: QontractBundle) throws -> Document {
    let bytes = QontractBundleWriter(bundle, digests: nil).bytes(commit: "", timestamp: "")
    return try #require(DocumentReader().read(bytes, file: "bundle.json").document)
  }

  private func sorted(_ entries: [[String]]) -> [[String]] { entries.sorted { $0.lexicographicallyPrecedes($1) } }

  private func line(_ node: QontractNode, _ way: QontractWay, _ distance: Int, _ bundle: QontractBundle) -> String {
    let document = way.file.document
    func text(_ place: QontractBundle.SchemaPlace?) -> String {
      place.map { bundle.schemas[$0.file].document.json($0.node, style: .canonical) } ?? "null"
    }
    return [
      way.file.path, way.text(without: distance), way.fileSchema ?? "null", node.type?.name ?? "null",
      node.field?.name ?? "null", node.schemaPath ?? "null", text(node.schema), text(node.oneOfRoot),
      document.json(node.data, style: .canonical),
    ].joined(separator: " | ")
  }

  private func line(of node: NodeID, in fixture: QontractFixture) -> String {
    let document = fixture.document
    func text(_ key: DocumentKey, _ node: NodeID) -> String { document.text(key, of: node) ?? "null" }
    var lines: [String] = []
    var current: NodeID? = node
    while let node = current, lines.count < 2, document.member(node, "jsonpath") != nil {
      lines.append(
        [
          text("path", node), text("jsonpath", node), text("file_schema_path", node), text("graphql_type_name", node),
          text("graphql_field_name", node), text("schema_path", node), fixture.json("schema", of: node) ?? "null",
          fixture.json("schema_one_of_root", of: node) ?? "null", fixture.json("data", of: node) ?? "null",
        ].joined(separator: " | "))
      current = document.member(node, "parent")
    }
    return lines.joined(separator: " < ")
  }
}
