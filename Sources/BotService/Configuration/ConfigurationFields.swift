internal import Diagnostics
internal import DocumentModel
internal import JSONCoding

/// Reads a part of the configuration: values with a meaning of their own on top of the plain types.
struct ConfigurationFields {
  /// The code of all problems of the configuration.
  static let code: DiagnosticCode = "service/config"

  var fields: FieldReader
  let secrets: SecretSource
  private let file: String
  private var found: [Diagnostic] = []

  init(_ document: Document, _ node: NodeID, file: String, secrets: SecretSource) {
    fields = FieldReader(document, node, file: file, code: Self.code)
    self.file = file
    self.secrets = secrets
  }

  private var document: Document { fields.document }

  /// Everything wrong, after all members have been read.
  mutating func finish() -> [Diagnostic] {
    fields.reportUnknown()
    return fields.diagnostics + found
  }

  /// Reads a member that is an object with members of its own.
  mutating func part(_ key: String, _ read: (inout ConfigurationFields) -> Void) {
    guard let node = fields.value(key) else { return }
    inner(node, read)
  }

  /// Reads an object that is an element or a member.
  mutating func inner(_ node: NodeID, _ read: (inout ConfigurationFields) -> Void) {
    var inner = ConfigurationFields(document, node, file: file, secrets: secrets)
    read(&inner)
    found += inner.finish()
  }

  /// Says that a member has the wrong value.
  mutating func refuse(_ key: String, _ message: String, help: String? = nil) {
    fields.report(document.member(fields.node, DocumentKey(key)) ?? fields.node, message, help: help)
  }

  /// A text that is not empty and has nothing in it that is not seen.
  mutating func text(_ key: String) -> String? {
    guard let text = fields.string(key) else { return nil }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      refuse(key, "\"\(key)\" must not be empty or hold control characters")
      return nil
    }
    return text
  }

  /// A whole number in a range.
  mutating func number(_ key: String, _ range: ClosedRange<Int>) -> Int? {
    guard let node = fields.value(key) else { return nil }
    guard let number = document.integer(node), let value = Int(exactly: number), range.contains(value) else {
      refuse(key, "\"\(key)\" must be a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  /// A duration in milliseconds, in a range: `30s`, `5m`, `1h`.
  mutating func duration(_ key: String, _ range: ClosedRange<Int64>) -> Int64? {
    guard let node = fields.value(key) else { return nil }
    guard let value = document.string(node).flatMap(Self.milliseconds), range.contains(value) else {
      refuse(
        key, "\"\(key)\" must be a duration from \(Self.text(range.lowerBound)) to \(Self.text(range.upperBound))",
        help: "a number and s, m or h: 30s, 5m, 1h")
      return nil
    }
    return value
  }

  private static func milliseconds(_ text: String) -> Int64? {
    let units: [Character: Int64] = ["s": 1000, "m": 60_000, "h": 3_600_000]
    guard let unit = text.last.flatMap({ units[$0] }), text.utf8.count <= 8,
      text.dropLast().utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int64(text.dropLast())
    else { return nil }
    return number * unit
  }

  private static func text(_ milliseconds: Int64) -> String {
    let seconds = milliseconds / 1000
    if seconds > 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
    return seconds > 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
  }

  /// A secret: `{file: PATH}` or `{env: NAME}`.
  mutating func secret(_ key: String) -> Secret? { fields.value(key).flatMap { secret(at: $0, key) } }

  /// A secret in a list or a member.
  mutating func secret(at node: NodeID, _ key: String) -> Secret? {
    guard document.kind(node) == .object else {
      fields.report(
        node, "\"\(key)\" is a secret and must not be in this file", help: "write {file: PATH} or {env: NAME}")
      return nil
    }
    var secret: Secret?
    inner(node) { secret = $0.secretMembers() }
    return secret
  }

  private mutating func secretMembers() -> Secret? {
    let (path, name) = (text("file"), text("env"))
    do throws(SecretSource.Failure) {
      switch (path, name) {
      case (let path?, nil):
        let (secret, isOpen) = try secrets.file(path)
        if isOpen {
          found.append(
            Diagnostic(
              Self.code, .warning, at: Place(file: file, range: document.range(fields.node)),
              "every user of this machine can read \"\(path)\"", help: "chmod o-rwx \(path)"))
        }
        return secret
      case (nil, let name?): return try secrets.variable(name)
      default:
        if fields.diagnostics.isEmpty {
          fields.report(
            fields.node, "a secret has \"file\" or \"env\", one of them", help: "write {file: PATH} or {env: NAME}")
        }
        return nil
      }
    } catch {
      fields.report(fields.node, error.message, help: error.help)
      return nil
    }
  }
}
