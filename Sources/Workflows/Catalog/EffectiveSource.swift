internal import DataBundle
internal import Diffing
internal import DocumentModel
internal import JSONe
internal import Reporting
internal import YAMLEditing

/// What an installation comes to: a release's source with the overrides.
enum EffectiveSource {
  /// The lists of a release's source whose schema says `identity`: the fields, by the list's place in the source.
  typealias Identities = [[String]: [String]]

  /// The identities of the lists in a source.
  static func identities(of source: NodeID, of item: Datafile, in bundle: Bundle) -> Identities {
    let above = item.document.pointer(source).tokens
    let lists = ItemIdentities(bundle).lists(of: item).map { (item.document.pointer($0.node).tokens, $0.fields) }
    return Identities(
      lists.filter { $0.0.starts(with: above) }.map { (Array($0.0.dropFirst(above.count)), $0.1) },
      uniquingKeysWith: { first, _ in first })
  }

  /// Merges overrides into a source as the operator `$mergeDeep` of templates does, by that operator: mappings member by
  /// member, lists one behind the other, else the override counts. Of an item that both have, by its identity, the override's
  /// counts.
  static func merged(
    _ source: YAMLValue, _ overrides: YAMLValue?, _ identities: Identities
  ) throws(WorkflowError) -> Document {
    let overrides = overrides ?? .object([])
    let source = without(overrides, source, [], identities)
    do throws(TemplateError) {
      var context = TemplateContext()
      try context.set("source", TemplateValue(source.document))
      try context.set("overrides", TemplateValue(overrides.document))
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

  /// A source without the items of lists that overrides replace.
  private static func without(
    _ overrides: YAMLValue, _ source: YAMLValue, _ path: [String], _ identities: Identities
  ) -> YAMLValue {
    switch (source, overrides) {
    case (.object(let members), .object):
      return .object(
        members.map { member in
          guard let override = overrides[[member.key]] else { return member }
          return .init(member.key, without(override, member.value, path + [member.key], identities))
        })
    case (.list(let items), .list(let replacements)):
      guard let fields = identities[path] else { return source }
      let replaced = Set(replacements.compactMap { name(of: $0, fields) })
      return .list(items.filter { name(of: $0, fields).map(replaced.contains) != true })
    default: return source
    }
  }

  private static func name(of item: YAMLValue, _ fields: [String]) -> String? {
    let document = item.document
    return ItemIdentities.name(of: document.root, fields, in: document)
  }

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
