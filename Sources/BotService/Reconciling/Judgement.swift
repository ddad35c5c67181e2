internal import Deciding
internal import Diagnostics
internal import Reporting
public import Workflows

/// What Remit has to say of a merge request: a decision, or why there is none.
public struct Judgement: Sendable {
  /// The decision; nil where none could be made.
  public var result: DecisionResult?
  /// Why there is no decision.
  public var failure: String?
  /// Who allowed the merge without the approvals that are missing.
  public var breakGlass: BreakGlass?
  /// What had no effect before the decision was made.
  public var remarks: [String]
  /// The deploy plan and who approved it; nil: none is made.
  public internal(set) var plan: PlanReview?
  /// A leave that the decision has no need of; a plan that is not approved may have.
  private var leave: BreakGlass?

  /// A judgement from its parts.
  public init(
    result: DecisionResult? = nil, failure: String? = nil, breakGlass: BreakGlass? = nil, remarks: [String] = []
  ) {
    self.result = result
    self.failure = failure
    self.breakGlass = breakGlass
    self.remarks = remarks
  }

  /// The verdict as the command line names it; `failed` where there is none.
  public var verdict: String { result?.decision.verdict.rawValue ?? "failed" }

  /// Whether it may be merged as far as people are concerned.
  public var isApproved: Bool {
    guard let decision = result?.decision else { return false }
    if decision.verdict == .approved { return breakGlass != nil || plan?.lacksApproval != true }
    return breakGlass != nil && Self.lacksOnlyApprovals(decision)
  }

  /// Whether nothing but approvals is missing: neither conflicts nor invalid data, and nobody holds it.
  static func lacksOnlyApprovals(_ decision: Decision) -> Bool {
    guard decision.conflicts.isEmpty, !decision.diagnostics.hasErrors, !decision.held else { return false }
    return switch decision.verdict {
    case .needsApproval, .notSelfServiceable, .restricted: true
    case .approved, .held, .invalid, .conflict: false
    }
  }

  /// The decision as `remit decide --format json` prints it; nil where there is none.
  var decisionJSON: String? {
    result.map { DecisionJSON($0.decision, revisions: .init(target: $0.target, head: $0.head, tree: $0.tree)).text }
  }

  /// Lets a leave have its effect: only what lacks approvals and nothing else needs it.
  mutating func use(_ leave: BreakGlass, on decision: Decision) {
    if Self.lacksOnlyApprovals(decision) {
      breakGlass = leave
    } else if decision.verdict == .approved {
      self.leave = leave
    } else {
      remarks.append(
        "/break-glass by \(leave.by) has no effect: it stands for missing approvals, not for a hold, invalid data or conflicts"
      )
    }
  }

  /// Takes the deploy plan into account: where it lacks its approval, so does the merge request.
  mutating func use(_ review: PlanReview?) {
    plan = review
    guard let review else { return }
    remarks += review.remarks
    if review.lacksApproval, let leave { breakGlass = leave }
  }

  /// The verdict in one line.
  public var headline: String {
    if let breakGlass { return "allowed by \(breakGlass.by) without the missing approvals: \(breakGlass.reason)" }
    guard let decision = result?.decision else { return "Remit could not decide: \(failure ?? "no reason is known")" }
    if decision.verdict == .approved, let headline = plan?.headline { return headline }
    return DecisionText(style: TextStyle()).headline(decision)
  }
}

/// Leave to merge without the approvals that are missing.
public struct BreakGlass: Hashable, Sendable, Codable {
  /// Who gave it.
  public var by: String
  /// Why.
  public var reason: String
  /// The comment.
  public var comment: Int64
  /// The head it is for.
  public var head: String

  /// A leave from its parts.
  public init(by: String, reason: String, comment: Int64, head: String) {
    self.by = by
    self.reason = reason
    self.comment = comment
    self.head = head
  }

  /// The leave that a timeline's last fitting comment gives: by a member of the role, for this head, with a reason.
  static func find(in requests: [Timeline.Request], members: [String], head: String) -> (BreakGlass?, [String]) {
    let allowed = Set(members.map { Timeline.folded($0) })
    var found: BreakGlass?
    var remarks: [String] = []
    for request in requests where request.counts {
      for case .breakGlass(let reason) in request.commands {
        if !allowed.contains(Timeline.folded(request.author)) {
          remarks.append(
            "/break-glass by \(request.author) has no effect: only members of the configured role may say so")
        } else if reason.isEmpty {
          remarks.append("/break-glass by \(request.author) has no effect: say why, /break-glass REASON")
        } else if request.isForAnotherTarget {
          remarks.append(
            "/break-glass by \(request.author) has no effect: the merge request was for another branch then")
        } else if request.head == nil {
          remarks.append(
            "/break-glass by \(request.author) has no effect: which commit it was for is not known; say it again")
        } else if request.head != head {
          remarks.append("/break-glass by \(request.author) has no effect: it was for another commit")
        } else {
          found = BreakGlass(by: request.author, reason: reason, comment: request.comment, head: head)
        }
      }
    }
    return (found, remarks)
  }
}
