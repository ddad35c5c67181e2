internal import Foundation
internal import Forges
internal import ServiceStore

/// Everything that a decision about a merge request is made from, read at one time.
struct Reading: Sendable {
  var observation: Observation
  var memory: Memory
  var fetched: Mirror.Fetched
  var timeline: Timeline
  /// Why git does not take its commits; nil where it does.
  var refusal: String?

  /// The head that is decided: what the forge and git agree on.
  var head: String { fetched.head }
}

/// What the reading of a merge request came to.
enum ReadingOutcome: Sendable {
  case complete(Reading)
  /// It has to be read again a little later, for that reason.
  case waits(String)
}

/// Reads merge requests from forge and git.
struct MergeRequestReader: Sendable {
  let context: ServiceContext
  let repository: BotRepository

  /// What the forge says; nil where there is no such merge request.
  func observe(_ number: Int) async throws -> Observation? {
    let client = repository.client
    guard let mergeRequest = try await mergeRequest(number) else { return nil }
    var observation = Observation(me: try await repository.accounts.me(of: client), mergeRequest: mergeRequest)
    guard mergeRequest.state == .open, let head = mergeRequest.head else { return observation }
    try await readHistory(&observation)
    observation.pipeline = try await client.pipeline(of: number, head: head, ignoring: repository.settings.statusName)
    observation.status = try await client.status(named: repository.settings.statusName, of: head)
    observation.hasApproved = repository.settings.approves ? try await client.hasApproved(number, head: head) : false
    return observation
  }

  /// Adds what was said and pushed.
  func readHistory(_ observation: inout Observation) async throws(ForgeError) {
    let (client, number) = (repository.client, observation.mergeRequest.number)
    observation.comments = try await client.comments(on: number)
    observation.approvals = try await client.approvals(of: number)
    observation.activities = try await client.activities(of: number)
    observation.tellsEveryPush = client.tellsEveryPush
  }

  private func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest? {
    do throws(ForgeError) { return try await repository.client.mergeRequest(number) } catch {
      if error.kind == .notFound { return nil }
      throw error
    }
  }

  /// The rest of what a decision needs: files, memory, accounts. It has to wait where forge and git do not agree on the
  /// head, or where the merge request changed while it was read.
  func read(_ observation: Observation, _ claim: Claim) async throws -> ReadingOutcome {
    let mergeRequest = observation.mergeRequest
    guard let head = mergeRequest.head else { return .waits("the forge does not say which commit its head is") }
    let fetched: Mirror.Fetched
    do {
      fetched = try await repository.mirror.fetch(target: mergeRequest.targetBranch, mergeRequest: mergeRequest.number)
    } catch let error as MirrorError {
      switch error.kind {
      case .notThere: return .waits("its branches are not to be found in git: \(error)")
      case .rejected: return .complete(try await refused(observation, head, error.description, claim))
      case .unavailable: throw error
      }
    }
    guard fetched.head == head else { return .waits("forge and git do not agree on its head") }
    try await context.checkpoints.pass(.fetched)
    let present = try await repository.client.mergeRequest(mergeRequest.number)
    guard present.head == head, present.targetBranch == mergeRequest.targetBranch, present.state == .open else {
      return .waits("it changed while it was read")
    }
    let memory = try await remember(observation, claim)
    try await context.checkpoints.pass(.remembered)
    let timeline = try await timeline(observation, memory, head: head)
    var former = Set(timeline.requests.compactMap(\.head))
    former.formUnion(observation.approvals.compactMap(\.head))
    former.remove(head)
    if !former.isEmpty { try await repository.mirror.fetch(former: former.sorted()) }
    return .complete(Reading(observation: observation, memory: memory, fetched: fetched, timeline: timeline))
  }

  /// Adds what was observed to what was seen before.
  @discardableResult
  func remember(_ observation: Observation, _ claim: Claim) async throws -> Memory {
    let name = Kept.name(repository.name, observation.mergeRequest.number)
    let stored = try await context.store.decoded(Memory.self, Kept.memory, name)
    let memory = (stored ?? Memory()).adding(observation)
    if memory != stored { try await context.store.encode(memory, Kept.memory, name, under: claim) }
    return memory
  }

  /// Whether people have said and changed nothing since an observation: what costs little is read once more.
  func isUnchanged(_ observation: Observation) async throws(ForgeError) -> Bool {
    let (client, number) = (repository.client, observation.mergeRequest.number)
    // Whoever speaks after this is later than the last look at it, and changes it.
    guard try await client.comments(on: number) == observation.comments,
      try await client.approvals(of: number) == observation.approvals
    else { return false }
    var present = try await client.mergeRequest(number)
    (present.mergeability, present.targetHead) = (
      observation.mergeRequest.mergeability, observation.mergeRequest.targetHead
    )
    return present == observation.mergeRequest
  }

  /// What is known of a merge request whose commits git refuses to take: damaged objects, or such as would harm whoever
  /// checks them out.
  private func refused(_ observation: Observation, _ head: String, _ reason: String, _ claim: Claim) async throws
    -> Reading
  {
    let name = Kept.name(repository.name, observation.mergeRequest.number)
    let memory = (try await context.store.decoded(Memory.self, Kept.memory, name) ?? Memory()).adding(observation)
    return Reading(
      observation: observation, memory: memory, fetched: Mirror.Fetched(target: "", head: head),
      timeline: Timeline(observation, memory, head: head, owners: [:]), refusal: reason)
  }

  /// What happened, as the engine wants to hear it.
  func timeline(_ observation: Observation, _ memory: Memory, head: String) async throws -> Timeline {
    Timeline(
      observation, memory, head: head, owners: try await owners(of: Timeline.accounts(in: observation)))
  }

  /// The numbers that account names belonged to when they were first seen.
  private func owners(of accounts: [ForgeUser]) async throws -> [String: Int64] {
    var owners: [String: Int64] = [:]
    for account in accounts {
      let name = Timeline.folded(account.name)
      owners[name] = try await owner(of: name, or: account.id)
    }
    return owners
  }

  private func owner(of name: String, or id: Int64) async throws -> Int64 {
    if let known = await repository.accounts.owner(of: name) { return known }
    let own: [UInt8] = Array(String(id).utf8)
    let pinned = try await context.store.pin(own, "account/\(repository.host)", name)
    let owner = Int64(String(decoding: pinned, as: UTF8.self)) ?? id
    await repository.accounts.note(owner, of: name)
    return owner
  }
}

/// The accounts that are known already: they never change.
actor AccountCache {
  private var owners: [String: Int64] = [:]
  private var myself: ForgeUser?

  func owner(of name: String) -> Int64? { owners[name] }

  /// The account that the service acts as, asked for once.
  func me(of client: any ForgeClient) async throws(ForgeError) -> ForgeUser {
    if let myself { return myself }
    let found = try await client.me()
    myself = found
    return found
  }

  func note(_ owner: Int64, of name: String) { owners[name] = owner }
}
