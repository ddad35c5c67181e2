internal import DocumentModel

/// An amount, exactly: a plain number, or a Kubernetes quantity (`500m`, `4Gi`, `1e3`; grammar of
/// k8s.io/apimachinery/pkg/api/resource, quantity.go). Counted in billionths, the finest that Kubernetes knows.
struct Quantity: Hashable, Comparable {
  /// The amount times 10⁹.
  let nanos: Int128

  /// Larger than anything Kubernetes can hold (2⁶³), small enough that sums of all files and products fit.
  private static let maximum: Int128 = 10_000_000_000_000_000_000

  private static let decimalSuffixes: [String: Int] = [
    "n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18,
  ]
  private static let binarySuffixes: [String: Int] = ["Ki": 10, "Mi": 20, "Gi": 30, "Ti": 40, "Pi": 50, "Ei": 60]

  init(nanos: Int128) { self.nanos = nanos }

  /// The quantity that a scalar is. Nil for what is none, for negative ones (they would make room for others), for those
  /// beyond 10¹⁹, and for fractions finer than a billionth.
  init?(_ node: NodeID, in document: Document) {
    switch document.kind(node) {
    case .int, .float, .string: self.init(document.text(node))
    default: return nil
    }
  }

  /// The quantity that a text is.
  init?(_ text: some Collection<UInt8>) {
    guard text.count <= 64 else { return nil }
    let bytes = Array(text)
    let digits = bytes.prefix { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "+") }
    let suffix = String(decoding: bytes[digits.count...], as: UTF8.self)
    let (power, binary): (Int, Int)
    if let known = Quantity.decimalSuffixes[suffix] {
      (power, binary) = (known, 0)
    } else if let known = Quantity.binarySuffixes[suffix] {
      (power, binary) = (0, known)
    } else if suffix.first == "e" || suffix.first == "E", let written = Quantity.exponent(suffix.dropFirst()) {
      (power, binary) = (written, 0)
    } else {
      return nil
    }
    guard let number = DecimalNumber(digits), let significand = number.significand else { return nil }
    self.init(significand: significand, exponent: number.exponent + power, binary: binary)
  }

  private static func exponent(_ text: Substring) -> Int? {
    guard let value = Int(text), abs(value) <= 40 else { return nil }
    return value
  }

  /// `significand * 10^exponent * 2^binary`
  private init?(significand: UInt128, exponent: Int, binary: Int) {
    guard significand > 0 else {
      nanos = 0
      return
    }
    var (value, exponent) = (significand, exponent + 9)
    guard exponent <= 40 else { return nil }
    let (scaled, overflow) = value.multipliedReportingOverflow(by: UInt128(1) << UInt128(binary))
    if overflow { return nil }
    value = scaled
    while exponent > 0 {
      let (next, overflow) = value.multipliedReportingOverflow(by: 10)
      if overflow { return nil }
      value = next
      exponent -= 1
    }
    while exponent < 0 {
      guard value % 10 == 0 else { return nil }
      value /= 10
      exponent += 1
    }
    guard let nanos = Int128(exactly: value), nanos <= Quantity.maximum * 1_000_000_000 else { return nil }
    self.nanos = nanos
  }

  static func < (a: Quantity, b: Quantity) -> Bool { a.nanos < b.nanos }

  /// The sum; nil where it is beyond counting.
  static func sum(_ a: Quantity, _ b: Quantity) -> Quantity? {
    let (nanos, overflow) = a.nanos.addingReportingOverflow(b.nanos)
    return overflow ? nil : Quantity(nanos: nanos)
  }

  /// The product; nil where it is beyond counting or finer than a billionth.
  static func product(_ a: Quantity, _ b: Quantity) -> Quantity? {
    // The one with the fewer billionths first, so that products of whole numbers do not overflow.
    let (whole, other) = a.nanos % 1_000_000_000 == 0 ? (a, b) : (b, a)
    if whole.nanos % 1_000_000_000 == 0 {
      let (nanos, overflow) = (whole.nanos / 1_000_000_000).multipliedReportingOverflow(by: other.nanos)
      return overflow ? nil : Quantity(nanos: nanos)
    }
    let (nanos, overflow) = a.nanos.multipliedReportingOverflow(by: b.nanos)
    return overflow || nanos % 1_000_000_000 != 0 ? nil : Quantity(nanos: nanos / 1_000_000_000)
  }

  /// The quantity as people write it, in the manner of another text of its kind: `5500m`, `6Gi`, `7`.
  func text(like example: some Collection<UInt8>) -> String {
    let suffix = String(decoding: Array(example).suffix(2), as: UTF8.self)
    if Quantity.binarySuffixes[suffix] != nil {
      for (name, power) in Quantity.binarySuffixes.sorted(by: { $0.value > $1.value }) {
        let unit = Int128(1_000_000_000) << Int128(power)
        if nanos >= unit, nanos % unit == 0 { return "\(nanos / unit)\(name)" }
      }
    }
    if nanos % 1_000_000_000 == 0 { return "\(nanos / 1_000_000_000)" }
    if nanos % 1_000_000 == 0 { return "\(nanos / 1_000_000)m" }
    if nanos % 1_000 == 0 { return "\(nanos / 1_000)u" }
    return "\(nanos)n"
  }
}
