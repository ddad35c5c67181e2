import DocumentModel

extension JSONParser {
  /// A number; the next byte is a digit or a minus sign.
  mutating func number() throws(JSONFailure) {
    let start = place
    let first = offset
    if peek() == UInt8(ascii: "-") { offset += 1 }
    let integer = offset
    guard digits() else { throw unexpected("a digit") }
    if bytes[integer] == UInt8(ascii: "0"), offset > integer + 1 {
      throw failure("a number with a leading zero", help: "remove the zero, or put the value in quotes")
    }
    var isInteger = true
    if peek() == UInt8(ascii: ".") {
      offset += 1
      isInteger = false
      guard digits() else { throw unexpected("a digit") }
    }
    if let byte = peek(), byte | 0x20 == UInt8(ascii: "e") {
      offset += 1
      isInteger = false
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { offset += 1 }
      guard digits() else { throw unexpected("a digit") }
    }
    let text = bytes[first..<offset]
    if isInteger {
      let isMinusZero = text.count == 2 && text.elementsEqual([UInt8(ascii: "-"), UInt8(ascii: "0")])
      builder.scalar(.int, isMinusZero ? text.dropFirst() : text, at: start, to: place)
    } else {
      guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
        throw JSONFailure(position: start.position, message: "a number too large for a double")
      }
      builder.scalar(.float, value.pythonText.utf8, at: start, to: place)
    }
  }

  private mutating func digits() -> Bool {
    let start = offset
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
    return offset > start
  }
}

extension Double {
  /// The text of a finite value as Python's `repr` writes it: the shortest digits that read back as the same value, with
  /// an exponent below 1e-4 and from 1e16 on.
  var pythonText: String {
    let sign = self.sign == .minus ? "-" : ""
    var digits: [UInt8] = []
    var exponent = 0
    var point: Int?
    let parts = magnitude.description.utf8.split(separator: UInt8(ascii: "e"), maxSplits: 1)
    for byte in parts[0] {
      if byte == UInt8(ascii: ".") { point = digits.count } else { digits.append(byte) }
    }
    if parts.count > 1 { exponent = Int(String(decoding: Array(parts[1]), as: UTF8.self)) ?? 0 }
    // The value is 0.DIGITS * 10^magnitude.
    var magnitude = (point ?? digits.count) + exponent
    let zeros = digits.prefix { $0 == UInt8(ascii: "0") }.count
    digits.removeFirst(zeros)
    magnitude -= zeros
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    guard !digits.isEmpty else { return sign + "0.0" }
    return sign + Double.layout(String(decoding: digits, as: UTF8.self), digits.count, magnitude)
  }

  private static func layout(_ digits: String, _ count: Int, _ magnitude: Int) -> String {
    switch magnitude {
    case -3...0: return "0." + String(repeating: "0", count: -magnitude) + digits
    case 1...16:
      if magnitude >= count { return digits + String(repeating: "0", count: magnitude - count) + ".0" }
      return digits.prefix(magnitude) + "." + digits.dropFirst(magnitude)
    default:
      let power = magnitude - 1
      let mantissa = count == 1 ? digits : digits.prefix(1) + "." + digits.dropFirst()
      let number = String(power.magnitude)
      return mantissa + (power < 0 ? "e-" : "e+") + (number.count < 2 ? "0" : "") + number
    }
  }
}
