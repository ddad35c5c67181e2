/// What an untagged plain scalar is, by PyYAML's implicit resolvers (YAML 1.1 with its own patterns for numbers).
enum PlainKind {
  case string
  case null
  case bool(Bool)
  case int
  case float
  case timestamp
  /// `<<`
  case merge
  /// `=`
  case value

  /// Whether a text can be nothing but a text, judged by its beginning and length.
  @inline(__always)
  static func isSurelyText(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = text.first else { return false }
    if first >= 0x41 {
      // No word with a meaning is longer than `false`.
      return first != UInt8(ascii: "~") && (text.count > 5 || !isFirstOfWord(first | 0x20))
    }
    // Signs, the point, digits, `<` and `=`.
    return !(first >= 0x2B && first <= 0x3D)
  }

  @inline(__always)
  private static func isFirstOfWord(_ lowercased: UInt8) -> Bool {
    switch lowercased {
    case UInt8(ascii: "f"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "t"), UInt8(ascii: "y"): true
    default: false
    }
  }

  /// The kind of a text.
  init(_ text: UnsafeBufferPointer<UInt8>) {
    guard let first = text.first else {
      self = .null
      return
    }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      self = PlainKind.number(text)
    case UInt8(ascii: "y"), UInt8(ascii: "Y"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"),
      UInt8(ascii: "T"), UInt8(ascii: "f"), UInt8(ascii: "F"), UInt8(ascii: "o"), UInt8(ascii: "O"):
      self = text.count <= 5 ? PlainKind.word(text) : .string
    case UInt8(ascii: "~"): self = text.count == 1 ? .null : .string
    case UInt8(ascii: "="): self = text.count == 1 ? .value : .string
    case UInt8(ascii: "<"): self = text.count == 2 && text[1] == first ? .merge : .string
    default: self = .string
    }
  }

  /// A truth value in lower case, `Capitalised` or UPPER CASE; null likewise.
  private static func word(_ text: UnsafeBufferPointer<UInt8>) -> PlainKind {
    let isUpper = { (byte: UInt8) in byte & 0x20 == 0 }
    let tail = text.dropFirst()
    guard let second = tail.first, tail.allSatisfy({ isUpper($0) == isUpper(second) }) else { return .string }
    if isUpper(second) && !isUpper(text[0]) { return .string }
    if isNull(text) { return .null }
    return truth(text).map { .bool($0) } ?? .string
  }

  private static func isNull(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    text.lowercasedEquals("null")
  }

  /// The truth value a word stands for in any mixture of cases.
  static func truth(_ text: UnsafeBufferPointer<UInt8>) -> Bool? {
    switch text.count {
    case 2: text.lowercasedEquals("no") ? false : text.lowercasedEquals("on") ? true : nil
    case 3: text.lowercasedEquals("yes") ? true : text.lowercasedEquals("off") ? false : nil
    case 4: text.lowercasedEquals("true") ? true : nil
    case 5: text.lowercasedEquals("false") ? false : nil
    default: nil
    }
  }

  private static func number(_ text: UnsafeBufferPointer<UInt8>) -> PlainKind {
    var cursor = ByteCursor(text)
    let signed = cursor.take(UInt8(ascii: "-")) || cursor.take(UInt8(ascii: "+"))
    if cursor.peek == UInt8(ascii: ".") { return pointFirst(cursor, signed: signed) }
    guard let first = cursor.peek, first.isDigit else { return .string }
    let start = cursor.position
    let plainDigits = cursor.skip { $0.isDigit }
    let underscores = cursor.skip { $0.isDigit || $0 == UInt8(ascii: "_") } > 0
    switch cursor.peek {
    case nil:
      guard first == UInt8(ascii: "0"), text.count - start > 1 else { return .int }
      return text[start...].allSatisfy { $0.isOctalDigit || $0 == UInt8(ascii: "_") } ? .int : .string
    case UInt8(ascii: "."):
      cursor.position += 1
      cursor.skip { $0.isDigit || $0 == UInt8(ascii: "_") }
      return cursor.skipExponent() && cursor.isAtEnd ? .float : .string
    case UInt8(ascii: ":"): return sexagesimal(cursor, first: first)
    case UInt8(ascii: "-"):
      return !signed && !underscores && plainDigits == 4 && Timestamp.matches(text) ? .timestamp : .string
    case UInt8(ascii: "b"), UInt8(ascii: "x"):
      guard first == UInt8(ascii: "0"), cursor.position == start + 1 else { return .string }
      return prefixed(cursor)
    default: return .string
    }
  }

  /// `.5`, `.inf` and `.nan`.
  private static func pointFirst(_ start: ByteCursor, signed: Bool) -> PlainKind {
    var cursor = start
    cursor.position += 1
    let rest = cursor.rest
    if rest.equals("inf") || rest.equals("Inf") || rest.equals("INF") { return .float }
    if signed { return .string }
    if rest.equals("nan") || rest.equals("NaN") || rest.equals("NAN") { return .float }
    guard let first = cursor.peek, first.isDigit else { return .string }
    cursor.skip { $0.isDigit || $0 == UInt8(ascii: "_") }
    return cursor.skipExponent() && cursor.isAtEnd ? .float : .string
  }

  /// `1:30` and `1:30.5`, base 60.
  private static func sexagesimal(_ start: ByteCursor, first: UInt8) -> PlainKind {
    var cursor = start
    while cursor.take(UInt8(ascii: ":")) {
      let part = cursor.position
      let digits = cursor.skip { $0.isDigit }
      guard digits == 1 || digits == 2 && cursor.bytes[part] <= UInt8(ascii: "5") else { return .string }
    }
    if cursor.isAtEnd { return first == UInt8(ascii: "0") ? .string : .int }
    guard cursor.take(UInt8(ascii: ".")) else { return .string }
    cursor.skip { $0.isDigit || $0 == UInt8(ascii: "_") }
    return cursor.isAtEnd ? .float : .string
  }

  /// `0b1010` and `0xff`, after the zero.
  private static func prefixed(_ start: ByteCursor) -> PlainKind {
    var cursor = start
    let binary = cursor.peek == UInt8(ascii: "b")
    cursor.position += 1
    let digits = cursor.skip {
      $0 == UInt8(ascii: "_") || (binary ? $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") : $0.isHexDigit)
    }
    return digits > 0 && cursor.isAtEnd ? .int : .string
  }
}
