extension Renderer {
  /// The value of an operator between two values.
  mutating func binary(
    _ name: BinaryOperator, _ left: TemplateValue, _ right: TemplateValue, _ index: Int32
  ) throws(Failure) -> TemplateValue {
    switch name {
    case .equal: return .bool(try areEqual(left, right))
    case .unequal: return .bool(try !areEqual(left, right))
    case .within: return .bool(try isWithin(left, right, index))
    case .less, .greater, .lessOrEqual, .greaterOrEqual: return .bool(try compare(name, left, right, index))
    case .add:
      if case .string(let a) = left, case .string(let b) = right { return try text(a + b) }
      return try calculate(name, "numbers/strings", left, right, index)
    case .subtract, .multiply, .divide, .power: return try calculate(name, "number", left, right, index)
    }
  }

  private func expectation(_ name: BinaryOperator, _ expected: String, _ index: Int32) -> Failure {
    failure("infix: \(name.rawValue) expects \(expected) \(name.rawValue) \(expected)", index)
  }

  private mutating func compare(
    _ name: BinaryOperator, _ left: TemplateValue, _ right: TemplateValue, _ index: Int32
  ) throws(Failure) -> Bool {
    guard left.isSortable(with: right) else { throw expectation(name, "numbers/strings", index) }
    if case .string(let text) = left { try charge(text.utf8.count >> 6) }
    switch name {
    case .less: return left.precedes(right)
    case .greater: return right.precedes(left)
    case .lessOrEqual: return left.precedes(right) || left.isSameScalar(as: right)
    default: return right.precedes(left) || left.isSameScalar(as: right)
    }
  }

  private func calculate(
    _ name: BinaryOperator, _ expected: String, _ left: TemplateValue, _ right: TemplateValue, _ index: Int32
  ) throws(Failure) -> TemplateValue {
    guard left.isNumber, right.isNumber else { throw expectation(name, expected, index) }
    let result: TemplateValue?
    switch (left, right) {
    case (.int(let a), .int(let b)): result = try integers(name, a, b, index)
    case (.largeInteger, _), (_, .largeInteger):
      throw failure("infix: \(name.rawValue) takes integers of up to 64 bits", index)
    default: result = .double(try doubles(name, left.approximate, right.approximate, index))
    }
    guard let result else { throw failure("infix: \(name.rawValue) gives an integer of more than 64 bits", index) }
    if case .double(let value) = result, !value.isFinite {
      throw failure("infix: \(name.rawValue) gives no finite number", index)
    }
    return result
  }

  /// Nil where the result does not fit.
  private func integers(_ name: BinaryOperator, _ a: Int64, _ b: Int64, _ index: Int32) throws(Failure)
    -> TemplateValue?
  {
    let (value, overflow): (Int64, Bool)
    switch name {
    case .add: (value, overflow) = a.addingReportingOverflow(b)
    case .subtract: (value, overflow) = a.subtractingReportingOverflow(b)
    case .multiply: (value, overflow) = a.multipliedReportingOverflow(by: b)
    case .divide:
      guard b != 0 else { throw failure("division by zero", index) }
      let (quotient, remainder) = (a.dividedReportingOverflow(by: b), a.remainderReportingOverflow(dividingBy: b))
      if !quotient.overflow, remainder.partialValue == 0 { return .int(quotient.partialValue) }
      return .double(Double(a) / Double(b))
    default:
      if b < 0 { return .double(try doubles(name, Double(a), Double(b), index)) }
      return power(a, b)
    }
    return overflow ? nil : .int(value)
  }

  private func power(_ base: Int64, _ exponent: Int64) -> TemplateValue? {
    if base == 0 || base == 1 { return .int(exponent == 0 ? 1 : base) }
    if base == -1 { return .int(exponent % 2 == 0 ? 1 : -1) }
    guard exponent < 64 else { return nil }
    var value: Int64 = 1
    for _ in 0..<exponent {
      let (product, overflow) = value.multipliedReportingOverflow(by: base)
      if overflow { return nil }
      value = product
    }
    return .int(value)
  }

  private func doubles(_ name: BinaryOperator, _ a: Double, _ b: Double, _ index: Int32) throws(Failure) -> Double {
    switch name {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide:
      guard b != 0 else { throw failure("division by zero", index) }
      return a / b
    default:
      guard let power = Power.value(a, b) else {
        throw failure("infix: ** takes a whole number as exponent, of at most a million", index)
      }
      return power
    }
  }

  /// `-value`, `+value`
  func signed(_ sign: String, _ value: TemplateValue, _ index: Int32) throws(Failure) -> TemplateValue {
    guard value.isNumber else { throw failure("unary \(sign) expects number", index) }
    if sign == "+" { return value }
    switch value {
    case .int(let value):
      guard value != .min else { throw failure("unary - gives an integer of more than 64 bits", index) }
      return .int(-value)
    case .largeInteger(let text):
      return .integer((text.hasPrefix("-") ? String(text.dropFirst()) : "-" + text).utf8)
    default: return .double(-value.approximate)
    }
  }
}
