/// Finds the lines of a paragraph that begin inside of something which an earlier line opens: a code span, a tag or
/// comment, the text or the target of a link, struck-out text.
struct MarkdownSpans {
  private let bytes: [UInt8]
  /// The line of every byte.
  private let lines: [Int]
  /// How many spans begin (or, negative, end) at a line.
  private var changes: [Int]

  /// For each line of a paragraph, whether it begins inside of something.
  static func inside(_ paragraph: [ArraySlice<UInt8>]) -> [Bool] {
    guard paragraph.count > 1 else { return [false] }
    var spans = MarkdownSpans(paragraph)
    spans.scan()
    var open = 0
    return paragraph.indices.map { line in
      open += spans.changes[line]
      return open > 0
    }
  }

  private init(_ paragraph: [ArraySlice<UInt8>]) {
    var bytes: [UInt8] = []
    var lines: [Int] = []
    for (number, line) in paragraph.enumerated() {
      bytes += line
      bytes.append(0x0A)
      lines += Array(repeating: number, count: line.count + 1)
    }
    self.bytes = bytes
    self.lines = lines
    changes = Array(repeating: 0, count: paragraph.count + 1)
  }

  private mutating func mark(_ start: Int, _ end: Int) {
    guard lines[start] < lines[end] else { return }
    changes[lines[start] + 1] += 1
    changes[lines[end] + 1] -= 1
  }

  /// One pass: where something opens, its end is looked for in tables made before.
  private mutating func scan() {
    var runs = runs()
    let ends = next(of: UInt8(ascii: ">"))
    let parentheses = next(of: UInt8(ascii: ")"))
    var brackets: [Int] = []
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\\"): position += 1
      case UInt8(ascii: "`"), UInt8(ascii: "~"):
        let length = bytes[position...].prefix { $0 == byte }.count
        let key = Run(mark: byte, length: length)
        while let first = runs[key]?.first, first <= position { runs[key]?.removeFirst() }
        if byte == UInt8(ascii: "`") || length == 2, let end = runs[key]?.first {
          mark(position, end)
          if byte == UInt8(ascii: "`") { position = end }
        }
        position += length - 1
      case UInt8(ascii: "<"):
        let follower = position + 1 < bytes.count ? bytes[position + 1] : 0
        let isTag = (0x61...0x7A).contains(follower | 0x20) || "/!?".utf8.contains(follower)
        if isTag, let end = ends[position] { mark(position, end) }
      case UInt8(ascii: "["): brackets.append(position)
      case UInt8(ascii: "]"):
        if let start = brackets.popLast() { mark(start, position) }
        switch position + 1 < bytes.count ? bytes[position + 1] : 0 {
        case UInt8(ascii: "("): if let end = parentheses[position] { mark(position, end) }
        // The definition of a link: its title may go on for lines.
        case UInt8(ascii: ":"): mark(position, bytes.count - 1)
        default: break
        }
      default: break
      }
      position += 1
    }
  }

  private struct Run: Hashable {
    var mark: UInt8
    var length: Int
  }

  /// Where runs of backticks and tildes begin, by length.
  private func runs() -> [Run: ArraySlice<Int>] {
    var found: [Run: ArraySlice<Int>] = [:]
    var position = 0
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") else {
        position += 1
        continue
      }
      let length = bytes[position...].prefix { $0 == byte }.count
      found[Run(mark: byte, length: length), default: []].append(position)
      position += length
    }
    return found
  }

  /// The next place of a byte, from every place on.
  private func next(of wanted: UInt8) -> [Int?] {
    var found: [Int?] = Array(repeating: nil, count: bytes.count)
    var last: Int?
    for position in bytes.indices.reversed() {
      if bytes[position] == wanted { last = position }
      found[position] = last
    }
    return found
  }
}
