internal import DataBundle
internal import Deciding
internal import Diagnostics
internal import Diffing
internal import DocumentModel
internal import JSONSchema

/// Takes out of results what no output may show. What that is says `SensitivePlaces`; here every way is covered on which
/// a value leaves: change items, found values, messages and source lines. A workflow gives back nothing unmasked.
struct Masking: Sendable {
  /// Each of these is asked: a merge request cannot unmask a value by changing its schema.
  let schemaSets: [SchemaSet]
  /// The schemas a file has besides the one that it names.
  let schemas: @Sendable (String) -> [String]

  init(_ schemaSets: [SchemaSet], schemas: @escaping @Sendable (String) -> [String] = { _ in [] }) {
    self.schemaSets = schemaSets
    self.schemas = schemas
  }

  init(_ bundles: Bundle...) {
    self.init(bundles.map(\.schemaSet)) { file in
      bundles.compactMap { $0.datafile(inFile: file)?.schema }
    }
  }

  /// Whether any schema hides anything.
  var hidesAnything: Bool { schemaSets.contains(where: \.hasSensitivePlaces) }

  /// The values of a document that must not be shown, under the schema it names and others it may have.
  func places(of document: Document, schemas: [String?] = []) -> SensitivePlaces {
    var found = SensitivePlaces()
    let names = Set(
      (schemas + [document.string("$schema")]).compactMap { $0 }.map { $0.hasPrefix("/") ? $0 : "/" + $0 })
    for set in schemaSets {
      for schema in names.compactMap({ set.schema($0) }) {
        found.formUnion(set.sensitivePlaces(of: document, against: schema))
        // A file that is shown as one text, as it cannot be read.
        if !document.kind(document.root).isContainer, set.mayBeSensitive(schema) {
          found.insert(document.root)
        }
      }
    }
    return found
  }

  /// The places that the schema hides which the document is validated against: messages about them are masked.
  func ownPlaces(of document: Document, file: String) -> SensitivePlaces {
    let name = document.string("$schema") ?? schemas(file).last
    guard let set = schemaSets.last, let schema = name.flatMap({ set.schema($0.hasPrefix("/") ? $0 : "/" + $0) })
    else { return SensitivePlaces() }
    return set.sensitivePlaces(of: document, against: schema)
  }

  func masked(_ document: Document, schemas: [String?] = []) -> Document {
    let places = places(of: document, schemas: schemas)
    return places.roots.isEmpty ? document : document.masking(places.roots, with: SensitivePlaces.mask)
  }

  /// A change whose values may be shown. Its digests are no longer those of the change: compute them before.
  func masked(_ change: FileChange) -> FileChange {
    var change = change
    let named = [change.schema, change.old?.string("$schema"), change.new?.string("$schema")]
    let schemas = named + schemas(change.repositoryPath)
    change.old = change.old.map { masked($0, schemas: schemas) }
    change.new = change.new.map { masked($0, schemas: schemas) }
    return change
  }

  func masked(_ decision: Decision, _ lines: SourceLines) -> Decision {
    var decision = decision
    decision.diagnostics = lines.masked(decision.diagnostics)
    for index in decision.files.indices { decision.files[index].change = masked(decision.files[index].change) }
    return decision
  }
}

extension Bundle {
  /// The datafile that a file from the top of the repository is.
  fileprivate func datafile(inFile file: String) -> Datafile? {
    for root in configuration.dataRoots where root.isEmpty || file.hasPrefix(root + "/") {
      let path = root.isEmpty ? "/" + file : String(file.dropFirst(root.count))
      if let datafile = datafile(path), datafile.file == file { return datafile }
    }
    return nil
  }
}

extension Document {
  /// A text of the outermost object.
  fileprivate func string(_ key: DocumentKey) -> String? { member(root, key).flatMap { string($0) } }
}
