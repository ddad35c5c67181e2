import CLibyaml
import Diagnostics

/// The bytes of a file, for finding places in them after something went wrong.
struct SourceText {
  private let bytes: UnsafeRawBufferPointer

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Whether there are more than `limit` lines that may be `%TAG` directives, in any encoding.
  ///
  /// libyaml compares each directive with all before it, so that a file of them takes minutes.
  func hasManyTagDirectives(limit: Int) -> Bool {
    var count = 0
    var index = 0
    while let start = bytes.baseAddress, let found = memchr(start + index, percent, bytes.count - index) {
      let place = UnsafeRawPointer(found) - start
      index = place + 1
      // In UTF-16 a zero stands between two letters.
      let name = bytes[index..<min(index + 4, bytes.count)]
      guard name.contains(UInt8(ascii: "T")), name.contains(UInt8(ascii: "A")) else { continue }
      guard endsLine(before: place) else { continue }
      count += 1
      if count > limit { return true }
    }
    return false
  }

  private var percent: Int32 { Int32(UInt8(ascii: "%")) }

  /// Whether a byte may be the first of a line: the one before it ends a line break, a BOM, or is half of a character.
  private func endsLine(before place: Int) -> Bool {
    guard place > 0 else { return true }
    switch bytes[place - 1] {
    case 0x00, 0x0A, 0x0D, 0x85, 0xA8, 0xA9, 0xBF, 0xFE, 0xFF: return true
    // U+2028 and U+2029 in UTF-16, the low byte first.
    case 0x20: return place > 1 && bytes[place - 2] & 0xFE == 0x28
    default: return false
    }
  }

  /// Line and column of a byte, counted as libyaml counts (lines end at LF, CR, CR LF, NEL, LS and PS).
  func position(ofByte offset: Int) -> SourcePosition {
    var position = SourcePosition(line: 1, column: 1)
    var previous: UInt32 = 0
    scan { scalar, place in
      guard place < offset else { return false }
      if scalar == 0x0A && previous == 0x0D {
        // The second half of a line break.
      } else if SourceText.isBreak(scalar) {
        position = SourcePosition(line: position.line + 1, column: 1)
      } else if scalar != 0xFEFF || place > 0 {
        position.column += 1
      }
      previous = scalar
      return true
    }
    return position
  }

  /// The byte at a position if it is ASCII, nil for everything else and at the end.
  func byte(at target: SourcePosition) -> UInt8? {
    var position = SourcePosition(line: 1, column: 1)
    var previous: UInt32 = 0
    var found: UInt8?
    scan { scalar, place in
      if scalar == 0x0A && previous == 0x0D {
        previous = scalar
        return true
      }
      previous = scalar
      guard position != target else {
        found = scalar < 0x80 ? UInt8(scalar) : nil
        return false
      }
      if SourceText.isBreak(scalar) {
        position = SourcePosition(line: position.line + 1, column: 1)
      } else if scalar != 0xFEFF || place > 0 {
        position.column += 1
      }
      return position <= target
    }
    return found
  }

  /// The position of the first line up to a line that git has marked as a conflict; nil if there is none.
  func conflictMarker(upTo line: Int) -> SourcePosition? {
    guard let start = bytes.baseAddress else { return nil }
    for mark in [UInt8(ascii: "<"), UInt8(ascii: "|"), UInt8(ascii: ">")] {
      var place = 0
      while place < bytes.count {
        if bytes[place...].prefix(7).elementsEqual(repeatElement(mark, count: 7)),
          place + 7 == bytes.count || bytes[place + 7] <= UInt8(ascii: " ")
        {
          let found = position(ofByte: place)
          return found.line <= line ? found : nil
        }
        guard let next = memchr(start + place, 0x0A, bytes.count - place) else { break }
        place = UnsafeRawPointer(next) - start + 1
      }
    }
    return nil
  }

  /// Where the first characters are that change the direction of the text around them (those of Unicode's embeddings,
  /// overrides and isolates), at most `limit`.
  func directionMarks(limit: Int) -> [(position: SourcePosition, scalar: UInt32)] {
    guard mayHaveDirectionMarks else { return [] }
    var found: [(SourcePosition, UInt32)] = []
    var position = SourcePosition(line: 1, column: 1)
    var previous: UInt32 = 0
    scan { scalar, place in
      if scalar == 0x0A && previous == 0x0D {
        // The second half of a line break.
      } else if SourceText.isBreak(scalar) {
        position = SourcePosition(line: position.line + 1, column: 1)
      } else if scalar != 0xFEFF || place > 0 {
        if (0x202A...0x202E).contains(scalar) || (0x2066...0x2069).contains(scalar) { found.append((position, scalar)) }
        position.column += 1
      }
      previous = scalar
      return found.count < limit
    }
    return found
  }

  /// Whether the first two bytes of such a character are there, or the text is no UTF-8.
  private var mayHaveDirectionMarks: Bool {
    if let first = bytes.first, first >= 0xFE { return true }
    var place = 0
    while let start = bytes.baseAddress, let next = memchr(start + place, 0xE2, bytes.count - place) {
      place = UnsafeRawPointer(next) - start + 1
      if place < bytes.count, bytes[place] == 0x80 || bytes[place] == 0x81 { return true }
    }
    return false
  }

  private static func isBreak(_ scalar: UInt32) -> Bool {
    scalar == 0x0A || scalar == 0x0D || scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029
  }

  /// Calls `body` with each scalar and the byte it begins at, until it gives false. Malformed bytes count one by one.
  private func scan(_ body: (UInt32, Int) -> Bool) {
    let order = bytes.prefix(2)
    if order.elementsEqual([0xFF, 0xFE]) { return scanUTF16(low: 0, high: 1, body) }
    if order.elementsEqual([0xFE, 0xFF]) { return scanUTF16(low: 1, high: 0, body) }
    var index = 0
    while index < bytes.count {
      let first = bytes[index]
      let width = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
      var scalar = width == 1 ? UInt32(first) : UInt32(first) & (0x7F >> UInt32(width))
      for next in bytes[min(index + 1, bytes.count)..<min(index + width, bytes.count)] {
        scalar = scalar << 6 | UInt32(next & 0x3F)
      }
      guard body(scalar, index) else { return }
      index += width
    }
  }

  private func scanUTF16(low: Int, high: Int, _ body: (UInt32, Int) -> Bool) {
    var index = 0
    while index + 1 < bytes.count {
      let unit = UInt32(bytes[index + low]) | UInt32(bytes[index + high]) << 8
      let isTrailing = unit >= 0xDC00 && unit < 0xE000
      guard isTrailing || body(unit, index) else { return }
      index += 2
    }
  }
}
