import ForgeDoubles
import Forges
import ServiceStore
import Testing

@testable import BotService

/// What would happen, without anything happening.
@Suite struct SimulatorTests {
  private func simulator(_ world: BotWorld) -> Simulator {
    Simulator(repository: world.repository, store: world.store, clock: world.context.clock, url: "https://remit.test")
  }

  @Test func sameActionsAsTheService() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "mallory")
    let stages = try #require(try await simulator(world).stages(of: number))
    #expect(stages.map(\.title) == ["now"])
    #expect(stages[0].judgement.verdict == "needs-approval")
    // Nothing has been done or kept.
    #expect(world.comments(number).isEmpty && world.status(number) == nil && world.mergeRequest(number).labels.isEmpty)
    #expect(try await world.store.values("memory").isEmpty)
    #expect(try await world.store.jobs().isEmpty)
    let check = try #require(
      stages[0].actions.compactMap { if case .report(let check) = $0 { check } else { nil } }.first)
    let report = try #require(stages[0].actions.compactMap(\.body).first)
    let summaries = stages[0].actions.map(\.summary)
    #expect(summaries.contains("write the report"), "\(summaries)")
    #expect(summaries.contains { $0.hasPrefix("set the status remit to pending: ") }, "\(summaries)")
    try await world.settle(number)
    #expect(world.status(number) == check.status)
    #expect(world.reports(number) == [report])
    let after = try #require(try await simulator(world).stages(of: number))
    #expect(after[0].actions.isEmpty)
  }

  @Test func approvalsAndPushesInTurn() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "mallory")
    for name in ["alice", "bob"] { _ = world.model.user(name) }
    try await world.settle(number)
    let later = try world.model.commit(BotWorld.document("a", size: 3), on: world.mergeRequest(number).head)
    let stages = try #require(
      try await simulator(world).stages(
        of: number, [.comment(by: "bob", "/lgtm"), .comment(by: "alice", "/lgtm"), .push(later)]))
    #expect(stages.map(\.judgement.verdict) == ["needs-approval", "needs-approval", "approved", "needs-approval"])
    #expect(
      stages.map(\.title) == [
        "now", "after bob says /lgtm", "after alice says /lgtm", "after a push of \(later.prefix(12))",
      ])
    #expect(stages[2].obstacles.isEmpty)
    #expect(stages[2].actions.contains(.approve))
    #expect(stages[3].obstacles.contains { $0.kind == .people })
    #expect(world.mergeRequest(number).state == .open)
  }

  @Test func holdStopsAnApprovedOne() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    _ = world.model.user("anna")
    let stages = try #require(try await simulator(world).stages(of: number, [.comment(by: "anna", "/hold")]))
    #expect(stages.map(\.judgement.verdict) == ["approved", "held"])
  }

  @Test func whatCannotBe() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    #expect(try await simulator(world).stages(of: 99) == nil)
    await #expect(throws: SimulationError("there is no account \"nobody\" on the forge")) {
      _ = try await simulator(world).stages(of: number, [.comment(by: "nobody", "/lgtm")])
    }
    await #expect(throws: MirrorError.self) {
      _ = try await simulator(world).stages(of: number, [.push(String(repeating: "a", count: 40))])
    }
    try await world.settle(number)
    #expect(world.mergeRequest(number).state == .merged)
    await #expect(throws: SimulationError("merge request \(number) is merged")) {
      _ = try await simulator(world).stages(of: number)
    }
  }
}
