/// One line of a Markdown text and what it could begin.
struct MarkdownLine {
  /// The line without its end.
  let text: Substring
  /// The column at which it begins; tabs go to multiples of 4.
  let indent: Int
  /// Its bytes without blanks at the ends.
  let trimmed: ArraySlice<UInt8>

  init(_ text: Substring) {
    self.text = text
    var bytes = Array(text.utf8)[...]
    var width = 0
    while let first = bytes.first, first == 0x20 || first == 0x09 {
      width += first == 0x20 ? 1 : 4 - width % 4
      bytes.removeFirst()
    }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    indent = width
    trimmed = bytes
  }

  var isBlank: Bool { trimmed.isEmpty }

  /// A thematic break: three or more `*`, `-` or `_`, blanks between them or not.
  var isBreak: Bool {
    let marks = trimmed.filter { $0 != 0x20 && $0 != 0x09 }
    guard let mark = marks.first, "*-_".utf8.contains(mark), marks.count >= 3 else { return false }
    return marks.allSatisfy { $0 == mark }
  }

  /// A heading that begins with `#`.
  var isHeading: Bool {
    let marks = trimmed.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(marks) else { return false }
    return trimmed.count == marks || [0x20, 0x09].contains(trimmed[trimmed.startIndex + marks])
  }

  /// The line under a heading: only `=` or only `-`.
  var isUnderline: Bool {
    guard let mark = trimmed.first, mark == UInt8(ascii: "=") || mark == UInt8(ascii: "-") else { return false }
    return trimmed.allSatisfy { $0 == mark }
  }

  /// The line under a table's head.
  var isTableRule: Bool {
    trimmed.allSatisfy { " \t|:-".utf8.contains($0) } && trimmed.contains(UInt8(ascii: "-"))
      && trimmed.contains { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: ":") }
  }

  /// A run of at least three backticks or tildes at the start.
  var fence: (mark: UInt8, length: Int, isBare: Bool)? {
    guard let mark = trimmed.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let run = trimmed.prefix { $0 == mark }
    let info = trimmed.dropFirst(run.count)
    guard run.count >= 3, mark != UInt8(ascii: "`") || !info.contains(mark) else { return nil }
    return (mark, run.count, info.isEmpty)
  }

  /// The column of an item's content where the line begins an item of a list. Only some markers interrupt a paragraph.
  func itemColumn(interrupting: Bool) -> Int? {
    guard let first = trimmed.first else { return nil }
    var width = 1
    if !"-*+".utf8.contains(first) {
      let digits = trimmed.prefix { (0x30...0x39).contains($0) }
      guard (1...9).contains(digits.count), let mark = trimmed.dropFirst(digits.count).first,
        mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")"), !interrupting || digits.elementsEqual("1".utf8)
      else { return nil }
      width = digits.count + 1
    }
    let rest = trimmed.dropFirst(width)
    guard let blank = rest.first else { return interrupting ? nil : indent + width + 1 }
    guard blank == 0x20 || blank == 0x09 else { return nil }
    let blanks = rest.prefix { $0 == 0x20 }.count
    return indent + width + ((1...4).contains(blanks) ? blanks : 1)
  }

  // MARK: - HTML

  /// The name of the tag that the line begins with, in lower case.
  var tag: [UInt8]? {
    guard trimmed.first == UInt8(ascii: "<") else { return nil }
    let rest = trimmed.dropFirst().first == UInt8(ascii: "/") ? trimmed.dropFirst(2) : trimmed.dropFirst()
    let name = rest.prefix { MarkdownLine.isLetter($0) || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    guard let first = name.first, MarkdownLine.isLetter(first) else { return nil }
    let after = rest.dropFirst(name.count).first
    guard after == nil || " \t>/".utf8.contains(after ?? 0) else { return nil }
    return name.map { $0 | 0x20 }
  }

  /// How many elements of a name the line opens and does not close.
  func depth(of name: [UInt8]) -> Int {
    if ["br", "hr", "img", "input", "wbr"].contains(where: { name.elementsEqual($0.utf8) }) { return 0 }
    let bytes = Array(trimmed)
    var depth = 0
    for start in bytes.indices where bytes[start] == UInt8(ascii: "<") {
      let isClosing = start + 1 < bytes.count && bytes[start + 1] == UInt8(ascii: "/")
      let found = bytes.dropFirst(start + (isClosing ? 2 : 1)).prefix(name.count).map { $0 | 0x20 }
      guard found == name else { continue }
      let after = start + (isClosing ? 2 : 1) + name.count
      if after < bytes.count, !" \t>/".utf8.contains(bytes[after]) { continue }
      depth += isClosing ? -1 : 1
    }
    return depth
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }

  /// Whether the line contains a text, from some byte on.
  func contains(_ wanted: [UInt8], from offset: Int = 0) -> Bool {
    let bytes = trimmed.dropFirst(offset)
    guard bytes.count >= wanted.count else { return false }
    return bytes.indices.dropLast(wanted.count - 1).contains { bytes[$0...].starts(with: wanted) }
  }
}
