import DocumentModel

/// A place in an ASCII text, with what can be taken there; every scalar lies on one line.
///
/// The texts of tokens point into the source or into memory of the cursor, which the next token may overwrite.
struct LineCursor: ~Copyable {
  private let source: UnsafeBufferPointer<UInt8>
  /// The next byte.
  var offset = 0
  private var line = 1
  private var lineStart = 0
  /// Texts that are not in the source as they are; as long as the source.
  private var scratch: UnsafeMutablePointer<UInt8>?

  /// A cursor at the beginning; nil if the text has other bytes than line feeds and printable ASCII.
  init?(_ bytes: UnsafeRawBufferPointer) {
    source = bytes.assumingMemoryBound(to: UInt8.self)
    var strange: UInt8 = 0
    for byte in source { strange |= (byte &- 0x20 >= 0x5F ? 1 : 0) & (byte == UInt8(ascii: "\n") ? 0 : 1) }
    guard strange == 0 else { return nil }
  }

  deinit { scratch?.deallocate() }

  // MARK: Where it is

  /// The next byte; a line feed at the end of the text.
  @inline(__always) var byte: UInt8 { byte(at: offset) }

  @inline(__always)
  private func byte(at index: Int) -> UInt8 { index < source.count ? source[index] : UInt8(ascii: "\n") }

  /// Column of the next byte, from 0.
  @inline(__always) var column: Int { offset - lineStart }

  /// The place of the next byte.
  @inline(__always) var place: PackedPosition { place(of: offset) }

  @inline(__always)
  private func place(of index: Int) -> PackedPosition { PackedPosition(line: line, column: index - lineStart + 1) }

  @inline(__always)
  private func isBlank(at index: Int) -> Bool {
    let byte = byte(at: index)
    return byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n")
  }

  /// Whether a dash of a list comes next.
  @inline(__always) var isAtDash: Bool { byte == UInt8(ascii: "-") && isBlank(at: offset + 1) }

  /// Whether the line begins with `---` or `...`.
  var isAtDocumentMarker: Bool {
    guard byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") else { return false }
    return byte(at: offset + 1) == byte && byte(at: offset + 2) == byte && isBlank(at: offset + 3)
  }

  // MARK: Lines

  /// Takes a line that is `---` and nothing else.
  mutating func takePlainDocumentStart() -> Bool {
    guard byte == UInt8(ascii: "-"), offset + 3 < source.count, byte(at: offset + 3) == UInt8(ascii: "\n") else {
      return false
    }
    skipLine()
    return true
  }

  /// Moves from the beginning of a line to the next content that is no comment; gives its column, nil at the end.
  mutating func skipToContent() -> Int? {
    while offset < source.count {
      skipSpaces()
      guard offset < source.count else { return nil }
      switch source[offset] {
      case UInt8(ascii: "\n"), UInt8(ascii: "#"): skipLine()
      default: return column
      }
    }
    return nil
  }

  @inline(__always)
  mutating func skipSpaces() {
    while offset < source.count, source[offset] == UInt8(ascii: " ") { offset += 1 }
  }

  private mutating func skipLine() {
    while offset < source.count, source[offset] != UInt8(ascii: "\n") { offset += 1 }
    nextLine()
  }

  /// Moves past the line feed that comes next.
  @inline(__always)
  private mutating func nextLine() {
    guard offset < source.count else { return }
    offset += 1
    line += 1
    lineStart = offset
  }

  /// Takes spaces, and if only a comment or nothing is left of the line, its rest too; else gives false.
  mutating func takeLineEnd() throws(BlockReader.Refusal) -> Bool {
    let start = offset
    skipSpaces()
    switch byte {
    case UInt8(ascii: "\n"): nextLine()
    case UInt8(ascii: "#"):
      guard offset > start else { throw BlockReader.Refusal() }
      skipLine()
    default: return false
    }
    return true
  }

  // MARK: Tokens

  /// Takes the colon after a key, and spaces before it.
  mutating func takeColon() -> Bool {
    var index = offset
    while byte(at: index) == UInt8(ascii: " ") { index += 1 }
    guard byte(at: index) == UInt8(ascii: ":"), isBlank(at: index + 1) else { return false }
    offset = index + 1
    return true
  }

  /// Takes a plain scalar up to a colon, a comment or the end of the line; nil where none can begin.
  mutating func takePlain() -> ScalarToken? {
    switch byte {
    case UInt8(ascii: "-"): if isBlank(at: offset + 1) { return nil }
    case UInt8(ascii: " "), UInt8(ascii: "\n"): return nil
    default: if LineCursor.isIndicator(byte) { return nil }
    }
    let start = offset
    var (index, end) = (offset, offset)
    scan: while index < source.count {
      switch source[index] {
      case UInt8(ascii: "\n"): break scan
      case UInt8(ascii: " "): if byte(at: index + 1) == UInt8(ascii: "#") { break scan }
      case UInt8(ascii: ":"):
        if isBlank(at: index + 1) { break scan }
        end = index + 1
      default: end = index + 1
      }
      index += 1
    }
    offset = end
    return ScalarToken(plain: text(start, end), at: place(of: start), to: place(of: end))
  }

  /// Takes a plain scalar in a flow list that has no byte that could mean something else.
  mutating func takeFlowPlain() -> ScalarToken? {
    if byte == UInt8(ascii: "-") {
      guard LineCursor.isWord(byte(at: offset + 1)) else { return nil }
    } else if LineCursor.isIndicator(byte) {
      return nil
    }
    let start = offset
    var (index, end) = (offset, offset)
    scan: while true {
      let next = byte(at: index)
      switch next {
      case UInt8(ascii: ","), UInt8(ascii: "]"): break scan
      case UInt8(ascii: " "): break
      case UInt8(ascii: "-"): end = index + 1
      default:
        guard next != UInt8(ascii: "\n"), !LineCursor.isIndicator(next) else { return nil }
        end = index + 1
      }
      index += 1
    }
    guard end > start else { return nil }
    offset = end
    return ScalarToken(plain: text(start, end), at: place(of: start), to: place(of: end))
  }

  /// Takes a scalar in quotes, if one begins here.
  mutating func takeQuoted() throws(BlockReader.Refusal) -> ScalarToken? {
    let quote = byte
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else { return nil }
    let start = offset
    var (index, escapes) = (offset + 1, 0)
    while true {
      let next = byte(at: index)
      guard next != UInt8(ascii: "\n") else { throw BlockReader.Refusal() }
      if next == quote {
        guard quote == UInt8(ascii: "'"), byte(at: index + 1) == quote else { break }
        escapes += 1
        index += 1
      } else if next == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        guard LineCursor.escaped(byte(at: index + 1)) != nil else { throw BlockReader.Refusal() }
        escapes += 1
        index += 1
      }
      index += 1
    }
    var text = text(start + 1, index)
    if escapes > 0 { text = unescaped(text, count: text.count - escapes, quote: quote) }
    offset = index + 1
    var token = ScalarToken(plain: text, at: place(of: start), to: place)
    (token.style, token.isImplicit) = (.quoted, false)
    return token
  }

  /// Takes a literal or folded block whose lines are deeper than its parent's column, header and all.
  mutating func takeBlockScalar(deeperThan parent: Int) throws(BlockReader.Refusal) -> ScalarToken {
    let (start, isFolded) = (place, byte == UInt8(ascii: ">"))
    offset += 1
    let isStripped = byte == UInt8(ascii: "-")
    if isStripped { offset += 1 }
    guard try takeLineEnd() else { throw BlockReader.Refusal() }
    var (indent, blank, count) = (0, 0, 0)
    let output = writable()
    while offset < source.count {
      let first = offset
      skipSpaces()
      if byte == UInt8(ascii: "\n") {
        guard offset == first, offset < source.count else { throw BlockReader.Refusal() }
        blank += 1
        nextLine()
        continue
      }
      let isFirst = indent == 0
      if isFirst {
        guard column > parent else { throw BlockReader.Refusal() }
        indent = column
      } else if column < indent {
        offset = first
        break
      }
      guard !isFolded || column == indent else { throw BlockReader.Refusal() }
      let isJoined = isFolded && blank == 0 && !isFirst
      for _ in 0..<(isFirst || isFolded ? blank : blank + 1) {
        output[count] = UInt8(ascii: "\n")
        count += 1
      }
      if isJoined {
        output[count] = UInt8(ascii: " ")
        count += 1
      }
      offset = first + indent
      while offset < source.count, source[offset] != UInt8(ascii: "\n") {
        output[count] = source[offset]
        offset += 1
        count += 1
      }
      guard offset < source.count else { throw BlockReader.Refusal() }
      nextLine()
      blank = 0
    }
    guard indent > 0 else { throw BlockReader.Refusal() }
    if !isStripped {
      output[count] = UInt8(ascii: "\n")
      count += 1
    }
    var token = ScalarToken(plain: UnsafeBufferPointer(start: output, count: count), at: start, to: place)
    (token.style, token.isImplicit) = (.block, false)
    return token
  }

  // MARK: Texts

  @inline(__always)
  private func text(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: source[start..<end])
  }

  /// What a text between quotes stands for: single quotes are doubled there, double quotes have escapes.
  private mutating func unescaped(
    _ text: UnsafeBufferPointer<UInt8>, count: Int, quote: UInt8
  ) -> UnsafeBufferPointer<UInt8> {
    let output = writable()
    let mark = quote == UInt8(ascii: "'") ? quote : UInt8(ascii: "\\")
    var index = 0
    for written in 0..<count {
      if text[index] == mark {
        index += 1
        output[written] = mark == quote ? quote : LineCursor.escaped(text[index]) ?? mark
      } else {
        output[written] = text[index]
      }
      index += 1
    }
    return UnsafeBufferPointer(start: output, count: count)
  }

  /// What a backslash and a letter stand for; nil for the rarer ones.
  private static func escaped(_ letter: UInt8) -> UInt8? {
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): letter
    case UInt8(ascii: "n"): UInt8(ascii: "\n")
    case UInt8(ascii: "t"): UInt8(ascii: "\t")
    default: nil
    }
  }

  private mutating func writable() -> UnsafeMutablePointer<UInt8> {
    if let scratch { return scratch }
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: source.count + 1)
    scratch = memory
    return memory
  }

  /// Characters that begin no plain scalar; a dash may.
  private static func isIndicator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "?"), UInt8(ascii: ":"), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"),
      UInt8(ascii: "!"), UInt8(ascii: "|"), UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""),
      UInt8(ascii: "%"), UInt8(ascii: "@"), UInt8(ascii: "`"):
      true
    default: false
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte.isDigit || (byte | 0x20 >= UInt8(ascii: "a") && byte | 0x20 <= UInt8(ascii: "z"))
  }
}
