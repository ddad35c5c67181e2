/// A text as a key of tables: the same only as the same bytes, where Swift's texts are also equal if they only look the
/// same.
struct ExactText: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (a: ExactText, b: ExactText) -> Bool { a.text.isSame(as: b.text) }

  func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

extension String {
  /// Whether both texts are the same bytes.
  @inline(__always)
  func isSame(as other: String) -> Bool {
    guard utf8.count == other.utf8.count else { return false }
    return sameBytes(as: other)
  }

  private func sameBytes(as other: String) -> Bool {
    let quick = utf8.withContiguousStorageIfAvailable { mine in
      other.utf8.withContiguousStorageIfAvailable { mine.elementsEqual($0) }
    }
    return (quick ?? nil) ?? utf8.elementsEqual(other.utf8)
  }

  /// Order by code points, which is the order of UTF-8's bytes.
  func precedes(_ other: String) -> Bool {
    let quick = utf8.withContiguousStorageIfAvailable { mine in
      other.utf8.withContiguousStorageIfAvailable { mine.lexicographicallyPrecedes($0) }
    }
    return (quick ?? nil) ?? utf8.lexicographicallyPrecedes(other.utf8)
  }

  /// Whether the text can be the name of a variable: `[a-zA-Z_][a-zA-Z0-9_]*`.
  var isIdentifier: Bool {
    var isFirst = true
    for byte in utf8 {
      guard byte.isIdentifierStart || (!isFirst && byte.isDigit) else { return false }
      isFirst = false
    }
    return !isFirst
  }
}

extension UInt8 {
  var isDigit: Bool { (0x30...0x39).contains(self) }
  var isIdentifierStart: Bool { (0x61...0x7A).contains(self | 0x20) || self == 0x5F }
}
