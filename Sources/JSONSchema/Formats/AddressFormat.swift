/// `ipv4` (dotted quad of RFC 2673) and `ipv6` (RFC 4291, 2.2).
enum AddressFormat {
  static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 4 else { return false }
    return parts.allSatisfy { part in
      guard (1...3).contains(part.count), part.allSatisfy(ASCII.isDigit) else { return false }
      guard part.count == 1 || part.first != UInt8(ascii: "0") else { return false }
      return part.reduce(0) { $0 * 10 + Int($1 &- 0x30) } <= 255
    }
  }

  static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
    let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
    guard parts.count >= 3, parts.count <= 9 else { return false }
    var groups = 0
    var gap = false
    for (number, part) in parts.enumerated() {
      let isLast = number == parts.count - 1
      if part.isEmpty {
        // Two colons at either end leave two empty parts there, one of which only belongs to the border.
        if number == 0 {
          guard parts[1].isEmpty else { return false }
        } else if isLast {
          guard parts[number - 1].isEmpty else { return false }
        } else {
          guard !gap else { return false }
          gap = true
        }
      } else if isLast, part.contains(UInt8(ascii: ".")) {
        guard isIPv4(part) else { return false }
        groups += 2
      } else {
        guard part.count <= 4, part.allSatisfy(ASCII.isHex) else { return false }
        groups += 1
      }
    }
    return gap ? groups < 8 : groups == 8
  }
}
