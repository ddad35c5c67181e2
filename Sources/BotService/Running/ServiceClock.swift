public import Forges
internal import Foundation

/// What time it is, and waiting: passed in, so that tests have a time of their own.
public struct ServiceClock: Sendable {
  /// The time of now.
  public var now: @Sendable () -> Timestamp
  /// Waits for so many milliseconds, or until the task is cancelled.
  public var sleep: @Sendable (Int64) async -> Void

  /// A clock from its parts.
  public init(now: @escaping @Sendable () -> Timestamp, sleep: @escaping @Sendable (Int64) async -> Void) {
    self.now = now
    self.sleep = sleep
  }

  /// The machine's clock.
  public static let system = ServiceClock(
    now: { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) },
    sleep: { try? await Task.sleep(for: .milliseconds($0)) })
}

extension Timestamp {
  /// The day in UTC, `YYYY-MM-DD`.
  public var day: String { String(text.prefix(10)) }

  /// The time in UTC, `YYYY-MM-DDTHH:MM:SSZ`.
  public var text: String {
    let seconds = milliseconds.flooredQuotient(1000)
    let (days, second) = (seconds.flooredQuotient(86_400), seconds.flooredRemainder(86_400))
    // Days to a date in the proleptic Gregorian calendar: years counted from March, in eras of 400 years.
    let shifted = days + 719_468
    let era = shifted.flooredQuotient(146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    func padded(_ number: Int64, _ width: Int) -> String {
      let digits = String(number)
      return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }
    return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(second / 3600, 2)):"
      + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
  }
}
