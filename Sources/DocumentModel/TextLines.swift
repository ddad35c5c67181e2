public import Diagnostics

/// The lines of a text, as libyaml counts them: they end at LF, CR, CR LF, NEL, LS and PS, and columns are characters.
public struct TextLines: Sendable {
  private let bytes: [UInt8]
  private var lineStarts = [0]
  /// How many characters begin before each block of bytes: lines may be as long as the file.
  private var characters = [0]
  private static let block = 64

  /// The lines of a text in UTF-8.
  public init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark is no character of the first line.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { lineStarts[0] = 3 }
    var place = 0
    while place < bytes.count {
      let width = breakWidth(at: place)
      place += max(1, width)
      if width > 0 { lineStarts.append(place) }
    }
    var count = 0
    for (index, byte) in bytes.enumerated() {
      if byte & 0xC0 != 0x80 { count += 1 }
      if index % Self.block == Self.block - 1 { characters.append(count) }
    }
  }

  /// Whether a line ends at a byte.
  public func isBreak(at place: Int) -> Bool { breakWidth(at: place) > 0 }

  /// Where the line begins that a byte is in.
  public func start(ofLineWith place: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return lineStarts[max(0, low - 1)]
  }

  /// The byte at a place; nil if the text has no such place.
  public func offset(of position: SourcePosition) -> Int? {
    guard position.line >= 1, position.line <= lineStarts.count else {
      return position.line == lineStarts.count + 1 && position.column == 1 ? bytes.count : nil
    }
    let start = lineStarts[position.line - 1]
    let wanted = characterCount(before: start) + max(0, position.column - 1)
    var (low, high) = (start / Self.block, characters.count)
    while low + 1 < high {
      let middle = (low + high) / 2
      if characters[middle] <= wanted { low = middle } else { high = middle }
    }
    var (place, count) = (low * Self.block, characters[low])
    // To the first byte of the character after so many.
    while place < bytes.count {
      if bytes[place] & 0xC0 != 0x80 {
        if count == wanted, place >= start { return place }
        count += 1
      }
      place += 1
    }
    return count == wanted ? place : nil
  }

  private func characterCount(before place: Int) -> Int {
    let block = place / Self.block
    return bytes[(block * Self.block)..<place].reduce(characters[block]) { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }
  }

  private func breakWidth(at place: Int) -> Int {
    switch bytes[place] {
    case 0x0A: 1
    case 0x0D: place + 1 < bytes.count && bytes[place + 1] == 0x0A ? 2 : 1
    case 0xC2: place + 1 < bytes.count && bytes[place + 1] == 0x85 ? 2 : 0
    case 0xE2:
      place + 2 < bytes.count && bytes[place + 1] == 0x80 && (bytes[place + 2] == 0xA8 || bytes[place + 2] == 0xA9)
        ? 3 : 0
    default: 0
    }
  }
}
