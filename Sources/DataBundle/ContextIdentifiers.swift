public import DocumentModel
internal import JSONCoding

/// qontract's `__identifier` of list elements and of files referred to from lists: a digest over the fields that the
/// GraphQL types mark as identifying. Computed beside the data, never written into it (postprocess.py:163-219).
public struct ContextIdentifiers: Sendable {
  private let types: GraphQLTypes

  /// Identifiers under some types.
  public init(_ types: GraphQLTypes) { self.types = types }

  /// The identifier of every list element that has one, by node.
  public func elements(of datafile: Datafile) -> [NodeID: String] {
    guard let schema = datafile.schema, let type = types.type(ofSchema: schema) else { return [:] }
    var found: [NodeID: String] = [:]
    visit(datafile.document, datafile.document.root, type) { node, type in
      if let identifier = identifier(of: node, type, in: datafile.document) { found[node] = identifier }
    }
    return found
  }

  /// The identifier of a datafile's root: it has one if some list of a bundle refers to it where its own type stands.
  public func root(of datafile: Datafile, in bundle: Bundle) -> String? {
    guard let schema = datafile.schema, let type = types.type(ofSchema: schema),
      !type.identifyingFields.isEmpty,
      let identifier = identifier(of: datafile.document.root, type, in: datafile.document)
    else { return nil }
    for other in bundle.datafiles {
      guard let otherSchema = other.schema, let otherType = types.type(ofSchema: otherSchema),
        other.references.contains(where: { other.text($0) == datafile.path })
      else { continue }
      var listed = false
      visit(other.document, other.document.root, otherType) { node, _ in
        if other.document.text("$ref", of: node) == datafile.path { listed = true }
      }
      if listed { return identifier }
    }
    return nil
  }

  /// Calls `element` for every object in a list whose type is known.
  private func visit(
    _ document: Document, _ node: NodeID, _ type: GraphQLTypes.TypeDefinition,
    _ element: (NodeID, GraphQLTypes.TypeDefinition) -> Void
  ) {
    for child in document.children(node) {
      guard let key = document.key(child), key != "$schema", let field = type.fields[key] else { continue }
      visitValue(document, child, field.type, inList: false, element)
    }
  }

  private func visitValue(
    _ document: Document, _ node: NodeID, _ typeName: String, inList: Bool,
    _ element: (NodeID, GraphQLTypes.TypeDefinition) -> Void
  ) {
    switch document.kind(node) {
    case .array:
      for child in document.children(node) { visitValue(document, child, typeName, inList: true, element) }
    case .object:
      guard let type = types.type(named: typeName, of: node, in: document) else { return }
      if inList { element(node, type) }
      visit(document, node, type, element)
    default: return
    }
  }

  private func identifier(
    of node: NodeID, _ type: GraphQLTypes.TypeDefinition, in document: Document
  ) -> String? {
    var writer = JSONWriter(style: .python)
    writer.beginObject()
    var isEmpty = true
    for field in type.identifyingFields {
      guard let value = document.member(node, DocumentKey(field)) else { continue }
      if document.kind(value).isContainer {
        guard let target = document.member(value, "$ref"), !document.kind(target).isContainer else { continue }
      }
      writer.key(field)
      writer.value(value, of: document)
      isEmpty = false
    }
    writer.endObject()
    return isEmpty ? nil : ContentDigest.sha256(writer.bytes)
  }
}
