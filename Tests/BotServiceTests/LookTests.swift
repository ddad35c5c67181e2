import Deciding
import ForgeDoubles
import Forges
import Reporting
import ServiceStore
import Testing
import Workflows

@testable import BotService

/// What the service does with a merge request, from opening to merge.
@Suite struct LookTests {
  @Test("from opening over an owner's word to the merge and its record")
  func wholeLife() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    #expect(world.reports(number).count == 1)
    #expect(world.status(number)?.state == .pending)
    #expect(world.mergeRequest(number).labels == ["self-serviceable"])
    let standing = try #require(try await world.standing(number))
    #expect(standing.verdict == "needs-approval" && !standing.isReady)
    // The report holds, word for word, what the command line prints.
    let asked = try Workspace(repositoryAt: world.repository.mirror.path, folder: "").decide(
      MergeRequestQuery(
        base: standing.target, head: .commit(standing.head), author: "alice", forge: .github,
        events: [.push(by: "alice")], today: "2026-09-21"))
    #expect(world.reports(number)[0].contains(DecisionMarkdown().text(asked.decision)))

    let head = world.mergeRequest(number).head
    let comment = world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    #expect(world.model.read { $0.merges.map(\.head) } == [head])
    #expect(world.reports(number).count == 1)
    #expect(world.model.read { $0.items[number]?.reactions[comment] } == [.eyes])
    #expect(try await world.standing(number) == nil)

    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let record = try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    #expect(record.exception == nil && record.approvals.map(\.by) == ["bob"] && record.approvals.first?.head == head)
    #expect(record.digest == stored.digest && record.mergeCommit == world.mergeRequest(number).mergeCommit)
    let note = try world.model.git.git(["notes", "--ref", "refs/notes/remit", "show", record.mergeCommit ?? ""])
    #expect(note + "\n" == stored.text)
    let replayed = try Workspace(repositoryAt: world.repository.mirror.path, folder: "").replay(record)
    #expect(replayed.isSame && replayed.decision == record.decision)
  }

  @Test("labels, status and approval while it is approved and not merged")
  func approvedOutside() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    world.model.change { $0.change(number) { $0.mergeRequest.labels = ["kind/mine", "bot/hold"] } }
    try await world.settle()
    #expect(world.mergeRequest(number).labels == ["kind/mine", "self-serviceable", "bot/approved: medium"])
    #expect(world.status(number)?.state == .success)
    #expect(world.model.read { $0.items[number]?.approvals.keys.contains(world.model.bot.id) } == true)
    // Nothing differs any more: nothing is written.
    let before = world.model.read { $0.writes.count }
    try await world.settle()
    #expect(world.model.read { $0.writes.count } == before)
    // Whoever forges a label sees it go.
    world.model.change { $0.change(number) { $0.mergeRequest.labels.insert("restricted") } }
    try await world.settle()
    #expect(!world.mergeRequest(number).labels.contains("restricted"))
    // A hold takes the approval back.
    world.comment("/hold", on: number, by: "anna")
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    #expect(world.mergeRequest(number).labels == ["kind/mine", "self-serviceable", "bot/hold"])
    #expect(world.model.read { $0.items[number]?.approvals.isEmpty } == true)
  }

  @Test("a push voids the approvals of what it changed, and says whose")
  func pushAfterApproval() async throws {
    let world = try BotWorld()
    let files = BotWorld.document("b", text: "new", size: 2)
    let number = try world.open(files.merging(BotWorld.document("a", size: 5)) { $1 }, by: "mallory")
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(try await world.standing(number)?.verdict == "needs-approval")
    world.model.advance(5000)
    try world.push(BotWorld.document("b", text: "new", size: 3), to: number, by: "mallory")
    world.comment("/lgtm", on: number, by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    let report = world.reports(number)[0]
    #expect(report.contains("the approval by bob does not cover /docs/b.yml /size"))
    #expect(!report.contains("/docs/b.yml /text: it changed"))
    world.comment("/lgtm", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("approvals in the forge's own way count, are bound to their head, and un-count")
  func nativeApproval() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.model.approve(number, by: world.model.user("bob"))
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    world.model.unapprove(number, by: world.model.user("bob"))
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
    world.model.approve(number, by: world.model.user("bob"))
    world.model.advance(1000)
    try world.push(BotWorld.document("b", size: 3), to: number, by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
  }

  @Test("approvals without a commit are for the head that was there when they came")
  func nativeApprovalWithoutHead() async throws {
    var character = ForgeModel.Character()
    character.approvalsNameHeads = false
    character.tellsPushes = false
    let world = try BotWorld(character: character) { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.model.advance(1000)
    world.model.approve(number, by: world.model.user("bob"))
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    world.model.advance(1000)
    try world.push(BotWorld.document("b", size: 3), to: number, by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .pending)
  }

  @Test("a draft is decided quietly and not merged")
  func draft() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice", isDraft: true)
    try await world.settle()
    #expect(world.reports(number).isEmpty && world.mergeRequest(number).state == .open)
    #expect(world.status(number)?.state == .success)
    #expect(try await world.standing(number)?.obstacles.first?.text == "it is a draft: mark it as ready")
    world.model.update(number) { $0.isDraft = false }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("/why and /help are answered once, in place")
  func answers() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let why = world.comment("/why", on: number, by: "alice")
    let help = world.comment("/help", on: number, by: "mallory")
    try await world.settle()
    try await world.settle()
    let own = world.comments(number).filter { $0.author == world.model.bot }
    #expect(own.count == 3)
    #expect(own.contains { $0.body.hasPrefix(Marker.answer(to: why)) && $0.body.contains("for example of bob") })
    #expect(own.contains { $0.body.hasPrefix(Marker.answer(to: help)) && $0.body.contains("/lgtm") })
    for body in own.map(\.body) { #expect(!body.split(separator: "\n").contains { $0.hasPrefix("/") }) }
  }

  @Test("break-glass: a member of the role, with a reason, for this head; loud and recorded")
  func breakGlass() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    world.comment("/break-glass because I can", on: number, by: "mallory")
    world.comment("/break-glass", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.reports(number)[0].contains("only members of the configured role"))
    #expect(world.reports(number)[0].contains("say why"))
    world.comment("/break-glass the site is down", on: number, by: "sara")
    world.model.advance(1000)
    try world.push(BotWorld.document("b", size: 3), to: number, by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    world.comment("/break-glass the site is still down", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let record = try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    #expect(record.exception == .init(by: "sara", reason: "the site is still down"))
    #expect(world.context.metrics.value(.forced, ["repository": "data"]) == 1)
    #expect(world.mergeRequest(number).labels.contains("bot/break-glass"))
  }

  @Test("a target configuration that is not clear decides nothing, and takes back what was said")
  func brokenTarget() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(world.status(number)?.state == .success)
    try world.model.move(
      "main", to: world.model.commit([".remit.yml": "polcy: {}\n"], on: world.model.tip(), "broken"))
    try await world.settle()
    #expect(world.status(number)?.state == .failure)
    #expect(world.mergeRequest(number).labels.isEmpty)
    #expect(world.reports(number)[0].contains("Remit could not decide"))
    #expect(world.model.read { $0.items[number]?.approvals.isEmpty } == true)
  }

  @Test("somebody merged around Remit: recorded as that")
  func mergedAround() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    try world.model.forceMerge(number, by: world.model.user("mallory"))
    try await world.settle()
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let record = try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    #expect(record.exception?.by == nil && record.exception?.reason.contains("around Remit") == true)
    #expect(world.context.metrics.value(.forced, ["repository": "data"]) == 1)
  }
}
