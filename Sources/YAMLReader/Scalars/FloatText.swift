/// Floating point numbers as PyYAML reads and Python writes them.
enum FloatText {
  /// The value of a float in YAML 1.1's notations, nil if it is none.
  static func value(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var bytes = text.trimmed.filter { $0 != UInt8(ascii: "_") }[...]
    let negative = bytes.first == UInt8(ascii: "-")
    if negative || bytes.first == UInt8(ascii: "+") { bytes.removeFirst() }
    guard let magnitude = magnitude(bytes) else { return nil }
    return negative ? -magnitude : magnitude
  }

  private static func magnitude(_ bytes: ArraySlice<UInt8>) -> Double? {
    switch String(decoding: bytes, as: UTF8.self).lowercased() {
    case ".inf", "inf", "infinity": return .infinity
    case ".nan", "nan": return .nan
    default: return bytes.contains(UInt8(ascii: ":")) ? sexagesimal(bytes) : decimal(bytes)
    }
  }

  private static func decimal(_ bytes: ArraySlice<UInt8>) -> Double? {
    let isNumber = bytes.allSatisfy {
      $0.isDigit || $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") || $0 == UInt8(ascii: "+")
        || $0 == UInt8(ascii: "-")
    }
    guard isNumber, bytes.first != UInt8(ascii: "+"), bytes.first != UInt8(ascii: "-") else { return nil }
    return Double(String(decoding: bytes, as: UTF8.self))
  }

  /// The parts are added from the last one on, each times a power of 60 that is exact before it is rounded.
  private static func sexagesimal(_ bytes: ArraySlice<UInt8>) -> Double? {
    var value = 0.0
    var base = DecimalMagnitude(1)
    for part in bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).reversed() {
      guard let digit = decimal(part), let scale = Double(String(decoding: base.text, as: UTF8.self)), scale.isFinite
      else { return nil }
      value += digit * scale
      base.multiply(by: 60, adding: 0)
    }
    return value
  }

  /// The text Python's `repr` gives: the shortest digits that read back the same, with an exponent below 0.0001 and
  /// from 1e16 on.
  static func canonical(_ value: Double) -> [UInt8] {
    if value.isNaN { return Array("nan".utf8) }
    if value.isInfinite { return Array((value < 0 ? "-inf" : "inf").utf8) }
    var digits: [UInt8] = []
    var point: Int?
    var exponent = 0
    var rest = Array(value.magnitude.description.utf8)[...]
    while let byte = rest.popFirst() {
      if byte.isDigit {
        digits.append(byte)
      } else if byte == UInt8(ascii: ".") {
        point = digits.count
      } else {
        exponent = Int(String(decoding: rest, as: UTF8.self)) ?? 0
        break
      }
    }
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    let scale = (point ?? digits.count) + exponent - zeros
    digits.removeFirst(zeros)
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    let text = digits.isEmpty ? Array("0.0".utf8) : layout(digits, point: scale)
    return value.sign == .minus ? [UInt8(ascii: "-")] + text : text
  }

  /// Writes digits whose decimal point stands before position `point`.
  private static func layout(_ digits: [UInt8], point: Int) -> [UInt8] {
    let zero = UInt8(ascii: "0")
    if point > 16 || point < -3 {
      let fraction = digits.count > 1 ? [UInt8(ascii: ".")] + digits[1...] : []
      let exponent = point - 1
      let size = String(exponent.magnitude)
      let tail = "e" + (exponent < 0 ? "-" : "+") + (size.utf8.count < 2 ? "0" : "") + size
      return digits.prefix(1) + fraction + Array(tail.utf8)
    }
    if point <= 0 { return [zero, UInt8(ascii: ".")] + repeatElement(zero, count: -point) + digits }
    if point >= digits.count {
      return digits + repeatElement(zero, count: point - digits.count) + [UInt8(ascii: "."), zero]
    }
    return digits[..<point] + [UInt8(ascii: ".")] + digits[point...]
  }
}
