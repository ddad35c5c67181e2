internal import Deciding

/// What is known of the deploy plan of a merge request, and who approved it.
public struct PlanReview: Sendable {
  /// The plan, or why there is none.
  public var answer: PlanAnswer
  /// Whether somebody has to approve it before the merge.
  public var isApprovalNeeded: Bool
  /// Who approved exactly this plan for this head, by name.
  public var approvedBy: [String]
  /// What was said about plans and has no effect.
  public var remarks: [String]

  /// The plan, where there is one.
  public var plan: DeployPlan? { if case .plan(let plan) = answer { plan } else { nil } }
  /// Whether the merge waits for somebody's approval.
  var lacksApproval: Bool { isApprovalNeeded && approvedBy.isEmpty }

  /// What is to be done, in one line; nil: nothing.
  var headline: String? {
    guard lacksApproval else { return nil }
    switch answer {
    case .nothing: return nil
    case .failed(let why): return "the deploy plan cannot be made, and has to be approved: \(why)"
    case .plan(let plan):
      guard let hash = plan.hash else { return "the deploy plan has to be approved, and is not made in full yet" }
      return "the deploy plan has to be approved: /approve-plan \(PlanReview.abbreviated(hash))"
    }
  }

  /// The beginning of a hash that people write.
  static func abbreviated(_ hash: String) -> String { String(digits(hash).prefix(12)) }

  /// A hash without the name of its function.
  static func digits(_ hash: String) -> Substring {
    hash.hasPrefix("sha256:") ? hash.dropFirst(7) : hash[...]
  }
}

extension PlanReview {
  /// Looks who approved a plan. `people`: who may; `published`: the hashes that Remit has named for this head.
  init(
    _ answer: PlanAnswer, _ policy: BotSettings.Deploying, requests: [Timeline.Request], people: [String], head: String,
    published: [String]
  ) {
    self.answer = answer
    (approvedBy, remarks) = ([], [])
    switch answer {
    case .nothing: isApprovalNeeded = false
    case .failed: isApprovalNeeded = policy.approval != .never
    case .plan(let plan):
      isApprovalNeeded =
        switch policy.approval {
        case .never: false
        case .deletions: plan.removes
        case .always: !plan.isEmpty
        }
    }
    guard policy.approval != .never else { return }
    let allowed = Set(people.map { Timeline.folded($0) })
    for request in requests.sorted(by: { $0.comment < $1.comment }) where request.counts {
      for command in request.commands {
        if command == .cancelPlan { approvedBy.removeAll { $0 == request.author } }
        guard case .approvePlan(let word) = command else { continue }
        let objection = objection(
          to: word, request, isAllowed: allowed.contains(Timeline.folded(request.author)), head, published)
        if let objection {
          remarks.append("/approve-plan by \(request.author) has no effect: \(objection)")
        } else if !approvedBy.contains(request.author) {
          approvedBy.append(request.author)
        }
      }
    }
    // Who said something else before that is of no interest any more.
    if !approvedBy.isEmpty || !isApprovalNeeded { remarks = [] }
    approvedBy.sort()
  }

  /// Why an approval has no effect; nil: it has.
  private func objection(
    to word: String, _ request: Timeline.Request, isAllowed: Bool, _ head: String, _ published: [String]
  ) -> String? {
    guard isAllowed else { return "only members of the configured role may say so" }
    if request.isForAnotherTarget { return "the merge request was for another branch then" }
    guard let about = request.head else { return "which commit it was for is not known; say it again" }
    guard about == head else { return "it was for another commit; look at the plan as it is now" }
    guard case .plan(let plan) = answer, let hash = plan.hash else {
      return "there is no plan that can be approved yet"
    }
    let digits = PlanReview.digits(hash)
    guard digits.hasPrefix(word) else {
      return "it was for another plan; what would be done is now \(PlanReview.abbreviated(hash))"
    }
    // Another plan can be made to begin like the one that was seen.
    let isClear =
      word.utf8.count == digits.utf8.count
      || published.count < Memory.mostPlans
        && !published.contains { $0 != hash && PlanReview.digits($0).hasPrefix(word) }
    return isClear ? nil : "several plans of this commit begin like that: write all digits of the hash"
  }
}
