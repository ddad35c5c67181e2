internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONPath
internal import JSONSchema

/// A selector of a change-type, to be looked at once all change-types are known.
struct SelectorUse {
  var file: Datafile
  var node: NodeID
  var selector: Selector
  /// Position of the change-type.
  var changeType: Int
  /// The schemas of the documents it is evaluated on; nil among them: any.
  var schemas: [String?]
  /// Whether what it selects may be changed, or only leads to the context.
  var grants: Bool
}

/// What is wrong with selectors that can be read: such that never match, such that mean something else than they seem
/// to, and filters that read what the same change-type lets people change.
struct SelectorCheck {
  let schemaSet: SchemaSet
  let uses: [SelectorUse]

  func diagnostics() -> [Diagnostic] {
    var found: [Diagnostic] = []
    for use in uses {
      func report(_ code: DiagnosticCode, _ severity: Severity, _ message: String, help: String?) {
        found.append(Diagnostic(code, severity, at: use.file.place(use.node), message, help: help))
      }
      let shapes = use.schemas.compactMap { $0 }.compactMap { path in
        schemaSet.schema(path).map { (path, SchemaPlace(location: schemaSet.location($0))) }
      }
      if let failure = unmatchable(use, shapes) {
        report(
          "policy/never-matches", .error,
          "the selector \"\(use.selector)\" can never match a file of \(failure.schema), because of \"\(failure.step)\"",
          help: failure.nearest.map { "did you mean \"\($0)\"?" } ?? "correct the selector, or remove it")
      }
      for warning in Set(use.selector.warnings + shapes.flatMap { use.selector.warnings(for: $0.1) }) {
        report(
          "policy/selector-trap", .warning, "the selector \"\(use.selector)\": \(warning.message)", help: warning.help)
      }
      for read in use.selector.filterFields {
        let others = uses.filter {
          $0.grants && $0.changeType == use.changeType && !Set($0.schemas).isDisjoint(with: use.schemas)
        }
        guard let other = others.first(where: { $0.selector.mayEdit(read) }) else { continue }
        let field = read.field.isEmpty ? "the item itself" : "\"\(read.field.joined(separator: "."))\""
        report(
          "policy/editable-filter", .warning,
          "the selector \"\(use.selector)\" selects by \(field), which \"\(other.selector)\" of the same change-type lets people change",
          help: "whoever may change the field can claim other items; select by what only others may change")
      }
    }
    return found
  }

  /// A schema none of whose documents a selector matches, and the step to blame; nil if it may match one of them.
  private func unmatchable(
    _ use: SelectorUse, _ shapes: [(path: String, place: SchemaPlace)]
  ) -> (schema: String, step: String, nearest: String?)? {
    guard shapes.count == use.schemas.count, !shapes.isEmpty else { return nil }
    var failure: (schema: String, step: String, nearest: String?)?
    for shape in shapes {
      guard case .no(let offset) = use.selector.canMatch(shape.place) else { return nil }
      let text = String(decoding: use.selector.source.utf8.dropFirst(offset), as: UTF8.self)
      let name = text.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      let known = schemaSet.schema(shape.path).map { schemaSet.location($0).memberNames } ?? []
      failure = (
        shape.path, name.isEmpty ? text : String(name),
        offset == 0 ? Suggestion.nearest(to: String(name), among: known) : nil
      )
    }
    return failure
  }
}

/// A place of a schema, as selectors ask about it.
private struct SchemaPlace: SchemaShape {
  let location: SchemaLocation

  var isOpen: Bool { location.isUnconstrained }

  var kinds: ShapeKinds {
    var kinds: ShapeKinds = []
    if location.mayBe(.object) { kinds.insert(.object) }
    if location.mayBe(.array) { kinds.insert(.array) }
    if location.mayBe(.null) { kinds.insert(.null) }
    let scalars: [NodeKind] = [.string, .bool, .int, .float]
    if scalars.contains(where: { location.mayBe($0) }) { kinds.insert(.scalar) }
    return kinds
  }

  func members(named name: String) -> [SchemaPlace] { places(location.member(named: name)) }
  func anyMember() -> [SchemaPlace] { places(location.anyMember) }
  func elements() -> [SchemaPlace] { places(location.elements) }

  private func places(_ location: SchemaLocation?) -> [SchemaPlace] {
    location.map { [SchemaPlace(location: $0)] } ?? []
  }
}
