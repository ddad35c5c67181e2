internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONe

/// Reads and compiles the templates of a bundle. What is wrong with one whatever it is rendered for is found here; such a
/// template renders nothing.
struct TemplateReader {
  private let bundle: Bundle
  private(set) var diagnostics: [Diagnostic] = []
  /// The templates that cannot be used.
  private(set) var broken: [Datafile] = []

  init(_ bundle: Bundle) { self.bundle = bundle }

  /// The templates, by path.
  mutating func templates() -> [DeployTemplate] {
    var found: [DeployTemplate] = []
    var names: [String: Datafile] = [:]
    for datafile in bundle.datafiles(ofSchema: DeployTemplate.schema) {
      let before = diagnostics.count
      let template = read(datafile)
      if let template, let other = names[template.name] {
        let place = datafile.anchor
        diagnostics.append(
          Diagnostic(
            "deploy/template", at: place, "two templates are called \"\(template.name)\"",
            notes: [.init("the other one", at: other.anchor)]))
      }
      if let template { names[template.name] = names[template.name] ?? datafile }
      if let template, diagnostics.count == before {
        found.append(template)
      } else {
        broken.append(datafile)
      }
    }
    return found
  }

  private mutating func read(_ datafile: Datafile) -> DeployTemplate? {
    let document = datafile.document
    var fields = FieldReader(document, document.root, file: datafile.file, code: "deploy/template")
    let name = fields.requiredString("name")
    let subject = fields.requiredString("for")
    let scope = fields.choice("scope", DeployTemplate.Scope.self)
    if scope == nil, fields.value("scope") == nil { fields.missing("scope") }
    if let subject, !bundle.schemas.contains(where: { $0.path == subject }) {
      fields.report(document.member(document.root, "for") ?? document.root, "there is no schema \"\(subject)\"")
    }
    let allowed = allowed(&fields, datafile)
    let set = fields.value("set").flatMap { compile($0, of: datafile) }
    let clusters = fields.value("clusters").flatMap { compile($0, of: datafile) }
    if fields.value("clusters") == nil { fields.missing("clusters") }
    let variables = variables(&fields, datafile)
    let objects = objects(&fields, datafile)
    diagnostics += fields.diagnostics
    guard let name, let subject, let scope, let clusters, let position = bundle.datafileIndex(datafile.path) else {
      return nil
    }
    return DeployTemplate(
      datafile: datafile, position: position, name: name, subject: subject, scope: scope, set: set, clusters: clusters,
      variables: variables, kinds: allowed.kinds, roles: allowed.roles, objects: objects)
  }

  private mutating func allowed(
    _ fields: inout FieldReader, _ datafile: Datafile
  ) -> (kinds: Set<String>, roles: Set<String>) {
    guard let node = fields.value("allow") else {
      fields.missing("allow")
      return ([], [])
    }
    var allow = FieldReader(datafile.document, node, file: datafile.file, code: "deploy/template")
    defer { diagnostics += allow.diagnostics }
    return (Set(allow.strings("kinds")), Set(allow.strings("roles")))
  }

  private mutating func variables(_ fields: inout FieldReader, _ datafile: Datafile) -> [DeployTemplate.Variable] {
    guard let node = fields.value("let") else { return [] }
    guard datafile.document.kind(node) == .object else {
      fields.report(node, "\"let\" must be an object")
      return []
    }
    return datafile.document.children(node).compactMap { child in
      guard let name = datafile.document.key(child) else { return nil }
      if DeployTemplate.reserved.contains(name) {
        fields.report(
          child, "\"\(name)\" is the name of something that every template has", help: "choose another name")
      }
      return compile(child, of: datafile).map { DeployTemplate.Variable(name: name, template: $0) }
    }
  }

  /// Each element of a list is rendered by itself, so that an object's line is known.
  private mutating func objects(_ fields: inout FieldReader, _ datafile: Datafile) -> [DeployTemplate.Part] {
    guard let node = fields.value("objects") else {
      fields.missing("objects")
      return []
    }
    let document = datafile.document
    let parts = document.kind(node) == .array ? Array(document.children(node)) : [node]
    return parts.compactMap { part in
      compile(part, of: datafile).map { DeployTemplate.Part(template: $0, place: datafile.place(part)) }
    }
  }

  private mutating func compile(_ node: NodeID, of datafile: Datafile) -> Template? {
    do throws(TemplateError) { return try Template(datafile.document, at: node) } catch {
      diagnostics.append(error.diagnostic("deploy/template", file: datafile.file))
      return nil
    }
  }
}

extension DeployTemplate {
  /// What every template sees; variables of its own have other names.
  static let reserved: Set<String> = [
    "datafile", "cluster", "path", "commit", "names", "namesOf", "pathOf", "backrefs", "datafiles", "resource",
    "sha256",
    "base64",
  ]
}
