/// `uri-template` (RFC 6570).
enum URITemplateFormat {
  static func isTemplate(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "{") {
        guard let close = rest.firstIndex(of: UInt8(ascii: "}")), isExpression(rest[..<close]) else { return false }
        rest = rest[(close + 1)...]
      } else if byte == UInt8(ascii: "%") {
        guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(ASCII.isHex) else { return false }
        rest = rest.dropFirst(2)
      } else if byte <= 0x20 || byte == 0x7F || "\"<>\\^`|}".utf8.contains(byte) {
        return false
      }
    }
    return true
  }

  private static func isExpression(_ text: ArraySlice<UInt8>) -> Bool {
    var variables = text
    if let first = text.first, "+#./;?&=,!@|".utf8.contains(first) { variables = text.dropFirst() }
    return variables.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy(isVariable)
  }

  private static func isVariable(_ text: ArraySlice<UInt8>) -> Bool {
    var name = text
    if name.last == UInt8(ascii: "*") {
      name = name.dropLast()
    } else if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
      let length = name[(colon + 1)...]
      guard (1...4).contains(length.count), length.allSatisfy(ASCII.isDigit), length.first != UInt8(ascii: "0") else {
        return false
      }
      name = name[..<colon]
    }
    return isName(name)
  }

  private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
    var rest = text
    var afterDot = true
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: ".") {
        guard !afterDot else { return false }
        afterDot = true
        continue
      }
      afterDot = false
      if byte == UInt8(ascii: "%") {
        guard rest.prefix(2).count == 2, rest.prefix(2).allSatisfy(ASCII.isHex) else { return false }
        rest = rest.dropFirst(2)
      } else if !ASCII.isAlphanumeric(byte), byte != UInt8(ascii: "_") {
        return false
      }
    }
    return !afterDot
  }
}
