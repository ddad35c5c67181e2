/// Texts that PyYAML turns into dates and times.
enum Timestamp {
  /// Whether a text is a date (`2024-01-02`) or a date with a time (`2024-1-2 3:04:05.6 +01:00`).
  ///
  /// Only the shape counts: PyYAML raises an error for the 45th of a month, but for no other reader is it a text.
  /// A date alone may have one digit for month and day only where a tag says that it is one.
  static func matches(_ text: UnsafeBufferPointer<UInt8>, tagged: Bool = false) -> Bool {
    var cursor = ByteCursor(text)
    guard cursor.skip(while: \.isDigit) == 4, cursor.take(UInt8(ascii: "-")) else { return false }
    let month = cursor.skip(while: \.isDigit)
    guard cursor.take(UInt8(ascii: "-")) else { return false }
    let day = cursor.skip(while: \.isDigit)
    guard 1...2 ~= month, 1...2 ~= day else { return false }
    if cursor.isAtEnd { return tagged || month == 2 && day == 2 }
    guard skipSeparator(&cursor), 1...2 ~= cursor.skip(while: \.isDigit) else {
      return false
    }
    for _ in 0..<2 {
      guard cursor.take(UInt8(ascii: ":")), cursor.skip(while: \.isDigit) == 2 else { return false }
    }
    if cursor.take(UInt8(ascii: ".")) { cursor.skip(while: \.isDigit) }
    return cursor.isAtEnd || isZone(cursor)
  }

  private static func skipSeparator(_ cursor: inout ByteCursor) -> Bool {
    cursor.take(UInt8(ascii: "T")) || cursor.take(UInt8(ascii: "t")) || skipBlanks(&cursor) > 0
  }

  @discardableResult
  private static func skipBlanks(_ cursor: inout ByteCursor) -> Int {
    cursor.skip { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }

  private static func isZone(_ start: ByteCursor) -> Bool {
    var cursor = start
    skipBlanks(&cursor)
    if cursor.take(UInt8(ascii: "Z")) { return cursor.isAtEnd }
    guard cursor.take(UInt8(ascii: "+")) || cursor.take(UInt8(ascii: "-")), 1...2 ~= cursor.skip(while: \.isDigit)
    else { return false }
    if cursor.isAtEnd { return true }
    return cursor.take(UInt8(ascii: ":")) && cursor.skip(while: \.isDigit) == 2 && cursor.isAtEnd
  }
}
