/// `uri`, `uri-reference` (RFC 3986), `iri`, `iri-reference` (RFC 3987).
enum URIFormat {
  static func isReference(_ text: ArraySlice<UInt8>, absolute: Bool, international: Bool) -> Bool {
    var rest = text
    if let hash = rest.firstIndex(of: UInt8(ascii: "#")) {
      guard isRun(rest[(hash + 1)...], also: ":@/?", international) else { return false }
      rest = rest[..<hash]
    }
    if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
      guard isRun(rest[(mark + 1)...], also: ":@/?", international) else { return false }
      rest = rest[..<mark]
    }
    let end = rest.firstIndex { $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: "/") }
    if let end, rest[end] == UInt8(ascii: ":") {
      // A colon in the first segment makes what precedes it a scheme.
      guard isScheme(rest[..<end]) else { return false }
      rest = rest[(end + 1)...]
    } else if absolute {
      return false
    }
    if rest.starts(with: "//".utf8) {
      rest = rest.dropFirst(2)
      let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
      guard isAuthority(rest[..<slash], international) else { return false }
      rest = rest[slash...]
    }
    return isRun(rest, also: ":@/", international)
  }

  private static func isScheme(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, ASCII.isLetter(first) else { return false }
    return text.allSatisfy { ASCII.isAlphanumeric($0) || "+-.".utf8.contains($0) }
  }

  private static func isAuthority(_ text: ArraySlice<UInt8>, _ international: Bool) -> Bool {
    var host = text
    if let at = text.lastIndex(of: UInt8(ascii: "@")) {
      guard isRun(text[..<at], also: ":", international) else { return false }
      host = text[(at + 1)...]
    }
    if host.first == UInt8(ascii: "[") {
      guard let close = host.firstIndex(of: UInt8(ascii: "]")), isLiteral(host[(host.startIndex + 1)..<close]) else {
        return false
      }
      let port = host[(close + 1)...]
      return port.isEmpty || port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy(ASCII.isDigit)
    }
    if let colon = host.lastIndex(of: UInt8(ascii: ":")) {
      guard host[(colon + 1)...].allSatisfy(ASCII.isDigit) else { return false }
      host = host[..<colon]
    }
    return isRun(host, also: "", international)
  }

  private static func isLiteral(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first.map({ $0 | 0x20 }) == UInt8(ascii: "v") else { return AddressFormat.isIPv6(text) }
    guard let dot = text.firstIndex(of: UInt8(ascii: ".")) else { return false }
    let (version, address) = (text[..<dot].dropFirst(), text[(dot + 1)...])
    return !version.isEmpty && version.allSatisfy(ASCII.isHex) && !address.isEmpty
      && address.allSatisfy { isUnreserved($0) || isSubDelimiter($0) || $0 == UInt8(ascii: ":") }
  }

  /// Whether a text consists of unreserved bytes, delimiters, percent escapes and `also`.
  private static func isRun(_ text: ArraySlice<UInt8>, also: StaticString, _ international: Bool) -> Bool {
    var position = text.startIndex
    while position < text.endIndex {
      let byte = text[position]
      if byte == UInt8(ascii: "%") {
        guard position + 2 < text.endIndex, ASCII.isHex(text[position + 1]), ASCII.isHex(text[position + 2]) else {
          return false
        }
        position += 3
        continue
      }
      position += 1
      if isUnreserved(byte) || isSubDelimiter(byte) || international && byte >= 0x80 { continue }
      guard also.withUTF8Buffer({ $0.contains(byte) }) else { return false }
    }
    return true
  }

  private static func isUnreserved(_ byte: UInt8) -> Bool {
    ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
      || byte == UInt8(ascii: "~")
  }

  private static func isSubDelimiter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "("),
      UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","), UInt8(ascii: ";"),
      UInt8(ascii: "="):
      true
    default: false
    }
  }
}
