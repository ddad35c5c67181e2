internal import Kubernetes
internal import Reporting

extension ProposedPlan {
  /// The plan as a part of a comment. What has no room is left out and counted; the counts of each cluster and the hash
  /// have room as long as there are not hundreds of clusters. Values that nobody may see are masked.
  public func markdown(maximumLength: Int) -> String {
    var lines = ["### Deploy plan", ""]
    lines += parts.map { "- \(MarkdownText.code($0.plan.cluster)): \(MarkdownText.escaped(summary($0)))" }
    lines += abandoned.map { "- \(MarkdownText.code($0)): is not deployed to any more; what is there stays" }
    if parts.isEmpty && abandoned.isEmpty { lines.append("Nothing changes on any cluster.") }
    lines.append("")
    lines += parts.map(\.shown).filter { $0.stop == nil && (!$0.isClean || !$0.orphans.isEmpty) }.flatMap(\.markdown)
    let end = ending
    var text = ""
    for (index, line) in lines.enumerated() {
      guard text.utf8.count + line.utf8.count + end.utf8.count + 200 < maximumLength else {
        // A table or a list may be open: an empty line ends both.
        text += "\n… and \(lines.count - index) more lines. The hash covers all of it.\n\n"
        break
      }
      text += line + "\n"
    }
    return text + end
  }

  private var ending: String {
    guard !parts.isEmpty else { return "" }
    guard let hash else {
      return
        "<sub>Clusters were only read. Dry runs are made, and the plan gets its hash, once all changes are approved.</sub>\n"
    }
    let known = parts.filter { $0.unknown == nil && $0.plan.hasWork }
    let each = known.count > 8 ? [] : known.map { "\(MarkdownText.code($0.plan.cluster)) <code>\($0.plan.hash)</code>" }
    return "Plan <code>\(hash)</code>\n"
      + (each.isEmpty ? "" : "\n<sub>By cluster: \(each.joined(separator: ", "))</sub>\n")
  }

  /// The plan for a page: text, at most so many bytes.
  public func text(maximumLength: Int) -> String {
    var lines = parts.flatMap { part in
      ["\(part.plan.cluster): \(summary(part))"]
        + Plan([part.shown]).text().split(separator: "\n").dropLast().map(String.init)
    }
    lines += abandoned.map { "\($0): is not deployed to any more; what is there stays" }
    lines.append(hash.map { "plan \($0)" } ?? "not tried")
    var text = ""
    for (index, line) in lines.enumerated() {
      guard text.utf8.count + line.utf8.count + 100 < maximumLength else {
        return text + "… and \(lines.count - index) more lines\n"
      }
      text += line + "\n"
    }
    return text
  }

  private func summary(_ part: Part) -> String {
    if let stop = part.plan.stop { return Lines.cut(stop, longest: 500) }
    var text = part.plan.summary
    if part.settled > 0 { text += "; \(part.settled) as it asks for already" }
    if part.pending > 0 { text += "; besides, \(part.pending) that it has nothing to do with" }
    return text
  }
}

extension ProposedPlan.Part {
  /// The plan as it may be shown.
  fileprivate var shown: ClusterPlan {
    guard !hidden.isEmpty else { return plan }
    var plan = plan
    for set in plan.sets.indices {
      for index in plan.sets[set].steps.indices where hidden.contains(plan.sets[set].steps[index].key) {
        plan.sets[set].steps[index].isSensitive = true
      }
      for index in plan.sets[set].findings.indices where hidden.contains(plan.sets[set].findings[index].key) {
        plan.sets[set].findings[index].isSensitive = true
        // What a server says of a value may repeat it.
        plan.sets[set].findings[index].message = Secrecy.unsaid
      }
    }
    return plan
  }
}
