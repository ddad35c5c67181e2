extension String {
  /// The text as one part of a path, or one name or value of a query: all bytes but the unreserved ones of RFC 3986
  /// are percent-encoded, also `/`; so are the dots of `.` and `..`, which would be directions.
  public var percentEncoded: String {
    if self == "." || self == ".." { return String(repeating: "%2E", count: utf8.count) }
    var bytes: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: bytes.append(byte)
      default: bytes += [0x25, digit(byte >> 4), digit(byte & 15)]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

private func digit(_ value: UInt8) -> UInt8 { value < 10 ? value + 0x30 : value + 0x37 }
