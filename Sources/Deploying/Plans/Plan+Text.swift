internal import Kubernetes

extension Plan {
  /// The plan for a terminal. `showsValues`: with the fields of what is created, too.
  public func text(showsCreated: Bool = false) -> String {
    var lines = clusters.flatMap { $0.lines(showsCreated) }
    lines.append("plan \(hash)")
    return lines.joined(separator: "\n") + "\n"
  }
}

extension ClusterPlan {
  fileprivate func lines(_ showsCreated: Bool) -> [String] {
    if let stop { return ["\(cluster): nothing is written: \(Lines.safe(stop, longest: 1000))"] }
    var lines = ["\(cluster): \(summary)"]
    lines += warnings.map { "  warning: \(Lines.safe($0, longest: 1000))" }
    for set in sets where !set.isClean || !set.remarks.isEmpty {
      lines.append("  \(Lines.safe(set.name)): \(set.unchanged) as they are to be")
      lines += set.remarks.map { "    \(Lines.safe($0, longest: 1000))" }
      for step in set.steps {
        lines.append("    \(step.line)")
        if step.action != .create || showsCreated { lines += step.shownChanges.map { "        \($0.line)" } }
        lines += step.taken.map { "        takes \(Lines.safe(step.shown($0.field))) from \(Lines.safe($0.manager))" }
        lines += step.yielded.map { "        leaves \(Lines.safe(step.shown($0.description))) to others" }
        lines += step.warnings.map { "        warning: \(Lines.safe($0))" }
      }
      for finding in set.findings {
        lines.append(
          "    ! \(finding.kind.rawValue) \(Lines.safe(finding.key.description)): \(Lines.safe(finding.message, longest: 1000))"
        )
        lines += finding.shownChanges.map { "        \($0.line)" }
      }
    }
    for orphan in orphans {
      lines.append("  ? \(orphan.reason.rawValue) \(Lines.safe(orphan.key.description)): \(Lines.safe(orphan.advice))")
    }
    return lines
  }
}

extension PlannedStep {
  /// `+ ConfigMap shop/it (/a.yml:1)`
  fileprivate var line: String {
    let sign =
      switch action {
      case .create: "+"
      case .change, .repair, .mark, .adopt, .strip: "~"
      case .replace: "±"
      case .announce, .delete: "-"
      }
    var text = "\(sign) \(action.rawValue) \(Lines.safe(key.description))"
    if !datafile.isEmpty { text += " (\(Lines.safe(datafile)))" }
    if isUntried { text += ", not tried yet" }
    if action == .mark { text += ": only what is said of it" }
    if action == .announce { text += ": the next run deletes it" }
    return text
  }
}
