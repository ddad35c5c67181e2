public import Deciding
internal import Diagnostics

/// A decision as a comment on a merge request. Nothing from outside can start a quick action, mention anybody or
/// break out of its place.
public struct DecisionMarkdown {
  /// A renderer.
  public init() {}

  /// The comment.
  public func text(_ decision: Decision) -> String {
    let explanation = Explanation(decision)
    var text = "### \(escaped(explanation.headline))\n"
    if !decision.diagnostics.isEmpty {
      text += "\n"
      for diagnostic in decision.diagnostics.prefix(20) {
        let line = diagnostic.place.range.map { ":\($0.start.line)" } ?? ""
        text += "- \(code(diagnostic.place.file + line)) \(escaped(diagnostic.message))\n"
      }
      if decision.diagnostics.count > 20 { text += "- and \(decision.diagnostics.count - 20) more\n" }
    }
    if !explanation.files.isEmpty {
      text += "\n| | change | owner | approval |\n|---|---|---|---|\n"
      for file in explanation.files {
        text += "| | \(code(file.path)) | \(escaped(file.remark ?? "")) | |\n"
        for item in file.items {
          let changes = item.changes.map { code($0) }.joined(separator: "<br>")
          let owners = item.owners.map { escaped($0) }.joined(separator: "<br>")
          text += "| \(mark(item.standing)) | \(changes) | \(owners) | \(escaped(item.approval)) |\n"
        }
      }
    }
    for remark in explanation.remarks { text += "\n> \(escaped(remark))\n" }
    if !explanation.next.isEmpty {
      text += "\n**Next**\n"
      for step in explanation.next { text += "- \(escaped(step))\n" }
    }
    return text
  }

  private func mark(_ standing: Explanation.Standing) -> String {
    switch standing {
    case .approved: "✅"
    case .waiting: "⏳"
    case .unowned: "❌"
    case .held: "✋"
    }
  }

  /// Text with every character that means something in Markdown or to a forge made harmless.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in TextStyle().safe(text).unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "{", "}", "[", "]", "<", ">", "(", ")", "#", "+", "!", "|", "~", "&", "$":
        result += "&#\(scalar.value);"
      case "@": result += "@\u{2060}"
      case "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Text as code in a table cell.
  private func code(_ text: String) -> String { "<code>\(escaped(text))</code>" }
}
