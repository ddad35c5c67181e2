internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONSchema

/// Reads the facts of one datafile.
struct FactReader: Sendable {
  private let schemas: SchemaSet
  private let uniqueFields: [String: [UniqueField]]

  /// A field of the datafiles of a schema that the GraphQL file calls unique.
  private struct UniqueField: Sendable {
    var name: String
    var key: DocumentKey
    var space: String
  }

  init(bundle: Bundle) {
    schemas = bundle.schemaSet
    uniqueFields = bundle.graphql.map { FactReader.uniqueFields($0) } ?? [:]
  }

  /// The unique fields by schema: those of the datafiles' type and of its interface.
  private static func uniqueFields(_ graphql: GraphQLTypes) -> [String: [UniqueField]] {
    graphql.typeOfSchema.compactMapValues { name in
      guard let type = graphql.types[name] else { return nil }
      let interface = type.interface.flatMap { graphql.types[$0] }
      return type.fields.values.sorted { $0.name < $1.name }.compactMap { field in
        let isUniqueInInterface = interface?.fields[field.name]?.isUnique ?? false
        guard field.isUnique || isUniqueInInterface else { return nil }
        let owner = isUniqueInInterface ? interface?.name ?? type.name : type.name
        return UniqueField(
          name: field.name, key: DocumentKey(field.name), space: "graphql \(owner).\(field.name)")
      }
    }
  }

  func facts(of datafile: Datafile) -> FileFacts {
    var facts = FileFacts(content: datafile.content)
    readGraphQL(datafile, &facts)
    guard let path = datafile.schema else {
      facts.diagnostics.append(
        Diagnostic(
          "schema/missing", at: datafile.place(datafile.document.root), "the file does not say which schema it has",
          help: "begin it with \"$schema: /path/of/the/schema.yml\""))
      return facts
    }
    guard let schema = schemas.schema(path) else {
      facts.diagnostics.append(unknownSchema(path, datafile))
      return facts
    }
    let (problems, annotations) = schemas.check(datafile.document, against: schema)
    facts.diagnostics += problems.diagnostics(file: datafile.file, document: datafile.document)
    for annotation in annotations { read(annotation, datafile, &facts) }
    facts.sensitive = SensitivePlaces(annotations)
    for index in facts.uniqueValues.indices
    where facts.sensitive.contains(facts.uniqueValues[index].node, in: datafile.document) {
      facts.uniqueValues[index].isSensitive = true
    }
    facts.typedReferences.sort { $0.node < $1.node }
    return facts
  }

  private func unknownSchema(_ path: String, _ datafile: Datafile) -> Diagnostic {
    let node = datafile.document.member(datafile.document.root, .schema) ?? datafile.document.root
    let nearest = Suggestion.nearest(to: path, among: schemas.paths)
    return Diagnostic(
      "schema/not-found", at: datafile.place(node), "there is no schema \"\(path)\"",
      help: nearest.map { "did you mean \"\($0)\"?" })
  }

  private func read(_ annotation: Annotation, _ datafile: Datafile, _ facts: inout FileFacts) {
    let document = datafile.document
    let node = annotation.node
    func isOn() -> Bool {
      schemas.document(ofSource: annotation.source)?.bool(annotation.value) == true
    }
    switch annotation.marker {
    case .schemaRef:
      guard let reference = document.member(node, .reference), document.kind(reference) == .string else { return }
      facts.typedReferences.append(
        .init(node: reference, schema: annotation.text, shape: annotation.nested))
    case .resourceReference:
      guard document.kind(node) == .string, !document.text(node).isEmpty else { return }
      facts.resources.append(node)
    case .unique:
      guard isOn(), document.kind(node) != .null, let schema = datafile.schema else { return }
      let field = document.pointer(node).tokens.filter { Int($0) == nil }.joined(separator: ".")
      facts.uniqueValues.append(
        .init(
          space: "\(schema)#\(field)", field: field, value: document.json(node, style: .canonical), node: node,
          isOwnKeyword: true))
    case .immutable, .appendOnly:
      if isOn() { facts.guarded.append(.init(pointer: document.pointer(node), marker: annotation.marker)) }
    case .secretRef:
      if isOn(), !document.kind(node).isContainer, document.kind(node) != .null {
        facts.diagnostics.append(
          Diagnostic(
            "secret/plain-value", at: datafile.place(node), "a secret is written out here",
            help: "store it in the secret backend and refer to it with its path and field; consider it leaked"))
      }
    case .identity: readIdentity(annotation, datafile, &facts)
    case .derivedName, .sumWithin, .claimWithin:
      facts.linked.append(
        .init(
          marker: annotation.marker, node: node,
          declaration: .init(source: annotation.source, value: annotation.value)))
    case .ordered, .sensitive, .crossReference: return
    }
  }

  /// Two elements of a list with one identity.
  private func readIdentity(_ annotation: Annotation, _ datafile: Datafile, _ facts: inout FileFacts) {
    guard datafile.document.kind(annotation.node) == .array,
      let source = schemas.document(ofSource: annotation.source)
    else { return }
    let fields = source.children(annotation.value).compactMap { source.string($0) }
    var seen: [String: NodeID] = [:]
    for element in datafile.document.children(annotation.node) {
      guard let name = ItemIdentities.name(of: element, fields, in: datafile.document) else { continue }
      if let first = seen[name] {
        facts.diagnostics.append(
          Diagnostic(
            "identity/duplicate", at: datafile.place(element),
            "two items have the same \(fields.joined(separator: " and "))",
            help: "items of this list are told apart by \(fields.joined(separator: ", "))",
            notes: [.init("the first one", at: datafile.place(first))]))
      } else {
        seen[name] = element
      }
    }
  }

  /// Values that qontract's GraphQL file calls unique: every scalar under such a field of a datafile's type.
  private func readGraphQL(_ datafile: Datafile, _ facts: inout FileFacts) {
    guard let schema = datafile.schema, let fields = uniqueFields[schema] else { return }
    let document = datafile.document
    for field in fields {
      guard let member = document.member(document.root, field.key) else { continue }
      var id = member
      while id < document.end(member) {
        if !document.kind(id).isContainer, document.kind(id) != .null {
          facts.uniqueValues.append(
            .init(space: field.space, field: field.name, value: document.json(id), node: id, isOwnKeyword: false))
        }
        id = document.next(after: id)
      }
    }
  }
}
