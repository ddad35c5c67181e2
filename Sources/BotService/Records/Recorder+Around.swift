internal import Deciding
internal import Forges
internal import GitObjects
internal import ServiceStore
internal import Workflows

extension Recorder {
  /// What is to be recorded of a merge that Remit did not ask for. Since its last decision somebody may have taken back an
  /// approval or said `/hold`, and policy, target and plan may have changed: it is decided once more, on the target as it was
  /// before the merge. What is not approved then, or cannot be decided, is an exception by nobody.
  func decideAgain(_ draft: DecisionRecord, _ observation: Observation, _ claim: Claim) async throws -> DecisionRecord {
    // What was not approved before the merge is not approved by anything after it.
    if let exception = draft.exception, exception.by == nil { return draft }
    guard let former = draft.input, let commit = observation.mergeRequest.mergeCommit else {
      return around(draft, "cannot tell which commit it became")
    }
    do {
      guard let target = try await target(before: commit, former, on: draft.targetBranch) else {
        return around(draft, "does not find the target as it was before")
      }
      let reading = try await reading(of: observation, former, target: target)
      var judgement = try await Judge(repository: repository, today: context.clock.now().day)
        .judge(reading.timeline, reading.fetched, branch: draft.targetBranch)
      let isFresh = repository.settings.deploying.map { $0.approval != .never } ?? false
      judgement.use(
        try await PlanDesk(context: context, repository: repository).review(reading, judgement, claim, isFresh: isFresh)
      )
      guard let text = self.draft(reading, judgement) else { return around(draft, "said: \(judgement.headline)") }
      var record = try DecisionRecord(parsing: Array(text.utf8), file: "draft")
      record.mergeCommit = commit
      return record
    } catch let error as ForgeError {
      if error.isTransient { throw error }
      return around(draft, "cannot read it any more: \(error)")
    } catch let error as MirrorError {
      if error.kind == .unavailable { throw error }
      return around(draft, "cannot read its commits any more: \(error)")
    } catch let error as WorkflowError {
      return around(draft, "cannot decide again: \(error)")
    }
  }

  /// A decision that does not stand for the merge.
  private func around(_ draft: DecisionRecord, _ why: String) -> DecisionRecord {
    var record = draft
    record.exception = .init(by: nil, reason: "merged around Remit, which \(why)")
    return record
  }

  /// The commit that was the target's tip before a merge; nil where it is not to be found.
  private func target(
    before commit: String, _ former: DecisionRecord.Input, on branch: String
  ) async throws -> String? {
    _ = try await repository.mirror.fetch(branch: branch)
    try await repository.mirror.fetch(former: [commit, former.head, former.target])
    let merges = try await TargetAudit.merges(into: branch, repository.name, context.store)
    let (path, others) = (repository.mirror.path, merges.filter { $0.value.branch == branch }.map(\.key))
    return try await Blocking.run { () throws(MirrorError) in
      try Mirror.reading(path) { (git) throws(GitError) in
        guard let id = try? git.resolve(commit) else { return nil }
        return try TargetAudit.target(before: id, former, in: git, after: others)?.description
      }
    }
  }

  /// What there is to decide on after a merge.
  private func reading(
    of observation: Observation, _ former: DecisionRecord.Input, target: String
  ) async throws -> Reading {
    let reader = MergeRequestReader(context: context, repository: repository)
    var observation = observation
    try await reader.readHistory(&observation)
    let name = Kept.name(repository.name, observation.mergeRequest.number)
    let seen = try await context.store.decoded(Memory.self, Kept.memory, name) ?? Memory()
    let memory = seen.adding(observation)
    let timeline = try await reader.timeline(observation, memory, head: former.head)
      .since(former.events, seen: Set(seen.comments.keys))
    let heads = Set(timeline.requests.compactMap(\.head)).union(observation.approvals.compactMap(\.head))
    try await repository.mirror.fetch(former: heads.sorted())
    return Reading(
      observation: observation, memory: memory, fetched: Mirror.Fetched(target: target, head: former.head),
      timeline: timeline)
  }
}

extension Timeline {
  /// The timeline as it can count for a merge of which nobody knows when it was: of what is not as it was before, only what
  /// takes back or stops. `former`: the events before; `seen`: the comments that were there.
  func since(_ former: [Event], seen: Set<Int64>) -> Timeline {
    var timeline = self
    let known = Set(former)
    timeline.events = events.compactMap { event in
      guard case .comment(var comment) = event, !known.contains(event) else { return event }
      let lasting = Command.parse(markdown: comment.body).lasting
      guard !lasting.isEmpty else { return nil }
      (comment.body, comment.isEdited) = (lasting.markdown, false)
      return .comment(comment)
    }
    for index in requests.indices where !seen.contains(requests[index].comment) {
      timeline.requests[index].counts = false
    }
    return timeline
  }
}
