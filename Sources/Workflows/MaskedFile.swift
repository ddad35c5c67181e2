internal import DataBundle
internal import Diagnostics
internal import DocumentModel
internal import JSONSchema

/// A file's text as it may be shown: its lines, and messages of readers, which know nothing of schemas.
struct MaskedFile: Sendable {
  private let bytes: [UInt8]
  /// The regions that are not shown.
  private let hidden: [SourceRange]
  /// It cannot be read, and what it should be may hold secrets: nobody knows where.
  private let isOpaque: Bool

  /// Those of them that messages about schemas may quote: the file's own schema does not hide them, another does.
  private let quoted: [SourceRange]

  init(_ bytes: [UInt8], file: String, _ masking: Masking) {
    self.bytes = bytes
    let (document, diagnostics) = DocumentReader.accepts(file) ? DocumentReader().read(bytes, file: file) : (nil, [])
    let known = masking.schemas(file)
    isOpaque = (document == nil || diagnostics.hasErrors) && masking.mayBeSensitive(bytes, schemas: known)
    guard let document else {
      (hidden, quoted) = ([], [])
      return
    }
    let own = masking.ownPlaces(of: document, file: file)
    let roots = masking.places(of: document, schemas: known).roots
    let scalars = Set(roots.flatMap { document.scalars(under: $0) }).sorted()
    hidden = scalars.map { document.range($0) }
    quoted = scalars.filter { !own.contains($0, in: document) }.map { document.range($0) }
  }

  /// The lines.
  var lines: [Substring] {
    var lines = String(decoding: bytes, as: UTF8.self).split(omittingEmptySubsequences: false) {
      $0 == "\n" || $0 == "\r\n" || $0 == "\r"
    }
    if isOpaque { return lines.map { MaskedFile.keyOnly($0) } }
    // From the end, so that positions before a region stay true.
    for range in hidden.reversed() {
      for number in range.start.line...max(range.start.line, range.end.line) where lines.indices.contains(number - 1) {
        if number == range.end.line, number > range.start.line, range.end.column == 1 { continue }
        let column = number == range.start.line ? range.start.column : 1
        let kept = lines[number - 1].unicodeScalars.prefix(column - 1)
        lines[number - 1] = Substring(String(kept) + SensitivePlaces.mask)
      }
    }
    return lines
  }

  /// Of a line in a file that cannot be read only a key of one word may be shown.
  private static func keyOnly(_ line: Substring) -> Substring {
    let start = line.prefix { " \t-".contains($0) }
    let key = line[start.endIndex...].prefix { $0.isLetter || $0.isNumber || "_$".contains($0) }
    let rest = line[key.endIndex...]
    if start.endIndex == line.endIndex { return line }
    if !key.isEmpty, rest == ":" { return line }
    guard !key.isEmpty, rest.hasPrefix(": ") else { return start + SensitivePlaces.mask }
    return line[..<key.endIndex] + ": " + SensitivePlaces.mask
  }

  /// A diagnostic without the text it quotes, where that may not be shown.
  func masked(_ diagnostic: Diagnostic) -> Diagnostic {
    guard let range = diagnostic.place.range else { return diagnostic }
    func lies(in ranges: [SourceRange]) -> Bool { ranges.contains { $0.start <= range.end && range.start <= $0.end } }
    var shown = diagnostic
    switch diagnostic.code.rawValue.prefix(while: { $0 != "/" }) {
    case "yaml":
      guard lies(in: hidden) || isOpaque && MaskedFile.quoting.contains(diagnostic.code) else { return diagnostic }
      shown.message = MaskedFile.cut(diagnostic.message, at: "'")
    case "ref", "resource":
      guard lies(in: hidden) else { return diagnostic }
      shown.message = MaskedFile.cut(diagnostic.message, at: "\"")
    case "schema":
      guard lies(in: quoted) else { return diagnostic }
      shown.message = "a value that must not be shown does not satisfy its schema"
    default: return diagnostic
    }
    shown.help = nil
    return shown
  }

  /// The codes whose messages quote a value.
  private static let quoting: Set<DiagnosticCode> = [
    "yaml/implicit-type", "yaml/date", "yaml/bad-value", "yaml/undefined-alias", "yaml/recursive-alias",
    "yaml/unknown-tag",
  ]

  /// Everything from the first quote on is the user's text, whatever it holds, or may repeat it.
  private static func cut(_ message: String, at quote: Character) -> String {
    message.prefix { $0 != quote } + (message.contains(quote) ? SensitivePlaces.mask : "")
  }
}

extension Masking {
  /// Whether a file that cannot be read may hold what must not be shown: by the schemas it is known to have, by the one
  /// it names on a line of its own, else by any.
  fileprivate func mayBeSensitive(_ bytes: [UInt8], schemas: [String]) -> Bool {
    var names = schemas
    for line in bytes.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
      let words = String(decoding: line, as: UTF8.self).split { " \t\"',".contains($0) }
      if words.count > 1, words[0] == "$schema:" {
        names.append(words[1].hasPrefix("/") ? String(words[1]) : "/\(words[1])")
      }
    }
    return schemaSets.contains { set in
      let ids = names.compactMap { set.schema($0) }
      return ids.isEmpty ? set.hasSensitivePlaces : ids.contains { set.mayBeSensitive($0) }
    }
  }
}

extension Document {
  /// The values at and below a value that are no lists, objects or null.
  fileprivate func scalars(under node: NodeID) -> [NodeID] {
    var found: [NodeID] = []
    var current = node
    while current < end(node) {
      if !kind(current).isContainer, kind(current) != .null { found.append(current) }
      current = next(after: current)
    }
    return found
  }
}
