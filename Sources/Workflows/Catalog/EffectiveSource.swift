internal import Diffing
internal import DocumentModel
internal import JSONe
internal import Reporting
internal import YAMLEditing

/// What an installation comes to: a release's source with the overrides.
enum EffectiveSource {
  /// Merges overrides into a source as the operator `$mergeDeep` of templates does, by that operator: mappings member by
  /// member, lists one behind the other, else the override counts.
  static func merged(_ source: YAMLValue, _ overrides: YAMLValue?) throws(WorkflowError) -> Document {
    do throws(TemplateError) {
      var context = TemplateContext()
      try context.set("source", TemplateValue(source.document))
      try context.set("overrides", TemplateValue((overrides ?? .object([])).document))
      return try Template(template.document).render(context).document()
    } catch {
      throw .failure("the overrides cannot be merged into the release's source: \(error.message)")
    }
  }

  private static let template = YAMLValue.object([
    .init(
      "$mergeDeep",
      .list([
        .object([.init("$eval", .text("source"))]), .object([.init("$eval", .text("overrides"))]),
      ]))
  ])

  /// How two sources differ.
  static func changes(_ old: Document, _ new: Document) -> [ValueChange] { StrictDiff(old: old, new: new).changes }

  /// What is to be known about overrides: those whose place the release before had and this one has not, and those that
  /// say what the release says.
  static func remarks(
    _ overrides: YAMLValue?, on source: YAMLValue, before: YAMLValue?
  ) -> [InstallationOutcome.OverrideRemark] {
    var found: [InstallationOutcome.OverrideRemark] = []
    visit(overrides ?? .object([]), []) { path, value in
      if let current = source[path] {
        if case .scalar = value {
          let document = current.document
          if value.equals(document.root, of: document) { found.append(.init(JSONPointer(path), .redundant)) }
        }
      } else if before?[path] != nil {
        found.append(.init(JSONPointer(path), .gone))
      }
    }
    return found
  }

  /// Each value that is no mapping, or an empty one.
  private static func visit(_ value: YAMLValue, _ path: [String], _ body: ([String], YAMLValue) -> Void) {
    guard case .object(let members) = value, !members.isEmpty else {
      if !path.isEmpty { body(path, value) }
      return
    }
    for member in members { visit(member.value, path + [member.key], body) }
  }
}
