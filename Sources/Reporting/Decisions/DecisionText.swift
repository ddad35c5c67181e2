public import Deciding

/// A decision as a contributor reads it in a terminal: the verdict first, then file by file, then what to do.
public struct DecisionText {
  private let style: TextStyle

  /// A renderer.
  public init(style: TextStyle) { self.style = style }

  /// The verdict alone, in one line.
  public func headline(_ decision: Decision) -> String {
    let color = decision.verdict == .approved ? style.good : decision.verdict == .needsApproval ? style.warn : style.bad
    return color(style.safe(Explanation(decision).headline))
  }

  /// The text.
  public func text(_ decision: Decision) -> String {
    let explanation = Explanation(decision)
    var text = headline(decision) + "\n"
    for file in explanation.files {
      text += "\n\(style.strong(style.safe(file.path)))"
      if let remark = file.remark { text += "  \(style.dim(style.safe(remark)))" }
      text += "\n"
      for item in file.items { text += render(item) }
    }
    if !explanation.remarks.isEmpty {
      text += "\n"
      for remark in explanation.remarks { text += "note: \(style.safe(remark))\n" }
    }
    if !explanation.next.isEmpty {
      text += "\n\(style.strong("Next:"))\n"
      for step in explanation.next { text += "  - \(style.safe(step))\n" }
    }
    return text
  }

  private func render(_ item: Explanation.Item) -> String {
    let mark =
      switch item.standing {
      case .approved: style.good("✓")
      case .waiting: style.warn("…")
      case .unowned: style.bad("✗")
      case .held: style.bad("‖")
      }
    var text = ""
    for change in item.changes { text += "  \(mark) \(style.safe(change))\n" }
    for owner in item.owners { text += "      \(style.dim(style.safe(owner)))\n" }
    return text + "      \(style.safe(item.approval))\n"
  }
}
