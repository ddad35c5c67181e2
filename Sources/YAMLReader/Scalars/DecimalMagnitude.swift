/// A whole number of any size that can be multiplied and written in decimal.
struct DecimalMagnitude {
  /// Python refuses to write longer integers (`sys.int_info.default_max_str_digits`).
  static let maximumDigits = 4_300

  /// Nine decimal digits each, the lowest first.
  private var limbs: [UInt32]

  init(_ value: UInt64 = 0) {
    limbs = []
    var rest = value
    repeat {
      limbs.append(UInt32(rest % 1_000_000_000))
      rest /= 1_000_000_000
    } while rest > 0
  }

  /// A number from its decimal digits; nil if there are too many.
  init?(decimal digits: some BidirectionalCollection<UInt8>) {
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= DecimalMagnitude.maximumDigits else { return nil }
    limbs = []
    var limb: UInt32 = 0
    var weight: UInt32 = 1
    for byte in significant.reversed() {
      limb += UInt32(byte & 0x0F) * weight
      weight = weight == 100_000_000 ? 0 : weight * 10
      if weight == 0 {
        limbs.append(limb)
        limb = 0
        weight = 1
      }
    }
    if weight > 1 || limbs.isEmpty { limbs.append(limb) }
  }

  /// Whether it has more digits than Python writes.
  var isTooLong: Bool { text.count > DecimalMagnitude.maximumDigits }

  /// Whether it is certainly too long, without writing it.
  var isHopeless: Bool { limbs.count * 9 > DecimalMagnitude.maximumDigits + 18 }

  /// Multiplies by a number and adds another one.
  mutating func multiply(by factor: UInt32, adding addend: UInt32) {
    var carry = UInt64(addend)
    for index in limbs.indices {
      let product = UInt64(limbs[index]) * UInt64(factor) + carry
      limbs[index] = UInt32(product % 1_000_000_000)
      carry = product / 1_000_000_000
    }
    while carry > 0 {
      limbs.append(UInt32(carry % 1_000_000_000))
      carry /= 1_000_000_000
    }
  }

  /// The decimal digits without leading zeros; `0` for zero.
  var text: [UInt8] {
    var digits: [UInt8] = []
    digits.reserveCapacity(limbs.count * 9)
    for limb in limbs {
      var rest = limb
      for _ in 0..<9 {
        digits.append(UInt8(ascii: "0") + UInt8(rest % 10))
        rest /= 10
      }
    }
    while digits.count > 1, digits.last == UInt8(ascii: "0") { digits.removeLast() }
    digits.reverse()
    return digits
  }
}
