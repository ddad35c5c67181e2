import Forges
import ForgeDoubles
import ServiceStore
import Synchronization
import Testing

@testable import BotService

/// Withdrawn approvals that are made to count again, and holds that are made to go away.
@Suite struct WithdrawalAttacks {
  @Test("of an edited comment with a hold only the hold stays", arguments: ["bob /lgtm", "sara /break-glass it burns"])
  func editedHold(_ word: String) async throws {
    let world = try BotWorld()
    let parts = word.split(separator: " ", maxSplits: 1).map(String.init)
    let number = try world.open(BotWorld.document("b", size: 2), by: "sara")
    let comment = world.comment("\(parts[1])\n\n/hold", on: number, by: parts[0])
    try await world.settle()
    #expect(try await world.standing(number)?.verdict == "held")
    world.model.advance(1000)
    world.model.edit(comment, on: number, to: "not like this")
    try await world.settle()
    #expect(world.reports(number)[0].contains("was edited; the hold stays until \(parts[0]) says"))
    world.comment("/hold cancel", on: number, by: parts[0])
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(try await world.standing(number)?.verdict == "needs-approval")
    #expect(!world.reports(number)[0].contains("the hold stays"))
  }

  @Test("a cancelled approval does not come back with the cancellation's comment", arguments: [true, false])
  func cancellation(isDeleted: Bool) async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    let cancel = world.comment("/lgtm cancel", on: number, by: "bob")
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    world.model.advance(1000)
    if isDeleted { world.model.remove(cancel, on: number) } else { world.model.edit(cancel, on: number, to: "hm") }
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
  }

  @Test("an approval that was edited away does not come back when it is edited back")
  func editedBack() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let comment = world.comment("/lgtm", on: number, by: "bob")
    for (body, state) in [("/lgtm", CommitStatus.State.success), ("never mind", .pending), ("/lgtm", .pending)] {
      if world.comments(number).first(where: { $0.id == comment })?.body != body {
        world.model.advance(1000)
        world.model.edit(comment, on: number, to: body)
      }
      try await world.settle()
      #expect(world.status(number)?.state == state)
    }
  }

  /// A merge request that bob approved, and held in a comment that is gone.
  private func held(_ world: BotWorld) async throws -> Int {
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let hold = world.comment("/hold", on: number, by: "bob")
    try await world.settle()
    world.model.remove(hold, on: number)
    return number
  }

  private func expectHeld(_ world: BotWorld, _ number: Int) async throws {
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(try await world.standing(number)?.verdict == "held" && world.mergeRequest(number).state == .open)
    world.comment("/hold cancel", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    #expect(try await world.store.value(Kept.memory, Kept.name("data", number)) == nil)
  }

  @Test("a hold outlives closing and opening again")
  func reopened() async throws {
    let world = try BotWorld()
    let number = try await held(world)
    world.model.update(number) { $0.state = .closed }
    try await world.settle()
    #expect(try await world.standing(number) == nil)
    world.model.update(number) { $0.state = .open }
    try await expectHeld(world, number)
  }

  @Test("a hold outlives another target branch and back")
  func retargeted() async throws {
    let world = try BotWorld { $0.branches = ["main"] }
    try world.model.move("other", to: world.model.tip())
    let number = try await held(world)
    world.model.retarget(number, to: "other")
    try await world.settle()
    #expect(try await world.standing(number) == nil)
    world.model.advance(1000)
    world.model.retarget(number, to: "main")
    try await expectHeld(world, number)
  }

  @Test("a hold outlives a forge that does not find the merge request for a while")
  func lost() async throws {
    let world = try BotWorld()
    let number = try await held(world)
    world.faults.fail(.mergeRequest, ForgeError(.notFound, "404"))
    try await world.settle()
    #expect(try await world.standing(number) == nil)
    try await expectHeld(world, number)
  }

  @Test("what was seen of a closed merge request goes after 90 days, if it is still closed")
  func forgotten() async throws {
    let world = try BotWorld()
    let name = Kept.name("data", 1)
    _ = try await held(world)
    world.model.update(1) { $0.state = .closed }
    try await world.settle()
    let keeper = Housekeeper(context: world.context, repositories: ["data"], sweepInterval: 600_000)
    func clean(days: Int64) async throws -> Bool {
      world.model.advance(days * 86_400_000)
      try await keeper.requestForgetting(world.context.clock.now())
      let isAsked = try await !world.store.jobs().isEmpty
      try await world.work()
      return isAsked
    }
    #expect(try await !clean(days: 89))
    #expect(try await world.store.value(Kept.memory, name) != nil)
    // Opened and closed again: the days are counted anew.
    world.model.update(1) { $0.state = .open }
    try await world.settle()
    world.model.update(1) { $0.state = .closed }
    try await world.settle()
    #expect(try await !clean(days: 89))
    #expect(try await clean(days: 2))
    for kind in [Kept.memory, Kept.gone] { #expect(try await world.store.value(kind, name) == nil) }
    #expect(try await !clean(days: 1))
  }

  @Test("break-glass does not stand for valid data")
  func breakGlassInvalid() async throws {
    var files = BotWorld.files
    files["schemas/doc-1.yml"] = "type: object\nproperties:\n  size: {type: integer}\n"
    let world = try BotWorld(files: files)
    let number = try world.open(["data/docs/b.yml": "$schema: /doc-1.yml\ntext: two\nsize: many\n"], by: "alice")
    world.comment("/break-glass the site is down", on: number, by: "sara")
    try await world.settle()
    #expect(try await world.standing(number)?.verdict == "invalid")
    #expect(world.mergeRequest(number).state == .open && world.status(number)?.state == .failure)
    #expect(!world.mergeRequest(number).labels.contains("bot/break-glass"))
    #expect(world.reports(number)[0].contains("/break-glass by sara has no effect: it stands for missing approvals"))
  }

  @Test("break-glass does not lift a hold")
  func breakGlassHeld() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.comment("/hold", on: number, by: "bob")
    world.comment("/break-glass the site is down", on: number, by: "sara")
    try await world.settle()
    #expect(try await world.standing(number)?.verdict == "held" && world.mergeRequest(number).state == .open)
    world.comment("/hold cancel", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  /// What happens while the merge is prepared.
  enum Late: CaseIterable { case hold, deletion, edit, draft, unapproval }

  @Test("what is said while the merge is prepared counts", arguments: Late.allCases)
  func late(_ late: Late) async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.model.setPipeline(.running, of: number)
    let (model, bob) = (world.model, world.model.user("bob"))
    var comment: Int64 = 0
    if late == .unapproval {
      model.approve(number, by: bob)
    } else {
      comment = world.comment("/lgtm", on: number, by: "bob")
    }
    try await world.settle()
    model.setPipeline(.passed, of: number)
    let isNext = Mutex<Bool?>(false)
    let id = comment
    // The look is over; the files are read once more before the merge.
    world.faults.atEachPoint { point in
      let isNow = isNext.withLock { next in
        if point == .saved, next == false { next = true }
        guard point == .remembered, next == true else { return false }
        next = nil
        return true
      }
      guard isNow else { return }
      model.advance(1000)
      switch late {
      case .hold: model.comment("/hold", on: number, by: bob)
      case .deletion: model.remove(id, on: number)
      case .edit: model.edit(id, on: number, to: "wait")
      case .draft: model.update(number) { $0.isDraft = true }
      case .unapproval: model.unapprove(number, by: bob)
      }
    }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.status(number)?.state == (late == .draft ? .success : .pending))
  }
}
