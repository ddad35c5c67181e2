import DocumentModel

extension TemplateValue {
  var isNumber: Bool {
    switch self {
    case .int, .double, .largeInteger: true
    default: false
    }
  }

  /// A number as a double.
  var approximate: Double {
    switch self {
    case .int(let value): Double(value)
    case .double(let value): value
    case .largeInteger(let text): Double(text) ?? .nan
    default: .nan
    }
  }

  fileprivate var decimal: DecimalNumber? {
    switch self {
    case .int(let value): DecimalNumber(String(value).utf8)
    case .largeInteger(let text): DecimalNumber(text.utf8)
    case .double(let value): value.isFinite ? DecimalNumber(value.description.utf8) : nil
    default: nil
    }
  }
}

/// How two numbers are ordered, by their exact values.
enum NumberOrder {
  case before, same, after
  /// One of them is not a number.
  case none

  static func of(_ a: TemplateValue, _ b: TemplateValue) -> NumberOrder {
    switch (a, b) {
    case (.int(let a), .int(let b)): of(a, b)
    case (.double(let a), .double(let b)): of(a, b)
    case (.int(let a), .double(let b)): of(a, b)
    case (.double(let a), .int(let b)): of(b, a).reversed
    default: ofDecimals(a, b)
    }
  }

  private static func of<Number: Comparable>(_ a: Number, _ b: Number) -> NumberOrder {
    if a < b { return .before }
    if a == b { return .same }
    return a > b ? .after : .none
  }

  /// Doubles beyond 64 bits are beyond every integer; of the others the part before the point is exact.
  private static func of(_ a: Int64, _ b: Double) -> NumberOrder {
    if b.isNaN { return .none }
    if b >= 0x1p63 { return .before }
    if b < -0x1p63 { return .after }
    let whole = Int64(b.rounded(.down))
    if a != whole { return a < whole ? .before : .after }
    return b == b.rounded(.down) ? .same : .before
  }

  private static func ofDecimals(_ a: TemplateValue, _ b: TemplateValue) -> NumberOrder {
    guard let x = a.decimal, let y = b.decimal else { return of(a.approximate, b.approximate) }
    if x == y { return .same }
    return x < y ? .before : .after
  }

  private var reversed: NumberOrder {
    switch self {
    case .before: .after
    case .after: .before
    case .same, .none: self
    }
  }
}

/// Powers without the C library.
enum Power {
  /// `base` to the power of a whole number; nil for other exponents.
  static func value(_ base: Double, _ exponent: Double) -> Double? {
    guard exponent == exponent.rounded(.towardZero), exponent.magnitude <= 1_000_000 else { return nil }
    var result = 1.0
    var factor = base
    var left = Int(exponent.magnitude)
    while left > 0 {
      if left & 1 == 1 { result *= factor }
      factor *= factor
      left >>= 1
    }
    return exponent < 0 ? 1 / result : result
  }
}

extension Double {
  /// The text of a value as Python's `repr` writes it, which is the canonical text of documents: the shortest digits that
  /// read back as the same value, with an exponent below 1e-4 and from 1e16 on.
  var canonicalText: String {
    if isNaN { return "nan" }
    if isInfinite { return self < 0 ? "-inf" : "inf" }
    let parts = magnitude.description.utf8.split(separator: UInt8(ascii: "e"), maxSplits: 1)
    var digits = parts[0].filter { $0 != UInt8(ascii: ".") }
    let point = parts[0].firstIndex(of: UInt8(ascii: ".")).map { parts[0].distance(from: parts[0].startIndex, to: $0) }
    let exponent = parts.count > 1 ? Int(String(decoding: Array(parts[1]), as: UTF8.self)) ?? 0 : 0
    let zeros = digits.prefix { $0 == 0x30 }.count
    let scale = (point ?? digits.count) + exponent - zeros
    digits.removeFirst(zeros)
    while digits.last == 0x30 { digits.removeLast() }
    let text = digits.isEmpty ? "0.0" : Double.layout(String(decoding: digits, as: UTF8.self), digits.count, scale)
    return sign == .minus ? "-" + text : text
  }

  /// Digits with the decimal point before position `point`.
  private static func layout(_ digits: String, _ count: Int, _ point: Int) -> String {
    if point > 16 || point < -3 {
      let power = String((point - 1).magnitude)
      let fraction = count > 1 ? "." + digits.dropFirst() : ""
      return digits.prefix(1) + fraction + (point < 1 ? "e-" : "e+") + (power.utf8.count < 2 ? "0" : "") + power
    }
    if point <= 0 { return "0." + String(repeating: "0", count: -point) + digits }
    if point >= count { return digits + String(repeating: "0", count: point - count) + ".0" }
    return digits.prefix(point) + "." + digits.dropFirst(point)
  }
}
