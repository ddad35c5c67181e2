/// An integer of any size, as far as comparing needs it.
struct WholeNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
  private let isNegative: Bool
  /// ASCII digits without leading zeros; empty for zero.
  private let digits: [UInt8]

  private init(isNegative: Bool, digits: [UInt8]) {
    self.isNegative = isNegative && !digits.isEmpty
    self.digits = digits
  }

  /// The number a text of ASCII digits with an optional minus means.
  init(decimal text: some Sequence<UInt8>) {
    let text = Array(text)
    let isNegative = text.first == UInt8(ascii: "-")
    self.init(
      isNegative: isNegative, digits: Array(text.dropFirst(isNegative ? 1 : 0).drop { $0 == UInt8(ascii: "0") }))
  }

  /// The number Python's `int()` makes of a text: white space around it and single underscores between digits are
  /// allowed; nil for everything that is no integer. Only ASCII digits and white space are known.
  init?(python text: ArraySlice<UInt8>) {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte) }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    let isNegative = rest.first == UInt8(ascii: "-")
    if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
    var digits: [UInt8] = []
    var count = 0
    var afterDigit = false
    for byte in rest {
      let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      guard isDigit || afterDigit && byte == UInt8(ascii: "_") else { return nil }
      if isDigit { count += 1 }
      if isDigit, !digits.isEmpty || byte != UInt8(ascii: "0") { digits.append(byte) }
      afterDigit = isDigit
    }
    // Python refuses to read more digits than this.
    guard afterDigit, count <= 4300 else { return nil }
    self.init(isNegative: isNegative, digits: digits)
  }

  var description: String {
    digits.isEmpty ? "0" : (isNegative ? "-" : "") + String(decoding: digits, as: UTF8.self)
  }

  /// The nearest double.
  var double: Double { Double(description) ?? .nan }

  static func < (a: WholeNumber, b: WholeNumber) -> Bool {
    if a.isNegative != b.isNegative { return a.isNegative }
    let (small, large) = a.isNegative ? (b.digits, a.digits) : (a.digits, b.digits)
    if small.count != large.count { return small.count < large.count }
    return small.lexicographicallyPrecedes(large)
  }
}
