public import DocumentModel
public import JSONSchema

/// The names that datafiles have by the schema keyword `derivedName`, computed from their fields.
public enum DerivedNames {
  /// The names of a datafile, by what they are called. Left out is what cannot be computed because a field is missing;
  /// that, and whether a name is a good one, is what validation says.
  public static func names(of datafile: Datafile, in bundle: Bundle) -> [String: String] {
    var declared = DeclaredNames(bundle)
    return declared.names(of: datafile)
  }

  /// A computed name.
  public struct Name: Sendable {
    /// The name.
    public var text = ""
    /// The values it was made of, in order.
    public var parts: [Part] = []
  }

  /// A value that is part of a name.
  public struct Part: Sendable {
    /// The path that led there.
    public var field: FieldPath
    /// The datafile with the value.
    public var datafile: Datafile
    /// The value.
    public var node: NodeID
  }

  /// What computing a name gives.
  public enum Outcome: Sendable {
    /// The name.
    case name(Name)
    /// A path leads to something that is no part of a name: to nothing, or to no text or integer.
    case noPart(FieldPath, FieldResolution)
    /// A reference on the way leads nowhere.
    case dangling
    /// A value is longer than any name.
    case tooLong(Part)
    /// Everything in the template is optional, and none of it is there: the datafile has no such name.
    case absent
  }

  /// No name is longer.
  private static let maximumLength = 253

  /// Computes a name that is declared at a value of a datafile. The cost is bounded by the template's size.
  public static func derive(
    _ declaration: NameDeclaration, at node: NodeID, of datafile: Datafile, in bundle: Bundle
  ) -> Outcome {
    derive(declaration.template, at: node, of: datafile, in: bundle)
  }

  /// Computes a name from its template and the fields of a value of a datafile, which need not be one of the bundle's.
  public static func derive(
    _ template: NameTemplate, at node: NodeID, of datafile: Datafile, in bundle: Bundle
  ) -> Outcome {
    var name = Name()
    for group in template.groups {
      let before = name
      pieces: for piece in group.pieces {
        switch piece {
        case .text(let text): name.text += text
        case .field(let field):
          switch part(field, from: node, of: datafile, in: bundle) {
          case .name(let found):
            name.text += found.text
            name.parts += found.parts
          case .noPart(_, .missing) where group.isOptional:
            name = before
            break pieces
          case let problem: return problem
          }
        }
      }
    }
    return name.text.isEmpty && template.groups.allSatisfy(\.isOptional) ? .absent : .name(name)
  }

  /// One field's part of a name.
  private static func part(
    _ field: FieldPath, from node: NodeID, of datafile: Datafile, in bundle: Bundle
  ) -> Outcome {
    let resolution = bundle.resolve(field, from: node, of: datafile)
    switch resolution {
    case .dangling: return .dangling
    case .missing: return .noPart(field, resolution)
    case .found(let owner, let value):
      let kind = owner.document.kind(value)
      guard kind == .string || kind == .int else { return .noPart(field, resolution) }
      let part = Part(field: field, datafile: owner, node: value)
      let text = owner.document.text(value)
      guard text.count <= maximumLength else { return .tooLong(part) }
      return .name(Name(text: String(decoding: text, as: UTF8.self), parts: [part]))
    }
  }
}
