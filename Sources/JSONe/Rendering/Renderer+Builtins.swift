extension Renderer {
  /// The value of one of the language's own functions.
  mutating func call(_ builtin: Builtin, _ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    switch builtin {
    case .min, .max: return try extreme(builtin, arguments)
    case .abs, .ceil, .floor, .sqrt: return try number(builtin, arguments)
    case .range: return try range(arguments)
    case .lowercase, .uppercase, .strip, .lstrip, .rstrip: return try text(builtin, arguments)
    case .join: return try join(arguments)
    case .split: return try split(arguments)
    case .number: return try parsedNumber(arguments)
    case .len:
      guard arguments.count == 1, let count = try length(of: arguments[0]) else { throw invalid(builtin) }
      return .int(Int64(count))
    case .str:
      guard arguments.count == 1, let text = arguments[0].scalarText else { throw invalid(builtin) }
      return .string(text)
    case .typeof:
      guard arguments.count == 1 else { throw invalid(builtin) }
      return .string(arguments[0].typeName)
    case .defined:
      guard arguments.count == 1, case .string(let name) = arguments[0] else { throw invalid(builtin) }
      return .bool(variable(named: name) != nil)
    case .fromNow: return try fromNow(arguments)
    }
  }

  private func invalid(_ builtin: Builtin, _ detail: String = "") -> Failure {
    Failure(.builtin, "invalid arguments to builtin: \(builtin.rawValue)" + (detail.isEmpty ? "" : ": " + detail))
  }

  private func extreme(_ builtin: Builtin, _ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard var result = arguments.first else { throw invalid(builtin, "expected at least 1 arguments") }
    for argument in arguments {
      guard argument.isNumber else { throw invalid(builtin) }
      if builtin == .min ? argument.precedes(result) : result.precedes(argument) { result = argument }
    }
    return result
  }

  private func number(_ builtin: Builtin, _ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard arguments.count == 1, arguments[0].isNumber else { throw invalid(builtin) }
    switch (builtin, arguments[0]) {
    case (.abs, .int(let value)):
      guard value != .min else { throw invalid(builtin, "the result has more than 64 bits") }
      return .int(Swift.abs(value))
    case (.abs, .largeInteger(let text)): return .integer(text.utf8.drop { $0 == UInt8(ascii: "-") })
    case (.abs, let value): return .double(value.approximate.magnitude)
    case (.sqrt, let value):
      guard value.approximate >= 0 else { throw invalid(builtin, "the number is negative") }
      let root = value.approximate.squareRoot()
      if case .int = value, root == root.rounded(), root < 0x1p53 { return .int(Int64(root)) }
      return .double(root)
    case (_, .double(let value)):
      let whole = value.rounded(builtin == .ceil ? .up : .down)
      guard let integer = Int64(exactly: whole) else { throw invalid(builtin, "the result has more than 64 bits") }
      return .int(integer)
    default: return arguments[0]
    }
  }

  private mutating func range(_ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard arguments.count >= 2 else { throw invalid(.range, "expected at least 2 arguments") }
    guard arguments.count <= 3, case .int(let start) = arguments[0], case .int(let end) = arguments[1] else {
      throw invalid(.range)
    }
    var step: Int64 = 1
    if arguments.count == 3 {
      guard case .int(let given) = arguments[2], given != 0 else { throw invalid(.range) }
      step = given
    }
    var elements: [TemplateValue] = []
    var next = start
    while step > 0 ? next < end : next > end {
      try charge()
      guard elements.count < budget.nodes else { throw Failure.budget("elements in a range", budget.nodes) }
      elements.append(.int(next))
      let (sum, overflow) = next.addingReportingOverflow(step)
      if overflow { break }
      next = sum
    }
    return try array(elements)
  }

  private mutating func text(_ builtin: Builtin, _ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard arguments.count == 1, case .string(let text) = arguments[0] else { throw invalid(builtin) }
    try charge(text.utf8.count >> 5)
    switch builtin {
    case .lowercase: return try self.text(text.lowercased())
    case .uppercase: return try self.text(text.uppercased())
    case .lstrip: return .string(text.stripped(start: true, end: false))
    case .rstrip: return .string(text.stripped(start: false, end: true))
    default: return .string(text.stripped(start: true, end: true))
    }
  }

  private mutating func join(_ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard arguments.count == 2, let elements = arguments[0].elements, let separator = arguments[1].joinText else {
      throw invalid(.join)
    }
    try charge(elements.count)
    var result = ""
    for (index, element) in elements.enumerated() {
      guard let text = element.joinText else { throw invalid(.join, "only texts and numbers can be joined") }
      if index > 0 { result += separator }
      result += text
      guard result.utf8.count <= budget.textBytes else { throw Failure.budget("bytes in a text", budget.textBytes) }
    }
    return try text(result)
  }

  private mutating func split(_ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard arguments.count == 2, case .string(let text) = arguments[0], let separator = arguments[1].joinText else {
      throw invalid(.split)
    }
    try charge(text.utf8.count)
    guard !separator.isEmpty else { return try array(text.unicodeScalars.map { .string(String($0)) }) }
    let (bytes, mark) = (Array(text.utf8), Array(separator.utf8))
    var elements: [TemplateValue] = []
    var start = 0
    while let end = firstByte(of: mark, in: bytes, from: start) {
      elements.append(.string(String(decoding: bytes[start..<end], as: UTF8.self)))
      start = end + mark.count
    }
    elements.append(.string(String(decoding: bytes[start...], as: UTF8.self)))
    return try array(elements)
  }

  private func parsedNumber(_ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard !arguments.isEmpty else { throw invalid(.number, "expected at least 1 arguments") }
    guard arguments.count == 1, case .string(let text) = arguments[0] else { throw invalid(.number) }
    guard let value = TemplateValue(number: text.stripped(start: true, end: true)) else {
      throw invalid(.number, "'\(text.prefix(40))' is no number")
    }
    return value
  }

  private mutating func fromNow(_ arguments: [TemplateValue]) throws(Failure) -> TemplateValue {
    guard let first = arguments.first else { throw invalid(.fromNow, "expected at least 1 arguments") }
    guard arguments.count <= 2, case .string(let offset) = first else { throw invalid(.fromNow) }
    guard arguments.count == 2 else { return .string(try Moment.text(offset, from: variable(named: "now"))) }
    guard case .string = arguments[1] else { throw invalid(.fromNow) }
    return .string(try Moment.text(offset, from: arguments[1]))
  }
}

extension TemplateValue {
  /// What stands for a text, number or truth value where texts are joined; nil for other values.
  fileprivate var joinText: String? {
    if case .null = self { return nil }
    return scalarText
  }

  /// The number that a text is: digits with a sign, a fraction and an exponent, if they are there; nil for other texts.
  fileprivate init?(number text: String) {
    var digits = text.utf8[...]
    if digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    guard let first = digits.first, first.isDigit || first == UInt8(ascii: ".") else { return nil }
    let isPlain = digits.allSatisfy(\.isDigit)
    let isNumber = digits.allSatisfy {
      $0.isDigit || $0 == UInt8(ascii: ".") || $0 | 0x20 == UInt8(ascii: "e") || $0 == UInt8(ascii: "-")
        || $0 == UInt8(ascii: "+")
    }
    guard isNumber, let value = Double(text), value.isFinite else { return nil }
    guard isPlain else {
      self = .double(value)
      return
    }
    let significant = digits.drop { $0 == 0x30 }
    let sign = text.utf8.first == UInt8(ascii: "-") ? "-" : ""
    self = significant.isEmpty ? .int(0) : .integer((sign + String(decoding: Array(significant), as: UTF8.self)).utf8)
  }
}

extension String {
  /// The text without white space at its ends, as Python sees it: also the four separators of ASCII.
  func stripped(start: Bool, end: Bool) -> String {
    let isSpace = { (scalar: Unicode.Scalar) in
      scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
    }
    var rest = unicodeScalars[...]
    if start { rest = rest.drop(while: isSpace) }
    while end, let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }
}
