public import DataBundle
internal import DocumentModel
internal import JSONCoding

/// The bundle as qontract-bundler writes it: what qontract-server and qontract-validator read.
public struct QontractBundleText: Sendable {
  /// The text, one line of JSON: no blanks, keys sorted at all levels, everything outside ASCII escaped.
  public let bytes: [UInt8]

  /// Writes a bundle with the commit it was made of. Throws where a file cannot be read or a resource is not UTF-8.
  public init(_ bundle: Bundle, commit: String, timestamp: String) throws(SourceError) {
    let digests = try Parallel.map(bundle.datafiles) { () throws(SourceError) in
      try bundle.source.makeReader()
    } _: { (reader: inout any FileReader, datafile: Datafile) throws(SourceError) -> String in
      ContentDigest.sha256(try reader.bytes(of: SourceFile(path: datafile.file, content: datafile.content)))
    }
    let files = try QontractBundle(bundle, readingAllResources: true)
    for resource in files.resources where String(validating: resource.bytes, as: UTF8.self) == nil {
      throw SourceError("resource \(resource.path): not UTF-8, so it cannot be part of a bundle")
    }
    bytes = QontractBundleWriter(files, digests: digests).bytes(commit: commit, timestamp: timestamp)
  }
}

/// Adds to the files what the bundler adds: digests, identifiers, back references, and the schemas' leave to have them
/// (bundler.py:28-108, postprocess.py).
struct QontractBundleWriter {
  private typealias Additions = [NodeID: [String: PatchedWriter.Addition]]

  /// The member with the digest of a datafile.
  static let checksum = "$file_sha256sum"
  /// The member with the identity of a value.
  static let identifier = "__identifier"

  /// A place that names a resource.
  private struct BackReference {
    var path: String
    var schema: String
    var way: String
  }

  private let bundle: QontractBundle
  private var data: [Additions]
  private var schemas: [Additions]
  private var backReferences: [String: [BackReference]] = [:]

  /// With the SHA-256 of each datafile; without them no digest is added.
  init(_ bundle: QontractBundle, digests: [String]?) {
    self.bundle = bundle
    data = Array(repeating: [:], count: bundle.data.count)
    schemas = Array(repeating: [:], count: bundle.schemas.count)
    var identities = QontractIdentities(bundle)
    let traversal = QontractTraversal(bundle: bundle)
    for (index, file) in bundle.data.enumerated() {
      traversal.walk(file) { way in
        identities.add(way, file: index)
        if let resource = traversal.resource(at: way), let schema = way.fileSchema {
          backReferences[resource, default: []].append(.init(path: file.path, schema: schema, way: way.text()))
        }
      }
    }
    addIdentifiers(identities)
    addDigests(digests)
  }

  private mutating func addDigests(_ digests: [String]?) {
    for (index, digest) in (digests ?? []).enumerated() where data.indices.contains(index) {
      data[index][bundle.data[index].document.root, default: [:]][QontractBundleWriter.checksum] = .text(digest)
    }
    for (index, schema) in bundle.schemas.enumerated()
    where schema.document.text("$schema", of: schema.document.root) == "/metaschema-1.json" {
      allow(
        QontractBundleWriter.checksum, ["type": .text("string"), "description": .text("sha256sum of the datafile")],
        in: .init(file: index, node: schema.document.root))
    }
  }

  private mutating func addIdentifiers(_ identities: QontractIdentities) {
    for entry in identities.entries {
      guard let identifier = identities.identifier(of: entry.owner, entry.fields) else { continue }
      data[entry.owner.file][entry.owner.node, default: [:]][QontractBundleWriter.identifier] = .text(identifier)
      if let root = entry.oneOfRoot { allowIdentifier(in: root, always: true) }
      guard let schema = entry.schema else { continue }
      allowIdentifier(in: schema, always: false)
      let document = bundle.schemas[schema.file].document
      guard let list = document.member(schema.node, "oneOf"), document.kind(list) == .array else { continue }
      for alternative in document.children(list) {
        allowIdentifier(in: .init(file: schema.file, node: alternative), always: false)
      }
    }
  }

  /// Lets a schema's objects have an identifier; a schema without `properties` gets some only if asked to.
  private mutating func allowIdentifier(in place: QontractBundle.SchemaPlace, always: Bool) {
    guard always || bundle.schemas[place.file].document.member(place.node, "properties") != nil else { return }
    allow(QontractBundleWriter.identifier, ["type": .text("string")], in: place)
  }

  private mutating func allow(
    _ key: String, _ schema: [String: PatchedWriter.Addition], in place: QontractBundle.SchemaPlace
  ) {
    let known = schemas[place.file][place.node] ?? [:]
    schemas[place.file][place.node] = PatchedWriter.merged(
      known, ["properties": .members([key: .members(schema)])])
  }

  /// The bundle's text.
  func bytes(commit: String, timestamp: String) -> [UInt8] {
    var output = PatchedWriter()
    output.raw {
      $0.beginObject()
      $0.key("data")
    }
    write(bundle.data, data, &output)
    output.raw {
      $0.key("git_commit")
      $0.string(commit)
      $0.key("git_commit_timestamp")
      $0.string(timestamp)
      $0.key("graphql")
    }
    if let graphql = bundle.graphql {
      output.value(graphql.document.root, of: graphql.document, [:])
    } else {
      output.raw { $0.strings([]) }
    }
    output.raw {
      $0.key("resources")
      $0.beginObject()
      for resource in bundle.resources { write(resource, &$0) }
      $0.endObject()
      $0.key("schemas")
    }
    write(bundle.schemas, schemas, &output)
    output.raw { $0.endObject() }
    return output.writer.bytes + [UInt8(ascii: "\n")]
  }

  private func write(_ files: [QontractBundle.File], _ additions: [Additions], _ output: inout PatchedWriter) {
    output.raw { $0.beginObject() }
    for (index, file) in files.enumerated().sorted(by: {
      QontractBundleWriter.precedes($0.element.path, $1.element.path)
    }) {
      output.raw { $0.key(file.path) }
      output.value(file.document.root, of: file.document, additions[index])
    }
    output.raw { $0.endObject() }
  }

  private func write(_ resource: QontractBundle.TextResource, _ writer: inout JSONWriter) {
    writer.key(resource.path)
    writer.beginObject()
    writer.key("$schema")
    writer.string(resource.schema)
    writer.key("backrefs")
    writer.beginArray()
    for reference in backReferences[resource.path] ?? [] {
      writer.beginObject()
      writer.key("datafileSchema")
      writer.string(reference.schema)
      writer.key("jsonpath")
      writer.string(reference.way)
      writer.key("path")
      writer.string(reference.path)
      writer.endObject()
    }
    writer.endArray()
    writer.key("content")
    writer.string(String(decoding: resource.bytes, as: UTF8.self))
    writer.key("path")
    writer.string(resource.path)
    writer.key("sha256sum")
    writer.string(ContentDigest.sha256(resource.bytes))
    writer.endObject()
  }

  /// Order of code points, which is the order of UTF-8's bytes.
  private static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}
