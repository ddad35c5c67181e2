internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import JSONSchema
internal import YAMLEditing

/// A new installation: the fields that somebody gives it, and the path that they make.
struct InstallationDraft {
  private let catalog: Catalog
  private let item: Datafile
  /// The fields that were given, by name.
  private var given: [String: YAMLValue] = [:]

  private var settings: CatalogSettings.Installations { catalog.settings.installations }

  /// A draft from fields of the command line, `NAME=VALUE`. `file` gives the path of a file on disk from the top of the
  /// repository.
  init(
    _ fields: [String], _ catalog: Catalog, _ item: Datafile, file: (String) -> String?
  ) throws(WorkflowError) {
    (self.catalog, self.item) = (catalog, item)
    let known = catalog.settings.installations.fields
    for text in fields {
      guard let sign = text.firstIndex(of: "=") else { throw .usage("\"\(text.prefix(80))\" is no NAME=VALUE") }
      let (name, value) = (String(text[..<sign]), String(text[text.index(after: sign)...]))
      guard let field = known.first(where: { $0.name == name }) else {
        let near = Suggestion.nearest(to: name, among: known.map(\.name))
        throw .usage(
          "\"\(name.prefix(80))\" is no field of what is installed; "
            + (near.map { "did you mean \($0)?" } ?? "there are \(known.map(\.name).joined(separator: ", "))"))
      }
      guard given[name] == nil else { throw .usage("the field \(name) is given twice") }
      given[name] =
        switch field.kind {
        case .text, .uuid: .text(value)
        case .value: try Assignment.value(value, for: name)
        case .reference: try reference(value, name, file)
        }
    }
  }

  /// A reference to a datafile that is there.
  private func reference(
    _ value: String, _ name: String, _ file: (String) -> String?
  ) throws(WorkflowError) -> YAMLValue {
    let bundle = catalog.bundle
    if let target = bundle.datafile(value) ?? file(value).flatMap({ bundle.datafile(inFile: $0) }) {
      return .object([.init("$ref", .text(target.path))])
    }
    let near = Suggestion.nearest(to: value, among: bundle.datafiles.map(\.path))
    throw .usage(
      "\(name): there is no datafile \(value.prefix(200))\(near.map { "; did you mean \($0)?" } ?? "")")
  }

  /// What is installed with such fields already: the installation whose fields make the same path, wherever it is.
  ///
  /// - Throws: also where something else of the schema has that path.
  func existing() throws(WorkflowError) -> Catalog.Installation? {
    let path = try path()
    let same = catalog.bundle.datafiles(ofSchema: settings.schema).filter { datafile in
      (try? self.path(of: datafile)) == path
    }
    guard same.count < 2 else {
      throw .usage("several datafiles are \(path) by their fields: \(same.map(\.path).joined(separator: ", "))")
    }
    let datafile = same.first ?? catalog.bundle.datafile(path)
    guard let datafile else { return nil }
    guard datafile.schema == settings.schema, let found = try catalog.installation(datafile) else {
      throw .usage("\(datafile.path) is there already and is not installed from the catalogue: it is left alone")
    }
    guard same.first != nil else {
      throw .usage("\(datafile.path) is there already, with other fields than its path says: it is left alone")
    }
    return found
  }

  /// The path that the fields make.
  func path() throws(WorkflowError) -> String {
    let value = YAMLValue.object(try fieldMembers(isWhole: false))
    return try path(of: Datafile(path: "/", file: "", document: value.document))
  }

  private func path(of datafile: Datafile) throws(WorkflowError) -> String {
    let outcome = DerivedNames.derive(settings.path, at: datafile.document.root, of: datafile, in: catalog.bundle)
    switch outcome {
    case .name(let name):
      for part in name.parts {
        let text = String(decoding: part.datafile.document.text(part.node), as: UTF8.self)
        guard InstallationDraft.isName(text) else {
          throw .usage(
            "\"\(part.field)\" is part of the path of the file and may have letters, digits, \"-\", \"_\" and \".\" only, "
              + "no \".\" first, and at most 200 bytes")
        }
      }
      return name.text
    case .noPart(let field, .missing(let owner, _, let name)):
      if owner.path == datafile.path {
        throw .usage("the path of the file is made of \(field): give it with --field \(name)=…")
      }
      throw .usage(
        "the path of the file is made of \(field), and \(owner.path) (\(owner.schema ?? "without schema")) has no "
          + "\"\(name)\"")
    case .noPart(let field, _): throw .usage("the path of the file is made of \(field), which is no text")
    case .dangling: throw .usage("the path of the file is made of fields of a datafile that is not there")
    case .tooLong(let part): throw .usage("\"\(part.field)\" is too long to be part of the path of a file")
    case .absent: throw .usage("the path of the file is made of fields, and none is given")
    }
  }

  /// Whether a text is fit to be part of the name of a file or folder.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 200 && !text.hasPrefix(".")
      && text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-_.".utf8.contains(byte)
        }
      }
  }

  /// Checks that fields which were given say what the installation says.
  func compare(with installation: Catalog.Installation) throws(WorkflowError) {
    let datafile = installation.datafile
    for field in settings.fields {
      guard let value = given[field.name] else { continue }
      if let node = datafile.document.member(datafile.document.root, DocumentKey(field.name)) {
        if value.equals(node, of: datafile.document) { continue }
        // The same file, referred to in another way.
        if let target = catalog.bundle.datafile(referredToBy: node, of: datafile)?.path,
          value[["$ref"]]?.equals(YAMLValue.text(target).document.root, of: YAMLValue.text(target).document) == true
        {
          continue
        }
      }
      throw .usage(
        "\(datafile.path) is installed already, with another \"\(field.name)\"; installing changes the release and the "
          + "overrides only")
    }
  }

  /// The members of the new file.
  func members(
    release: Catalog.Release, overrides: YAMLValue?
  ) throws(WorkflowError) -> [YAMLValue.Member] {
    var value = YAMLValue.object([.init("$schema", .text(settings.schema))] + (try fieldMembers(isWhole: true)))
    value = try set(.object([.init("$ref", .text(item.path))]), settings.item, value)
    for copy in settings.copies {
      guard let node = catalog.node(copy.source, of: item) else {
        throw .usage("\(item.path) has no \"\(copy.source)\", which what is installed repeats")
      }
      value = try set(YAMLValue(item.document, node), copy.field, value)
    }
    value = try set(YAMLValue(item.document, release.node), settings.version, value)
    if let overrides { value = try set(overrides, settings.overrides, value) }
    guard case .object(let members) = value else { return [] }
    return members
  }

  private func fieldMembers(isWhole: Bool) throws(WorkflowError) -> [YAMLValue.Member] {
    settings.fields.compactMap { field in
      if let value = given[field.name] { return .init(field.name, value) }
      return field.kind == .uuid && isWhole ? .init(field.name, .text(UUIDText.random())) : nil
    }
  }

  private func set(
    _ new: YAMLValue, _ path: FieldPath, _ value: YAMLValue
  ) throws(WorkflowError) -> YAMLValue {
    do throws(YAMLPathError) { return try value.setting(new, at: path.names) } catch {
      throw .usage("\"\(path)\" cannot be set: \(error.path.joined(separator: ".")) is \(error.kind.article)")
    }
  }
}

/// Random identifiers.
enum UUIDText {
  /// A new UUID of version 4 (RFC 9562, 5.4), from the system's random numbers.
  static func random() -> String {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0 ... .max) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    return text
  }
}
