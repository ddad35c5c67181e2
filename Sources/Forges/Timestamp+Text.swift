internal import HTTPTransport

extension Timestamp {
  /// The time as ISO 8601 in UTC with milliseconds: `2024-05-06T07:08:09.010Z`.
  public var iso8601: String {
    let day = CivilTime.day(containing: milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0))
    let rest = Int(milliseconds - day.start * 1000)
    func digits(_ number: Int, _ count: Int = 2) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(day.year, 4) + "-" + digits(day.month) + "-" + digits(day.day) + "T" + digits(rest / 3_600_000) + ":"
      + digits(rest / 60_000 % 60) + ":" + digits(rest / 1000 % 60) + "." + digits(rest % 1000, 3) + "Z"
  }
}
