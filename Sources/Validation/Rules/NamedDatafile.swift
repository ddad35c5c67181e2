internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// One computed name of one datafile, and what is wrong with it by itself.
struct NamedDatafile {
  /// The name, if there is one and it may be compared.
  private(set) var name: String?
  /// What the name's region is: the datafile or value at `within`, or nothing; nil where that cannot be told.
  private(set) var region: String?
  /// Where people look for it: the last of its parts that is written in this file.
  private(set) var place: Place
  /// Whether a part of it must not be shown.
  private(set) var isSensitive = false
  private(set) var problems: [Diagnostic] = []

  init(context: RuleContext, datafile: Datafile, node: NodeID, declaration: NameDeclaration) {
    place = datafile.place(node)
    region = NamedDatafile.region(declaration.within, node, datafile, context.bundle)
    switch DerivedNames.derive(declaration, at: node, of: datafile, in: context.bundle) {
    case .dangling, .absent: return
    case .noPart(let field, let resolution):
      problems.append(noPart(field, resolution, declaration, datafile, context))
    case .tooLong(let part):
      problems.append(
        Diagnostic(
          "name/format", at: place, "the \"\(declaration.name)\" of this file would be longer than any name may be",
          notes: [.init("this part of it is too long", at: part.datafile.place(part.node))]))
    case .name(let made):
      if let own = made.parts.last(where: { $0.datafile === datafile }) { place = datafile.place(own.node) }
      isSensitive = made.parts.contains { context.isSensitive($0.node, of: $0.datafile) }
      if let complaint = NameFormat.complaint(made.text, declaration) {
        let shown = isSensitive ? SensitivePlaces.mask : ValueDescription.shortened(ArraySlice(made.text.utf8))
        let notes = made.parts.map { part in
          Diagnostic.Note(
            "{\(part.field)} is \(context.shown(part.node, of: part.datafile))", at: part.datafile.place(part.node))
        }
        problems.append(
          Diagnostic(
            "name/format", at: place,
            "the \"\(declaration.name)\" of this file would be \"\(shown)\""
              + (isSensitive ? "" : ": \(complaint)"),
            help: NameFormat.help(declaration), notes: notes))
      } else {
        name = made.text
        problems += differing(made.text, declaration, node, datafile, context.bundle)
      }
    }
  }

  private static func region(_ within: FieldPath?, _ node: NodeID, _ datafile: Datafile, _ bundle: Bundle) -> String? {
    guard let within else { return "" }
    switch bundle.resolve(within, from: node, of: datafile) {
    case .dangling: return nil
    case .missing: return ""
    case .found(let owner, let value):
      if owner.document.member(value, .reference) != nil {
        return bundle.datafile(referredToBy: value, of: owner).map { "file \($0.path)" }
      }
      guard !owner.document.kind(value).isContainer else { return "" }
      return "\(owner.document.kind(value)) \(String(decoding: owner.document.text(value), as: UTF8.self))"
    }
  }

  private func noPart(
    _ field: FieldPath, _ resolution: FieldResolution, _ declaration: NameDeclaration, _ datafile: Datafile,
    _ context: RuleContext
  ) -> Diagnostic {
    let subject = "the \"\(declaration.name)\" of this file needs \"\(field)\""
    switch resolution {
    case .missing(let owner, let node, let key):
      let notes = owner === datafile ? [] : [Diagnostic.Note("it is missing here", at: owner.place(node))]
      return Diagnostic(
        "name/part", at: place, "\(subject), and there is no \"\(key)\"", help: "write the field", notes: notes)
    case .found(let owner, let node):
      let isReference = owner.document.member(node, .reference) != nil
      return Diagnostic(
        "name/part", at: place, "\(subject), which is no text and no integer",
        help: isReference ? "the schema's template must name a field of the file referred to" : nil,
        notes: [.init("it is this value", at: owner.place(node))])
    case .dangling: return Diagnostic("name/part", at: place, subject)
    }
  }

  /// Fields that say the name once more, and say another one.
  private func differing(
    _ name: String, _ declaration: NameDeclaration, _ node: NodeID, _ datafile: Datafile, _ bundle: Bundle
  ) -> [Diagnostic] {
    declaration.copies.flatMap { bundle.values(at: $0, from: node, of: datafile) }.compactMap { owner, value in
      if owner.document.kind(value) != .null, owner.document.text(value).elementsEqual(name.utf8) { return nil }
      let isOwn = owner === datafile
      return Diagnostic(
        "name/differs", at: isOwn ? owner.place(value) : place,
        "\(isOwn ? "this" : "another file's field") must be the \"\(declaration.name)\" of this file"
          + (isSensitive ? "" : ", \"\(name)\""),
        help: isOwn ? "leave the field out, or write that name" : "refer to files that belong together",
        notes: isOwn ? [] : [.init("this field", at: owner.place(value))])
    }
  }
}

/// What names may look like, RFC 1123 as Kubernetes reads it.
enum NameFormat {
  /// Why a text is no name; nil if it is one.
  static func complaint(_ text: String, _ declaration: NameDeclaration) -> String? {
    var name = text[...]
    if declaration.isPrefix {
      // What comes behind it makes the rest of the label, with one byte at least.
      while name.hasSuffix("-") || name.hasSuffix(".") { name.removeLast() }
    }
    let limit = declaration.maximumLength
    if text.utf8.count > limit { return "it has \(text.utf8.count) bytes and may have \(limit)" }
    let labels = declaration.format == .label ? [name] : name.split(separator: ".", omittingEmptySubsequences: false)
    for label in labels {
      if label.isEmpty { return "a part of it is empty" }
      if label.utf8.count > 63 { return "a label of it has \(label.utf8.count) bytes and may have 63" }
      let isPlain = label.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
      if !isPlain || label.hasPrefix("-") || label.hasSuffix("-") {
        return "\"\(ValueDescription.shortened(ArraySlice(label.utf8)))\" is no label"
      }
    }
    return nil
  }

  /// What to do about it.
  static func help(_ declaration: NameDeclaration) -> String {
    "shorten or rename what it is made of: "
      + (declaration.format == .label ? "" : "labels with dots between them, of ")
      + "lower-case letters, digits and \"-\", no \"-\" at the ends, at most \(declaration.maximumLength) bytes"
  }
}
