import Forges
import ForgeDoubles
import ServiceStore
import Testing

@testable import BotService

/// Approvals of one commit that are made to count for another.
@Suite struct HeadAttacks {
  /// A forge as GitHub is: it tells of pushes late, or never.
  private static let losing: ForgeModel.Character = {
    var character = ForgeModel.Character()
    character.losesPushes = true
    return character
  }()
  /// One that tells of no push.
  private static let silent: ForgeModel.Character = {
    var character = ForgeModel.Character()
    character.tellsPushes = false
    return character
  }()

  /// Opens what bob would not approve, then shows him something else; gives the first head.
  private func openAndReplace(_ world: BotWorld) async throws -> (number: Int, evil: String) {
    let number = try world.open(BotWorld.document("b", size: 666), by: "mallory")
    try await world.settle()
    let evil = try #require(world.mergeRequest(number).head)
    world.model.advance(5000)
    let harmless = try world.model.commit(BotWorld.document("b", size: 2), on: world.model.tip())
    try world.model.push(harmless, to: number, by: world.model.user("mallory"), isTold: false)
    return (number, evil)
  }

  private func pushBack(_ world: BotWorld, _ number: Int, to head: String, isTold: Bool) throws {
    world.model.advance(2000)
    try world.model.push(head, to: number, by: world.model.user("mallory"), isTold: isTold)
  }

  @Test("a push that is told late does not lend its approval to the commit before it", arguments: [true, false])
  func lateEvent(isLookedAt: Bool) async throws {
    let world = try BotWorld(character: Self.losing)
    let (number, evil) = try await openAndReplace(world)
    world.model.setPipeline(.running, of: number)
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    if isLookedAt {
      try await world.settle()
      #expect(world.status(number)?.state == .success, "an approval of what was seen right then counts")
    }
    try pushBack(world, number, to: evil, isTold: true)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open && world.status(number)?.state != .success)
    if !isLookedAt { #expect(world.reports(number)[0].contains("which commit bob approved is not known")) }
    world.model.tellPushes(of: number)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    // Said again, it is for what is there.
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("there and back between two looks", arguments: [silent, losing])
  func thereAndBack(_ character: ForgeModel.Character) async throws {
    let world = try BotWorld(character: character)
    let (number, evil) = try await openAndReplace(world)
    world.comment("/lgtm", on: number, by: "bob")
    try pushBack(world, number, to: evil, isTold: false)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
  }

  @Test("there and back between two looks, with the forge's own approval that names no commit")
  func thereAndBackWithApproval() async throws {
    var character = Self.silent
    character.approvalsNameHeads = false
    let world = try BotWorld(character: character)
    let (number, evil) = try await openAndReplace(world)
    world.model.advance(1000)
    world.model.approve(number, by: world.model.user("bob"))
    try pushBack(world, number, to: evil, isTold: false)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("take it back and give it again"))
  }

  @Test("an approval that was taken back and given again is another one")
  func approvedAgain() async throws {
    var character = Self.silent
    character.approvalsNameHeads = false
    let world = try BotWorld(character: character)
    let number = try world.open(BotWorld.document("b", size: 2), by: "mallory")
    world.model.setPipeline(.running, of: number)
    let bob = world.model.user("bob")
    try await world.settle()
    world.model.advance(1000)
    world.model.approve(number, by: bob)
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    let first = try #require(world.mergeRequest(number).head)
    world.model.advance(1000)
    world.model.unapprove(number, by: bob)
    try world.push(BotWorld.document("b", size: 3), to: number, by: "mallory")
    world.model.advance(1000)
    world.model.approve(number, by: bob)
    try pushBack(world, number, to: first, isTold: false)
    try await world.settle()
    #expect(world.status(number)?.state != .success)
  }

  @Test("where only the very moment is known, something else right after an approval voids it; said again, it counts")
  func saidAgain() async throws {
    let world = try BotWorld(character: Self.losing)
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    world.comment("nice", on: number, by: "anna")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("say it again"))
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("in the second of the opening it is not clear which of two commits somebody saw")
  func secondOfOpening() async throws {
    var character = ForgeModel.Character()
    character.resolution = 1000
    let world = try BotWorld(character: character)
    let number = try world.open(BotWorld.document("b", size: 2), by: "mallory")
    world.model.comment("/lgtm", on: number, by: world.model.user("bob"))
    try world.push(BotWorld.document("b", size: 666), to: number, by: "mallory")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
  }

  @Test(
    "an abbreviated commit that was not there when it was said; all digits need no history", arguments: [true, false])
  func abbreviated(isWhole: Bool) async throws {
    let world = try BotWorld(character: Self.losing)
    let number = try world.open(BotWorld.document("b", size: 2), by: "mallory")
    try await world.settle()
    // Anybody can make a commit that begins like another one.
    let later = try world.model.commit(BotWorld.document("b", size: 3), on: world.model.tip())
    world.comment("/lgtm \(isWhole ? later : String(later.prefix(9)))", on: number, by: "bob")
    try pushBack(world, number, to: later, isTold: false)
    try await world.settle()
    #expect(world.mergeRequest(number).state == (isWhole ? .merged : .open))
  }

  @Test("an abbreviated commit is the one that was there, and never one that came in between")
  func abbreviatedFormer() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "mallory")
    let head = try #require(world.mergeRequest(number).head)
    let other = try world.model.commit(BotWorld.document("b", size: 3), on: world.model.tip())
    world.model.setPipeline(.running, of: number)
    world.comment("/lgtm \(other.prefix(7))", on: number, by: "bob")
    try await world.settle()
    try pushBack(world, number, to: other, isTold: true)
    world.comment("mine\n\n/lgtm", on: number, by: "mallory")
    world.model.setPipeline(.passed, of: number)
    // The same content in another commit.
    try pushBack(
      world, number, to: world.model.commit(BotWorld.document("b", size: 3), on: world.model.tip(), "again"),
      isTold: true)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("write all digits of the commit"))
    try pushBack(world, number, to: head, isTold: true)
    world.model.setPipeline(.passed, of: number)
    world.comment("/lgtm \(head.prefix(7).uppercased())", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("break-glass for a commit that nobody knows")
  func breakGlass() async throws {
    let world = try BotWorld(character: Self.losing)
    let (number, evil) = try await openAndReplace(world)
    world.comment("/break-glass the site is down", on: number, by: "sara")
    try pushBack(world, number, to: evil, isTold: false)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("which commit it was for is not known"))
  }

  @Test("who pushed the present head is not taken from an earlier push of it")
  func foreignReturn() async throws {
    let world = try BotWorld(character: Self.losing) { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    let first = try #require(world.mergeRequest(number).head)
    world.model.advance(2000)
    let better = try world.model.commit(BotWorld.document("a", size: 3), on: first)
    try world.model.push(better, to: number, by: world.model.user("alice"), isTold: false)
    try await world.settle()
    try pushBack(world, number, to: first, isTold: false)
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    world.comment("/lgtm", on: number, by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
  }
}
