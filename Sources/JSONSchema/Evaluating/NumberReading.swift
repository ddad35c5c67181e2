import DocumentModel

/// A number of a document, as the numeric keywords see it.
enum NumberValue {
  /// At most 18 digits and no fraction: nearly all there are.
  case small(Int64)
  /// Anything else that is finite.
  case exact(DecimalNumber)
  /// `.inf` or `-.inf`, which YAML has and JSON has not.
  case infinite(negative: Bool)
  /// `.nan`
  case notANumber
}

extension Document {
  /// The number at a node; nil where the value is not a number.
  func number(_ id: NodeID) -> NumberValue? {
    let kind = kind(id)
    guard kind == .int || kind == .float else { return nil }
    let text = text(id)
    if kind == .int, text.count <= 18 {
      var value: Int64 = 0
      var negative = false
      for byte in text {
        if byte == UInt8(ascii: "-") { negative = true } else { value = value &* 10 &+ Int64(byte &- 0x30) }
      }
      return .small(negative ? -value : value)
    }
    if let number = DecimalNumber(text) { return .exact(number) }
    if text.last == UInt8(ascii: "f") { return .infinite(negative: text.first == UInt8(ascii: "-")) }
    return .notANumber
  }

  /// Whether a number has no fraction (`1.0` has none, draft 6 and later).
  func isIntegral(_ id: NodeID) -> Bool {
    if kind(id) == .int { return true }
    if case .exact(let number)? = number(id) { return number.isInteger }
    return false
  }
}

/// A number of a schema.
struct NumberLimit: Sendable {
  let exact: DecimalNumber
  private let small: Int64?

  init(_ number: DecimalNumber) {
    exact = number
    small = number.small
  }

  /// Whether a value is less than, equal to or greater than the limit; nil where there is no answer.
  func order(of value: NumberValue) -> Int? {
    switch value {
    case .small(let number):
      if let small { return number < small ? -1 : number == small ? 0 : 1 }
      return DecimalNumber(String(number).utf8).map(order)
    case .exact(let number): return order(of: number)
    case .infinite(let negative): return negative ? -1 : 1
    case .notANumber: return nil
    }
  }

  private func order(of number: DecimalNumber) -> Int {
    if number == exact { return 0 }
    return number < exact ? -1 : 1
  }

  /// Whether a value is a multiple of the number.
  func divides(_ value: NumberValue) -> Bool {
    switch value {
    case .small(let number):
      if let small, small != 0 { return number % small == 0 }
      return DecimalNumber(String(number).utf8).map { $0.isMultiple(of: exact) } ?? false
    case .exact(let number): return number.isMultiple(of: exact)
    case .infinite, .notANumber: return false
    }
  }
}
