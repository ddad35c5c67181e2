internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONCoding
internal import YAMLEditing

/// `PATH=VALUE` of the command line: a place among the overrides, and what is to stand there.
///
/// A path is names with dots between them, those with other signs in single quotes (`labels.'a.b'`), or a JSON Pointer
/// (`/labels/a.b`). A value is JSON where it is JSON, else a text as it stands: `no` and `1.2.3` are texts.
struct Assignment {
  var path: [String]
  var value: YAMLValue

  /// No path has more names.
  static let maximumDepth = 64

  /// An assignment from its text. Messages do not repeat values: they may be secret.
  init(_ text: String) throws(WorkflowError) {
    guard let sign = Assignment.sign(in: text) else {
      throw .usage("\"\(Assignment.shown(text))\" is no PATH=VALUE")
    }
    path = try Assignment.path(String(text[..<sign]))
    value = try Assignment.value(String(text[text.index(after: sign)...]), for: String(text[..<sign]))
  }

  /// The first `=` outside of quotes.
  private static func sign(in text: String) -> String.Index? {
    var isQuoted = false
    let isPointer = text.hasPrefix("/")
    return text.indices.first { index in
      if text[index] == "'", !isPointer { isQuoted.toggle() }
      return text[index] == "=" && !isQuoted
    }
  }

  /// The names of a path.
  static func path(_ text: String) throws(WorkflowError) -> [String] {
    let names: [String]?
    if text.hasPrefix("/") { names = JSONPointer(parsing: text)?.tokens } else { names = dotted(text) }
    guard let names, !names.isEmpty, names.count <= maximumDepth else {
      throw .usage(
        "\"\(shown(text))\" is no path: write names with dots between them (image.tag, labels.'a.b') or a JSON Pointer "
          + "(/labels/a.b), at most \(maximumDepth) names")
    }
    return names
  }

  private static func dotted(_ text: String) -> [String]? {
    var (names, name, isQuoted, isDone): ([String], String, Bool, Bool) = ([], "", false, false)
    for character in text {
      switch character {
      case "'" where isQuoted: (isQuoted, isDone) = (false, true)
      case _ where isQuoted: name.append(character)
      case "'" where name.isEmpty && !isDone: isQuoted = true
      case ".":
        guard !name.isEmpty || isDone else { return nil }
        names.append(name)
        (name, isDone) = ("", false)
      case "'", "[", "]", "=": return nil
      default:
        if isDone { return nil }
        name.append(character)
      }
    }
    return isQuoted || name.isEmpty && !isDone ? nil : names + [name]
  }

  /// What a text of the command line stands for.
  static func value(_ text: String, for name: String) throws(WorkflowError) -> YAMLValue {
    let result = JSONReader().read(Array(text.utf8), file: "")
    guard let document = result.document, !result.diagnostics.hasErrors else {
      if let first = text.utf8.first, "{[\"".utf8.contains(first) {
        throw .usage("the value of \(shown(name)) begins like JSON and is none: quote it as JSON does")
      }
      return .text(text)
    }
    let kind = document.kind(document.root)
    if kind == .int || kind == .float, document.text(document.root) != Array(text.utf8)[...] {
      throw .usage(
        "the value of \(shown(name)) is a number that would not stay as it is written; for a text, put it in double "
          + "quotes")
    }
    return YAMLValue(document)
  }

  /// The beginning of a text from the command line, up to a value.
  private static func shown(_ text: String) -> String {
    let name = text.prefix { $0 != "=" }
    return name.count <= 80 ? String(name) : "\(name.prefix(79))…"
  }
}

extension OverrideChanges {
  /// The overrides that come of others. A file says all of them; then what is taken out goes, then what is set comes.
  func applied(to overrides: YAMLValue?) throws(WorkflowError) -> YAMLValue? {
    var value = try file.map { file throws(WorkflowError) in try OverrideChanges.read(file) } ?? overrides
    for text in unset {
      let path = try Assignment.path(text)
      guard let current = value, current[path] != nil else {
        throw .usage("there is no override \(text) to take out")
      }
      value = current.removing(at: path)
    }
    for text in set {
      let assignment = try Assignment(text)
      do throws(YAMLPathError) {
        value = try (value ?? .object([])).setting(assignment.value, at: assignment.path)
      } catch {
        let place = error.path.isEmpty ? "at the top" : JSONPointer(error.path).description
        throw .usage("the override \(place) is \(error.kind.article): set it as a whole, as JSON")
      }
    }
    if case .object(let members)? = value, members.isEmpty { return nil }
    return value
  }

  /// The overrides of a file: a mapping.
  private static func read(_ path: String) throws(WorkflowError) -> YAMLValue {
    let bytes = try path == "-" ? Disk.readStandardInput() : Disk.read(path)
    let (document, diagnostics) = DocumentReader().read(bytes, file: path)
    let errors = diagnostics.filter { $0.severity == .error }
    if let first = errors.first {
      // Without what the message may quote: it may be secret.
      let place = first.place.range.map { ":\($0.start.line):\($0.start.column)" } ?? ""
      throw .usage("\(path)\(place): cannot be read [\(first.code.rawValue)]")
    }
    guard let document else { return .object([]) }
    guard document.kind(document.root) == .object else {
      throw .usage("\(path): overrides are a mapping, not \(document.kind(document.root).article)")
    }
    return YAMLValue(document)
  }
}
