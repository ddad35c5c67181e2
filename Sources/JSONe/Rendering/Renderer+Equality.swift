extension Renderer {
  /// Whether two values are the same: members in any order, numbers by value, never a number equal to a truth value.
  mutating func areEqual(_ a: TemplateValue, _ b: TemplateValue, level: Int = 0) throws(Failure) -> Bool {
    try charge()
    guard level <= budget.depth else { throw Failure.budget("levels of nesting", budget.depth) }
    if case .lazy(let x) = a, case .lazy(let y) = b, x === y { return true }
    if let x = a.elements, let y = b.elements {
      guard x.count == y.count else { return false }
      for (x, y) in zip(x, y) where try !areEqual(x, y, level: level + 1) { return false }
      return true
    }
    guard a.isObject, b.isObject, let x = try members(of: a), let y = try members(of: b) else {
      if case .string(let text) = a { try charge(text.utf8.count >> 8) }
      return a.isSameScalar(as: b)
    }
    return x.count == y.count ? try areEqual(x, y, level) : false
  }

  private mutating func areEqual(
    _ a: [TemplateObject.Member], _ b: [TemplateObject.Member], _ level: Int
  ) throws(Failure) -> Bool {
    var table = MemberMerger()
    for member in b { table.set(member.key, member.value) }
    for member in a {
      guard let place = table.place(of: member.key) else { return false }
      guard try areEqual(member.value, table.members[place].value, level: level + 1) else { return false }
    }
    return true
  }
}

extension TemplateValue {
  /// Whether two values that are no lists or mappings are the same.
  func isSameScalar(as other: TemplateValue) -> Bool {
    switch (self, other) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.string(let a), .string(let b)): a.isSame(as: b)
    case (.function(let a), .function(let b)): a.isSame(as: b)
    default: isNumber && other.isNumber && NumberOrder.of(self, other) == .same
    }
  }

  /// Whether the two can be ordered: numbers, or texts.
  func isSortable(with other: TemplateValue) -> Bool {
    if case .string = self, case .string = other { return true }
    return isNumber && other.isNumber
  }

  /// Whether this comes before another value of the same type.
  func precedes(_ other: TemplateValue) -> Bool {
    if case .string(let a) = self, case .string(let b) = other { return a.precedes(b) }
    return NumberOrder.of(self, other) == .before
  }
}
