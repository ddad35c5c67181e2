/// A decimal number of any size, exactly: `sign * digits * 10^exponent`, the digits without zeros at either end.
///
/// The canonical texts of a document (integers, and doubles in their shortest form) are numbers in base ten, so
/// comparing and dividing in base ten gives what the author of `0.01` expects.
package struct DecimalNumber: Hashable, Sendable {
  package private(set) var isNegative = false
  package private(set) var digits: [UInt8] = []
  package private(set) var exponent = 0

  /// Largest exponent (of either sign) a number may be written with.
  private static let exponentLimit = 1_000_000

  /// The number a text stands for; nil for anything that is not a finite decimal number.
  package init?(_ text: some Sequence<UInt8>) {
    var point: Int?
    var rest = text.makeIterator()
    var byte = rest.next()
    if byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
      isNegative = byte == UInt8(ascii: "-")
      byte = rest.next()
    }
    while let current = byte, current != UInt8(ascii: "e"), current != UInt8(ascii: "E") {
      if current == UInt8(ascii: ".") {
        guard point == nil else { return nil }
        point = digits.count
      } else {
        guard DecimalNumber.isDigit(current) else { return nil }
        digits.append(current &- 0x30)
      }
      byte = rest.next()
    }
    guard !digits.isEmpty else { return nil }
    if byte != nil {
      guard let written = DecimalNumber.exponent(&rest) else { return nil }
      exponent = written
    }
    exponent -= point.map { digits.count - $0 } ?? 0
    normalize()
  }

  private static func exponent(_ rest: inout some IteratorProtocol<UInt8>) -> Int? {
    var value = 0
    var negative = false
    var seen = false
    while let byte = rest.next() {
      if !seen, byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") {
        negative = byte == UInt8(ascii: "-")
        seen = true
        continue
      }
      seen = true
      guard isDigit(byte) else { return nil }
      value = min(value * 10 + Int(byte &- 0x30), exponentLimit)
    }
    return negative ? -value : value
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private mutating func normalize() {
    while digits.last == 0 {
      digits.removeLast()
      exponent += 1
    }
    let zeros = digits.prefix { $0 == 0 }.count
    if zeros > 0 { digits.removeFirst(zeros) }
    guard digits.isEmpty else { return }
    exponent = 0
    isNegative = false
  }

  /// Whether the number has no fraction.
  package var isInteger: Bool { exponent >= 0 }

  /// Whether the number is greater than zero.
  package var isPositive: Bool { !isNegative && !digits.isEmpty }

  /// The number as a count, larger ones cut off; nil for negative numbers and fractions.
  package var clampedCount: UInt32? {
    guard !isNegative, isInteger else { return nil }
    if digits.count + exponent > 10 { return .max }
    var value = 0
    for digit in digits { value = value * 10 + Int(digit) }
    for _ in 0..<exponent { value *= 10 }
    return UInt32(clamping: value)
  }

  /// The number as a machine integer, where it fits 18 digits.
  package var small: Int64? {
    guard isInteger, digits.count + exponent <= 18 else { return nil }
    var value: Int64 = 0
    for digit in digits { value = value * 10 + Int64(digit) }
    for _ in 0..<exponent { value *= 10 }
    return isNegative ? -value : value
  }

  /// Order by value.
  package static func < (a: DecimalNumber, b: DecimalNumber) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    return a.isNegative ? b.magnitudePrecedes(a) : a.magnitudePrecedes(b)
  }

  private func magnitudePrecedes(_ other: DecimalNumber) -> Bool {
    if digits.isEmpty || other.digits.isEmpty { return digits.isEmpty && !other.digits.isEmpty }
    let (top, otherTop) = (digits.count + exponent, other.digits.count + other.exponent)
    if top != otherTop { return top < otherTop }
    return digits.lexicographicallyPrecedes(other.digits)
  }

  /// The digits as one integer; nil if there are more than 36.
  package var significand: UInt128? {
    guard digits.count <= 36 else { return nil }
    return digits.reduce(0) { $0 * 10 + UInt128($1) }
  }

  /// Whether the number is a multiple of `divisor`, whose significand is at most 36 digits.
  package func isMultiple(of divisor: DecimalNumber) -> Bool {
    if digits.isEmpty { return true }
    // With the fewer decimals in the divisor, this number would have to end in zeros, and it has none.
    guard exponent >= divisor.exponent, let modulus = divisor.significand, modulus > 0 else { return false }
    var remainder: UInt128 = 0
    for digit in digits { remainder = (remainder * 10 + UInt128(digit)) % modulus }
    var zeros = exponent - divisor.exponent
    while zeros > 0, remainder != 0 {
      remainder = remainder * 10 % modulus
      zeros -= 1
    }
    return remainder == 0
  }
}
