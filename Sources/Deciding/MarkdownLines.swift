/// The lines of a Markdown text that are its author's own plain words: lines of paragraphs outside of lists, block
/// quotes, tables, code, HTML and comments (CommonMark 0.31 sections 4 and 5, GitHub's tables, GitLab's `>>>` quotes,
/// `$$` formulas), and not in the middle of a link, a code span or a tag.
///
/// When in doubt a line is left out: a command that is not seen can be written again.
struct MarkdownLines {
  /// The lines that count, without their line ends.
  let ownLines: [Substring]

  init(_ text: String) {
    var scan = MarkdownScan()
    for line in text.split(
      omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" || $0 == "\r" })
    {
      scan.take(MarkdownLine(line))
    }
    scan.endParagraph()
    ownLines = scan.own
  }
}

/// What has been read of a text, line by line.
private struct MarkdownScan {
  private(set) var own: [Substring] = []
  private var block = Block.none
  private var paragraph: [MarkdownLine] = []

  private enum Block: Equatable {
    case none, paragraph
    /// Until a blank line.
    case quote, table, html
    /// An item whose content begins at a column; whether its last line was blank.
    case list(column: Int, isOpen: Bool)
    case fence(mark: UInt8, length: Int)
    /// Until a line that contains a text.
    case raw(end: [UInt8])
    /// Until the element is closed.
    case element(name: [UInt8], depth: Int)
    /// Until the same line comes again: GitLab's quote, a formula.
    case between([UInt8])
  }

  mutating func take(_ line: MarkdownLine) {
    if skip(line) { return }
    if line.isBlank { return endOfBlock() }
    if case .list(let column, let isOpen) = block {
      if line.indent >= column { return block = .list(column: column, isOpen: false) }
      if isOpen, line.indent < 4 { block = .none }
    }
    guard line.indent < 4 else {
      // Code, or the continuation of a paragraph, which is no place for commands either.
      if block == .paragraph { paragraph.append(line) }
      return
    }
    if let start = start(line) {
      endParagraph()
      block = start
    } else if line.isBreak || line.isHeading || block == .paragraph && line.isUnderline {
      endParagraph()
      block = .none
    } else if block == .paragraph && line.isTableRule {
      endParagraph()
      block = .table
    } else if block == .none || block == .paragraph {
      block = .paragraph
      paragraph.append(line)
    }
  }

  /// Whether a line belongs to something that goes on up to its own end.
  private mutating func skip(_ line: MarkdownLine) -> Bool {
    switch block {
    case .fence(let mark, let length):
      if line.indent < 4, let run = line.fence, run.mark == mark, run.length >= length, run.isBare { block = .none }
    case .raw(let end): if line.contains(end) { block = .html }
    case .element(let name, let depth):
      let rest = depth + line.depth(of: name)
      block = rest > 0 ? .element(name: name, depth: rest) : .html
    case .between(let mark): if line.trimmed.elementsEqual(mark) { block = .none }
    default: return false
    }
    return true
  }

  private mutating func endOfBlock() {
    endParagraph()
    if case .list(let column, _) = block { block = .list(column: column, isOpen: true) } else { block = .none }
  }

  /// What begins with a line, whatever went before.
  private func start(_ line: MarkdownLine) -> Block? {
    if let run = line.fence { return .fence(mark: run.mark, length: run.length) }
    let text = line.trimmed
    for mark in [">>>", "$$"] where text.elementsEqual(mark.utf8) { return .between(Array(mark.utf8)) }
    if text.first == UInt8(ascii: ">") { return .quote }
    for (mark, end) in [("<!--", "-->"), ("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")]
    where text.starts(with: mark.utf8) {
      return line.contains(Array(end.utf8), from: mark.utf8.count) ? .html : .raw(end: Array(end.utf8))
    }
    if let name = line.tag {
      let depth = line.depth(of: name)
      return depth > 0 ? .element(name: name, depth: depth) : .html
    }
    if !line.isBreak, let column = line.itemColumn(interrupting: block == .paragraph) {
      return .list(column: column, isOpen: false)
    }
    return nil
  }

  mutating func endParagraph() {
    guard !paragraph.isEmpty else { return }
    for (line, isInside) in zip(paragraph, MarkdownSpans.inside(paragraph.map(\.trimmed)))
    where !isInside && line.indent < 4 {
      own.append(line.text)
    }
    paragraph = []
  }
}
