internal import DocumentModel
public import JSONSchema

/// Computes the names of many datafiles; each declaration in the schemas is read once.
public struct DeclaredNames: Sendable {
  private let bundle: Bundle
  private var known: [Key: [NameDeclaration]] = [:]

  private struct Key: Hashable {
    var source: Int
    var value: NodeID
  }

  /// For the datafiles of a bundle.
  public init(_ bundle: Bundle) { self.bundle = bundle }

  /// The declarations that apply to a datafile as a whole, in the order of the schema.
  public mutating func declarations(of datafile: Datafile) -> [NameDeclaration] {
    guard let path = datafile.schema, let schema = bundle.schemaSet.schema(path) else { return [] }
    var found: [NameDeclaration] = []
    for annotation in bundle.schemaSet.annotations(of: datafile.document, against: schema)
    where annotation.marker == .derivedName && annotation.node == datafile.document.root {
      let key = Key(source: annotation.source, value: annotation.value)
      if known[key] == nil {
        let source = bundle.schemaSet.document(ofSource: annotation.source)
        known[key] = source.map { NameDeclaration.read(annotation.value, in: $0).0 } ?? []
      }
      found += known[key] ?? []
    }
    return found
  }

  /// The names of a datafile, by what they are called; left out is what cannot be computed.
  public mutating func names(of datafile: Datafile) -> [String: String] {
    var found: [String: String] = [:]
    for declaration in declarations(of: datafile) {
      let outcome = DerivedNames.derive(declaration, at: datafile.document.root, of: datafile, in: bundle)
      if case .name(let name) = outcome { found[declaration.name] = name.text }
    }
    return found
  }
}
