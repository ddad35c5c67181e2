/// Names as Kubernetes wants them (RFC 1123, RFC 1035).
enum DNSName {
  /// How a kind's names have to look.
  enum Rule: Sendable, Equatable {
    /// One label that begins with a letter.
    case service
    /// One label, of so many bytes at most.
    case label(Int)
    /// Labels with dots between them.
    case subdomain
    /// What can be a part of a path; only kinds of RBAC have such names.
    case segment
  }

  static let help = "a name is made of lower-case letters, digits and \"-\", and no \"-\" at its ends"

  /// Why a text is no name by a rule; nil if it is one.
  static func complaint(_ text: String, _ rule: Rule) -> String? {
    switch rule {
    case .label(let limit): return complaint(aboutLabel: text, limit: limit)
    case .service:
      if let complaint = complaint(aboutLabel: text) { return complaint }
      return text.utf8.first.map(isLetter) == true ? nil : "it must begin with a letter"
    case .subdomain: return complaint(aboutSubdomain: text)
    case .segment: return complaint(aboutSegment: text)
    }
  }

  static func complaint(aboutLabel text: String, limit: Int = 63) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.count > limit { return "it has \(text.utf8.count) bytes and may have \(limit)" }
    guard text.utf8.allSatisfy({ isLetter($0) || isDigit($0) || $0 == hyphen }) else {
      return "only lower-case letters, digits and \"-\" may be in it"
    }
    return text.utf8.first == hyphen || text.utf8.last == hyphen ? "a \"-\" is at one of its ends" : nil
  }

  private static func complaint(aboutSubdomain text: String) -> String? {
    if text.utf8.count > 253 { return "it has \(text.utf8.count) bytes and may have 253" }
    for label in text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false) {
      // Kubernetes limits the whole name only.
      if let complaint = complaint(aboutLabel: String(label) ?? "", limit: 253) {
        return text.utf8.contains(UInt8(ascii: ".")) ? "in a part of it, \(complaint)" : complaint
      }
    }
    return nil
  }

  private static func complaint(aboutSegment text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    if text.utf8.count > 253 { return "it has \(text.utf8.count) bytes and may have 253" }
    if text == "." || text == ".." { return "it is no name" }
    let isPlain = text.utf8.allSatisfy {
      isLetter($0 | 0x20) && $0 < 0x80 || isDigit($0) || [hyphen, 0x2E, 0x3A, 0x5F].contains($0)
    }
    return isPlain ? nil : "only letters, digits, \"-\", \".\", \":\" and \"_\" may be in it"
  }

  /// Why a text is no key of a label or annotation; nil if it is one.
  static func complaint(aboutKey text: String) -> String? {
    if isCommonKey(text.utf8) { return nil }
    let parts = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { String($0) ?? "" }
    guard parts.count <= 2, let name = parts.last else { return "it has more than one \"/\"" }
    if parts.count == 2, let complaint = complaint(aboutSubdomain: parts[0]) {
      return "before the \"/\", \(complaint)"
    }
    return name.isEmpty ? "it is empty" : complaint(aboutValue: name)
  }

  /// Whether a text is a key as nearly all are, found without making other texts; what is not may be one as well.
  private static func isCommonKey(_ text: String.UTF8View) -> Bool {
    var name = text[...]
    if let slash = text.firstIndex(of: UInt8(ascii: "/")) {
      let prefix = text[..<slash]
      name = text[text.index(after: slash)...]
      guard prefix.count <= 253, prefix.allSatisfy({ isLetter($0) || isDigit($0) || $0 == 0x2E }),
        prefix.first != 0x2E, prefix.last != 0x2E,
        !zip(prefix, prefix.dropFirst()).contains(where: { $0 == 0x2E && $1 == 0x2E }),
        !prefix.isEmpty
      else { return false }
    }
    guard let first = name.first, let last = name.last, isWord(first), isWord(last), name.count <= 63 else {
      return false
    }
    return name.allSatisfy { isWord($0) || $0 == hyphen || $0 == 0x2E || $0 == 0x5F }
  }

  /// Why a text is no value of a label; nil if it is one.
  static func complaint(aboutValue text: String) -> String? {
    if text.isEmpty { return nil }
    if text.utf8.count > 63 { return "it has \(text.utf8.count) bytes and may have 63" }
    let isPlain = text.utf8.allSatisfy { isWord($0) || [hyphen, 0x2E, 0x5F].contains($0) }
    guard isPlain else { return "only letters, digits, \"-\", \".\" and \"_\" may be in it" }
    let ends = [text.utf8.first, text.utf8.last].compactMap { $0 }
    return ends.allSatisfy(isWord) ? nil : "it must begin and end with a letter or digit"
  }

  private static let hyphen = UInt8(ascii: "-")
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }
  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isWord(_ byte: UInt8) -> Bool { isLetter(byte | 0x20) && byte < 0x80 || isDigit(byte) }
}

extension String {
  /// The text as a message shows it: at most 80 characters, nothing that moves a cursor.
  var shortened: String {
    var shown = ""
    for scalar in unicodeScalars.prefix(80) {
      shown.unicodeScalars.append(scalar.value < 0x20 || scalar.value == 0x7F ? "?" : scalar)
    }
    return unicodeScalars.dropFirst(80).isEmpty ? shown : shown + "…"
  }
}
