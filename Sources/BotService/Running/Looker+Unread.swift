internal import Forges
internal import ServiceStore

/// How often the reading of a merge request with one head had to wait.
struct Waits: Hashable, Sendable, Codable {
  var head: String?
  var count: Int

  /// So often is nothing said about it: a forge may need a moment after a push.
  static let patience = 4

  /// How long to wait then, in milliseconds: 4 s, 8 s … 10 min.
  var delay: Int64 { min(600_000, 4000 << Int64(min(max(count - 1, 0), 10))) }
}

extension Looker {
  /// Waits for forge and git to agree, longer each time, and says so once it takes long.
  func wait(_ reason: String, _ mergeRequest: ForgeMergeRequest, _ claim: Claim) async throws -> JobOutcome {
    let (number, now) = (mergeRequest.number, context.clock.now())
    let name = Kept.name(repository.name, number)
    let former = try await context.store.decoded(Waits.self, Kept.waits, name)
    let waits = Waits(head: mergeRequest.head, count: (former?.head == mergeRequest.head ? former?.count ?? 0 : 0) + 1)
    try await context.store.encode(waits, Kept.waits, name, under: claim)
    if waits.count == Waits.patience {
      context.log.warning(
        "a merge request cannot be read yet",
        ["repository": repository.name, "mergeRequest": String(number), "reason": reason])
    }
    if waits.count >= Waits.patience {
      let former = try await context.store.standing(of: number, in: repository.name)
      try await context.store.keep(
        Standing(
          unread: reason, .forge, number, mergeRequest, repository: repository.name, former: former, now: now),
        under: claim)
    }
    return .again(now.adding(waits.delay))
  }

  /// Says of a merge request that the forge's answers about it cannot be read: they may be too large, or cut off. That is
  /// this merge request's trouble and nobody else's.
  func setAside(_ number: Int, _ error: ForgeError, _ claim: Claim) async throws {
    let (store, name, settings) = (context.store, Kept.name(repository.name, number), repository.settings)
    let reason = "what the forge says of it cannot be read: \(error)"
    let mergeRequest = try await readable { () async throws(ForgeError) in
      try await repository.client.mergeRequest(number)
    }
    let former = try await store.standing(of: number, in: repository.name)
    try await store.keep(
      Standing(
        unread: reason, .people, number, mergeRequest, repository: repository.name, former: former,
        now: context.clock.now()),
      under: claim)
    try await store.forget(Kept.draft, name, under: claim)
    guard let mergeRequest, mergeRequest.state == .open, let head = mergeRequest.head,
      try await store.decoded(String.self, Kept.notice, name) != head
    else { return }
    // Nobody knows what is there already: everything is said once. The next look that can read it takes away what is double.
    let observation = Observation(
      me: try await repository.accounts.me(of: repository.client), mergeRequest: mergeRequest,
      hasApproved: settings.approves)
    let desired = Desired(
      Judgement(failure: reason), observation, Timeline(observation, Memory(), head: head, owners: [:]), settings,
      waiting: [], page: context.page(of: number, in: repository.name))
    for action in desired.actions(from: observation, Memory(), settings) {
      try await context.confirm(claim)
      _ = try await readable { () async throws(ForgeError) in try await perform(action, on: number, head: head) }
    }
    try await store.encode(head, Kept.notice, name, under: claim)
  }

  /// What a call gives; nil where the forge does not do it for this merge request.
  private func readable<Value>(_ call: () async throws(ForgeError) -> Value) async throws(ForgeError) -> Value? {
    do throws(ForgeError) { return try await call() } catch {
      if error.isAboutForge { throw error }
      return nil
    }
  }
}

extension ForgeError {
  /// Whether it says something of the forge as a whole and not of what was asked for.
  var isAboutForge: Bool {
    switch kind {
    case .unavailable, .limited, .unauthorized: true
    case .notFound, .forbidden, .conflict, .rejected, .unreadable: false
    }
  }
}
