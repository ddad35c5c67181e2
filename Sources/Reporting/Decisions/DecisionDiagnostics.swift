public import Deciding
public import Diagnostics
internal import DataBundle
internal import Diffing
internal import Ownership

/// A decision as diagnostics, for the formats that know nothing else.
public enum DecisionDiagnostics {
  /// What is wrong with the merge result, then one error for every item that nobody owns and one warning for every
  /// item that waits.
  public static func all(of decision: Decision) -> [Diagnostic] {
    var found = decision.diagnostics
    for path in decision.conflicts {
      found.append(Diagnostic("decide/conflict", at: Place(file: path), "does not merge into the target"))
    }
    for file in decision.files {
      for item in file.items where !item.isApproved || item.isHeld {
        found.append(diagnostic(item, file.change, author: decision.author))
      }
    }
    return found.sortedUnique()
  }

  /// The same as JUnit XML. A decision that is not an approval has a failure, whatever the reason.
  public static func junit(of decision: Decision) -> String {
    let verdict = JUnitFormat.Verdict(
      name: decision.verdict.rawValue, headline: Explanation(decision).headline, isGood: decision.verdict == .approved)
    return JUnitFormat.text(all(of: decision), verdict: verdict)
  }

  private static func diagnostic(_ item: DecidedItem, _ change: FileChange, author: String) -> Diagnostic {
    let words = Explanation.Item(item, change, author: author)
    let place = Place(
      file: change.repositoryPath, range: change.range(of: item.coverage.item), pointer: item.coverage.item.pointer)
    let what = words.changes.joined(separator: "; ")
    return switch words.standing {
    case .unowned: Diagnostic("decide/not-owned", at: place, "\(what): nobody may approve this")
    case .held: Diagnostic("decide/held", at: place, "\(what): on hold")
    case .waiting, .approved: Diagnostic("decide/needs-approval", .warning, at: place, "\(what): \(words.approval)")
    }
  }
}
