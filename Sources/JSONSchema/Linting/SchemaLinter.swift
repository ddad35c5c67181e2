import Diagnostics
import DocumentModel

/// Finds what is allowed in a schema but probably not what was meant. Only warnings.
struct SchemaLinter {
  let index: SchemaIndex
  private let known: [String]
  private var findings: [Diagnostic] = []
  /// The schema being looked at.
  private var place: SchemaPlace

  /// The findings of all schemas of an index.
  static func lint(_ index: SchemaIndex, options: SchemaOptions) -> [Diagnostic] {
    guard let first = index.places.first else { return [] }
    var linter = SchemaLinter(index: index, options: options, place: first)
    for place in index.places { linter.lint(place) }
    return linter.findings
  }

  private init(index: SchemaIndex, options: SchemaOptions, place: SchemaPlace) {
    self.index = index
    self.place = place
    known = Keyword.table.keys.sorted() + options.knownKeywords.sorted()
  }

  var document: Document { index.sources[place.source].document }

  private mutating func lint(_ place: SchemaPlace) {
    self.place = place
    let document = document
    guard document.kind(place.node) == .object else { return }
    for member in document.children(place.node) {
      if let keyword = Keyword.of(member, in: document) {
        lintDraft(keyword, member)
        lintValue(keyword.name, member)
      } else if let name = document.key(member) {
        lintUnknown(name, member)
      }
    }
    lintReference()
    lintTypes()
    lintRequired()
  }

  private mutating func report(
    _ code: DiagnosticCode, _ node: NodeID, onKey: Bool = false, _ message: String, help: String? = nil,
    notes: [Diagnostic.Note] = []
  ) {
    let place = index.sources[place.source].place(of: node, onKey: onKey)
    findings.append(Diagnostic(code, .warning, at: place, message, help: help, notes: notes))
  }

  /// Keywords nobody knows: misspelt ones, and properties that are not under `properties`.
  private mutating func lintUnknown(_ name: String, _ member: NodeID) {
    guard !known.contains(name) else { return }
    if looksLikeSchema(member) {
      report(
        "schema/lint-misplaced", member, onKey: true, "\"\(name)\" is no keyword but holds what looks like a schema",
        help: "put it under \"properties\" if it describes a property")
    } else if let near = Suggestion.nearest(to: name, among: known) {
      report(
        "schema/lint-unknown-keyword", member, onKey: true, "unknown keyword \"\(name)\"",
        help: "did you mean \"\(near)\"?")
    }
  }

  private func looksLikeSchema(_ node: NodeID) -> Bool {
    guard document.kind(node) == .object else { return false }
    let hasReference = document.member(node, "$ref").map { document.kind($0) == .string } ?? false
    let hasType = document.member(node, "type").map { KeywordShape.type.accepts($0, in: document) } ?? false
    let hasProperties = document.member(node, "properties").map { document.kind($0) == .object } ?? false
    return hasReference || hasType || hasProperties
  }

  private mutating func lintDraft(_ keyword: Keyword, _ member: NodeID) {
    guard keyword.sinceDraft7, index.drafts[place.source] == .draft6, ["if", "then", "else"].contains(keyword.name)
    else { return }
    report(
      "schema/lint-draft", member, onKey: true, "\"\(keyword.name)\" is ignored: draft 6 does not have it",
      help: "it needs \"$schema\": \"http://json-schema.org/draft-07/schema#\"")
  }

  private mutating func lintValue(_ name: String, _ member: NodeID) {
    switch name {
    case "format": lintFormat(member)
    case "enum": lintEnumeration(member)
    case "pattern":
      if let finding = document.string(member).flatMap(PatternLint.finding) {
        report("schema/lint-pattern", member, finding)
      }
    case "patternProperties" where document.kind(member) == .object:
      for child in document.children(member) {
        guard let finding = document.key(child).flatMap(PatternLint.finding) else { continue }
        report("schema/lint-pattern", child, onKey: true, finding)
      }
    default: break
    }
  }

  /// Formats that other tools know, and that say little that can be checked.
  private static let uncheckedFormats: Set<String> = [
    "int32", "int64", "float", "double", "byte", "binary", "password", "uuid", "duration",
  ]

  private mutating func lintFormat(_ member: NodeID) {
    guard let name = document.string(member), Format(name: name) == nil, !SchemaLinter.uncheckedFormats.contains(name)
    else { return }
    let near = Suggestion.nearest(to: name, among: Format.allCases.map(\.name))
    report(
      "schema/lint-unknown-format", member, "the format \"\(name)\" is not known, and is not checked",
      help: near.map { "did you mean \"\($0)\"?" })
  }

  private mutating func lintEnumeration(_ member: NodeID) {
    guard document.kind(member) == .array else { return }
    if document.count(member) == 0 { report("schema/lint-impossible", member, "no value can be in an empty \"enum\"") }
    let document = document
    var seen: [UInt64: [NodeID]] = [:]
    for value in document.children(member) {
      let hash = ValueEquality.hash(value, in: document)
      if let first = seen[hash]?.prefix(16).first(where: { ValueEquality.equal($0, in: document, value, in: document) })
      {
        let note = Diagnostic.Note("the first one is here", at: index.sources[place.source].place(of: first))
        let text = ValueDescription.literal(value, of: document)
        report("schema/lint-duplicate-value", value, "\(text) is in the \"enum\" twice", notes: [note])
      } else {
        seen[hash, default: []].append(value)
      }
    }
  }

  /// What may stand beside a `$ref` and still means something.
  private static let meaningfulBesideReference: Set<String> = [
    "$ref", "definitions", "title", "description", "default", "examples", "$comment", "readOnly", "writeOnly",
    "$schema", "$id",
  ]

  private mutating func lintReference() {
    let document = document
    guard let reference = document.member(place.node, SchemaKey.reference), document.kind(reference) == .string else {
      return
    }
    for member in document.children(place.node) {
      guard let name = Keyword.of(member, in: document)?.name, Marker(rawValue: name) == nil,
        !SchemaLinter.meaningfulBesideReference.contains(name)
      else { continue }
      report(
        "schema/lint-ignored", member, onKey: true, "\"\(name)\" is ignored beside \"$ref\"",
        help: "put both into an \"allOf\"")
    }
  }

  private static let keywordTypes: [(TypeSet, [DocumentKey])] = [
    (.string, ["pattern", "minLength", "maxLength", "format"]),
    (.number, ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]),
    (.array, ["items", "additionalItems", "minItems", "maxItems", "uniqueItems", "contains"]),
    (
      .object,
      [
        "properties", "patternProperties", "additionalProperties", "required", "minProperties", "maxProperties",
        "dependencies", "propertyNames",
      ]
    ),
  ]

  /// Keywords for values of a type that `type` does not allow.
  private mutating func lintTypes() {
    let document = document
    guard let type = document.member(place.node, SchemaKey.type), KeywordShape.type.accepts(type, in: document),
      document.member(place.node, SchemaKey.reference) == nil
    else { return }
    let names = document.kind(type) == .string ? [type] : Array(document.children(type))
    let types = names.reduce(into: TypeSet()) { set, name in
      set.formUnion(document.string(name).flatMap(TypeSet.init(name:)) ?? [])
    }
    for (needed, keywords) in SchemaLinter.keywordTypes where types.isDisjoint(with: needed) {
      for name in keywords {
        guard let member = document.member(place.node, name) else { continue }
        report(
          "schema/lint-useless", member, onKey: true,
          "\"\(name.text)\" has no effect: the value is always \(types.description)")
      }
    }
  }

  /// Properties that are required and cannot be there.
  private mutating func lintRequired() {
    let document = document
    guard let required = document.member(place.node, SchemaKey.required), document.kind(required) == .array,
      let additional = document.member(place.node, SchemaKey.additionalProperties), document.bool(additional) == false,
      document.member(place.node, SchemaKey.patternProperties) == nil,
      document.member(place.node, SchemaKey.reference) == nil
    else { return }
    let properties = document.member(place.node, SchemaKey.properties)
    let names = properties.map { document.children($0).compactMap { document.key($0) } } ?? []
    for name in document.children(required) {
      guard let text = document.string(name), !names.contains(text) else { continue }
      let near = Suggestion.nearest(to: text, among: names)
      report(
        "schema/lint-impossible", name, "\"\(text)\" is required, but no property of that name is allowed",
        help: near.map { "did you mean \"\($0)\"?" })
    }
  }
}
