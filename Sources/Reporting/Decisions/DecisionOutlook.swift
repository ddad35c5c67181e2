public import Deciding
internal import Diffing
internal import Ownership

/// A decision in one line, for somebody who is about to commit.
public struct DecisionOutlook {
  private let style: TextStyle

  /// A renderer.
  public init(style: TextStyle) { self.style = style }

  /// What the merge request would get to hear.
  public func text(_ decision: Decision) -> String {
    style.safe(decision.files.isEmpty ? "nothing differs from the target" : words(decision))
  }

  private func words(_ decision: Decision) -> String {
    switch decision.verdict {
    case .approved: return "the merge request would be approved"
    case .needsApproval:
      let people = decision.suggestedApprovers
      let whom = people.isEmpty ? "" : ", for example of \(people.joined(separator: " and "))"
      return "the merge request would need approval\(whom)"
    case .notSelfServiceable:
      let count = decision.files.reduce(0) { $0 + $1.items.count { !$0.coverage.isCovered } }
      let first = decision.files.first { $0.items.contains { !$0.coverage.isCovered } }
      let where_ = first.map { ", in \($0.change.repositoryPath)\(count > 1 ? " and elsewhere" : "")" } ?? ""
      return "the merge request would need an administrator: nobody may approve \(count) of its changes\(where_)"
    case .restricted: return "the merge request would wait for an owner to say /ok-to-test"
    case .held: return "the merge request would be on hold"
    case .invalid: return "the merge request would not be valid on its target"
    case .conflict: return "the merge request would not merge: \(decision.conflicts.joined(separator: ", "))"
    }
  }
}
