internal import HTTPTransport

extension Timestamp {
  /// A time as forges write it (ISO 8601, the profile of RFC 3339): `2024-05-06T07:08:09Z`, with or without a fraction,
  /// with `Z` or an offset (`+02:00`, `+0200`). Nil for every other text. Digits below milliseconds are cut off.
  public init?(iso8601 text: some StringProtocol) {
    var rest = text.utf8[...]
    guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), rest.take("-"),
      let day = rest.number(2), rest.take("T") || rest.take("t") || rest.take(" "),
      let hour = rest.number(2), rest.take(":"), let minute = rest.number(2), rest.take(":"),
      let second = rest.number(2), let fraction = rest.fraction(), let offset = rest.offset(), rest.isEmpty,
      let seconds = CivilTime.seconds(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    self.init(milliseconds: (seconds - Int64(offset) * 60) * 1000 + Int64(fraction))
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

extension Collection<UInt8> where SubSequence == Self {
  /// Takes one character if it comes next.
  fileprivate mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard first == UInt8(ascii: character) else { return false }
    removeFirst()
    return true
  }

  /// Takes a number of exactly that many digits.
  fileprivate mutating func number(_ digits: Int) -> Int? {
    var value: Int = 0
    for _ in 0..<digits {
      guard let digit = first, (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int(digit - 0x30)
      removeFirst()
    }
    return value
  }

  /// Takes a fraction of a second, if there is one, and gives milliseconds; nil for a point without digits.
  fileprivate mutating func fraction() -> Int? {
    guard take(".") || take(",") else { return 0 }
    var value: Int = 0
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
  fileprivate mutating func offset() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign: Int = take("-") ? -1 : 1
    guard sign < 0 || take("+"), let hours = number(2) else { return nil }
    _ = take(":")
    guard let minutes = number(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }
}
