import DataBundle
import ForgeDoubles
import Testing

@testable import BotService

/// What was said of the difference to one branch says nothing of the difference to another.
@Suite struct RetargetAttacks {
  private func world() throws -> BotWorld {
    let world = try BotWorld { $0.branches = ["main"] }
    try world.model.move("other", to: world.model.tip())
    return world
  }

  /// A merge request of alice, who owns a, into another branch; somebody points it at main.
  private func retargeted(_ world: BotWorld) async throws -> Int {
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice", isDraft: true)
    world.model.retarget(number, to: "other")
    try await world.settle()
    world.model.advance(1000)
    world.model.retarget(number, to: "main")
    world.model.update(number) { $0.isDraft = false }
    return number
  }

  @Test("the author's ownership approves nothing after somebody has pointed the merge request at another branch")
  func ownership() async throws {
    let world = try world()
    let number = try await retargeted(world)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open && world.status(number)?.state == .pending)
    world.comment("/lgtm", on: number, by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("/break-glass is for one target branch")
  func breakGlass() async throws {
    let world = try world()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice", isDraft: true)
    try await world.settle()
    world.comment("/break-glass sandbox only", on: number, by: "sara")
    try await world.settle()
    world.model.advance(1000)
    world.model.retarget(number, to: "other")
    try await world.settle()
    world.model.advance(1000)
    world.model.retarget(number, to: "main")
    world.model.update(number) { $0.isDraft = false }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("/break-glass by sara has no effect"))
    world.comment("/break-glass main as well", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("a forge that tells late of one change of branch, and told of an earlier one")
  func lateEvent() async throws {
    var character = ForgeModel.Character()
    character.losesPushes = true
    let world = try BotWorld(character: character) { $0.merging.isEnabled = false }
    try world.model.move("other", to: world.model.tip())
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.model.advance(1000)
    world.model.retarget(number, to: "other")
    try await world.settle()
    for name in ["bob", "alice"] {
      world.comment("/lgtm", on: number, by: name)
      try await world.settle()
    }
    #expect(world.status(number)?.state == .success)
    world.model.advance(1000)
    world.model.update(number) { $0.targetBranch = "main" }
    try await world.settle()
    #expect(world.status(number)?.state == .pending, "the change was seen, though nobody told of it")
  }
}
