internal import Diagnostics
internal import DocumentModel

/// The replacements that change a file's values, in the order of the values.
struct EditPlan {
  private let bytes: [UInt8]
  private let document: Document
  private let lines: TextLines
  private let lineBreak: String
  private var edits: [(range: Range<Int>, text: String)] = []
  /// The first value that changes.
  private(set) var first: NodeID?

  init(_ bytes: [UInt8], _ document: Document) {
    self.bytes = bytes
    self.document = document
    lines = TextLines(bytes)
    let end = bytes.firstIndex(of: UInt8(ascii: "\n"))
    lineBreak = end.map { $0 > 0 && bytes[$0 - 1] == UInt8(ascii: "\r") } == true ? "\r\n" : "\n"
  }

  /// The text with all edits made. Edits at one place stand in the order in which they were planned.
  var result: [UInt8] {
    let sorted = edits.enumerated().sorted {
      ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
    }
    var result: [UInt8] = []
    var place = 0
    for (_, edit) in sorted {
      // What overlaps is nonsense, and reading it again says so.
      result += bytes[place..<max(place, edit.range.lowerBound)]
      result += edit.text.utf8
      place = max(place, edit.range.upperBound)
    }
    return result + bytes[place...]
  }

  mutating func change(_ node: NodeID, to value: YAMLValue) throws(YAMLEdit.Failure) {
    if value.equals(node, of: document) { return }
    first = first ?? node
    switch (document.kind(node), value) {
    case (.object, .object(let members)) where document.count(node) > 0 && !members.isEmpty:
      try isFlow(node) ? changeFlow(node, members, value) : changeBlock(node, members)
    default: try replace(node, by: value)
    }
  }

  // MARK: Mappings

  private mutating func changeBlock(
    _ node: NodeID, _ members: [YAMLValue.Member]
  ) throws(YAMLEdit.Failure) {
    let old = self.members(of: node)
    let wanted = Set(members.map { DocumentKey($0.key) })
    // Where nothing stays there is nothing to put new members beside.
    guard
      let front = document.children(node).first(where: { wanted.contains(DocumentKey(utf8: document.keyBytes($0))) })
    else { return try replaceBehindColon(node, by: .object(members), isEmpty: false) }
    for (key, id) in old where !wanted.contains(key) { try remove(id) }
    let indent = document.keyRange(front).start.column - 1
    var previous: NodeID?
    for member in members {
      if let id = old[DocumentKey(member.key)] {
        try change(id, to: member.value)
        previous = id
      } else {
        try insert(member, after: previous, before: front, indent: indent)
      }
    }
  }

  private func members(of node: NodeID) -> [DocumentKey: NodeID] {
    Dictionary(
      document.children(node).map { (DocumentKey(utf8: document.keyBytes($0)), $0) }, uniquingKeysWith: { $1 })
  }

  private mutating func insert(
    _ member: YAMLValue.Member, after previous: NodeID?, before next: NodeID, indent: Int
  ) throws(YAMLEdit.Failure) {
    let text = YAMLWriter.member(member, indent: indent, lineBreak: lineBreak)
    let margin = String(repeating: " ", count: indent)
    guard let previous else {
      let start = try offset(document.keyRange(next).start, next)
      return edits.append((start..<start, text + lineBreak + margin))
    }
    let (place, isLineStart) = try end(ofContent: previous)
    edits.append((place..<place, isLineStart ? margin + text + lineBreak : lineBreak + margin + text))
  }

  /// Takes out the lines of a member.
  private mutating func remove(_ id: NodeID) throws(YAMLEdit.Failure) {
    let key = try offset(document.keyRange(id).start, id)
    let start = lines.start(ofLineWith: key)
    guard bytes[start..<key].allSatisfy({ $0 == UInt8(ascii: " ") }) else {
      throw failure(id, "a member that shares its line cannot be taken out")
    }
    var (end, isLineStart) = try end(ofContent: id)
    if !isLineStart, end < bytes.count { end += lineBreakWidth(at: end) }
    edits.append((start..<end, ""))
  }

  private mutating func changeFlow(
    _ node: NodeID, _ members: [YAMLValue.Member], _ value: YAMLValue
  ) throws(YAMLEdit.Failure) {
    let old = self.members(of: node)
    guard old.count == members.count, members.allSatisfy({ old[DocumentKey($0.key)] != nil }) else {
      return try replaceInLine(node, by: value)
    }
    for member in members {
      if let id = old[DocumentKey(member.key)] { try change(id, to: member.value) }
    }
  }

  // MARK: Values

  private mutating func replace(_ node: NodeID, by value: YAMLValue) throws(YAMLEdit.Failure) {
    let isInLine: Bool =
      switch value {
      case .scalar: true
      case .list(let elements): elements.isEmpty
      case .object(let members): members.isEmpty || value.isReference
      }
    let range = document.range(node)
    let isEmpty = range.start == range.end
    let isScalar = !document.kind(node).isContainer && document.style(node) != .block && !isEmpty
    if isInsideFlow(node) || isInLine && (isFlow(node) || isScalar) { return try replaceInLine(node, by: value) }
    try replaceBehindColon(node, by: value, isEmpty: isEmpty)
  }

  /// Replaces a value where it stands by one that takes no lines of its own.
  private mutating func replaceInLine(_ node: NodeID, by value: YAMLValue) throws(YAMLEdit.Failure) {
    let range = document.range(node)
    guard range.start.line == range.end.line || !document.kind(node).isContainer else {
      throw failure(node, "a value in brackets on several lines cannot be changed without losing its layout")
    }
    let (start, end) = (try offset(range.start, node), try offset(range.end, node))
    edits.append((start..<max(start, end), YAMLWriter.flow(value)))
  }

  /// Replaces everything behind a key's colon.
  private mutating func replaceBehindColon(
    _ node: NodeID, by value: YAMLValue, isEmpty: Bool
  ) throws(YAMLEdit.Failure) {
    guard let parent = document.parent(node), document.kind(parent) == .object else {
      throw failure(node, "the value cannot be replaced")
    }
    let key = document.keyRange(node)
    var place = try offset(key.end, node)
    while place < bytes.count, bytes[place] == UInt8(ascii: " ") { place += 1 }
    guard place < bytes.count, bytes[place] == UInt8(ascii: ":") else {
      throw failure(node, "its key is written in an unusual way")
    }
    place += 1
    let text = YAMLWriter.value(value, indent: key.start.column - 1, lineBreak: lineBreak)
    let (end, isLineStart) = try end(ofContent: node)
    if isEmpty {
      // A comment behind the colon stays where it is.
      let target = text.hasPrefix(" ") ? place : end
      return edits.append((target..<target, text))
    }
    edits.append((place..<max(place, end), isLineStart ? text + lineBreak : text))
  }

  /// Where the lines of a value end: before a line end, or, behind a text in lines, at the start of the next line.
  private func end(ofContent node: NodeID) throws(YAMLEdit.Failure) -> (place: Int, isLineStart: Bool) {
    var last = node
    while document.kind(last).isContainer, !isFlow(last), let child = Array(document.children(last)).last {
      last = child
    }
    let range = document.range(last)
    var place = try offset(range.end, last)
    let key = try offset(document.keyRange(last).end, last)
    if document.style(last) == .block, range.end.column == 1, place > key { return (place, true) }
    place = max(place, key)
    while place < bytes.count, !lines.isBreak(at: place) { place += 1 }
    return (place, false)
  }

  private func lineBreakWidth(at place: Int) -> Int {
    bytes[place] == UInt8(ascii: "\r") && place + 1 < bytes.count && bytes[place + 1] == UInt8(ascii: "\n") ? 2 : 1
  }

  // MARK: Places

  /// Whether a list or mapping is written in brackets.
  private func isFlow(_ node: NodeID) -> Bool {
    guard document.kind(node).isContainer, let place = lines.offset(of: document.range(node).start), place < bytes.count
    else { return false }
    return bytes[place] == UInt8(ascii: "{") || bytes[place] == UInt8(ascii: "[")
  }

  private func isInsideFlow(_ node: NodeID) -> Bool {
    var current = document.parent(node)
    while let container = current {
      if isFlow(container) { return true }
      current = document.parent(container)
    }
    return false
  }

  private func offset(_ position: SourcePosition, _ node: NodeID) throws(YAMLEdit.Failure) -> Int {
    guard let place = lines.offset(of: position), place <= bytes.count else {
      throw failure(node, "its place cannot be found")
    }
    return place
  }

  private func failure(_ node: NodeID, _ message: String) -> YAMLEdit.Failure {
    YAMLEdit.Failure(position: document.range(node).start, message: message)
  }
}
