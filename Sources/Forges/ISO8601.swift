extension Timestamp {
  /// A time as forges write it (ISO 8601, the profile of RFC 3339): `2024-05-06T07:08:09Z`, with or without a fraction,
  /// with `Z` or an offset (`+02:00`, `+0200`). Nil for every other text. Digits below milliseconds are cut off.
  public init?(iso8601 text: some StringProtocol) {
    var rest = text.utf8[...]
    guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
      let day = rest.number(2), rest.take("T") || rest.take("t") || rest.take(" "),
      let hour = rest.number(2), rest.take(":"), let minute = rest.number(2), rest.take(":"),
      let second = rest.number(2), let fraction = rest.fraction(), let offset = rest.offset(), rest.isEmpty,
      (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    let minutes = (days(year, month, day) * 24 + hour) * 60 + minute - offset
    self.init(milliseconds: (minutes * 60 + second) * 1000 + fraction)
  }
}

/// A point in time in an answer; decoding throws where it is not ISO 8601.
public struct ISO8601Time: Hashable, Sendable, Decodable {
  /// The time.
  public var value: Timestamp

  /// Reads the text.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let value = Timestamp(iso8601: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an ISO 8601 time")
    }
    self.value = value
  }
}

/// Days from 1970-01-01 to a day of the Gregorian calendar, counted from the March of year 0.
private func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
  let shifted = month > 2 ? year : year - 1
  let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
  let era = (shifted >= 0 ? shifted : shifted - 399) / 400
  let yearOfEra = shifted - era * 400
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

extension Collection<UInt8> where SubSequence == Self {
  /// Takes one character if it comes next.
  fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard first == UInt8(ascii: character) else { return false }
    removeFirst()
    return true
  }

  /// Takes a number of exactly that many digits.
  fileprivate mutating func number(_ digits: Int) -> Int64? {
    var value: Int64 = 0
    for _ in 0..<digits {
      guard let digit = first, (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
      removeFirst()
    }
    return value
  }

  /// Takes a fraction of a second, if there is one, and gives milliseconds; nil for a point without digits.
  fileprivate mutating func fraction() -> Int64? {
    guard take(".") || take(",") else { return 0 }
    var value: Int64 = 0
    var count = 0
    while let digit = number(1) {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in Swift.min(count, 3)..<3 { value *= 10 }
    return value
  }

  /// Takes `Z` or an offset and gives minutes east of Greenwich.
  fileprivate mutating func offset() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let sign: Int64 = take("-") ? -1 : 1
    guard sign < 0 || take("+"), let hours = number(2) else { return nil }
    _ = take(":")
    guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
