import Forges
import ForgeDoubles
import ServiceStore
import TestSupport
import Testing
import Workflows

@testable import BotService

/// The process dies at each step of the worker, and another one goes on: one report, one merge of what was decided,
/// one record, nothing lost.
@Suite struct CrashTests {
  @Test("kill at every step", arguments: Checkpoint.allCases, [0, 2])
  func killed(_ point: Checkpoint, _ passes: Int) async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let head = world.mergeRequest(number).head
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    world.comment("/why", on: number, by: "bob")
    world.faults.crash(at: point, after: passes)
    try await world.request(number)
    let died = try await world.workUntilDeath()
    #expect(died || passes > 0, "\(point) is passed by every life")
    // Another process, with nothing in memory.
    let successor = try BotWorld(store: world.store, model: world.model, replica: "two")
    world.model.advance(ServiceContext.lease + 1000)
    try await successor.work()
    try await successor.settle()
    #expect(world.reports(number).count == 1, "\(point)")
    #expect(world.comments(number).filter { $0.body.contains("remit:answer") }.count <= 1)
    #expect(world.model.read { $0.merges.map(\.head) } == [head])
    #expect(world.mergeRequest(number).state == .merged)
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let record = try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    #expect(record.exception == nil && record.approvals.map(\.by) == ["bob"])
    let note = try world.model.git.git(["notes", "--ref", "refs/notes/remit", "show", record.mergeCommit ?? ""])
    #expect(note + "\n" == stored.text)
    #expect(try await world.store.records(in: "data", after: 0, limit: 10).count == 1)
    #expect(try await world.store.jobs().isEmpty)
  }

  @Test("a worker that was taken for dead cannot write over its successor")
  func fenced() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.request(number)
    let claim = try #require(
      try await world.store.claim(by: "slow", lease: ServiceContext.lease, now: world.context.clock.now()))
    world.model.advance(ServiceContext.lease + 1000)
    try await world.work()
    world.comment("/hold", on: number, by: "bob")
    let writes = world.model.read { $0.writes }
    await #expect(throws: StoreError.self) {
      _ = try await Looker(context: world.context, repository: world.repository).look(at: number, claim)
    }
    #expect(world.model.read { $0.writes } == writes, "nothing is written by whoever has lost the job")
  }
}

extension BotWorld {
  /// Asks for a look at a merge request.
  func request(_ number: Int) async throws {
    model.advance(1000)
    try await store.request(
      JobKey(kind: JobKind.look, repository: "data", subject: String(number)), notBefore: model.read { $0.now })
  }

  /// Works as a process that dies with a crash: what it had begun stays as it is. False where it survived.
  @discardableResult
  func workUntilDeath() async throws -> Bool {
    for _ in 0..<100 {
      let now = model.read { $0.now }
      guard let claim = try await store.claim(by: "mortal", lease: ServiceContext.lease, now: now) else {
        let next = try await store.jobs().map(\.notBefore).min()
        guard let next, next.milliseconds - now.milliseconds < 60_000 else { return false }
        model.advance(max(1, next.milliseconds - now.milliseconds))
        continue
      }
      do {
        switch try await runner.work(claim, repository) {
        case .done: try await store.complete(claim)
        case .again(let time): try await store.postpone(claim, notBefore: time)
        }
      } catch is Faults.Crash {
        return true
      } catch let error as ForgeError {
        try await store.retry(claim, notBefore: now.adding(2000), error: error.description)
      }
    }
    return false
  }
}
