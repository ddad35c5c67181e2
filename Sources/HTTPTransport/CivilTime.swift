/// Reckoning with dates of the Gregorian calendar in UTC, without leap seconds.
public enum CivilTime {
  /// Seconds since 1970 of a date and time; nil where there is no such date or time.
  public static func seconds(
    year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int
  ) -> Int64? {
    guard (1...9999).contains(year), (1...12).contains(month), (1...days(in: month, of: year)).contains(day),
      (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    // A leap second counts as the last second of its minute.
    let days = days(before: year) + days(before: month, of: year) + day - 1 - days(before: 1970)
    return Int64(days * 86_400 + hour * 3_600 + minute * 60 + min(second, 59))
  }

  /// The day, and the second since 1970 with which it starts, that contains a second since 1970 of the years 1 to 9999;
  /// other seconds are taken for the nearest of those.
  public static func day(containing second: Int64) -> (year: Int, month: Int, day: Int, start: Int64) {
    let first = -Int64(days(before: 1970))
    let last = Int64(days(before: 10_000) - days(before: 1970)) - 1
    let wanted = min(max(second >= 0 ? second / 86_400 : (second + 1) / 86_400 - 1, first), last)
    var rest = Int(wanted - first)
    // 400 years always have the same number of days, so that this is at most one year too early.
    var year = max(1, rest * 400 / 146_097)
    while days(before: year + 1) <= rest { year += 1 }
    rest -= days(before: year)
    var month = 1
    while rest >= days(in: month, of: year) {
      rest -= days(in: month, of: year)
      month += 1
    }
    return (year, month, rest + 1, wanted * 86_400)
  }

  /// Seconds since 1970 of an HTTP date, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7, IMF-fixdate); nil
  /// where the text is none.
  public static func seconds(httpDate text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]),
      let month = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        .firstIndex(of: String(parts[2])), let year = Int(parts[3])
    else { return nil }
    let time = parts[4].split(separator: ":").map { Int($0) }
    guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2] else { return nil }
    return seconds(year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
  }

  private static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

  private static func days(in month: Int, of year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  private static func days(before month: Int, of year: Int) -> Int {
    (1..<month).reduce(0) { $0 + days(in: $1, of: year) }
  }

  private static func days(before year: Int) -> Int {
    let past = year - 1
    return past * 365 + past / 4 - past / 100 + past / 400
  }
}
