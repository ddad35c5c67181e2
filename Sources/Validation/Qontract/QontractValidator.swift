internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// qontract-validator's checks over a bundle, in the order of its report: schemas, datafiles, references, uniqueness,
/// resources, GraphQL types (validator.py:534).
struct QontractValidator {
  /// The name under which the GraphQL file is reported.
  static let graphqlFile = "graphql-schemas/schema.yml"
  /// A source that is the meta-schema of draft 6 under a name no file has.
  private static let draft6 = "\u{0}draft-06"
  private static let draft6Names: Set<String> = [
    "http://json-schema.org/draft-06/schema", "http://json-schema.org/draft-06/schema#",
  ]

  let bundle: QontractBundle
  private let schemas: SchemaSet
  /// What must not be shown of each datafile; empty where nothing is hidden.
  private let hidden: [SensitivePlaces]

  init(_ bundle: QontractBundle, hidden: [SensitivePlaces] = []) {
    self.bundle = bundle
    self.hidden = hidden
    // qontract has no format checker: no `format` ever fails there (validator.py:438).
    var options = SchemaOptions()
    options.formats = false
    var sources = bundle.schemas.map { SchemaSource(path: $0.path, document: $0.document) }
    if let document = QontractValidator.reference(to: "http://json-schema.org/draft-06/schema#") {
      sources.append(SchemaSource(path: QontractValidator.draft6, document: document))
    }
    schemas = SchemaSet.compile(sources, options: options).set
  }

  private static func reference(to uri: String) -> Document? {
    var builder = DocumentBuilder()
    builder.begin(.object)
    builder.key("$ref".utf8)
    builder.scalar(.string, uri.utf8)
    builder.end()
    return builder.finish()
  }

  /// The whole report.
  func results() -> [QontractResult] {
    var results = bundle.schemas.map { schema($0) }
    results += Parallel.map(bundle.data, makeWorker: {}) { _, file in self.file(file.path, file.document) }
    let traversal = QontractTraversal(bundle: bundle, sortsKeys: true)
    var references = QontractReferences(traversal)
    var uniqueness = QontractUniqueness(bundle)
    for (index, file) in bundle.data.enumerated() {
      if hidden.indices.contains(index) { references.hidden = hidden[index] }
      traversal.walk(file) { way in
        references.check(way)
        uniqueness.add(way, file: index)
      }
    }
    results += references.results
    results += uniqueness.results()
    results += bundle.resources.map { resource($0) }
    return results + graphql()
  }

  private func schema(_ file: QontractBundle.File) -> QontractResult {
    var result = QontractResult(kind: .schema, filename: file.path)
    guard let meta = file.document.text("$schema", of: file.document.root) else {
      result.reason = "MISSING_SCHEMA_URL"
      result.message = "Missing schema URL in file \(file.path)"
      return result
    }
    result.schema = meta
    let isDraft = QontractValidator.draft6Names.contains(meta)
    guard isDraft || bundle.schema(meta) != nil else {
      result.reason = "META_SCHEMA_NOT_FOUND"
      result.message = "Meta schema \(meta) not found in the file \(file.path)"
      return result
    }
    if let problem = problem(file.document, QontractValidator.draft6) {
      result.reason = "SCHEMA_ERROR"
      result.message = problem
    } else if !isDraft, let problem = problem(file.document, meta) {
      result.reason = "VALIDATION_ERROR"
      result.message = problem
    }
    return result
  }

  private func file(_ path: String, _ document: Document) -> QontractResult {
    var result = QontractResult(kind: .file, filename: path)
    guard var url = document.text("$schema", of: document.root) else {
      result.reason = "MISSING_SCHEMA_URL"
      result.message = "Missing schema URL in file \(path)"
      return result
    }
    if !url.hasPrefix("http"), !url.hasPrefix("/") { url = "/" + url }
    result.schema = url
    guard bundle.schema(url) != nil else {
      result.reason = "SCHEMA_NOT_FOUND"
      result.message = "Schema \(url) not found in the file \(path)"
      return result
    }
    if let problem = problem(document, url) {
      result.reason = "VALIDATION_ERROR"
      result.message = problem
    }
    return result
  }

  /// The first thing in which a document does not satisfy a schema. A broken part of a schema is ignored, as Python's
  /// validator does; the schema has an error of its own.
  private func problem(_ document: Document, _ path: String) -> String? {
    guard let schema = schemas.schema(path) else { return nil }
    let problems = schemas.validate(document, against: schema)
    return problems.first { $0.code.rawValue != "schema/broken" }.map { problem in
      let pointer = document.pointer(problem.node).description
      return pointer.isEmpty ? problem.message : "\(problem.message) (at \"\(pointer)\")"
    }
  }

  /// A resource without a schema is fine, and so is one that is no YAML, a template for example.
  private func resource(_ resource: QontractBundle.TextResource) -> QontractResult {
    let fine = QontractResult(kind: .file, filename: resource.path)
    guard resource.schema != nil else { return fine }
    let (document, diagnostics) = DocumentReader().read(resource.bytes, file: resource.path)
    guard let document, !diagnostics.hasErrors, document.kind(document.root) == .object else { return fine }
    return file(resource.path, document)
  }

  private func graphql() -> [QontractResult] {
    guard let graphql = bundle.graphql else { return [] }
    var results: [QontractResult] = []
    if graphql.document.kind(graphql.document.root) == .object {
      results.append(file(QontractValidator.graphqlFile, graphql.document))
    }
    return results + QontractUniqueness.impossible(graphql)
  }
}
