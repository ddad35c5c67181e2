import DocumentModel

/// The right side of a condition: an operator and the literal to compare with.
struct SelectorComparison: Hashable, Sendable {
  let comparison: Operator
  let literal: Literal

  enum Operator: String, Hashable, Sendable {
    case equal = "=="
    case equalOnce = "="
    case unequal = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
    case search = "=~"
  }

  enum Literal: Hashable, Sendable {
    case text([UInt8])
    case whole(WholeNumber)
    case decimal(Double)
    case truth(Bool)
  }

  /// How a value stands to a literal.
  private enum Outcome {
    case less, equal, greater
    /// Not equal, and in no order.
    case different
    /// Not comparable at all: not even `!=` holds.
    case none
  }

  /// Whether a value of a document compares as wanted.
  ///
  /// As in Python, truth values are the numbers 0 and 1, and a literal integer is compared with `int()` of the value:
  /// the text `"1"` and the number 1.5 equal 1. Where Python would raise a `TypeError` (`int()` of null, of a list or
  /// of an object; `<` between different types) the condition does not hold.
  func holds(for node: NodeID, in document: Document) -> Bool {
    switch outcome(node, document) {
    case .none: false
    case .different: comparison == .unequal
    case .equal: [.equal, .equalOnce, .lessOrEqual, .greaterOrEqual].contains(comparison)
    case .less: [.unequal, .less, .lessOrEqual].contains(comparison)
    case .greater: [.unequal, .greater, .greaterOrEqual].contains(comparison)
    }
  }

  /// Whether a list compares as wanted, whatever is in it.
  var holdsForList: Bool {
    if case .whole = literal { return false }
    return comparison == .unequal
  }

  private func outcome(_ node: NodeID, _ document: Document) -> Outcome {
    let text = document.text(node)
    switch (literal, document.kind(node)) {
    case (.text(let wanted), .string):
      return text.elementsEqual(wanted) ? .equal : text.lexicographicallyPrecedes(wanted) ? .less : .greater
    case (.text, _): return .different
    case (.whole(let wanted), .string):
      return WholeNumber(python: text).map { order($0, wanted) } ?? .none
    case (.whole(let wanted), .float):
      guard let value = document.double(node), value.isFinite else { return .none }
      return flipped(order(wanted, value.rounded(.towardZero)))
    case (.whole(let wanted), let kind): return whole(kind, text).map { order($0, wanted) } ?? .none
    case (.decimal(let wanted), let kind): return order(kind, text, wanted)
    case (.truth(let wanted), let kind): return order(kind, text, wanted ? 1 : 0)
    }
  }

  /// A truth value or an integer as a number.
  private func whole(_ kind: NodeKind, _ text: ArraySlice<UInt8>) -> WholeNumber? {
    switch kind {
    case .bool: WholeNumber(decimal: text.first == UInt8(ascii: "t") ? [UInt8(ascii: "1")] : [])
    case .int: WholeNumber(decimal: text)
    default: nil
    }
  }

  private func order(_ kind: NodeKind, _ text: ArraySlice<UInt8>, _ wanted: Double) -> Outcome {
    if let whole = whole(kind, text) { return order(whole, wanted) }
    guard kind == .float, let value = Double(String(decoding: text, as: UTF8.self)) else { return .different }
    return order(value, wanted)
  }

  private func order<Value: Comparable>(_ a: Value, _ b: Value) -> Outcome {
    a == b ? .equal : a < b ? .less : a > b ? .greater : .different
  }

  /// Exact, like Python: the integer is not rounded to a double first, as long as the double is within 64 bits.
  private func order(_ a: WholeNumber, _ b: Double) -> Outcome {
    let floor = b.rounded(.towardZero)
    guard let whole = Int64(exactly: floor) else { return order(a.double, b) }
    let other = WholeNumber(decimal: String(whole).utf8)
    return a == other ? order(floor, b) : order(a, other)
  }

  private func flipped(_ outcome: Outcome) -> Outcome {
    switch outcome {
    case .less: .greater
    case .greater: .less
    default: outcome
    }
  }
}
