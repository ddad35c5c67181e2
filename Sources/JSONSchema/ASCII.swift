/// Classes of ASCII bytes.
enum ASCII {
  /// `0` to `9`
  @inline(__always)
  static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

  /// `a` to `z`, `A` to `Z`
  @inline(__always)
  static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

  /// A letter or a digit.
  @inline(__always)
  static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }

  /// The value of a hexadecimal digit, nil for any other byte.
  static func hexValue(_ byte: UInt8) -> UInt8? {
    if isDigit(byte) { return byte &- 0x30 }
    let folded = byte | 0x20
    return folded >= 0x61 && folded <= 0x66 ? folded &- 0x61 &+ 10 : nil
  }

  /// A hexadecimal digit.
  static func isHex(_ byte: UInt8) -> Bool { hexValue(byte) != nil }
}
