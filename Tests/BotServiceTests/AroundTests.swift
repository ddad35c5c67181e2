import DataBundle
import Deciding
import Deploying
import ForgeDoubles
import Forges
import Testing
import Workflows

@testable import BotService

/// Merges that Remit did not ask for: its last decision stands only if it would be the same at the time of the merge.
@Suite struct AroundTests {
  /// What may happen between the last look and the merge.
  enum Change: String, CaseIterable {
    case nothing, hold, cancel, edited, removed, policy, plan, approvedLate
  }

  @Test(arguments: Change.allCases, [MergeInstruction.Method.merge, .squash, .rebase])
  func staleDecision(_ change: Change, _ method: MergeInstruction.Method) async throws {
    let maker = PlanTests.Maker()
    var character = ForgeModel.Character()
    character.method = method
    let world = try BotWorld(character: character, planMaker: maker) { settings in
      settings.merging.isEnabled = false
      guard change == .plan else { return }
      settings.deploying = BotSettings.Deploying(clusters: "/clusters.yml")
      settings.deploying?.approval = .always
      settings.deploying?.role = "/roles/sre.yml"
    }
    let number = try world.open(BotWorld.document("a", size: 3), by: "bob")
    try world.push(BotWorld.document("a", size: 2), to: number, by: "bob")
    var approval: Int64?
    if change != .approvedLate { approval = world.comment("/lgtm", on: number, by: "alice") }
    if change == .plan { world.comment("/approve-plan 1aaaaaaaaaaa", on: number, by: "sara") }
    try await world.settle()
    #expect(world.status(number)?.state == (change == .approvedLate ? .pending : .success))
    world.model.advance(1000)
    // Something else has come into the target meanwhile.
    try world.model.move("main", to: world.model.commit(BotWorld.document("b", size: 9), on: world.model.tip()))
    switch change {
    case .nothing, .approvedLate: break
    case .hold: world.comment("/hold", on: number, by: "alice")
    case .cancel: world.comment("/lgtm cancel", on: number, by: "alice")
    case .edited: world.model.edit(try #require(approval), on: number, to: "no")
    case .removed: world.model.remove(try #require(approval), on: number)
    case .policy:
      let user = "$schema: /access/user-1.yml\nname: alice\norg_username: alice\nroles: []\n"
      try world.model.move("main", to: world.model.commit(["data/users/alice.yml": user], on: world.model.tip()))
    case .plan: maker.set { $0.hash = PlanTests.hash("9") }
    }
    let before = try world.model.tip()
    try world.model.forceMerge(number, by: world.model.user("mallory"))
    // What is said after the merge takes back nothing that was taken back, and approves nothing.
    world.model.advance(1000)
    if change != .nothing { world.comment("/hold cancel\n\n/lgtm", on: number, by: "alice") }
    try await world.settle()
    let text = try #require(try await world.store.record(in: "data", named: String(number))?.text)
    let record = try DecisionRecord(parsing: Array(text.utf8), file: "record")
    #expect(record.mergeCommit == world.mergeRequest(number).mergeCommit)
    if change == .nothing {
      #expect(record.exception == nil)
      #expect(record.input?.target == before)
    } else {
      #expect(record.exception?.by == nil && record.exception?.reason.contains("around Remit") == true)
    }
  }
}

extension AroundTests {
  /// Who answers for a merge is not forgotten when somebody comments on its merge request.
  @Test func answersStay() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let start = try world.model.tip()
    let number = try world.open(BotWorld.document("a", size: 3), by: "bob")
    try await world.settle()
    try world.model.forceMerge(number, by: world.model.user("mallory"))
    try await world.settle()
    let commit = try #require(world.mergeRequest(number).mergeCommit)
    let path = world.model.git.path
    func isOpen() throws -> Bool { try Gate(repository: path).check(deployed: start, wanted: "main").isOpen }
    #expect(try !isOpen())
    let workflow = DeployWorkflow(try Workspace(repositoryAt: path, folder: ""), baseline: nil, trust: .everything)
    _ = try workflow.allow(commit, by: "root", reason: "seen", key: nil, time: 1)
    #expect(try isOpen())
    world.comment("thanks!", on: number, by: "bob")
    try await world.settle()
    #expect(try isOpen())
  }
}
