import ForgeDoubles
import Forges
import Foundation
import GitObjects
import ServiceStore
import TestSupport
import Testing

@testable import BotService

/// What came into the target around all merge requests is noticed, and nothing else raises the alarm.
@Suite struct TargetAuditTests {
  private static func sweep(_ world: BotWorld, _ times: Int) async throws {
    let sweep = JobKey(kind: JobKind.sweep, repository: "data", subject: "")
    for _ in 0..<times {
      world.model.advance(1000)
      try await world.store.request(sweep, notBefore: world.context.clock.now())
      try await world.work()
    }
  }

  private static func alarms(_ world: BotWorld, _ branch: String = "main") -> Double {
    world.context.metrics.value(.unrecorded, ["repository": "data", "branch": branch])
  }

  /// A merge request of three commits is merged; between sweeps somebody pushes right before it.
  @Test(arguments: MergeInstruction.Method.allCases, [false, true])
  func aMergeCoversItsOwnCommitsOnly(_ method: MergeInstruction.Method, _ pushes: Bool) async throws {
    var character = ForgeModel.Character()
    character.method = method
    // The configuration need not say how the project merges.
    let world = try BotWorld(character: character)
    try await Self.sweep(world, 1)
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice", isDraft: true)
    try world.push(BotWorld.document("a", size: 3), to: number, by: "alice")
    try world.push(BotWorld.document("a", text: "uno", size: 3), to: number, by: "alice")
    if pushes {
      try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 66), on: world.model.tip()))
      if method == .fastForward {
        // Nothing but a head on top of the target can be merged.
        try world.push(BotWorld.document("b", size: 66), to: number, by: "alice")
        return
      }
    }
    world.model.update(number) { $0.isDraft = false }
    world.comment("/lgtm", on: number, by: "alice")
    try await Self.sweep(world, 3)
    #expect(world.mergeRequest(number).state == .merged)
    #expect(Self.alarms(world) == (pushes ? 1 : 0))
  }

  /// The target is moved forward to a branch that it was merged into: what was pushed to it before is not the branch's.
  @Test func movedForwardOverAPush() async throws {
    var character = ForgeModel.Character()
    character.method = .fastForward
    let world = try BotWorld(character: character)
    try await Self.sweep(world, 1)
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice", isDraft: true)
    try world.push(BotWorld.document("a", size: 3), to: number, by: "alice")
    try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 66), on: world.model.tip()))
    let (head, pushed) = (try #require(world.mergeRequest(number).head), try world.model.tip())
    let tree = try world.model.git.git(["merge-tree", "--write-tree", head, "main"])
    let merge = try world.model.git.git(["commit-tree", tree, "-p", head, "-p", "main", "-m", "Merge main"])
    try world.model.push(merge, to: number, by: world.model.user("alice"))
    world.model.update(number) { $0.isDraft = false }
    world.comment("/lgtm", on: number, by: "alice")
    try await Self.sweep(world, 3)
    #expect(world.mergeRequest(number).state == .merged)
    #expect(Self.alarms(world) == 1, "the push, and no commit of the branch")
    // What is decided once more is decided on what the target had.
    let git = try Repository(opening: world.model.git.path)
    let input = try #require(try await TargetAudit.merges(into: "main", "data", world.store)[merge]?.input)
    func before(_ target: String, _ others: [String]) throws -> String? {
      var input = input
      input.target = target
      return try TargetAudit.target(before: git.resolve(merge), input, in: git, after: others)?.description
    }
    #expect(input.target == pushed)
    #expect(try before(pushed, []) == pushed)
    let start = try world.model.git.git(["rev-parse", "\(pushed)^"])
    #expect(try before(start, [merge, head, start]) == head, "what was recorded since")
    #expect(try before(start, [pushed, merge]) == pushed)
  }

  @Test func aBranchThatIsGoneKeepsNobodyFromTheOthers() async throws {
    let world = try BotWorld()
    try world.model.move("a", to: world.model.tip())
    let commit = try world.model.commit(BotWorld.document("b", size: 2), on: world.model.tip())
    let number = try world.model.open(commit, by: world.model.user("alice"), into: "a")
    try await Self.sweep(world, 2)
    try world.model.git.git(["update-ref", "-d", "refs/heads/a"])
    try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 66), on: world.model.tip()))
    try await Self.sweep(world, 3)
    #expect(world.mergeRequest(number).state == .open)
    #expect(Self.alarms(world) == 1, "main is gone through all the same")
    let jobs = try await world.store.jobs().filter { $0.key.kind == JobKind.sweep }
    #expect(jobs.isEmpty, "the sweep came to its end: \(jobs)")
  }

  /// Without configured branches and without merge requests, too.
  @Test func theDefaultBranchIsGoneThrough() async throws {
    let world = try BotWorld()
    try await Self.sweep(world, 1)
    try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 66), on: world.model.tip()))
    try await Self.sweep(world, 3)
    #expect(Self.alarms(world) == 1)
  }

  /// A branch may take the place of the folder of another one.
  @Test func branchesAreNotInEachOthersWay() async throws {
    let world = try BotWorld()
    func open(into branch: String) throws -> Int {
      try world.model.move(branch, to: world.model.tip())
      let commit = try world.model.commit(BotWorld.document("a", size: 2), on: world.model.tip())
      return try world.model.open(commit, by: world.model.user("bob"), into: branch)
    }
    let first = try open(into: "a")
    try await world.settle()
    #expect(try await world.standing(first)?.verdict == "needs-approval")
    try world.model.git.git(["update-ref", "-d", "refs/heads/a"])
    let second = try open(into: "a/b")
    try await world.settle()
    #expect(try await world.standing(second)?.verdict == "needs-approval")
  }

  @Test func manyPacksBecomeOne() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "bob")
    let packs = world.repository.mirror.path + "/objects/pack"
    func count() -> Int {
      ((try? FileManager.default.contentsOfDirectory(atPath: packs)) ?? []).count { $0.hasSuffix(".pack") }
    }
    for size in 3...60 {
      try world.push(BotWorld.document("a", size: size), to: number, by: "bob")
      _ = try await world.repository.mirror.fetch(target: "main", mergeRequest: number)
    }
    // git keeps small fetches as loose objects or as packs, as it likes.
    let former = count()
    try await world.repository.mirror.tidy()
    #expect(former <= 50 || count() == 1)
    #expect(try await world.repository.mirror.fetch(target: "main", mergeRequest: number).target == world.model.tip())
  }
}
