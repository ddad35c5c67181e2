internal import Deciding
internal import Forges
internal import Monitoring
internal import ServiceStore
internal import Workflows

/// Keeps decisions with the merges that they allowed.
///
/// The last decision about a merge request is kept as a draft. Once the forge says that it is merged, the draft becomes
/// a record: in the store, and in a note on the merge commit. Whoever stops in between, the next look goes on there.
struct Recorder: Sendable {
  let context: ServiceContext
  let repository: BotRepository

  /// Keeps a decision as the draft of a record.
  func draft(_ reading: Reading, _ judgement: Judgement, _ claim: Claim) async throws {
    let name = Kept.name(repository.name, reading.observation.mergeRequest.number)
    let text = draft(reading, judgement)
    try await context.store.set(text.map { Array($0.utf8) }, Kept.draft, name, under: claim)
  }

  /// A decision as the draft of a record; nil where there is none.
  func draft(_ reading: Reading, _ judgement: Judgement) -> String? {
    let mergeRequest = reading.observation.mergeRequest
    guard let result = judgement.result else { return nil }
    let query = Judge(repository: repository, today: context.clock.now().day).query(
      reading.timeline, head: reading.head)
    return DecisionRecord(
      repository: repository.name, number: mergeRequest.number, url: mergeRequest.webURL,
      targetBranch: mergeRequest.targetBranch, mergeCommit: nil,
      input: .init(
        mode: query.mode, folder: repository.folder, author: query.author, forge: query.forge,
        accountNames: query.accountNames, today: query.today, target: result.target, head: reading.head,
        events: query.events, digestsByHead: result.digestsByHead),
      decision: judgement.decisionJSON,
      approvals: DecisionRecord.Approval.all(in: result.decision, events: query.events, head: reading.head),
      plan: plan(judgement), exception: exception(judgement)
    ).text
  }

  private func plan(_ judgement: Judgement) -> DecisionRecord.DeployPlan? {
    guard let review = judgement.plan, review.answer != .nothing else { return nil }
    return .init(
      hash: review.plan?.hash, isApprovalNeeded: review.isApprovalNeeded, approvedBy: review.approvedBy)
  }

  private func exception(_ judgement: Judgement) -> DecisionRecord.Exception? {
    if let breakGlass = judgement.breakGlass { return .init(by: breakGlass.by, reason: breakGlass.reason) }
    return judgement.isApproved ? nil : .init(by: nil, reason: "merged around Remit, which said: \(judgement.headline)")
  }

  /// Turns the draft of a merged merge request into a record, once.
  func record(_ observation: Observation, _ claim: Claim) async throws {
    let mergeRequest = observation.mergeRequest
    let record = try await record(of: observation, claim)
    try await context.confirm(claim)
    try await context.checkpoints.pass(.recording)
    let isNew = try await context.store.record(in: repository.name, named: String(mergeRequest.number)) == nil
    let stored = try await context.store.append(
      to: repository.name, name: String(mergeRequest.number), at: context.clock.now()
    ) { sequence, previous in
      var placed = record
      placed.sequence = sequence
      placed.previous = previous
      return (placed.digest, placed.text)
    }
    try await context.checkpoints.pass(.recorded)
    if isNew {
      let standing = try await context.store.decoded(
        Standing.self, Kept.standing, Kept.name(repository.name, mergeRequest.number))
      count(record, mergeRequest, priority: standing?.priority)
    }
    guard let commit = mergeRequest.mergeCommit else {
      return context.log.warning(
        "the forge does not say which commit the merge made: the record is in the store only", fields(mergeRequest))
    }
    _ = try await repository.mirror.fetch(branch: mergeRequest.targetBranch)
    try await repository.mirror.publish(try signed(stored.text), on: commit, at: stored.at)
    try await context.checkpoints.pass(.published)
  }

  /// A record as its note holds it: signed, where there is a key.
  private func signed(_ text: String) throws -> DecisionRecord {
    let record = try DecisionRecord(parsing: Array(text.utf8), file: "record")
    return try repository.recordKey?.signing(record) ?? record
  }

  /// What is to be recorded of a merge: the decision that it was asked for with, if it is for the head that was merged. Where
  /// Remit did not ask for it, its last decision is made again, on what there was to decide on.
  private func record(of observation: Observation, _ claim: Claim) async throws -> DecisionRecord {
    let mergeRequest = observation.mergeRequest
    let name = Kept.name(repository.name, mergeRequest.number)
    // What is recorded stays as it is.
    if let stored = try await context.store.record(in: repository.name, named: String(mergeRequest.number)),
      let record = try? DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    {
      return record
    }
    func fitting(_ bytes: [UInt8]?) -> DecisionRecord? {
      guard let bytes, var draft = try? DecisionRecord(parsing: bytes, file: "draft"),
        draft.input?.head == mergeRequest.head, draft.targetBranch == mergeRequest.targetBranch
      else { return nil }
      draft.mergeCommit = mergeRequest.mergeCommit
      return draft
    }
    let attempt = try await context.store.decoded(MergeAttempt.self, Kept.attempt, name).map { Array($0.draft.utf8) }
    if let record = fitting(attempt) { return record }
    if let draft = fitting(try await context.store.value(Kept.draft, name)) {
      return try await decideAgain(draft, observation, claim)
    }
    return DecisionRecord(
      repository: repository.name, number: mergeRequest.number, url: mergeRequest.webURL,
      targetBranch: mergeRequest.targetBranch, mergeCommit: mergeRequest.mergeCommit, input: nil, decision: nil,
      approvals: [],
      exception: .init(by: nil, reason: "merged around Remit, which had not decided about that commit"))
  }

  private func count(_ record: DecisionRecord, _ mergeRequest: ForgeMergeRequest, priority: String?) {
    context.metrics.add(.merges, ["repository": repository.name])
    context.metrics.observe(
      .mergeTime, ["repository": repository.name, "priority": priority ?? "none"],
      seconds: Double(max(0, context.clock.now().milliseconds - mergeRequest.createdAt.milliseconds)) / 1000)
    guard let exception = record.exception else {
      return context.log.info("merged", fields(mergeRequest))
    }
    context.metrics.add(.forced, ["repository": repository.name])
    var told = fields(mergeRequest)
    told["by"] = exception.by ?? "unknown"
    told["reason"] = exception.reason
    context.log.error("merged without the approvals that were missing", told)
  }

  private func fields(_ mergeRequest: ForgeMergeRequest) -> [String: String] {
    ["repository": repository.name, "mergeRequest": String(mergeRequest.number), "head": mergeRequest.head ?? ""]
  }
}
