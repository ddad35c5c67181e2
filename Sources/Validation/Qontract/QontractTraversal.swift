internal import DataBundle
internal import DocumentModel

/// Walks through datafiles as qontract-validator does (traverse.py): every scalar, with the schema and the GraphQL field
/// that its simple rules find. What they do not find is not checked: they do not follow `anyOf`, `allOf`,
/// `patternProperties`, `additionalProperties` or a `$ref` into the middle of a file.
struct QontractTraversal {
  /// The reference that makes a value the path of a resource.
  static let resourceReference = "/common-1.json#/definitions/resourceref"

  let bundle: QontractBundle
  /// The validator reads a bundle with sorted keys; the bundler walks through the files as they are written.
  var sortsKeys = false

  /// Calls `visit` for every scalar of a datafile, in order.
  func walk(_ file: QontractBundle.File, _ visit: (QontractWay) -> Void) {
    let document = file.document
    let named = document.text("$schema", of: document.root)
    var root = QontractNode(data: document.root)
    root.schemaPath = named
    let type = named.flatMap { bundle.graphql?.type(ofSchema: $0) }
    resolve(&root, named.flatMap { bundle.schema($0) }, type, in: document)
    root.type = type.flatMap { concrete($0, root.data, in: document) } ?? type
    var way = QontractWay(file: file, fileSchema: named, nodes: [root])
    descend(&way, visit)
  }

  private func descend(_ way: inout QontractWay, _ visit: (QontractWay) -> Void) {
    guard let node = way.last else { return }
    let document = way.file.document
    guard document.kind(node.data).isContainer else { return visit(way) }
    var children = Array(document.children(node.data))
    let isObject = document.kind(node.data) == .object
    if isObject, sortsKeys {
      children.sort { document.keyBytes($0).lexicographicallyPrecedes(document.keyBytes($1)) }
    }
    for (index, child) in children.enumerated() {
      if isObject {
        guard let key = document.key(child), key != "$schema" else { continue }
        way.nodes.append(member(child, key, of: node, in: document))
      } else {
        way.nodes.append(element(child, index, of: node, in: document))
      }
      descend(&way, visit)
      way.nodes.removeLast()
    }
  }

  private func member(
    _ child: NodeID, _ key: String, of node: QontractNode, in document: Document
  ) -> QontractNode {
    var next = QontractNode(data: child, step: .key(key), schemaPath: node.schemaPath)
    (next.type, next.field) = graphql(key, below: node)
    resolveAll(&next, memberSchema(key, of: node.schema), in: document)
    return next
  }

  private func element(
    _ child: NodeID, _ index: Int, of node: QontractNode, in document: Document
  ) -> QontractNode {
    var next = QontractNode(
      data: child, step: .index(index), type: node.type, field: node.field, schemaPath: node.schemaPath)
    resolveAll(&next, node.schema.flatMap { value("items", of: $0) }, in: document)
    return next
  }

  /// Sets the schema, and the type of an interface's value, by the value itself.
  private func resolveAll(
    _ node: inout QontractNode, _ schema: QontractBundle.SchemaPlace?, in document: Document
  ) {
    let type = node.field.flatMap { bundle.graphql?.types[$0.type] }
    resolve(&node, schema, type, in: document)
    if let type, let concrete = concrete(type, node.data, in: document) {
      node.type = concrete
      node.field = nil
    }
  }

  /// Type and field of a member; a `$ref` stays with its parent's.
  private func graphql(
    _ key: String, below node: QontractNode
  ) -> (GraphQLTypes.TypeDefinition?, GraphQLTypes.Field?) {
    if key == "$ref" { return (node.type, node.field) }
    let type = node.field.map { bundle.graphql?.types[$0.type] } ?? node.type
    guard let type, let field = type.fields[key] else { return (nil, nil) }
    return (type, field)
  }

  /// The type a value of an interface has by one of its members.
  private func concrete(
    _ type: GraphQLTypes.TypeDefinition, _ node: NodeID, in document: Document
  ) -> GraphQLTypes.TypeDefinition? {
    guard let resolution = type.resolution, let text = document.text(DocumentKey(resolution.field), of: node)
    else { return nil }
    return resolution.types[text].flatMap { bundle.graphql?.types[$0] }
  }
}

// MARK: - Schemas

extension QontractTraversal {
  /// The schema of a member: below a `$schemaRef` the same schema, else what `properties` says.
  private func memberSchema(_ key: String, of schema: QontractBundle.SchemaPlace?) -> QontractBundle.SchemaPlace? {
    guard let schema else { return nil }
    if value("$schemaRef", of: schema) != nil { return schema }
    return value("properties", of: schema).flatMap { value(DocumentKey(key), of: $0) }
  }

  /// Sets a node's schema: a reference to a whole file is followed once, and an alternative is chosen by whether the
  /// value is a reference, or by the member that decides an interface's type.
  private func resolve(
    _ node: inout QontractNode, _ schema: QontractBundle.SchemaPlace?, _ type: GraphQLTypes.TypeDefinition?,
    in document: Document
  ) {
    node.schema = schema
    follow(&node)
    guard let found = node.schema, node.schemaPath != nil, value("$schemaRef", of: found) == nil,
      let oneOf = value("oneOf", of: found)
    else { return }
    let alternatives = bundle.schemas[oneOf.file].document.children(oneOf.node).map {
      QontractBundle.SchemaPlace(file: oneOf.file, node: $0)
    }
    let referring = alternatives.filter { value("$schemaRef", of: $0) != nil }
    if alternatives.count == 2, referring.count == 1 {
      let isReference = document.member(node.data, "$ref") != nil
      node.schema = isReference ? referring.first : alternatives.first { $0 != referring.first }
      return follow(&node)
    }
    guard let field = type?.resolution?.field, let text = document.text(DocumentKey(field), of: node.data)
    else { return }
    let path = node.schemaPath
    for alternative in alternatives {
      node.schema = alternative
      node.schemaPath = path
      follow(&node)
      if let chosen = node.schema, names(text, field, chosen) {
        node.oneOfRoot = found
        return
      }
    }
    node.schema = nil
    node.schemaPath = path
  }

  private func follow(_ node: inout QontractNode) {
    guard let place = node.schema, value("$schemaRef", of: place) == nil,
      let path = bundle.schemas[place.file].document.text("$ref", of: place.node), let target = bundle.schema(path)
    else { return }
    node.schema = target
    node.schemaPath = path
  }

  /// Whether a schema's `properties.FIELD.enum` has a text.
  private func names(_ text: String, _ field: String, _ schema: QontractBundle.SchemaPlace) -> Bool {
    guard let property = value("properties", of: schema).flatMap({ value(DocumentKey(field), of: $0) }),
      let list = value("enum", of: property)
    else { return false }
    let document = bundle.schemas[list.file].document
    return document.children(list.node).contains { document.string($0) == text }
  }

  private func value(_ key: DocumentKey, of place: QontractBundle.SchemaPlace) -> QontractBundle.SchemaPlace? {
    bundle.schemas[place.file].document.member(place.node, key).map { .init(file: place.file, node: $0) }
  }

  /// The path of the resource a value names: its schema is literally the reference to `resourceref`.
  func resource(at way: QontractWay) -> String? {
    guard let node = way.last, let schema = node.schema,
      bundle.schemas[schema.file].document.text("$ref", of: schema.node) == QontractTraversal.resourceReference,
      let path = way.file.document.string(node.data), !path.isEmpty
    else { return nil }
    return path
  }
}
