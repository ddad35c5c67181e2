import CLibgit2

/// The name of a git object: the SHA-1 of its kind, size and content.
///
/// Two files with the same bytes have the same id, in every commit and repository.
public struct ObjectID: Hashable, Sendable, Comparable, CustomStringConvertible {
  @usableFromInline let high: UInt64
  @usableFromInline let middle: UInt64
  @usableFromInline let low: UInt32

  /// How many bytes an id has.
  public static let byteCount = 20

  /// The id that 20 bytes spell, or nil if there are more or fewer.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    var words: (UInt64, UInt64, UInt32) = (0, 0, 0)
    for (index, byte) in bytes.enumerated() {
      switch index {
      case 0..<8: words.0 = words.0 << 8 | UInt64(byte)
      case 8..<16: words.1 = words.1 << 8 | UInt64(byte)
      default: words.2 = words.2 << 8 | UInt32(byte)
      }
    }
    (high, middle, low) = words
  }

  /// The id that 40 hexadecimal digits spell, or nil for anything else, abbreviations too.
  public init?(hex: some StringProtocol) {
    guard hex.utf8.count == Self.byteCount * 2 else { return nil }
    var bytes: [UInt8] = []
    var pending: UInt8?
    for digit in hex.utf8 {
      guard let value = Self.value(ofHexDigit: digit) else { return nil }
      if let upper = pending {
        bytes.append(upper << 4 | value)
        pending = nil
      } else {
        pending = value
      }
    }
    self.init(bytes: bytes)
  }

  /// The id that git gives a file of these bytes, whether or not it is in any repository.
  ///
  /// The bytes are taken as they are: no line-ending or other filter of a working tree is applied.
  /// Throws if libgit2 cannot start.
  public init(hashingBlob content: UnsafeRawBufferPointer) throws(GitError) {
    try LibGit2.start()
    var id = git_oid()
    try check(
      git_odb_hash(&id, content.baseAddress ?? UnsafeRawPointer(bitPattern: 1), content.count, GIT_OBJECT_BLOB),
      "hash a file")
    self.init(id)
  }

  /// The id that git gives a file of these bytes, whether or not it is in any repository.
  public init(hashingBlob content: [UInt8]) throws(GitError) {
    let result = content.withUnsafeBytes { bytes in
      Result { () throws(GitError) in try ObjectID(hashingBlob: bytes) }
    }
    self = try result.get()
  }

  /// The 20 bytes.
  public var bytes: [UInt8] {
    withUnsafeBytes(of: (high.bigEndian, middle.bigEndian, low.bigEndian)) { Array($0.prefix(Self.byteCount)) }
  }

  /// The 40 lower-case hexadecimal digits.
  public var description: String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// The first digits, as many as people need to tell commits apart.
  public var abbreviated: String { String(description.prefix(12)) }

  /// Whether all bytes are equal.
  @inlinable public static func == (left: ObjectID, right: ObjectID) -> Bool {
    left.high == right.high && left.middle == right.middle && left.low == right.low
  }

  /// The order of the bytes, and so of the hexadecimal digits.
  @inlinable public static func < (left: ObjectID, right: ObjectID) -> Bool {
    (left.high, left.middle, left.low) < (right.high, right.middle, right.low)
  }

  /// Feeds all the bytes.
  @inlinable public func hash(into hasher: inout Hasher) {
    hasher.combine(high)
    hasher.combine(middle)
    hasher.combine(low)
  }

  static func value(ofHexDigit digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x41 + 10
    case 0x61...0x66: digit - 0x61 + 10
    default: nil
    }
  }
}

extension ObjectID {
  /// Reads the 20 bytes at `offset`; the caller has checked that they are there.
  init(in bytes: UnsafeRawBufferPointer, at offset: Int) {
    high = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    middle = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
    low = UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset + 16, as: UInt32.self))
  }

  init(_ id: git_oid) {
    self = withUnsafeBytes(of: id) { ObjectID(in: $0, at: 0) }
  }

  var raw: git_oid {
    var id = git_oid()
    withUnsafeMutableBytes(of: &id) { target in
      target.storeBytes(of: high.bigEndian, toByteOffset: 0, as: UInt64.self)
      target.storeBytes(of: middle.bigEndian, toByteOffset: 8, as: UInt64.self)
      target.storeBytes(of: low.bigEndian, toByteOffset: 16, as: UInt32.self)
    }
    return id
  }
}
