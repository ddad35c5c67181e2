internal import Diagnostics
internal import DocumentModel

/// How a file is written, as far as its data does not say: the comments, anchors, aliases and tags beside each value,
/// the spelling of keys and scalars.
///
/// Space, line breaks and the signs of YAML's structure are not looked at. Every remark belongs to one value:
///
/// - a comment behind something: to the outermost value that begins and ends on the line, else to the innermost one that
///   begins there;
/// - a comment on a line of its own: to the value that begins next, and before the first entry of a list or an object
///   to that list or object;
/// - a comment after everything: to the root;
/// - an anchor, an alias or a tag: to the value that begins next.
struct SourceForm: Sendable {
  private let document: Document
  private let bytes: [UInt8]
  private let starts: [Int]
  private let ends: [Int]
  private let keys: [Range<Int>?]
  private var remarks: [UInt32: [Range<Int>]] = [:]

  /// The form of a document and the bytes it was read from; nil where its places do not fit the bytes.
  init?(_ document: Document, _ bytes: [UInt8]) {
    self.document = document
    self.bytes = bytes
    let lines = TextLines(bytes)
    var (starts, ends): ([Int], [Int]) = ([], [])
    var keys: [Range<Int>?] = []
    for index in 0..<UInt32(document.nodeCount) {
      let id = document.node(index)
      let range = document.range(id)
      guard let start = lines.offset(of: range.start), let end = lines.offset(of: range.end) else { return nil }
      starts.append(start)
      ends.append(max(start, end))
      let hasKey = document.parent(id).map { document.kind($0) == .object } ?? false
      guard hasKey else {
        keys.append(nil)
        continue
      }
      guard let key = lines.offset(of: document.keyRange(id).start) else { return nil }
      keys.append(SourceKey.range(at: key, in: bytes))
    }
    (self.starts, self.ends, self.keys) = (starts, ends, keys)
    guard spellsItsTexts else { return nil }
    attach(lines)
  }

  /// Whether texts without quotes stand where the document says: a check of the places on every file.
  private var spellsItsTexts: Bool {
    for index in 0..<document.nodeCount {
      let id = document.node(UInt32(index))
      guard document.kind(id) == .string, document.style(id) == .plain else { continue }
      let range = document.range(id)
      let isAlias = starts[index] < bytes.count && bytes[starts[index]] == UInt8(ascii: "*")
      guard range.start.line == range.end.line, !isAlias else { continue }
      guard bytes[starts[index]..<ends[index]] == document.text(id) else { return false }
    }
    return true
  }

  // MARK: - Asking

  /// What is written beside a value: its key as spelled, then its remarks.
  func own(_ id: NodeID) -> [[UInt8]] {
    let index = Int(id.index)
    let key = keys[index].map { [Array(bytes[$0])] } ?? []
    return key + (remarks[id.index] ?? []).map { Array(bytes[$0]) }
  }

  /// A scalar as spelled.
  func spelling(_ id: NodeID) -> [UInt8] {
    var slice = bytes[starts[Int(id.index)]..<ends[Int(id.index)]]
    while let last = slice.last, last == 0x20 || last == 0x0A || last == 0x0D || last == 0x09 { slice.removeLast() }
    return Array(slice)
  }

  /// All remarks in a value, and the spelling of scalars that are not plain words, in the order of the file. The value's
  /// own remarks are left out on request.
  func trace(_ id: NodeID, withOwnRemarks: Bool) -> [[UInt8]] {
    var found: [[UInt8]] = []
    for index in id.index..<document.end(id).index {
      let node = document.node(index)
      if index != id.index || withOwnRemarks { found += (remarks[index] ?? []).map { Array(bytes[$0]) } }
      if !document.kind(node).isContainer, document.style(node) != .plain { found.append(spelling(node)) }
    }
    return found
  }

  // MARK: - Reading

  /// Finds everything between keys and scalars that is no space and no sign of structure, and whom it belongs to.
  private mutating func attach(_ lines: TextLines) {
    var tokens = keys.compactMap { $0 }
    for index in 0..<document.nodeCount where !document.kind(document.node(UInt32(index))).isContainer {
      if starts[index] < ends[index] { tokens.append(starts[index]..<ends[index]) }
    }
    tokens.sort { $0.lowerBound < $1.lowerBound }
    let places = FormPlaces(document, starts: starts, ends: ends, keys: keys)
    var (place, next) = (0, 0)
    while place < bytes.count {
      while next < tokens.count, tokens[next].upperBound <= place { next += 1 }
      if next < tokens.count, tokens[next].lowerBound <= place {
        place = tokens[next].upperBound
        continue
      }
      if SourceForm.isStructure(bytes[place]) {
        place += 1
        continue
      }
      let isComment = bytes[place] == UInt8(ascii: "#")
      let limit = isComment ? bytes.count : (next < tokens.count ? tokens[next].lowerBound : bytes.count)
      var end = place + 1
      while end < limit, isComment ? !lines.isBreak(at: end) : !SourceForm.isStructure(bytes[end]) { end += 1 }
      let owner =
        isComment
        ? places.owner(ofComment: place, lineStart: lines.start(ofLineWith: place)) : places.owner(ofMark: place)
      remarks[owner.index, default: []].append(place..<end)
      place = end
    }
  }

  /// Space, and what block and flow style and indentation are made of.
  private static func isStructure(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x20, UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"):
      true
    default: false
    }
  }
}

/// Where keys end.
enum SourceKey {
  /// The bytes of the key that begins at a place. What is cut off too early counts as a remark, which does no harm.
  static func range(at start: Int, in bytes: [UInt8]) -> Range<Int> {
    guard start < bytes.count else { return start..<start }
    var end = start + 1
    let quote = bytes[start]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      while end < bytes.count, bytes[end] != quote {
        end += quote == UInt8(ascii: "\"") && bytes[end] == UInt8(ascii: "\\") ? 2 : 1
      }
      return start..<min(bytes.count, end + 1)
    }
    while end < bytes.count, !isEnd(bytes[end]) { end += 1 }
    return start..<end
  }

  private static func isEnd(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x00...0x20, UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"): true
    default: false
    }
  }
}
