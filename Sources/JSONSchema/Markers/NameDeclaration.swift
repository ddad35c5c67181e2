public import DocumentModel

/// An entry of the keyword `derivedName`: a name that datafiles have without writing it.
public struct NameDeclaration: Hashable, Sendable {
  /// What names may look like.
  public enum Format: String, Hashable, Sendable, CaseIterable {
    /// A label of RFC 1123: lower-case letters, digits and `-`, at most 63.
    case label = "dns-label"
    /// Labels with dots between them, at most 253.
    case subdomain = "dns-subdomain"
  }

  /// What the name is called: `namespace`.
  public var name: String
  /// How it is made.
  public var template: NameTemplate
  /// Names of one space are compared with each other, whatever schema they come from.
  public var space: String?
  /// Only names with the same value (or file) here are compared.
  public var within: FieldPath?
  /// What it may look like.
  public var format = Format.label
  /// The most bytes it may have, if less than the format's.
  public var maximumLength: Int
  /// Whether names of others begin with it, so that none may be the beginning of another one.
  public var isPrefix = false
  /// A space of names that this one, a name with dots, must not be and must not end in.
  public var outside: String?
  /// Fields of the datafile that, where they are written, must say the same.
  public var copies: [FieldPath] = []

  /// The declarations of a keyword's value, those that are well formed, and what is wrong with it.
  public static func read(_ node: NodeID, in document: Document) -> ([NameDeclaration], [MarkerProblem]) {
    var (found, problems): ([NameDeclaration], [MarkerProblem]) = ([], [])
    guard document.kind(node) == .array, document.count(node) > 0 else {
      return ([], [MarkerProblem(node: node, message: "\"derivedName\" must be a list of names, each an object")])
    }
    for entry in document.children(node) {
      let (declaration, wrong) = read(entry: entry, in: document)
      problems += wrong
      guard let declaration, wrong.isEmpty else { continue }
      if found.contains(where: { $0.name == declaration.name }) {
        problems.append(
          MarkerProblem(node: entry, message: "\"derivedName\" declares \"\(declaration.name)\" twice"))
      }
      found.append(declaration)
    }
    return (found, problems)
  }

  private static let fields = [
    "name", "template", "space", "within", "format", "maxLength", "prefix", "outside", "copies",
  ]

  private static func read(entry: NodeID, in document: Document) -> (NameDeclaration?, [MarkerProblem]) {
    var form = MarkerForm(entry, in: document, keyword: "derivedName", fields: fields)
    let name = form.text("name", isRequired: true)
    let text = form.text("template", isRequired: true)
    var format = Format.label
    if let written = form.text("format") {
      if let known = Format(rawValue: written) {
        format = known
      } else {
        form.report(
          document.member(entry, "format") ?? entry,
          "has the formats \(Format.allCases.map(\.rawValue).joined(separator: ", "))")
      }
    }
    let limit = format == .label ? 63 : 253
    var length = limit
    if let member = document.member(entry, "maxLength") {
      if let value = document.integer(member), (1...Int64(limit)).contains(value) {
        length = Int(value)
      } else {
        form.report(member, "needs a \"maxLength\" from 1 to \(limit)")
      }
    }
    let copies = copies(entry, in: document, &form)
    var template: NameTemplate?
    if let text {
      do throws(NameTemplate.Problem) {
        template = try NameTemplate(text)
      } catch {
        form.report(document.member(entry, "template") ?? entry, "has a template that cannot be read: \(error.message)")
      }
    }
    let (space, within, isPrefix) = (form.text("space"), form.path("within"), form.flag("prefix"))
    let outside = form.text("outside")
    if outside != nil, format != .subdomain {
      form.report(
        document.member(entry, "outside") ?? entry, "has \"outside\" for names of the format dns-subdomain only")
    }
    guard let name, let template else { return (nil, form.problems) }
    return (
      NameDeclaration(
        name: name, template: template, space: space, within: within, format: format, maximumLength: length,
        isPrefix: isPrefix, outside: outside, copies: copies), form.problems
    )
  }

  private static func copies(_ entry: NodeID, in document: Document, _ form: inout MarkerForm) -> [FieldPath] {
    guard let list = document.member(entry, "copies") else { return [] }
    guard document.kind(list) == .array else {
      form.report(list, "needs a list of paths in \"copies\"")
      return []
    }
    return document.children(list).compactMap { element in
      let path = document.string(element).flatMap { FieldPath($0) }
      if path == nil { form.report(element, "needs paths of fields in \"copies\"") }
      return path
    }
  }
}
