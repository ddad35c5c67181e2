public import DocumentModel
internal import JSONCoding
internal import JSONSchema

/// What tells the elements of lists apart: the schema keyword `identity`, else qontract's context-unique fields.
public struct ItemIdentities: Sendable {
  private let bundle: Bundle

  /// Identities in a bundle's datafiles.
  public init(_ bundle: Bundle) { self.bundle = bundle }

  /// The name of every list element that has one, by node. Names are only comparable within one list.
  public func names(of datafile: Datafile) -> [NodeID: String] {
    var found = bundle.graphql.map { ContextIdentifiers($0).elements(of: datafile) } ?? [:]
    for list in lists(of: datafile) {
      for element in datafile.document.children(list.node) {
        found[element] = ItemIdentities.name(of: element, list.fields, in: datafile.document)
      }
    }
    return found
  }

  /// The lists whose schema says `identity`, with the fields.
  public func lists(of datafile: Datafile) -> [(node: NodeID, fields: [String])] {
    guard let path = datafile.schema, let schema = bundle.schemaSet.schema(path) else { return [] }
    return bundle.schemaSet.annotations(of: datafile.document, against: schema).compactMap { annotation in
      guard annotation.marker == .identity, datafile.document.kind(annotation.node) == .array,
        let source = bundle.schemaSet.document(ofSource: annotation.source)
      else { return nil }
      return (annotation.node, source.children(annotation.value).compactMap { source.string($0) })
    }
  }

  /// The name of an element: its values of the fields. Nil unless it has at least one of them.
  public static func name(of element: NodeID, _ fields: [String], in document: Document) -> String? {
    var writer = JSONWriter(style: .canonical)
    writer.beginArray()
    var isEmpty = true
    for field in fields {
      if let value = document.member(element, DocumentKey(field)) {
        writer.value(value, of: document)
        isEmpty = false
      } else {
        writer.null()
      }
    }
    writer.endArray()
    return isEmpty ? nil : writer.text
  }

  /// The lists whose schema says `ordered: false`.
  public func unorderedLists(of datafile: Datafile) -> Set<NodeID> {
    guard let path = datafile.schema, let schema = bundle.schemaSet.schema(path) else { return [] }
    let annotations = bundle.schemaSet.annotations(of: datafile.document, against: schema)
    return Set(
      annotations.filter { annotation in
        annotation.marker == .ordered
          && bundle.schemaSet.document(ofSource: annotation.source)?.bool(annotation.value) == false
      }.map(\.node))
  }
}
