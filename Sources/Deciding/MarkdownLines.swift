/// The lines of a Markdown text that are its author's own plain words.
///
/// Left out are block quotes with their lazy continuation lines, fenced and indented code, HTML blocks and comments,
/// list items and what is indented below them. When in doubt a line is left out: a command that is not seen can be
/// written again.
struct MarkdownLines {
  /// The lines that count, without their line ends.
  let ownLines: [Substring]

  init(_ text: String) {
    var own: [Substring] = []
    var fence: (mark: UInt8, length: Int)?
    var block: Block?
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }) {
      let bytes = Array(line.utf8)
      let indent = MarkdownLines.indent(of: bytes)
      let rest = bytes.drop { $0 == 0x20 || $0 == 0x09 }
      if let open = fence {
        if indent < 4, let run = MarkdownLines.fence(rest), run.mark == open.mark, run.length >= open.length, run.isBare {
          fence = nil
        }
        continue
      }
      if case .comment = block {
        if MarkdownLines.contains(rest, "-->") { block = nil }
        continue
      }
      if rest.isEmpty {
        if case .list = block { continue }
        block = nil
        continue
      }
      if case .list = block, indent == 0, MarkdownLines.marker(rest) == nil { block = nil }
      if block == nil || block == .paragraph {
        block = MarkdownLines.blockStart(rest, indent, continuing: block == .paragraph)
      }
      if let run = MarkdownLines.fence(rest), indent < 4 {
        fence = (run.mark, run.length)
        block = nil
        continue
      }
      if block == .comment, MarkdownLines.contains(rest.dropFirst(4), "-->") {
        block = nil
        continue
      }
      if block == .paragraph { own.append(line) }
    }
    ownLines = own
  }

  private enum Block { case paragraph, quote, list, html, comment, code }

  /// What a line begins when no other block is open, or when a paragraph goes on.
  private static func blockStart(_ rest: ArraySlice<UInt8>, _ indent: Int, continuing: Bool) -> Block {
    if indent >= 4 { return continuing ? .paragraph : .code }
    if rest.first == UInt8(ascii: ">") { return .quote }
    if rest.starts(with: Array("<!--".utf8)) { return .comment }
    if rest.first == UInt8(ascii: "<") { return .html }
    if marker(rest) != nil { return .list }
    return .paragraph
  }

  private static func indent(of bytes: [UInt8]) -> Int {
    var width = 0
    for byte in bytes {
      if byte == 0x20 { width += 1 } else if byte == 0x09 { width += 4 - width % 4 } else { break }
    }
    return width
  }

  /// A run of at least three backticks or tildes at the start of a line.
  private static func fence(_ rest: ArraySlice<UInt8>) -> (mark: UInt8, length: Int, isBare: Bool)? {
    guard let mark = rest.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else { return nil }
    let run = rest.prefix { $0 == mark }
    guard run.count >= 3 else { return nil }
    let info = rest.dropFirst(run.count)
    if mark == UInt8(ascii: "`"), info.contains(mark) { return nil }
    return (mark, run.count, info.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D })
  }

  /// The width of a list marker (`-`, `*`, `+`, `1.`, `1)`) at the start of a line.
  private static func marker(_ rest: ArraySlice<UInt8>) -> Int? {
    guard let first = rest.first else { return nil }
    var width = 0
    if [UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "+")].contains(first) {
      width = 1
    } else {
      let digits = rest.prefix { (0x30...0x39).contains($0) }
      guard (1...9).contains(digits.count), let mark = rest.dropFirst(digits.count).first,
        mark == UInt8(ascii: ".") || mark == UInt8(ascii: ")")
      else { return nil }
      width = digits.count + 1
    }
    let after = rest.dropFirst(width).first
    return after == nil || after == 0x20 || after == 0x09 ? width : nil
  }

  private static func contains(_ bytes: ArraySlice<UInt8>, _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard bytes.count >= wanted.count else { return false }
    return bytes.indices.dropLast(wanted.count - 1).contains { bytes[$0...].starts(with: wanted) }
  }
}
