extension JSONParser {
  /// The text between two quotation marks, escapes resolved; the next byte is the opening mark.
  mutating func string() throws(JSONFailure) -> ArraySlice<UInt8> {
    offset += 1
    var text: [UInt8] = []
    var start = offset
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        let rest = bytes[start..<offset]
        offset += 1
        return text.isEmpty ? rest : (text + rest)[...]
      case UInt8(ascii: "\\"):
        text.append(contentsOf: bytes[start..<offset])
        try escape(into: &text)
        start = offset
      case 0..<0x20: throw failure("a control character in a text", help: "write it as an escape such as \"\\n\"")
      case 0x80...: try multibyte(byte)
      default: offset += 1
      }
    }
    throw failure("a text without closing quotation mark")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONFailure) {
    guard offset + 1 < bytes.count else { throw failure("a text without closing quotation mark") }
    let byte = bytes[offset + 1]
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): return try unicode(into: &text)
    default: throw failure("an unknown escape in a text")
    }
    offset += 2
  }

  /// `\uXXXX`, or two of them that are a surrogate pair.
  private mutating func unicode(into text: inout [UInt8]) throws(JSONFailure) {
    guard let first = unit(at: offset) else { throw failure("\"\\u\" needs four hexadecimal digits") }
    var value = first
    var length = 6
    if (0xD800..<0xDC00).contains(first), let second = unit(at: offset + 6), (0xDC00..<0xE000).contains(second) {
      value = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      length = 12
    }
    guard let scalar = Unicode.Scalar(value) else { throw failure("half of a surrogate pair") }
    text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    offset += length
  }

  /// The number in the escape `\uXXXX` at an offset.
  private func unit(at position: Int) -> UInt32? {
    guard position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    var value: UInt32 = 0
    for byte in bytes[position + 2..<position + 6] {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = value << 4 | UInt32(byte - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): value = value << 4 | UInt32(byte - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): value = value << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
      default: return nil
      }
    }
    return value
  }

  /// Steps over one well-formed UTF-8 sequence (Unicode, table 3-7) of two to four bytes.
  private mutating func multibyte(_ lead: UInt8) throws(JSONFailure) {
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch lead {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0...0)
      }
    let end = offset + length
    guard length > 0, end <= bytes.count, second.contains(bytes[offset + 1]),
      bytes[offset + 1..<end].allSatisfy({ $0 & 0xC0 == 0x80 })
    else { throw failure("bytes that are not UTF-8", help: "save the file as UTF-8") }
    offset = end
    continuations += length - 1
  }
}
