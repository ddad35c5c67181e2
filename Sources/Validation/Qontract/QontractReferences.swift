internal import DataBundle
internal import DocumentModel
internal import JSONCoding
internal import JSONSchema

/// qontract-validator's checks of references to datafiles and resources (validator.py:227, 359).
struct QontractReferences {
  private let traversal: QontractTraversal
  private let resources: Set<String>
  private var shapes: [QontractBundle.SchemaPlace: SchemaSet] = [:]
  private(set) var results: [QontractResult] = []
  /// The values of the present file that must not be shown.
  var hidden = SensitivePlaces()

  init(_ traversal: QontractTraversal) {
    self.traversal = traversal
    resources = Set(traversal.bundle.resources.map(\.path))
  }

  /// Checks a scalar: whatever stands under a key `$ref` refers to a datafile.
  mutating func check(_ way: QontractWay) {
    if let path = traversal.resource(at: way), !resources.contains(path) {
      results.append(
        QontractResult(
          kind: .reference, filename: way.file.path, schema: way.fileSchema, reason: "RESOURCE_FILE_NOT_FOUND",
          message: "Resource file \(shown(path, way)) not found in file \(way.file.path)"))
    }
    if case .key("$ref")? = way.step(0), let node = way.last { results.append(reference(way, node)) }
  }

  /// A path, if the value that it is may be shown.
  private func shown(_ path: String, _ way: QontractWay) -> String {
    way.last.map { hidden.contains($0.data, in: way.file.document) } == true ? SensitivePlaces.mask : path
  }

  private mutating func reference(_ way: QontractWay, _ node: QontractNode) -> QontractResult {
    var result = QontractResult(kind: .reference, filename: way.file.path)
    let path = way.file.document.string(node.data) ?? way.file.document.json(node.data)
    guard let target = traversal.bundle.datafile(path) else {
      result.reason = "FILE_NOT_FOUND"
      result.message = "Reference to file \(shown(path, way)) in file \(way.file.path) not found"
      return result
    }
    let schema = target.text("$schema", of: target.root)
    if let place = node.schema, case let document = traversal.bundle.schemas[place.file].document,
      let expected = document.member(place.node, "$schemaRef")
    {
      if let text = document.string(expected) {
        guard text == schema else {
          result.reason = "INCORRECT_SCHEMA"
          result.message = "incorrect schema: got `\(schema ?? "")`, expecting `\(text)`"
          return result
        }
      } else if let problem = shapeProblem(.init(file: place.file, node: expected), target) {
        result.schema = schema
        result.reason = "SCHEMA_REF_VALIDATION_ERROR"
        result.message = problem
        return result
      }
    }
    result.reference = shown(path, way)
    result.schema = way.fileSchema
    return result
  }

  /// A `$schemaRef` that is a schema applies to the whole file referred to; references in it lead nowhere.
  private mutating func shapeProblem(_ place: QontractBundle.SchemaPlace, _ target: Document) -> String? {
    let path = "/shape"
    if shapes[place] == nil {
      var builder = DocumentBuilder()
      builder.copy(place.node, of: traversal.bundle.schemas[place.file].document)
      guard let document = builder.finish() else { return nil }
      var options = SchemaOptions()
      options.formats = false
      shapes[place] = SchemaSet.compile([SchemaSource(path: path, document: document)], options: options).set
    }
    guard let set = shapes[place], let schema = set.schema(path) else { return nil }
    return set.validate(target, against: schema, limit: 1).first?.message
  }
}
