/// `email` and `idn-email`: the mailbox of RFC 5321, 4.1.2 (RFC 6531 for the latter).
enum EmailFormat {
  static func isAddress(_ text: ArraySlice<UInt8>, international: Bool) -> Bool {
    guard let at = text.lastIndex(of: UInt8(ascii: "@")) else { return false }
    let (local, domain) = (text[..<at], text[(at + 1)...])
    let localIsFine =
      local.first == UInt8(ascii: "\"") ? isQuoted(local, international) : isDotted(local, international)
    return localIsFine && isDomain(domain, international)
  }

  private static func isDotted(_ text: ArraySlice<UInt8>, _ international: Bool) -> Bool {
    text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
      !atom.isEmpty
        && atom.allSatisfy {
          ASCII.isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) || international && $0 >= 0x80
        }
    }
  }

  private static func isQuoted(_ text: ArraySlice<UInt8>, _ international: Bool) -> Bool {
    guard text.count >= 2, text.last == UInt8(ascii: "\"") else { return false }
    var rest = text.dropFirst().dropLast().makeIterator()
    while let byte = rest.next() {
      if byte == UInt8(ascii: "\\") {
        guard let next = rest.next(), next >= 0x20, next < 0x7F else { return false }
      } else {
        guard byte != UInt8(ascii: "\""), byte >= 0x20, byte < 0x7F || international && byte >= 0x80 else {
          return false
        }
      }
    }
    return true
  }

  private static func isDomain(_ text: ArraySlice<UInt8>, _ international: Bool) -> Bool {
    guard text.first == UInt8(ascii: "["), text.last == UInt8(ascii: "]") else {
      return international ? InternationalHostname.isHostname(text) : HostnameFormat.isHostname(text)
    }
    let literal = text.dropFirst().dropLast()
    if literal.prefix(5).elementsEqual("ipv6:".utf8, by: { $0 | 0x20 == $1 | 0x20 }) {
      return AddressFormat.isIPv6(literal.dropFirst(5))
    }
    return AddressFormat.isIPv4(literal)
  }
}
