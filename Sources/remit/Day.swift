import ArgumentParser
import Workflows

/// A day on the command line, `YYYY-MM-DD`.
struct Day: ExpressibleByArgument {
  let text: String

  /// A day from its text; nil for anything that is none, so that no role expires or stays by mistake.
  init?(argument: String) {
    let bytes = Array(argument.utf8)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = Int(argument.prefix(4)), let month = Int(argument.dropFirst(5).prefix(2)),
      let day = Int(argument.suffix(2)), year > 0, 1...12 ~= month, 1...Day.count(year, month) ~= day,
      bytes.allSatisfy({ $0 == UInt8(ascii: "-") || 0x30...0x39 ~= $0 })
    else { return nil }
    text = argument
  }

  private static func count(_ year: Int, _ month: Int) -> Int {
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    return [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  var defaultValueDescription: String { text }

  /// Today by the clock, in UTC.
  static var today: String { TodaysDate.utc() }
}
