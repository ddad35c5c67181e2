import Diagnostics
import DocumentModel

/// Reads the block style that nearly all datafiles are written in, several times faster than libyaml's events.
///
/// It takes ASCII texts of block mappings and lists, one-line scalars, literal and folded blocks, and one-line flow lists
/// of scalars. Whatever else YAML has (anchors, tags, aliases, scalars over several lines, escapes, tabs, other
/// encodings) and whatever is wrong is refused: then libyaml reads the file from its beginning. What it takes it gives
/// to the composer exactly as libyaml would, places included; `BlockReaderTests` compares the two.
struct BlockReader: ~Copyable {
  /// The file is not for this reader.
  struct Refusal: Error {}

  /// An open list or mapping.
  struct Block {
    /// Column of its keys or dashes, from 0.
    var indent: Int
    var isMapping: Bool
    /// A list whose dashes stand in the column of the key it belongs to.
    var isIndentless = false
    /// The place after a key or dash that still has no value: where an empty value is.
    var pending: PackedPosition?
  }

  var cursor: LineCursor
  private var blocks: [Block] = []
  private var hasMarker = false

  /// A reader of a text; nil if it has bytes that are not for this reader.
  init?(_ source: UnsafeRawBufferPointer) {
    guard let cursor = LineCursor(source) else { return nil }
    self.cursor = cursor
    blocks.reserveCapacity(16)
  }

  /// Gives everything to the composer; if it throws, what the composer has is worth nothing.
  mutating func read(into composer: inout Composer) throws(Refusal) {
    while let column = try nextLine() { try line(at: column, &composer) }
    guard !blocks.isEmpty else { throw Refusal() }
    while !blocks.isEmpty { try closeTop(&composer) }
  }

  /// Moves to the next line with content; gives the column it begins in, nil at the end of the text.
  private mutating func nextLine() throws(Refusal) -> Int? {
    while let column = cursor.skipToContent() {
      guard column == 0, cursor.isAtDocumentMarker else { return column }
      guard !hasMarker, blocks.isEmpty, cursor.takePlainDocumentStart() else { throw Refusal() }
      hasMarker = true
    }
    return nil
  }

  /// Takes what begins a line: a key, a dash, or a value of what the lines before left open.
  private mutating func line(at column: Int, _ composer: inout Composer) throws(Refusal) {
    while let top = blocks.last, top.indent > column { try closeTop(&composer) }
    guard var top = blocks.last else {
      guard column == 0 else { throw Refusal() }
      return try node(at: 0, &composer)
    }
    let isDash = cursor.isAtDash
    if top.indent < column {
      guard top.pending != nil else { throw Refusal() }
      return try node(at: column, &composer)
    }
    if top.isMapping, top.pending != nil, isDash {
      clearPending()
      try begin(Block(indent: column, isMapping: false, isIndentless: true), at: cursor.place, &composer)
      return try entry(&composer)
    }
    if top.isIndentless, !isDash {
      try closeTop(&composer)
      guard let mapping = blocks.last else { throw Refusal() }
      top = mapping
    }
    guard top.isMapping != isDash else { throw Refusal() }
    try fillPending(&composer)
    if isDash { return try entry(&composer) }
    guard let key = try scalar(), cursor.takeColon() else { throw Refusal() }
    try member(key, &composer)
  }

  // MARK: Values

  /// Takes a dash and what follows on its line.
  private mutating func entry(_ composer: inout Composer) throws(Refusal) {
    cursor.offset += 1
    blocks[blocks.count - 1].pending = cursor.place
    if try cursor.takeLineEnd() { return }
    try node(at: cursor.column, &composer)
  }

  /// Takes what may be a value, or the first key or dash of a mapping or list. The root is one of these.
  private mutating func node(at column: Int, _ composer: inout Composer) throws(Refusal) {
    let isRoot = blocks.isEmpty
    if cursor.isAtDash {
      clearPending()
      try begin(Block(indent: column, isMapping: false), at: cursor.place, &composer)
      return try entry(&composer)
    }
    if !isRoot, try valueWithIndicator(&composer) { return }
    guard let token = try scalar() else { throw Refusal() }
    clearPending()
    if cursor.takeColon() {
      try begin(Block(indent: column, isMapping: true), at: token.start, &composer)
      return try member(token, &composer)
    }
    guard !isRoot, try cursor.takeLineEnd() else { throw Refusal() }
    try give(token, &composer)
  }

  /// Gives a key whose colon is taken, and takes the value that follows on its line.
  private mutating func member(_ key: ScalarToken, _ composer: inout Composer) throws(Refusal) {
    // libyaml allows 1,024 characters from the beginning of a key to its colon.
    guard cursor.column - key.start.position.column < 1_000 else { throw Refusal() }
    try give(key, &composer)
    blocks[blocks.count - 1].pending = cursor.place
    if try cursor.takeLineEnd() { return }
    if try valueWithIndicator(&composer) { return }
    guard !cursor.isAtDash, let token = try scalar(), try cursor.takeLineEnd() else { throw Refusal() }
    clearPending()
    try give(token, &composer)
  }

  /// Takes a block scalar or a flow collection, if there is one.
  private mutating func valueWithIndicator(_ composer: inout Composer) throws(Refusal) -> Bool {
    switch cursor.byte {
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      clearPending()
      let parent = blocks.last?.indent ?? 0
      try give(try cursor.takeBlockScalar(deeperThan: parent), &composer)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      clearPending()
      try flow(&composer)
      guard try cursor.takeLineEnd() else { throw Refusal() }
    default: return false
    }
    return true
  }

  /// Takes `{}`, or a list in brackets whose elements are scalars, on one line.
  private mutating func flow(_ composer: inout Composer) throws(Refusal) {
    let isMapping = cursor.byte == UInt8(ascii: "{")
    let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
    do throws(Composer.Stop) {
      try composer.begin(CollectionToken(isMapping: isMapping, isFlow: true, at: cursor.place))
    } catch { throw Refusal() }
    cursor.offset += 1
    cursor.skipSpaces()
    if cursor.byte != close {
      guard !isMapping else { throw Refusal() }
      while true {
        try give(try flowElement(), &composer)
        cursor.skipSpaces()
        if cursor.byte == close { break }
        guard cursor.byte == UInt8(ascii: ",") else { throw Refusal() }
        cursor.offset += 1
        cursor.skipSpaces()
      }
    }
    cursor.offset += 1
    composer.end(at: cursor.place)
  }

  private mutating func flowElement() throws(Refusal) -> ScalarToken {
    if let quoted = try cursor.takeQuoted() { return quoted }
    guard let plain = cursor.takeFlowPlain() else { throw Refusal() }
    return plain
  }

  /// Takes a plain or quoted scalar on one line.
  private mutating func scalar() throws(Refusal) -> ScalarToken? {
    if let quoted = try cursor.takeQuoted() { return quoted }
    return cursor.takePlain()
  }

  // MARK: The composer

  private mutating func give(_ token: ScalarToken, _ composer: inout Composer) throws(Refusal) {
    do throws(Composer.Stop) { try composer.scalar(token) } catch { throw Refusal() }
  }

  private mutating func begin(_ block: Block, at place: PackedPosition, _ composer: inout Composer) throws(Refusal) {
    do throws(Composer.Stop) {
      try composer.begin(CollectionToken(isMapping: block.isMapping, at: place))
    } catch { throw Refusal() }
    blocks.append(block)
  }

  private mutating func closeTop(_ composer: inout Composer) throws(Refusal) {
    try fillPending(&composer)
    blocks.removeLast()
    composer.end(at: cursor.place)
  }

  /// A key or dash without a value has an empty one.
  private mutating func fillPending(_ composer: inout Composer) throws(Refusal) {
    guard let place = blocks.last?.pending else { return }
    clearPending()
    try give(ScalarToken(plain: UnsafeBufferPointer(start: nil, count: 0), at: place, to: place), &composer)
  }

  private mutating func clearPending() {
    if !blocks.isEmpty { blocks[blocks.count - 1].pending = nil }
  }
}
