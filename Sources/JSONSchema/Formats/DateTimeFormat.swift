/// `date`, `time` and `date-time`, as RFC 3339 has them.
enum DateTimeFormat {
  static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count == 10, let year = number(text, 0, 4), let month = number(text, 5, 2), let day = number(text, 8, 2),
      at(text, 4) == UInt8(ascii: "-"), at(text, 7) == UInt8(ascii: "-")
    else { return false }
    return month >= 1 && month <= 12 && day >= 1 && day <= days(in: month, of: year)
  }

  static func isDateTime(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count > 11, at(text, 10) | 0x20 == UInt8(ascii: "t") else { return false }
    return isDate(text.prefix(10)) && isTime(text.dropFirst(11))
  }

  static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.count >= 9, let hour = number(text, 0, 2), let minute = number(text, 3, 2),
      let second = number(text, 6, 2), at(text, 2) == UInt8(ascii: ":"), at(text, 5) == UInt8(ascii: ":"),
      hour < 24, minute < 60, second <= 60
    else { return false }
    var rest = text.dropFirst(8)
    if rest.first == UInt8(ascii: ".") {
      let digits = rest.dropFirst().prefix(while: ASCII.isDigit)
      guard !digits.isEmpty else { return false }
      rest = rest[digits.endIndex...]
    }
    guard let offset = offset(rest) else { return false }
    guard second == 60 else { return true }
    // A leap second is the last one of a day in UTC.
    return (hour * 60 + minute - offset + 2880) % 1440 == 1439
  }

  /// The offset from UTC in minutes; nil where the text is none.
  private static func offset(_ text: ArraySlice<UInt8>) -> Int? {
    guard let first = text.first else { return nil }
    if first | 0x20 == UInt8(ascii: "z") { return text.count == 1 ? 0 : nil }
    guard first == UInt8(ascii: "+") || first == UInt8(ascii: "-"), text.count == 6, at(text, 3) == UInt8(ascii: ":"),
      let hour = number(text, 1, 2), let minute = number(text, 4, 2), hour < 24, minute < 60
    else { return nil }
    return (hour * 60 + minute) * (first == UInt8(ascii: "-") ? -1 : 1)
  }

  private static func at(_ text: ArraySlice<UInt8>, _ offset: Int) -> UInt8 { text[text.startIndex + offset] }

  private static func number(_ text: ArraySlice<UInt8>, _ offset: Int, _ count: Int) -> Int? {
    var value = 0
    for byte in text.dropFirst(offset).prefix(count) {
      guard ASCII.isDigit(byte) else { return nil }
      value = value * 10 + Int(byte &- 0x30)
    }
    return value
  }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
