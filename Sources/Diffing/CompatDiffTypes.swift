import DocumentModel

extension CompatComparison {
  /// Whether Python's constructor of the new value's type makes the new value of the old one, for example
  /// `int("5") == 5`: then DeepDiff's delta leaves the value out, which makes the two nearer to each other.
  ///
  /// Not followed: the texts of non-empty containers and objects made of lists of pairs.
  func isConversion(_ a: NodeID, _ b: NodeID) -> Bool {
    let (left, right) = (old.document, new.document)
    switch right.kind(b) {
    case .null: return false
    case .bool: return truth(a) == right.bool(b)
    case .int: return pythonInteger(a).map { $0.utf8.elementsEqual(right.text(b)) } ?? false
    case .float: return pythonFloat(a).map { $0 == right.double(b) } ?? false
    case .string: return pythonText(a).map { $0.utf8.elementsEqual(right.text(b)) } ?? false
    case .array:
      let parts: [[UInt8]]
      switch left.kind(a) {
      case .string: parts = String(decoding: left.text(a), as: UTF8.self).unicodeScalars.map { Array(String($0).utf8) }
      case .object: parts = left.children(a).map { Array(left.keyBytes($0)) } + foreignKey(a)
      default: return false
      }
      guard parts.count == right.count(b) else { return false }
      return zip(parts, right.children(b)).allSatisfy { right.kind($1) == .string && right.text($1).elementsEqual($0) }
    case .object:
      return (left.kind(a) == .array && left.count(a) == 0 || left.kind(a) == .string && left.text(a).isEmpty)
        && right.count(b) == 0 && !new.hasForeignIdentity.contains(b)
    }
  }

  private func truth(_ a: NodeID) -> Bool {
    CompatValues.isTruthy(a, old.document) || old.hasForeignIdentity.contains(a)
  }

  private func foreignKey(_ a: NodeID) -> [[UInt8]] {
    old.hasForeignIdentity.contains(a) ? [Array("__identifier".utf8)] : []
  }

  /// `str(value)`
  private func pythonText(_ a: NodeID) -> String? {
    switch old.document.kind(a) {
    case .null: "None"
    case .bool: old.document.bool(a) == true ? "True" : "False"
    case .array: old.document.count(a) == 0 ? "[]" : nil
    case .object: truth(a) ? nil : "{}"
    default: String(decoding: old.document.text(a), as: UTF8.self)
    }
  }

  /// The decimal digits of `int(value)`.
  private func pythonInteger(_ a: NodeID) -> String? {
    switch old.document.kind(a) {
    case .bool: return old.document.bool(a) == true ? "1" : "0"
    case .float:
      guard let value = old.document.double(a), let whole = Int128(exactly: value.rounded(.towardZero)) else {
        return nil
      }
      return String(whole)
    case .string:
      guard var digits = PythonNumber.plain(old.document.text(a)) else { return nil }
      let isNegative = digits.first == UInt8(ascii: "-")
      if isNegative || digits.first == UInt8(ascii: "+") { digits.removeFirst() }
      guard !digits.isEmpty, digits.allSatisfy(PythonNumber.isDigit) else { return nil }
      let number = digits.drop { $0 == UInt8(ascii: "0") }
      return number.isEmpty ? "0" : (isNegative ? "-" : "") + String(decoding: number, as: UTF8.self)
    default: return nil
    }
  }

  /// `float(value)`
  private func pythonFloat(_ a: NodeID) -> Double? {
    switch old.document.kind(a) {
    case .bool: return old.document.bool(a) == true ? 1 : 0
    case .int: return old.document.double(a).flatMap { $0.isInfinite ? nil : $0 }
    case .string:
      guard let text = PythonNumber.plain(old.document.text(a)) else { return nil }
      let allowed = text.allSatisfy { PythonNumber.isDigit($0) || "+-.eE".utf8.contains($0) }
      let word = String(decoding: text, as: UTF8.self).lowercased()
      let names = ["inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"]
      return allowed || names.contains(word) ? Double(word) : nil
    default: return nil
    }
  }
}

/// How Python reads numbers from text.
private enum PythonNumber {
  static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  /// The text without blanks around it and without the single underscores that may stand between digits; nil where they
  /// stand elsewhere.
  static func plain(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    var trimmed = text.drop(while: isBlank)
    while let last = trimmed.last, isBlank(last) { trimmed.removeLast() }
    var result: [UInt8] = []
    var previous: UInt8 = 0
    for byte in trimmed {
      if byte == UInt8(ascii: "_") {
        guard isDigit(previous) else { return nil }
      } else {
        if previous == UInt8(ascii: "_"), !isDigit(byte) { return nil }
        result.append(byte)
      }
      previous = byte
    }
    return previous == UInt8(ascii: "_") ? nil : result
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte) || (0x1C...0x1F).contains(byte)
  }
}
