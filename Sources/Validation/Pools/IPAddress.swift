/// An IPv4 or IPv6 address as a number. An IPv4 address written as an IPv6 one (`::ffff:192.0.2.1`, RFC 4291, 2.5.5.2) is
/// the IPv4 address.
struct IPAddress: Hashable, Comparable {
  /// Whether it has 128 bits and not 32.
  let isLong: Bool
  let bits: UInt128

  /// How many bits addresses of its kind have.
  var width: Int { isLong ? 128 : 32 }

  init(isLong: Bool, bits: UInt128) {
    self.isLong = isLong
    self.bits = bits
  }

  /// The address that a text is; nil for anything else.
  init?(_ text: Substring) {
    guard text.utf8.count <= 45 else { return nil }
    if !text.contains(":") {
      guard let bits = IPAddress.short(text) else { return nil }
      self.init(isLong: false, bits: UInt128(bits))
    } else {
      guard let bits = IPAddress.long(text) else { return nil }
      let isMapped = bits >> 32 == 0xFFFF
      self.init(isLong: !isMapped, bits: isMapped ? bits & 0xFFFF_FFFF : bits)
    }
  }

  /// Four decimal numbers, without leading zeros, which some programs read as octal.
  private static func short(_ text: Substring) -> UInt32? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
        part.utf8.count == 1 || part.utf8.first != 0x30, let byte = UInt8(part)
      else { return nil }
      bits = bits << 8 | UInt32(byte)
    }
    return bits
  }

  /// Eight groups of hexadecimal digits, `::` for as many zeros as are missing (one at least), the last two perhaps an
  /// IPv4 address.
  private static func long(_ text: Substring) -> UInt128? {
    guard let gap = text.firstRange(of: "::") else {
      let found = groups(text)
      return found?.count == 8 ? found.map(join) : nil
    }
    let (before, after) = (text[..<gap.lowerBound], text[gap.upperBound...])
    guard !after.contains("::"), !after.hasPrefix(":"), let front = before.isEmpty ? [] : groups(before),
      let back = after.isEmpty ? [] : groups(after), front.count + back.count < 8, !before.contains(".")
    else { return nil }
    return join(front + [UInt16](repeating: 0, count: 8 - front.count - back.count) + back)
  }

  private static func join(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

  private static func groups(_ text: Substring) -> [UInt16]? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var found: [UInt16] = []
    for (number, part) in parts.enumerated() {
      if number == parts.count - 1, part.contains(".") {
        guard let bits = short(part) else { return nil }
        found += [UInt16(bits >> 16), UInt16(bits & 0xFFFF)]
      } else {
        guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ Character(.init($0)).isHexDigit }),
          let group = UInt16(part, radix: 16)
        else { return nil }
        found.append(group)
      }
    }
    return found
  }

  static func < (a: IPAddress, b: IPAddress) -> Bool {
    a.isLong == b.isLong ? a.bits < b.bits : !a.isLong
  }
}
