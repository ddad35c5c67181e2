public import Deciding
internal import Diagnostics

/// A decision as a comment on a merge request. Nothing from outside can start a quick action, mention anybody or
/// break out of its place.
public struct DecisionMarkdown {
  /// The most bytes of a comment.
  private let limit: Int

  /// A renderer. GitHub takes 65,536 characters; a comment that it refuses is a verdict nobody reads.
  public init(limit: Int = 60_000) { self.limit = limit }

  /// The comment. What has no room is left out and counted; the verdict and what to do next always have room.
  public func text(_ decision: Decision) -> String {
    let explanation = Explanation(decision)
    let end = ending(explanation)
    var text = Bounded(limit: limit - end.utf8.count)
    text.append("### \(escaped(cut(explanation.headline)))\n")
    if !decision.diagnostics.isEmpty { text.append("\n") }
    for diagnostic in decision.diagnostics.prefix(20) {
      let line = diagnostic.place.range.map { ":\($0.start.line)" } ?? ""
      text.append("- \(code(cut(diagnostic.place.file + line))) \(escaped(cut(diagnostic.message)))\n")
    }
    if decision.diagnostics.count > 20 { text.append("- and \(decision.diagnostics.count - 20) more\n") }
    if !explanation.files.isEmpty { table(explanation.files, &text) }
    return text.text + end
  }

  /// The changes, as many as there is room for.
  private func table(_ files: [Explanation.File], _ text: inout Bounded) {
    text.append("\n| | change | owner | approval |\n|---|---|---|---|\n")
    var left = files.reduce(0) { $0 + $1.items.reduce(0) { $0 + $1.changes.count } }
    // Room for what says how many are left.
    text.limit -= 100
    files: for file in files {
      guard text.append("| | \(code(cut(file.path))) | \(escaped(cut(file.remark ?? ""))) | |\n") else { break }
      for item in file.items {
        let end = " | \(owners(item)) | \(escaped(cut(item.approval))) |\n"
        var row = Bounded(limit: text.room - end.utf8.count)
        var taken = 0
        for change in item.changes {
          let start = taken == 0 ? "| \(mark(item.standing)) | " : "<br>"
          guard row.append(start + code(change)) else { break }
          taken += 1
        }
        left -= taken
        guard taken > 0, text.append(row.text + end), taken == item.changes.count else { break files }
      }
    }
    text.limit += 100
    if left > 0 { text.append("| | and \(left) more change\(left == 1 ? "" : "s") | | |\n") }
  }

  private func owners(_ item: Explanation.Item) -> String {
    let shown = item.owners.prefix(20).map { escaped(cut($0)) }.joined(separator: "<br>")
    return shown + (item.owners.count > 20 ? "<br>and \(item.owners.count - 20) more" : "")
  }

  /// What had no effect, and what to do next.
  private func ending(_ explanation: Explanation) -> String {
    var text = ""
    for remark in explanation.remarks.prefix(10) { text += "\n> \(escaped(cut(remark)))\n" }
    if explanation.remarks.count > 10 { text += "\n> and \(explanation.remarks.count - 10) more\n" }
    if !explanation.next.isEmpty {
      text += "\n**Next**\n"
      for step in explanation.next { text += "- \(escaped(cut(step)))\n" }
    }
    return text
  }

  /// At most 500 characters of a text: of a list of a thousand people, for example.
  private func cut(_ text: String) -> String {
    guard text.unicodeScalars.count > 500 else { return text }
    var result = String.UnicodeScalarView()
    result.append(contentsOf: text.unicodeScalars.prefix(499))
    return String(result) + "…"
  }

  /// A text that takes no more than it has room for.
  private struct Bounded {
    var limit: Int
    private(set) var text = ""

    init(limit: Int) { self.limit = limit }

    var room: Int { limit - text.utf8.count }

    /// Adds a piece as a whole; false where it does not fit.
    @discardableResult
    mutating func append(_ piece: String) -> Bool {
      guard piece.utf8.count <= room else { return false }
      text += piece
      return true
    }
  }

  private func mark(_ standing: Explanation.Standing) -> String {
    switch standing {
    case .approved: "✅"
    case .waiting: "⏳"
    case .unowned: "❌"
    case .held: "✋"
    }
  }

  private func escaped(_ text: String) -> String { MarkdownText.escaped(text) }

  private func code(_ text: String) -> String { MarkdownText.code(text) }
}
