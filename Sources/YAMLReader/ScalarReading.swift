import CLibyaml
import DocumentModel

/// What a scalar event means: its kind, and its canonical text where that is not the text as written.
struct ScalarValue {
  var kind: NodeKind
  var replacement: [UInt8]?
  /// The key `<<` that takes in another mapping.
  var isMerge = false

  static var text: ScalarValue { ScalarValue(kind: .string, replacement: nil) }
  static let null = ScalarValue(kind: .null, replacement: Array("null".utf8))
  static let `true` = ScalarValue(kind: .bool, replacement: Array("true".utf8))
  static let `false` = ScalarValue(kind: .bool, replacement: Array("false".utf8))

  /// Calls `body` with the canonical bytes.
  @inline(__always)
  func withBytes<R>(
    asWritten: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> R
  ) -> R {
    guard let replacement else { return body(asWritten) }
    return replacement.withUnsafeBufferPointer(body)
  }
}

/// Turns scalar events into values; every problem found on the way goes to `problem`.
enum ScalarReading {
  /// The value of an untagged scalar that may be more than a text.
  static func plain(
    _ text: UnsafeBufferPointer<UInt8>, isKey: Bool, problem: inout Problem?
  ) -> ScalarValue {
    let kind = PlainKind(text)
    switch kind {
    case .string: return .text
    case .null: return .null
    case .bool(let value):
      if text.count != (value ? 4 : 5) {
        problem = .implicitType(shown(text), "truth value", value ? "true" : "false")
      }
      return value ? .true : .false
    case .int: return integer(text, tag: nil, problem: &problem)
    case .float: return float(text, tag: nil, problem: &problem)
    case .timestamp:
      problem = .date(shown(text))
      return .text
    case .merge:
      if isKey { return ScalarValue(kind: .string, replacement: nil, isMerge: true) }
      problem = .indicatorAsValue("<<")
      return .text
    case .value:
      if !isKey { problem = .indicatorAsValue("=") }
      return .text
    }
  }

  /// The value of a scalar with a tag.
  static func tagged(
    _ text: UnsafeBufferPointer<UInt8>, tag: String, isKey: Bool, problem: inout Problem?
  ) -> ScalarValue {
    switch CoreTag(tag) {
    case .str: return .text
    case .int: return integer(text, tag: "!!int", problem: &problem)
    case .float: return float(text, tag: "!!float", problem: &problem)
    case .null: return .null
    case .bool:
      guard let value = PlainKind.truth(text) else { return refused(text, "!!bool", &problem) }
      return value ? .true : .false
    case .timestamp:
      guard Timestamp.matches(text, tagged: true) else { return refused(text, "!!timestamp", &problem) }
      problem = .date(shown(text))
      return .text
    case .merge where isKey: return ScalarValue(kind: .string, replacement: nil, isMerge: true)
    case .value where isKey: return .text
    case .map, .seq: problem = .misplacedTag(CoreTag.short(tag), found: "a scalar")
    case .binary, .set, .omap, .pairs: problem = .tagWithoutJSON(CoreTag.short(tag))
    case .merge, .value, nil: problem = .unknownTag(CoreTag.short(tag))
    }
    return .text
  }

  /// A text as messages show it: not longer than a line.
  static func shown(_ text: some Collection<UInt8>) -> String {
    let scalars = String(decoding: text.prefix(160), as: UTF8.self).unicodeScalars
    return scalars.count <= 40 ? String(scalars) : String(scalars.prefix(39)) + "…"
  }

  private static func refused(
    _ text: UnsafeBufferPointer<UInt8>, _ tag: String, _ problem: inout Problem?
  ) -> ScalarValue {
    problem = .badScalar(shown(text), tag: tag)
    return .text
  }

  private static func integer(
    _ text: UnsafeBufferPointer<UInt8>, tag: String?, problem: inout Problem?
  ) -> ScalarValue {
    switch IntegerText.canonical(text) {
    case .asWritten: return ScalarValue(kind: .int, replacement: nil)
    case .invalid: return refused(text, tag ?? "!!int", &problem)
    case .tooLong:
      problem = .integerTooLong
      return .text
    case .text(let canonical):
      if tag == nil, Trap.integer(text) {
        problem = .implicitType(shown(text), "number", shown(canonical))
      }
      return ScalarValue(kind: .int, replacement: canonical)
    }
  }

  private static func float(
    _ text: UnsafeBufferPointer<UInt8>, tag: String?, problem: inout Problem?
  ) -> ScalarValue {
    guard let value = FloatText.value(text) else { return refused(text, tag ?? "!!float", &problem) }
    let canonical = FloatText.canonical(value)
    if tag == nil, Trap.float(text, canonical: canonical) {
      problem = .implicitType(shown(text), "number", shown(canonical))
    }
    return ScalarValue(kind: .float, replacement: canonical)
  }
}

/// Plain scalars whose number is hardly what their author meant.
enum Trap {
  /// A leading zero (octal), a colon (base 60) or an underscore.
  static func integer(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if text.contains(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }) { return true }
    let digits = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    return digits.count > 1 && digits.first == UInt8(ascii: "0") && digits.dropFirst().allSatisfy(\.isDigit)
  }

  /// A colon or an underscore, or digits that the number does not keep (`4.10`, more than a double holds).
  static func float(_ text: UnsafeBufferPointer<UInt8>, canonical: [UInt8]) -> Bool {
    if text.contains(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: ":") }) { return true }
    let isExponent = { (byte: UInt8) in byte | 0x20 == UInt8(ascii: "e") }
    guard text.contains(where: \.isDigit), !text.contains(where: isExponent) else { return false }
    let unsigned = text.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    let whole = unsigned.prefix { $0 != UInt8(ascii: ".") }
    let fraction = unsigned.dropFirst(whole.count + 1)
    if whole.count > 1 && whole.first == UInt8(ascii: "0") { return true }
    if fraction.count > 1 && fraction.last == UInt8(ascii: "0") { return true }
    return significant(Array(whole) + Array(fraction)) != significant(canonical.prefix { !isExponent($0) })
  }

  private static func significant(_ bytes: some Sequence<UInt8>) -> [UInt8] {
    var digits = bytes.filter(\.isDigit)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    return Array(digits.drop { $0 == UInt8(ascii: "0") })
  }
}
