/// A place in the bytes of a scalar that moves forward.
struct ByteCursor {
  let bytes: UnsafeBufferPointer<UInt8>
  var position = 0

  init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  var isAtEnd: Bool { position >= bytes.count }
  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
  var rest: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[position...]) }

  /// Steps over one certain byte; false if another one stands here.
  mutating func take(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  /// Steps over all bytes that fit; gives back how many.
  @discardableResult
  mutating func skip(while fits: (UInt8) -> Bool) -> Int {
    let start = position
    while position < bytes.count, fits(bytes[position]) { position += 1 }
    return position - start
  }

  /// Steps over `e+10` if it stands here; false if only a part of it does.
  mutating func skipExponent() -> Bool {
    guard peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") else { return true }
    position += 1
    guard take(UInt8(ascii: "+")) || take(UInt8(ascii: "-")) else { return false }
    return skip { $0.isDigit } > 0
  }
}

extension UInt8 {
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
  var isOctalDigit: Bool { self >= 0x30 && self <= 0x37 }
  var isHexDigit: Bool { digitValue != nil }

  /// The value as a digit in bases up to 16.
  var digitValue: UInt32? {
    switch self {
    case 0x30...0x39: UInt32(self - 0x30)
    case 0x41...0x46: UInt32(self - 0x41 + 10)
    case 0x61...0x66: UInt32(self - 0x61 + 10)
    default: nil
    }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the bytes are those of an ASCII text.
  func equals(_ text: StaticString) -> Bool {
    text.utf8CodeUnitCount == count && text.withUTF8Buffer { zip($0, self).allSatisfy(==) }
  }

  /// Whether the bytes are those of a lower-case ASCII word, ignoring case.
  func lowercasedEquals(_ word: StaticString) -> Bool {
    word.utf8CodeUnitCount == count && word.withUTF8Buffer { zip($0, self).allSatisfy { $0 == $1 | 0x20 } }
  }
}
