import Forges
import ForgeDoubles
import ServiceStore
import Synchronization
import TestSupport
import Testing
import Workflows

@testable import BotService

/// A forge that fails in all the ways there are: the outcome is the same, later.
@Suite struct FaultTests {
  private static let errors: [ForgeError] = [
    ForgeError(.unavailable, "502"), ForgeError(.unreadable, "truncated"), ForgeError(.conflict, "409"),
    ForgeError(.limited(until: Timestamp(milliseconds: 1_790_000_030_000)), "429"),
    ForgeError(.unauthorized, "401"),
  ]

  @Test("each call fails once, before or after it took effect", arguments: ModelCall.allCases, [false, true])
  func oneFailure(_ call: ModelCall, _ afterEffect: Bool) async throws {
    for error in Self.errors {
      let world = try BotWorld()
      let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
      let head = world.mergeRequest(number).head
      try await world.settle()
      world.comment("/lgtm", on: number, by: "bob")
      world.faults.fail(call, error, afterEffect: afterEffect)
      try await world.settle()
      try await world.settle()
      #expect(world.reports(number).count == 1, "\(call) \(error)")
      #expect(world.model.read { $0.merges.map(\.head) } == [head], "\(call) \(error)")
      #expect(try await world.store.record(in: "data", named: String(number)) != nil)
    }
  }

  @Test("a comment that was written although the answer was an error is found again")
  func commentWrittenDespiteError() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.faults.fail(.addComment, ForgeError(.unavailable, "time-out"), afterEffect: true)
    try await world.settle()
    #expect(world.reports(number).count == 1)
    // One that arrives much later makes two; the next look leaves the first.
    let late = world.reports(number)[0]
    world.model.comment(late, on: number, by: world.model.bot)
    try await world.settle()
    #expect(world.reports(number).count == 1)
  }

  @Test("a forge that is down for an hour: nothing is lost, nothing is merged meanwhile")
  func longOutage() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let model = world.model
    let end = model.read { $0.now.adding(3_600_000) }
    world.faults.atEachCall { (_, _) throws(ForgeError) in
      if model.read({ $0.now }) < end { throw ForgeError(.unavailable, "down") }
    }
    for _ in 0..<20 {
      try await world.settle()
      model.advance(300_000)
      if model.read({ $0.now }) < end { #expect(world.mergeRequest(number).state == .open) }
    }
    #expect(world.mergeRequest(number).state == .merged)
    #expect(world.reports(number).count == 1)
  }

  @Test("the head moves at every call: what is merged is what was decided", arguments: 0..<40)
  func headMoves(_ index: Int) async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let approved = world.mergeRequest(number).head
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    let (model, mallory) = (world.model, world.model.user("mallory"))
    let evil = try model.commit(BotWorld.document("b", size: 99), on: approved)
    let count = Counter()
    world.faults.atEachCall { (_, _) throws(ForgeError) in
      guard count.next() == index else { return }
      try? model.push(evil, to: number, by: mallory)
    }
    try await world.settle()
    try await world.settle()
    #expect(model.read { $0.merges.allSatisfy { $0.head == approved } })
    #expect(world.reports(number).count == 1)
    if world.mergeRequest(number).head == evil { #expect(world.status(number)?.state != .success) }
  }

  @Test("the target moves at every call: the merge is decided on what it is then", arguments: 0..<30)
  func targetMoves(_ index: Int) async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    // Bob leaves the team.
    let model = world.model
    let user = "$schema: /access/user-1.yml\nname: bob\norg_username: bob\nroles: []\n"
    let without = try model.commit(["data/users/bob.yml": user], on: model.tip())
    let count = Counter()
    world.faults.atEachCall { (call, tookEffect) throws(ForgeError) in
      // Between the merge's own check and its end there is nothing that a client can do.
      if count.next() == index, call != .merge { try? model.move("main", to: without) }
    }
    try await world.settle()
    try await world.settle()
    for merge in model.read({ $0.merges }) {
      let base = try model.git.git(["rev-parse", "\(merge.commit)^1"])
      #expect(base != without, "merged although its approver had left")
    }
  }

  @Test("the forge has not prepared it, then it is checking, then it is ready")
  func notPrepared() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let head = world.mergeRequest(number).head
    world.model.update(number) { $0.head = nil }
    try await world.request(number)
    try await world.runner.runOne()
    #expect(world.reports(number).isEmpty && world.mergeRequest(number).state == .open)
    world.model.update(number) {
      $0.head = head
      $0.mergeability = .checking
    }
    try await world.settle()
    #expect(world.reports(number).count == 1 && world.mergeRequest(number).state == .open)
    world.model.update(number) { $0.mergeability = .ready }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("git lags behind the API, and the API behind git")
  func lag() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    let second = try world.open(BotWorld.document("a", size: 3), by: "alice")
    let head = try #require(world.mergeRequest(second).head)
    let old = try world.model.tip()
    try world.model.git.git(["update-ref", world.model.headReference(second), old])
    try await world.request(second)
    try await world.runner.runOne()
    #expect(world.reports(second).isEmpty, "nothing is said before both agree")
    try world.model.git.git(["update-ref", world.model.headReference(second), head])
    try await world.settle()
    #expect(world.reports(second).count == 1)
    _ = number
  }

  @Test("the merge is refused for good: said once, tried again when somebody asks")
  func refused() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    world.model.update(number) { $0.mergeability = .blocked("blocked_status") }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(
      try await world.standing(number)?.obstacles.map(\.text) == ["the forge does not allow the merge: blocked_status"])
    world.model.update(number) { $0.mergeability = .ready }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("the branch and its merge request are deleted")
  func deleted() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.model.change { $0.items[number] = nil }
    try await world.settle()
    try await world.request(number)
    try await world.work()
    #expect(try await world.standing(number) == nil)
    #expect(try await world.store.jobs().isEmpty)
  }
}

/// Counts calls.
final class Counter: Sendable {
  private let count = Mutex(0)

  /// The number of calls so far.
  var value: Int { count.withLock { $0 } }

  /// The number of calls before this one.
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count - 1
    }
  }
}
