/// The records that the note on a commit holds, one text after the other: one for each merge request that it came into a branch
/// with, as the same commit may be merged into several branches, and one of somebody who answers for it.
public struct RecordNote: Sendable {
  /// What a record is about; there is one of each.
  private struct Subject: Hashable {
    var repository: String
    var number: Int
    var branch: String

    init(_ record: DecisionRecord) {
      let isAnswer = record.number == 0
      (repository, number) = (isAnswer ? "" : record.repository, record.number)
      branch = isAnswer ? "" : record.targetBranch
    }
  }

  /// The records, as they are in the note.
  public private(set) var records: [DecisionRecord] = []
  private var texts: [String] = []

  /// The records of a note; what is none is left out. Nil: there is no note yet.
  public init(_ text: String?) {
    for part in text.map(Self.parts) ?? [] {
      guard let record = try? DecisionRecord(parsing: Array(part.utf8), file: "note") else { continue }
      records.append(record)
      texts.append(part)
    }
  }

  /// The note.
  public var text: String { texts.joined() }

  /// Puts in a record, signed or not, in place of the one about the same.
  public mutating func put(_ record: DecisionRecord) {
    let text = record.signedText
    if let place = records.firstIndex(where: { Subject($0) == Subject(record) }) {
      (records[place], texts[place]) = (record, text)
    } else {
      records.append(record)
      texts.append(text)
    }
  }

  /// Records are indented: only the last line of one is a bare brace. Or one is a line.
  private static func parts(_ text: String) -> [String] {
    var (parts, lines): ([String], [Substring.UTF8View]) = ([], [])
    func end() {
      if !lines.isEmpty { parts.append(lines.map { Substring($0) + "\n" }.joined()) }
      lines = []
    }
    let (opening, closing) = (UInt8(ascii: "{"), UInt8(ascii: "}"))
    for line in text.utf8.split(separator: UInt8(ascii: "\n")) {
      lines.append(line)
      let isWhole = lines.count == 1 && line.count > 1 && line.first == opening && line.last == closing
      if isWhole || line.elementsEqual(CollectionOfOne(closing)) { end() }
    }
    end()
    return parts
  }
}
