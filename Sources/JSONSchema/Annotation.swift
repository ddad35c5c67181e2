public import DocumentModel

/// A marker that applies to a value of a document.
public struct Annotation: Hashable, Sendable {
  /// The value.
  public var node: NodeID
  /// The marker.
  public var marker: Marker
  /// The subschema that has the marker.
  public var schema: SchemaID
  /// The number of the source with the marker, for `SchemaSet.document(ofSource:)`.
  public var source: Int
  /// The marker's value in that source; for the two kinds of `$ref` the reference.
  public var value: NodeID
  /// That value, where it is a text.
  public var text: String?
  /// The compiled schema of a `$schemaRef` that is an object.
  public var nested: SchemaID?
}

extension SchemaSet {
  /// The markers of all subschemas that apply to a value and to what is below it, in document order: through `$ref`,
  /// `allOf`, the members, items and dependencies, the branch of a condition, and the alternatives of `anyOf` and
  /// `oneOf` that match. Where none does, those that may have been meant, so that an error hides no marker.
  ///
  /// Costs nothing where a schema reaches no marker.
  public func annotations(of document: Document, at node: NodeID? = nil, against schema: SchemaID) -> [Annotation] {
    Annotator.annotations(program, document, schema.index, node ?? document.root)
  }

  /// Where a schema is written: its path, `#`, a JSON Pointer.
  public func reference(to schema: SchemaID) -> String? {
    guard program.tables.subschemas.indices.contains(Int(schema.index)) else { return nil }
    let subschema = program.tables.subschemas[Int(schema.index)]
    return program.sources[Int(subschema.source)].reference(to: subschema.node)
  }
}
