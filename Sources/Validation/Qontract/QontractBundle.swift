internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONSchema

/// What qontract's bundle holds: files by path, as its bundler and its validator look at them.
struct QontractBundle: Sendable {
  /// A datafile or a schema.
  struct File: Sendable {
    var path: String
    var document: Document
  }

  /// A resource with its text.
  struct TextResource: Sendable {
    var path: String
    var bytes: [UInt8]
    /// What its line `$schema: …` says.
    var schema: String?
  }

  /// A place in one of the schemas.
  struct SchemaPlace: Hashable, Sendable {
    var file: Int
    var node: NodeID
  }

  let data: [File]
  let schemas: [File]
  let resources: [TextResource]
  let graphql: GraphQLTypes?
  private let dataPositions: [String: Int]
  private let schemaPositions: [String: Int]

  init(data: [File], schemas: [File], resources: [TextResource], graphql: GraphQLTypes?) {
    self.data = data
    self.schemas = schemas
    self.resources = resources
    self.graphql = graphql
    dataPositions = Dictionary(zip(data.map(\.path), 0...), uniquingKeysWith: { first, _ in first })
    schemaPositions = Dictionary(zip(schemas.map(\.path), 0...), uniquingKeysWith: { first, _ in first })
  }

  /// The files of a bundle; resources whose name begins with a dot are left out (bundler.py:124). Without
  /// `readingAllResources` only those are read that can have a schema.
  init(_ bundle: Bundle, readingAllResources: Bool) throws(SourceError) {
    let wanted = bundle.resources.filter {
      !Paths.name(of: $0.path).hasPrefix(".")
        && (readingAllResources || QontractBundle.canHaveSchema($0.path))
    }
    let read = try Parallel.map(wanted) { () throws(SourceError) in
      try bundle.source.makeReader()
    } _: { (reader: inout any FileReader, resource: Resource) throws(SourceError) -> TextResource in
      let bytes = try reader.bytes(of: SourceFile(path: resource.file, content: resource.content))
      return TextResource(resource.path, bytes)
    }
    let others =
      readingAllResources
      ? []
      : bundle.resources.filter {
        !Paths.name(of: $0.path).hasPrefix(".") && !QontractBundle.canHaveSchema($0.path)
      }
    self.init(
      data: bundle.datafiles.map { File(path: $0.path, document: $0.document) },
      schemas: bundle.schemas.map { File(path: $0.path, document: $0.document) },
      resources: (read + others.map { TextResource(path: $0.path, bytes: []) }).sorted { $0.path < $1.path },
      graphql: bundle.graphql)
  }

  /// The datafile at a path, exactly as written.
  func datafile(_ path: String) -> Document? { dataPositions[path].map { data[$0].document } }

  /// The position of a datafile in `data`.
  func dataIndex(_ path: String) -> Int? { dataPositions[path] }

  /// The schema at a path, exactly as written.
  func schema(_ path: String) -> SchemaPlace? {
    schemaPositions[path].map { SchemaPlace(file: $0, node: schemas[$0].document.root) }
  }

  /// Only resources with these endings have a schema (bundler.py:82).
  static func canHaveSchema(_ path: String) -> Bool { path.hasSuffix(".yml") || path.hasSuffix(".yaml") }
}

extension QontractBundle.TextResource {
  /// A resource from its bytes: the first line `$schema: PATH.yml` anywhere in it, unquoted and with nothing behind,
  /// names its schema (bundler.py:26).
  init(_ path: String, _ bytes: [UInt8]) {
    self.init(path: path, bytes: bytes, schema: nil)
    guard QontractBundle.canHaveSchema(path) else { return }
    let start = Array("$schema: ".utf8)
    for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: start) {
      let text = String(decoding: line.dropFirst(start.count), as: UTF8.self)
      guard let suffix = [".yml", ".yaml"].first(where: text.hasSuffix), text.utf8.count > suffix.utf8.count
      else { continue }
      schema = text
      return
    }
  }
}
