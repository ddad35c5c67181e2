internal import Diagnostics
internal import Ownership

extension Decision {
  /// Decides a merge request. Nothing but the request's value goes in: the same request gives the same decision.
  public static func make(_ request: MergeRequest) -> Decision {
    let parts = request.mode == .compat ? CompatDecider(request).decide() : StrictDecider(request).decide()
    // What is disabled says nothing about urgency either; qontract lets it.
    let owners = parts.files.flatMap(\.items).flatMap(\.coverage.owners)
      .filter { request.mode == .compat || !$0.disabled }
    var decision = Decision(
      mode: request.mode, author: request.author, verdict: .needsApproval, selfServiceable: parts.selfServiceable,
      admitted: parts.admitted, approved: parts.approved, held: parts.held,
      priority: owners.map(\.priority).min(), labels: Set(owners.flatMap(\.labels)).sorted(), files: parts.files,
      diagnostics: request.diagnostics, conflicts: request.conflicts.sorted(), remarks: parts.remarks,
      suggestedApprovers: ApproverSuggestion.people(for: parts.files, author: request.author))
    decision.verdict = decision.judge()
    return decision
  }

  /// The first thing that stands in the way.
  private func judge() -> Verdict {
    if !conflicts.isEmpty { return .conflict }
    if diagnostics.hasErrors { return .invalid }
    if !admitted { return .restricted }
    if !selfServiceable { return .notSelfServiceable }
    if held { return .held }
    return approved ? .approved : .needsApproval
  }
}
