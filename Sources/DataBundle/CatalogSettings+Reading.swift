internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONSchema

extension CatalogSettings {
  /// Reads the settings; whatever is wrong is reported under `config/invalid`. Nil where anything is.
  static func read(_ document: Document, _ node: NodeID, file: String) -> (CatalogSettings?, [Diagnostic]) {
    var form = CatalogForm(document, node, file: file)
    let parts = (form.fields.value("items"), form.fields.value("installations"))
    if parts.0 == nil { form.fields.missing("items") }
    if parts.1 == nil { form.fields.missing("installations") }
    form.fields.reportUnknown()
    var found = form.fields.diagnostics
    var (items, installations): (Items?, Installations?)
    if let part = parts.0 {
      var form = CatalogForm(document, part, file: file)
      items = form.items()
      found += form.fields.diagnostics
    }
    if let part = parts.1 {
      var form = CatalogForm(document, part, file: file)
      installations = form.installations()
      found += form.fields.diagnostics
    }
    let place = Place(file: file, range: document.range(node), pointer: document.pointer(node).description)
    guard found.isEmpty, let items, let installations else { return (nil, found) }
    return (CatalogSettings(items: items, installations: installations, place: place), found)
  }
}

/// Reads one mapping of the settings.
private struct CatalogForm {
  var fields: FieldReader
  private let document: Document
  private let node: NodeID
  private let file: String

  init(_ document: Document, _ node: NodeID, file: String) {
    (self.document, self.node, self.file) = (document, node, file)
    fields = FieldReader(document, node, file: file, code: "config/invalid")
  }

  mutating func items() -> CatalogSettings.Items? {
    let schema = schema()
    let (name, releases) = (path("name", "name"), path("releases", "releases"))
    let (version, source) = (path("version", "version"), path("source", "source"))
    fields.reportUnknown()
    guard let schema, let name, let releases, let version, let source else { return nil }
    return CatalogSettings.Items(schema: schema, name: name, releases: releases, version: version, source: source)
  }

  mutating func installations() -> CatalogSettings.Installations? {
    let (schema, template) = (schema(), template())
    let (item, version) = (path("item", nil), path("version", nil))
    let overrides = path("overrides", "overrides")
    let (copies, newFields) = (copies(), newFields())
    fields.reportUnknown()
    guard let schema, let template, let item, let version, let overrides else { return nil }
    return CatalogSettings.Installations(
      schema: schema, path: template, item: item, version: version, overrides: overrides, copies: copies,
      fields: newFields)
  }

  private mutating func schema() -> String? {
    guard let name = fields.requiredString("schema") else { return nil }
    if name.hasPrefix("/") { return name }
    report("schema", "\"\(name)\" is no path of a schema", help: "write \"/\(name)\"")
    return nil
  }

  /// A path of fields; without a default it has to be there.
  private mutating func path(_ key: String, _ standard: String?) -> FieldPath? {
    guard let text = standard == nil ? fields.requiredString(key) : fields.string(key) ?? standard else { return nil }
    if let path = FieldPath(text) { return path }
    report(key, "\"\(text)\" is no path of fields", help: "write names with dots between them: spec.version")
    return nil
  }

  /// The template of paths. With a name in place of each field it has to be a path of a datafile.
  private mutating func template() -> NameTemplate? {
    guard let text = fields.requiredString("path") else { return nil }
    do throws(NameTemplate.Problem) {
      let template = try NameTemplate(text)
      let example = template.groups.flatMap(\.pieces).reduce("") { path, piece in
        if case .text(let text) = piece { path + text } else { path + "x" }
      }
      let parts = example.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
      guard example.hasPrefix("/"), parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }),
        example.hasSuffix(".yml") || example.hasSuffix(".yaml")
      else {
        report(
          "path", "\"\(text)\" makes no path of a YAML datafile",
          help: "for example \"/apps/{project.name}/{name}.yml\"")
        return nil
      }
      return template
    } catch {
      report("path", "\"\(text)\" cannot be read: \(error.message)")
      return nil
    }
  }

  private mutating func copies() -> [CatalogSettings.Copy] {
    members("copies").compactMap { member in
      guard let field = document.key(member).flatMap({ FieldPath($0) }),
        let source = document.string(member).flatMap({ FieldPath($0) })
      else {
        fields.report(member, "\"copies\" maps fields of the installation to fields of the item")
        return nil
      }
      return CatalogSettings.Copy(field: field, source: source)
    }
  }

  private mutating func newFields() -> [CatalogSettings.Field] {
    members("fields").compactMap { member in
      let kind = document.string(member).flatMap { CatalogSettings.FieldKind(rawValue: $0) }
      guard let name = document.key(member), !name.isEmpty, let kind else {
        let kinds = CatalogSettings.FieldKind.allCases.map(\.rawValue).joined(separator: ", ")
        fields.report(member, "\"fields\" says what each field holds", help: "use one of \(kinds)")
        return nil
      }
      return CatalogSettings.Field(name: name, kind: kind)
    }
  }

  private mutating func members(_ key: String) -> [NodeID] {
    guard let node = fields.value(key) else { return [] }
    if document.kind(node) == .object { return Array(document.children(node)) }
    fields.report(node, "\"\(key)\" must be an object")
    return []
  }

  private mutating func report(_ key: String, _ message: String, help: String? = nil) {
    fields.report(document.member(node, DocumentKey(key)) ?? node, message, help: help)
  }
}
