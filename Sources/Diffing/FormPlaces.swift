internal import Diagnostics
internal import DocumentModel

/// Where the values of a file begin and end, to tell whose a remark is.
struct FormPlaces {
  private let document: Document
  private let starts: [Int]
  private let ends: [Int]
  /// Values by where they, or their keys, begin; outer ones first.
  private let begins: [(offset: Int, index: UInt32)]
  /// Values by where they begin behind their keys.
  private let values: [(offset: Int, index: UInt32)]

  init(_ document: Document, starts: [Int], ends: [Int], keys: [Range<Int>?]) {
    self.document = document
    self.starts = starts
    self.ends = ends
    func sorted(_ offsets: [Int]) -> [(offset: Int, index: UInt32)] {
      zip(offsets, 0...).sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }
    begins = sorted(zip(starts, keys).map { $1?.lowerBound ?? $0 })
    values = sorted(starts)
  }

  /// The value a comment belongs to.
  func owner(ofComment place: Int, lineStart: Int) -> NodeID {
    let next = first(in: begins, notBefore: place)
    let onLine = begins[first(in: begins, notBefore: lineStart)..<next]
    if let whole = onLine.first(where: { ends[Int($0.index)] <= place }) { return document.node(whole.index) }
    if let inner = onLine.last { return document.node(inner.index) }
    guard next < begins.count else { return document.root }
    var owner = document.node(begins[next].index)
    while let parent = document.parent(owner), starts[Int(parent.index)] > place,
      document.next(after: parent) == owner
    {
      owner = parent
    }
    return owner
  }

  /// The value an anchor, an alias or a tag belongs to.
  func owner(ofMark place: Int) -> NodeID {
    let next = first(in: values, notBefore: place)
    return next < values.count ? document.node(values[next].index) : document.root
  }

  private func first(in list: [(offset: Int, index: UInt32)], notBefore place: Int) -> Int {
    var (low, high) = (0, list.count)
    while low < high {
      let middle = (low + high) / 2
      if list[middle].offset < place { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// The lines of a text, as libyaml counts them: they end at LF, CR, CR LF, NEL, LS and PS, and columns are characters.
struct SourceLines {
  private let bytes: [UInt8]
  private var lineStarts = [0]

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    // A byte order mark is no character of the first line.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { lineStarts[0] = 3 }
    var place = 0
    while place < bytes.count {
      let width = breakWidth(at: place)
      place += max(1, width)
      if width > 0 { lineStarts.append(place) }
    }
  }

  func isBreak(at place: Int) -> Bool { breakWidth(at: place) > 0 }

  /// Where the line begins that a byte is in.
  func start(ofLineWith place: Int) -> Int {
    var (low, high) = (0, lineStarts.count)
    while low < high {
      let middle = (low + high) / 2
      if lineStarts[middle] <= place { low = middle + 1 } else { high = middle }
    }
    return lineStarts[max(0, low - 1)]
  }

  /// The byte at a place; nil if the text has no such place.
  func offset(of position: SourcePosition) -> Int? {
    guard position.line >= 1, position.line <= lineStarts.count else {
      return position.line == lineStarts.count + 1 && position.column == 1 ? bytes.count : nil
    }
    var place = lineStarts[position.line - 1]
    for _ in 1..<max(1, position.column) {
      guard place < bytes.count else { return nil }
      place += 1
      while place < bytes.count, bytes[place] & 0xC0 == 0x80 { place += 1 }
    }
    return place
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
