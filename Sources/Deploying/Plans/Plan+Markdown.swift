internal import Kubernetes
internal import Reporting

extension Plan {
  /// The plan as Markdown, for a merge request. `maximumLength`: what is beyond is left out, and said so.
  public func markdown(maximumLength: Int = 60_000) -> String {
    var lines = ["### Deploy plan", ""]
    for cluster in clusters { lines += cluster.markdown }
    let end = "Plan `\(hash)`\n"
    var text = ""
    for line in lines {
      guard text.utf8.count + line.utf8.count + end.utf8.count + 100 < maximumLength else {
        // A table or a list may be open: an empty line ends both.
        text += "\n… and more: `remit deploy plan` shows all.\n\n"
        break
      }
      text += line + "\n"
    }
    return text + end
  }
}

extension ClusterPlan {
  /// The lines of the plan of one cluster.
  var markdown: [String] {
    let name = MarkdownText.escaped(cluster)
    if let stop {
      return ["**\(name)**: nothing is written: \(MarkdownText.escaped(Lines.cut(stop, longest: 1000)))", ""]
    }
    var lines = ["**\(name)**: \(summary)", ""]
    lines += warnings.map { "- warning: \(MarkdownText.escaped(Lines.cut($0, longest: 1000)))" }
    if !warnings.isEmpty { lines.append("") }
    let rows = sets.flatMap { set in
      set.steps.map { step in
        "| \(MarkdownText.escaped(set.name)) | \(step.action.rawValue) | \(Lines.code(step.key.description)) | "
          + "\(Lines.code(step.datafile)) |"
      }
    }
    if !rows.isEmpty {
      lines += ["| set | action | object | datafile |", "| --- | --- | --- | --- |"] + rows + [""]
    }
    for set in sets {
      let remarks = set.remarks.map {
        "- \(MarkdownText.escaped(set.name)): \(MarkdownText.escaped(Lines.cut($0, longest: 1000)))"
      }
      let findings = set.findings.map {
        "- **\($0.kind.rawValue)** \(Lines.code($0.key.description)): \(MarkdownText.escaped(Lines.cut($0.message, longest: 1000)))"
      }
      let all = remarks + findings
      if !all.isEmpty { lines += all + [""] }
    }
    for step in sets.flatMap(\.steps) where !step.changes.isEmpty && step.action != .create {
      lines.append("\(Lines.code(step.key.description)):")
      lines.append("")
      lines += step.shownChanges.map { change in
        let (old, new) = change.shown
        return
          "- \(Lines.code(change.path)): \(old.map { Lines.code($0) } ?? "nothing") → \(new.map { Lines.code($0) } ?? "nothing")"
      }
      lines.append("")
    }
    if !orphans.isEmpty {
      lines += orphans.map {
        "- **\($0.reason.rawValue)** \(Lines.code($0.key.description)): \(MarkdownText.escaped(Lines.cut($0.advice, longest: 1000)))"
      }
      lines.append("")
    }
    return lines
  }
}
