public import Diagnostics
public import DocumentModel

/// Reads the members of one object by name and type, and collects what is wrong: a missing member, a wrong type, a
/// member nobody asked for.
public struct FieldReader {
  /// The document the object is in.
  public let document: Document
  /// The object; reading from anything else is a diagnostic and gives nothing.
  public let node: NodeID
  /// What is wrong so far.
  public private(set) var diagnostics: [Diagnostic] = []
  private let file: String
  private let code: DiagnosticCode
  private var known: [String] = []
  private let isObject: Bool

  /// A reader of the object at `node`; `code` is given to every diagnostic.
  public init(_ document: Document, _ node: NodeID, file: String, code: DiagnosticCode) {
    self.document = document
    self.node = node
    self.file = file
    self.code = code
    isObject = document.kind(node) == .object
    if !isObject { report(node, "expected an object, found \(document.kind(node).article)") }
  }

  /// The member under a key, whatever it is. A `null` counts as absent.
  public mutating func value(_ key: String) -> NodeID? {
    known.append(key)
    guard isObject, let child = document.member(node, DocumentKey(key)), document.kind(child) != .null else {
      return nil
    }
    return child
  }

  /// A text; another type is reported.
  public mutating func string(_ key: String) -> String? {
    guard let child = value(key) else { return nil }
    guard let text = document.string(child) else { return wrongType(child, key, "a text") }
    return text
  }

  /// A text that has to be there.
  public mutating func requiredString(_ key: String) -> String? {
    let before = diagnostics.count
    let text = string(key)
    if text == nil, diagnostics.count == before { missing(key) }
    return text
  }

  /// A truth value; another type is reported.
  public mutating func bool(_ key: String) -> Bool? {
    guard let child = value(key) else { return nil }
    guard let truth = document.bool(child) else { return wrongType(child, key, "true or false") }
    return truth
  }

  /// One of several words; anything else is reported together with the words.
  public mutating func choice<Value: RawRepresentable & CaseIterable>(_ key: String, _ type: Value.Type) -> Value?
  where Value.RawValue == String {
    guard let text = string(key) else { return nil }
    if let value = Value(rawValue: text) { return value }
    let words = Value.allCases.map(\.rawValue)
    let nearest = Suggestion.nearest(to: text, among: words)
    report(
      document.member(node, DocumentKey(key)) ?? node, "\"\(key)\" cannot be \"\(text)\"",
      help: nearest.map { "did you mean \"\($0)\"?" } ?? "use one of \(words.joined(separator: ", "))")
    return nil
  }

  /// The elements of a list; a single value is reported, absence gives an empty list.
  public mutating func list(_ key: String) -> [NodeID] {
    guard let child = value(key) else { return [] }
    guard document.kind(child) == .array else {
      _ = wrongType(child, key, "a list") as Int?
      return []
    }
    return Array(document.children(child))
  }

  /// A list of texts; one text alone stands for a list of one.
  public mutating func strings(_ key: String) -> [String] {
    guard let child = value(key) else { return [] }
    if let text = document.string(child) { return [text] }
    guard document.kind(child) == .array else { return wrongType(child, key, "a text or a list of texts") ?? [] }
    var texts: [String] = []
    for element in document.children(child) {
      if let text = document.string(element) {
        texts.append(text)
      } else {
        report(element, "\"\(key)\" must hold texts only, found \(document.kind(element).article)")
      }
    }
    return texts
  }

  /// Reports that a member is missing.
  public mutating func missing(_ key: String) {
    guard isObject else { return }
    report(node, "missing \"\(key)\"", help: "add \"\(key): …\"")
  }

  /// Reports every member that was never asked for.
  public mutating func reportUnknown() {
    guard isObject else { return }
    for child in document.children(node) {
      guard let key = document.key(child), !known.contains(key) else { continue }
      let nearest = Suggestion.nearest(to: key, among: known)
      diagnostics.append(
        Diagnostic(
          code, at: Place(file: file, range: document.keyRange(child), pointer: document.pointer(child).description),
          "unknown key \"\(key)\"",
          help: nearest.map { "did you mean \"\($0)\"?" } ?? "known keys: \(known.joined(separator: ", "))"))
    }
  }

  /// Reports something about a value.
  public mutating func report(_ node: NodeID, _ message: String, help: String? = nil) {
    diagnostics.append(
      Diagnostic(
        code, at: Place(file: file, range: document.range(node), pointer: document.pointer(node).description), message,
        help: help))
  }

  private mutating func wrongType<Value>(_ child: NodeID, _ key: String, _ wanted: String) -> Value? {
    report(child, "\"\(key)\" must be \(wanted), not \(document.kind(child).article)")
    return nil
  }
}

extension NodeKind {
  /// The kind as a person says it: `a list`, `an integer`.
  public var article: String {
    switch self {
    case .null: "null"
    case .bool: "a truth value"
    case .int: "an integer"
    case .float: "a number"
    case .string: "a text"
    case .array: "a list"
    case .object: "an object"
    }
  }
}
