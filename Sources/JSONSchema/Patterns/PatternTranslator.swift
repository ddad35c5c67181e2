/// Rewrites a regular expression from the dialects schemas are written in (ECMA-262, with the Python spellings people
/// use) to the one PCRE2 reads.
struct PatternTranslator {
  /// Why a text is no regular expression.
  struct Failure: Error {
    let message: String
  }

  private let text: [UInt8]
  private let strict: Bool
  private var position = 0
  private var output: [UInt8] = []
  private var inClass = false

  /// The PCRE2 text of an expression. `strict` refuses everything ECMA-262 refuses (for `format: regex`).
  static func translate(_ text: [UInt8], strict: Bool = false) throws(Failure) -> [UInt8] {
    var translator = PatternTranslator(text: text, strict: strict)
    try translator.run()
    return translator.output
  }

  private init(text: [UInt8], strict: Bool) {
    self.text = text
    self.strict = strict
    output.reserveCapacity(text.count + 16)
  }

  private mutating func run() throws(Failure) {
    while position < text.count {
      let byte = text[position]
      switch byte {
      case UInt8(ascii: "\\"): try escape()
      case UInt8(ascii: "[") where inClass: emit("\\[")
      case UInt8(ascii: "["): openClass()
      case UInt8(ascii: "]") where inClass:
        inClass = false
        emit("]")
      case UInt8(ascii: "(") where !inClass: try group()
      default:
        output.append(byte)
        position += 1
      }
    }
    if inClass { throw Failure(message: "missing terminating ] for character class") }
  }

  private mutating func emit(_ replacement: String, skipping count: Int = 1) {
    output.append(contentsOf: replacement.utf8)
    position += count
  }

  private mutating func openClass() {
    inClass = true
    emit("[")
    if peek(0) == UInt8(ascii: "^") { emit("^") }
  }

  private func peek(_ distance: Int) -> UInt8? {
    position + distance < text.count ? text[position + distance] : nil
  }

  /// `(*VERB)` is PCRE2's own and no regular expression elsewhere; ECMA-262 has no flags, comments or `(?P…`.
  private mutating func group() throws(Failure) {
    if peek(1) == UInt8(ascii: "*") { throw Failure(message: "quantifier does not follow a repeatable item") }
    if strict, peek(1) == UInt8(ascii: "?") {
      switch peek(2) {
      case UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "!"), UInt8(ascii: "<"): break
      default: throw Failure(message: "unrecognized character after (?")
      }
    }
    emit("(")
  }

  private mutating func escape() throws(Failure) {
    guard let next = peek(1) else { throw Failure(message: "\\ at end of pattern") }
    switch next {
    case UInt8(ascii: "u"): try unicodeEscape()
    case UInt8(ascii: "p"), UInt8(ascii: "P"): try property()
    case UInt8(ascii: "s"):
      emit(inClass ? PatternTranslator.space : "[" + PatternTranslator.space + "]", skipping: 2)
    case UInt8(ascii: "S") where !inClass: emit("[^" + PatternTranslator.space + "]", skipping: 2)
    case UInt8(ascii: "Z") where !strict && !inClass: emit("\\z", skipping: 2)
    default:
      if strict, ASCII.isLetter(next), !"bBdDwWsStnvfrcxk".utf8.contains(next) {
        throw Failure(message: "unrecognized escape \\\(Character(Unicode.Scalar(next)))")
      }
      if next >= 0x80 {
        position += 1
      } else {
        output.append(contentsOf: [UInt8(ascii: "\\"), next])
        position += 2
      }
    }
  }

  /// White space as ECMA-262 has it: more than ASCII.
  private static let space = "\\s\\x{a0}\\x{feff}\\x{2028}\\x{2029}\\p{Zs}"

  /// `\uXXXX` (surrogate pairs joined) and `\u{X…}`.
  private mutating func unicodeEscape() throws(Failure) {
    if peek(2) == UInt8(ascii: "{") {
      guard let close = text[position...].firstIndex(of: UInt8(ascii: "}")), close > position + 3,
        text[(position + 3)..<close].allSatisfy(ASCII.isHex)
      else { throw Failure(message: "malformed \\u escape") }
      let digits = String(decoding: text[(position + 3)..<close], as: UTF8.self)
      emit("\\x{" + digits + "}", skipping: close + 1 - position)
      return
    }
    guard var scalar = unit(at: position) else { throw Failure(message: "malformed \\u escape") }
    var length = 6
    if scalar & 0xFC00 == 0xD800, let low = unit(at: position + 6), low & 0xFC00 == 0xDC00 {
      scalar = 0x10000 + (scalar & 0x3FF) << 10 + low & 0x3FF
      length = 12
    }
    emit("\\x{" + String(scalar, radix: 16) + "}", skipping: length)
  }

  private func unit(at index: Int) -> UInt32? {
    guard index + 6 <= text.count, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    var value: UInt32 = 0
    for byte in text[(index + 2)..<(index + 6)] {
      guard let digit = ASCII.hexValue(byte) else { return nil }
      value = value << 4 | UInt32(digit)
    }
    return value
  }

  /// `\p{…}` with the long names ECMA-262 allows.
  private mutating func property() throws(Failure) {
    let letter = text[position + 1]
    guard peek(2) == UInt8(ascii: "{"), let close = text[position...].firstIndex(of: UInt8(ascii: "}")) else {
      if strict { throw Failure(message: "malformed \\p escape") }
      output.append(contentsOf: [UInt8(ascii: "\\"), letter])
      position += 2
      return
    }
    var name = String(decoding: text[(position + 3)..<close], as: UTF8.self)
    if let equals = name.utf8.firstIndex(of: UInt8(ascii: "=")) {
      let value = String(name[name.utf8.index(after: equals)...])
      switch String(name[..<equals]) {
      case "Script", "sc": name = "sc:" + value
      case "Script_Extensions", "scx": name = "scx:" + value
      default: name = value
      }
    }
    name = UnicodeCategory.shortNames[name] ?? name
    emit("\\\(Character(Unicode.Scalar(letter))){\(name)}", skipping: close + 1 - position)
  }
}

/// The long names of Unicode's general categories.
private enum UnicodeCategory {
  static let shortNames: [String: String] = [
    "Letter": "L", "Cased_Letter": "L&", "LC": "L&", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll",
    "Titlecase_Letter": "Lt", "Modifier_Letter": "Lm", "Other_Letter": "Lo", "Mark": "M", "Combining_Mark": "M",
    "Nonspacing_Mark": "Mn", "Spacing_Mark": "Mc", "Enclosing_Mark": "Me", "Number": "N", "Decimal_Number": "Nd",
    "digit": "Nd", "Letter_Number": "Nl", "Other_Number": "No", "Punctuation": "P", "punct": "P",
    "Connector_Punctuation": "Pc", "Dash_Punctuation": "Pd", "Open_Punctuation": "Ps", "Close_Punctuation": "Pe",
    "Initial_Punctuation": "Pi", "Final_Punctuation": "Pf", "Other_Punctuation": "Po", "Symbol": "S",
    "Math_Symbol": "Sm", "Currency_Symbol": "Sc", "Modifier_Symbol": "Sk", "Other_Symbol": "So", "Separator": "Z",
    "Space_Separator": "Zs", "Line_Separator": "Zl", "Paragraph_Separator": "Zp", "Other": "C", "Control": "Cc",
    "cntrl": "Cc", "Format": "Cf", "Surrogate": "Cs", "Private_Use": "Co", "Unassigned": "Cn",
  ]
}
