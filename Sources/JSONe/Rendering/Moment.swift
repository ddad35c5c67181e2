/// A time in UTC to the millisecond, and what `$fromNow` does with it.
struct Moment {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  private var milliseconds: Int64

  static let missing = Failure(
    .interpreter, "no time is given: there is no clock, 'now' must be a variable of the context")

  /// The time so much after a reference, as text: `2 days 3 hours`, `-1 hour`.
  static func text(_ offset: String, from reference: TemplateValue?) throws(Failure) -> String {
    guard let reference else { throw missing }
    guard case .string(let text) = reference, let moment = Moment(text) else {
      throw Failure(.template, "the reference is no time like 2017-01-19T16:27:20.974Z")
    }
    guard let duration = TimeOffset.milliseconds(offset) else {
      throw Failure(.template, "offset string: '\(offset)' does not parse")
    }
    let (sum, overflow) = moment.milliseconds.addingReportingOverflow(duration)
    guard !overflow, let result = Moment(milliseconds: sum)?.text else {
      throw Failure(.template, "the time is not between the years 1 and 9999")
    }
    return result
  }

  private static let first: Int64 = -62_135_596_800_000
  private static let last: Int64 = 253_402_300_799_999
  private static let day: Int64 = 86_400_000

  private init?(milliseconds: Int64) {
    guard (Moment.first...Moment.last).contains(milliseconds) else { return nil }
    self.milliseconds = milliseconds
  }

  /// A time from `YYYY-MM-DDThh:mm:ssZ`, with up to six digits of a fraction, which count to the third.
  private init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[10] == UInt8(ascii: "T"), bytes.last == UInt8(ascii: "Z") else { return nil }
    for index in [4, 7] where bytes[index] != UInt8(ascii: "-") { return nil }
    for index in [13, 16] where bytes[index] != UInt8(ascii: ":") { return nil }
    guard let year = Moment.number(bytes[0..<4]), let month = Moment.number(bytes[5..<7]),
      let day = Moment.number(bytes[8..<10]), let hour = Moment.number(bytes[11..<13]),
      let minute = Moment.number(bytes[14..<16]), let second = Moment.number(bytes[17..<19]),
      let fraction = Moment.fraction(bytes[19..<(bytes.count - 1)])
    else { return nil }
    guard year >= 1, (1...12).contains(month), day >= 1, day <= Moment.days(in: month, of: year), hour < 24,
      minute < 60, second < 60
    else { return nil }
    let time = ((hour * 60 + minute) * 60 + second) * 1000 + fraction
    milliseconds = Moment.dayNumber(year, month, day) * Moment.day + time
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
    guard digits.allSatisfy(\.isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
  }

  private static func fraction(_ bytes: ArraySlice<UInt8>) -> Int64? {
    if bytes.isEmpty { return 0 }
    let digits = bytes.dropFirst()
    guard bytes.first == UInt8(ascii: "."), (1...6).contains(digits.count) else { return nil }
    return number((Array(digits) + [0x30, 0x30])[..<3]).flatMap { value in
      digits.allSatisfy(\.isDigit) ? value : nil
    }
  }

  private static func days(in month: Int64, of year: Int64) -> Int64 {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31
  }

  /// Days since 1970-01-01 in the Gregorian calendar; years are counted from March.
  private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shifted = month > 2 ? year : year - 1
    let monthFromMarch = month > 2 ? month - 3 : month + 9
    let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
    return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
  }

  private var text: String {
    let sinceFirst = milliseconds - Moment.first
    let time = sinceFirst % Moment.day
    let number = sinceFirst / Moment.day + Moment.dayNumber(1, 1, 1)
    // A year that is not too late, then the first days of months until the day is reached.
    var year = (number + 719_468) / 366
    while year < 9999, Moment.dayNumber(year + 1, 1, 1) <= number { year += 1 }
    year = max(year, 1)
    var month: Int64 = 1
    while month < 12, Moment.dayNumber(year, month + 1, 1) <= number { month += 1 }
    let day = number - Moment.dayNumber(year, month, 1) + 1
    let seconds = time / 1000
    return Moment.padded(year, 4) + "-" + Moment.padded(month, 2) + "-" + Moment.padded(day, 2) + "T"
      + Moment.padded(seconds / 3600, 2) + ":" + Moment.padded(seconds / 60 % 60, 2) + ":"
      + Moment.padded(seconds % 60, 2) + "." + Moment.padded(time % 1000, 3) + "Z"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }
}

/// A text like `1 year 2 months -3 days`: numbers with units, each unit once, from years to seconds.
enum TimeOffset {
  private static let units: [(names: [String], milliseconds: Int64)] = [
    (["years", "year", "yr", "y"], 365 * 86_400_000), (["months", "month", "mo"], 30 * 86_400_000),
    (["weeks", "week", "wk", "w"], 7 * 86_400_000), (["days", "day", "d"], 86_400_000),
    (["hours", "hour", "hr", "h"], 3_600_000), (["minutes", "minute", "min", "m"], 60_000),
    (["seconds", "second", "sec", "s"], 1000),
  ]

  /// The offset; nil for a text that is none, or one that is too long for 64 bits.
  static func milliseconds(_ text: String) -> Int64? {
    var rest = trimmed(text.unicodeScalars[...])
    var isPast = false
    if rest.first == "-" {
      isPast = true
      rest = trimmed(rest.dropFirst())
    }
    if rest.first == "+" { rest = trimmed(rest.dropFirst()) }
    var total: Int64 = 0
    var next = 0
    while !rest.isEmpty {
      let digits = rest.prefix { ("0"..."9").contains($0) }
      rest = trimmed(rest.dropFirst(digits.count))
      guard let amount = Int64(String(digits)), let unit = unit(&rest, from: next) else { return nil }
      next = unit + 1
      let (product, tooLarge) = amount.multipliedReportingOverflow(by: units[unit].milliseconds)
      let (sum, overflow) = total.addingReportingOverflow(product)
      guard !tooLarge, !overflow else { return nil }
      total = sum
      rest = trimmed(rest)
    }
    return isPast ? -total : total
  }

  private static func unit(_ rest: inout Substring.UnicodeScalarView, from first: Int) -> Int? {
    let word = String(String.UnicodeScalarView(rest.prefix { ("a"..."z").contains($0) }))
    for index in units.indices.dropFirst(first) where units[index].names.contains(word) {
      rest = rest.dropFirst(word.unicodeScalars.count)
      return index
    }
    return nil
  }

  private static func trimmed(_ text: Substring.UnicodeScalarView) -> Substring.UnicodeScalarView {
    text.drop { $0.properties.isWhitespace }
  }
}
