public import DocumentModel

/// A place in a document as the schemas see it: what may be there, and what may be below it.
///
/// For checking selectors against schemas. The answers err on one side only: what is said to be impossible is.
public struct SchemaLocation: Hashable, Sendable {
  let program: Program
  /// The subschemas of which any may describe the value; none of them: it may be anything.
  let schemas: [UInt32]

  /// Whether the schemas say nothing about the value.
  public var isUnconstrained: Bool { schemas.isEmpty }

  /// What is under a key; nil where no object here can have the key.
  public func member(named key: String) -> SchemaLocation? { step(.named(DocumentKey(key))) }

  /// What the members of an object here may be; nil where it can have none.
  public var anyMember: SchemaLocation? { step(.anyMember) }

  /// What the elements of a list here may be; nil where there can be no list, or only an empty one.
  public var elements: SchemaLocation? { step(.element) }

  /// Whether an object here may have members under keys that the schemas do not name.
  public var isOpen: Bool { step(.unnamedMember) != nil }

  /// Whether the value may be of a kind.
  public func mayBe(_ kind: NodeKind) -> Bool {
    let set: TypeSet =
      switch kind {
      case .null: .null
      case .bool: .bool
      case .int: .integer
      case .float: .number
      case .string: .string
      case .array: .array
      case .object: .object
      }
    if schemas.isEmpty { return true }
    var walk = SchemaShapeWalk(program: program)
    return schemas.contains { !walk.types($0).isDisjoint(with: set) }
  }

  /// The keys that the schemas name for an object here, sorted.
  public var memberNames: [String] {
    var walk = SchemaShapeWalk(program: program)
    var names: Set<String> = []
    for schema in schemas { walk.collectNames(schema, &names) }
    return names.sorted()
  }

  /// The markers of the schemas here with their values, in the order of the schemas. `$schemaRef` is among them; what
  /// is behind a crossref is never entered.
  public var markers: [(marker: Marker, text: String?)] {
    var walk = SchemaShapeWalk(program: program)
    var entries: [(marker: Marker, text: String?)] = []
    for schema in schemas { walk.collectMarkers(schema, &entries) }
    return entries
  }

  /// Two places of one schema set are equal when the same subschemas describe them.
  public static func == (a: SchemaLocation, b: SchemaLocation) -> Bool { a.schemas == b.schemas }

  /// Hashes the subschemas.
  public func hash(into hasher: inout Hasher) { hasher.combine(schemas) }

  private func step(_ step: SchemaShapeWalk.Step) -> SchemaLocation? {
    if schemas.isEmpty { return self }
    var walk = SchemaShapeWalk(program: program)
    var outcome = SchemaShapeWalk.Outcome.impossible
    for schema in schemas { outcome = outcome.or(walk.step(step, from: schema)) }
    switch outcome {
    case .impossible: return nil
    case .anything: return SchemaLocation(program: program, schemas: [])
    case .described(let next): return SchemaLocation(program: program, schemas: next)
    }
  }
}

extension SchemaSet {
  /// The root of the documents of a schema.
  public func location(_ schema: SchemaID) -> SchemaLocation {
    SchemaLocation(program: program, schemas: [schema.index])
  }
}
