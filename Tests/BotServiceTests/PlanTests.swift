import DataBundle
import Deciding
import Forges
import JSONCoding
import Synchronization
import Testing
import Workflows

@testable import BotService

/// Deploy plans on merge requests: shown, approved by hash, void where head or clusters change.
@Suite struct PlanTests {
  /// A maker whose plans tests choose.
  final class Maker: PlanMaker {
    struct State: Sendable {
      var hash = PlanTests.hash("1")
      var removes = false
      var isEmpty = false
      var answer: PlanAnswer?
      var markdown = "### Deploy plan\n\n- <code>dc1</code>: 1 to create\n"
      var requests: [Bool] = []
    }

    let state = Mutex(State())

    func plan(_ request: PlanRequest) async -> PlanAnswer {
      state.withLock { state in
        state.requests.append(request.tries)
        return state.answer
          ?? .plan(
            DeployPlan(
              hash: request.tries ? state.hash : nil, isEmpty: state.isEmpty, removes: state.removes,
              markdown: state.markdown, text: "1 to create\n"))
      }
    }

    func set(_ change: (inout State) -> Void) { state.withLock { change(&$0) } }
    var requests: [Bool] { state.withLock { $0.requests } }
  }

  /// A hash that begins with these digits.
  static func hash(_ start: String) -> String {
    "sha256:" + start + String(repeating: "a", count: 64 - start.utf8.count)
  }

  let maker = Maker()

  private func world(_ approval: BotSettings.Deploying.Approval = .always) throws -> BotWorld {
    try BotWorld(planMaker: maker) { settings in
      settings.deploying = BotSettings.Deploying(clusters: "/clusters.yml")
      settings.deploying?.approval = approval
      settings.deploying?.role = "/roles/sre.yml"
    }
  }

  /// A world with a merge request that the service has looked at.
  private func opened(
    _ approval: BotSettings.Deploying.Approval = .always, by name: String = "alice"
  ) async throws -> (BotWorld, Int) {
    let world = try world(approval)
    let number = try world.open(BotWorld.document("a", size: 2), by: name)
    try await world.settle()
    return (world, number)
  }

  private func report(_ world: BotWorld, _ number: Int) throws -> String { try #require(world.reports(number).first) }

  private static let first = "1aaaaaaaaaaa"

  @Test func isPartOfTheOneReport() async throws {
    let (world, number) = try await opened(.never, by: "bob")
    #expect(world.reports(number).count == 1)
    #expect(try report(world, number).contains("1 to create"))
    #expect(maker.requests == [false])
    // Dry runs are made once all is approved, and no earlier.
    world.comment("/lgtm", on: number, by: "alice")
    try await world.settle()
    #expect(maker.requests.contains(true))
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test func isNotMadeForWhatIsNotInOrder() async throws {
    let world = try world()
    let number = try world.open(["data/docs/a.yml": "$schema: /doc-1.yml\ntext: [\n"], by: "alice")
    try await world.settle()
    #expect(try await world.standing(number)?.verdict == "invalid")
    #expect(maker.requests.isEmpty)
    #expect(try !report(world, number).contains("Deploy plan"))
  }

  @Test func mergeWaitsForItsApproval() async throws {
    let (world, number) = try await opened()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.status(number)?.state == .pending)
    #expect(world.status(number)?.summary.contains("/approve-plan \(Self.first)") == true)
    #expect(try report(world, number).contains("/approve-plan \(Self.first)"))
    #expect(!world.mergeRequest(number).labels.contains { $0.hasPrefix("bot/approved") })
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    let text = try #require(try await world.store.record(in: "data", named: String(number))?.text)
    let record = try DecisionRecord(parsing: Array(text.utf8), file: "record")
    #expect(record.plan == .init(hash: Self.hash("1"), isApprovalNeeded: true, approvedBy: ["sara"]))
    #expect(record.exception == nil && record.text == text)
  }

  /// Who can push a branch has its policy and templates: nothing of it is tried on clusters, whoever approves it there.
  @Test(arguments: [nil, "live"]) func onlyWhatIsDeployedHasOne(_ branch: String?) async throws {
    let world = try BotWorld(planMaker: maker) { settings in
      settings.deploying = BotSettings.Deploying(clusters: "/clusters.yml")
      settings.deploying?.branch = branch
      settings.deploying?.approval = .always
      settings.deploying?.role = "/roles/sre.yml"
    }
    try world.model.move("live", to: world.model.tip())
    let user = world.model.user("alice")
    func open(_ name: String, into target: String) throws -> Int {
      let head = try world.model.commit(BotWorld.document(name, size: 2), on: world.model.tip(target))
      return try world.model.open(head, by: user, into: target)
    }
    let (deployed, other) = branch == nil ? ("main", "live") : ("live", "main")
    let two = try open("a", into: other)
    try await world.settle()
    #expect(maker.requests.isEmpty)
    #expect(world.mergeRequest(two).state == .merged)
    let one = try open("a", into: deployed)
    try await world.settle()
    #expect(!maker.requests.isEmpty)
    #expect(world.mergeRequest(one).state == .open)
  }

  @Test func deletionsAloneNeedIt() async throws {
    let world = try world(.deletions)
    let one = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(one).state == .merged)
    maker.set { $0.removes = true }
    let two = try world.open(BotWorld.document("b", size: 2), by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(two).state == .open)
    world.comment("/approve-plan sha256:\(Self.hash("1").dropFirst(7))", on: two, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(two).state == .merged)
  }

  @Test func nothingToDoNeedsNobody() async throws {
    maker.set { $0.isEmpty = true }
    let (world, number) = try await opened()
    #expect(world.mergeRequest(number).state == .merged)
  }

  /// What may be lost is not let through: a plan that cannot be made has nobody's approval.
  @Test func failureIsNoApproval() async throws {
    maker.set { $0.answer = .failed("the budget @all is used up") }
    let (world, number) = try await opened()
    #expect(world.mergeRequest(number).state == .open)
    #expect(try report(world, number).contains("cannot be made"))
    #expect(try !report(world, number).contains("@all"))
    maker.set { $0.answer = nil }
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    world.model.advance(60_000)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test func failureBlocksNobodyWhereNoApprovalIsAskedFor() async throws {
    maker.set { $0.answer = .failed("no clusters") }
    let (world, number) = try await opened(.never)
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test(arguments: [
    ("alice", "/approve-plan 1aaaaaaaaaaa", "only members"), ("mallory", "/approve-plan 1aaaaaaaaaaa", "only members"),
    ("sara", "/approve-plan 2aaaaaaaaaaa", "another plan"), ("sara", "> /approve-plan 1aaaaaaaaaaa", nil),
    ("sara", "/approve-plan 1aaaaaa", nil), ("sara", "/approve-plan", nil), ("sara", "/lgtm", nil),
  ])
  func othersAndOtherWordsDoNotCount(_ name: String, _ text: String, _ remark: String?) async throws {
    let (world, number) = try await opened()
    world.comment(text, on: number, by: name)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    if let remark { #expect(try report(world, number).contains(remark)) }
  }

  @Test func editedCommentDoesNotCount() async throws {
    let (world, number) = try await opened()
    let comment = world.comment("good morning", on: number, by: "sara")
    try await world.settle()
    world.model.advance(1000)
    world.model.edit(comment, on: number, to: "/approve-plan \(Self.first)")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
  }

  @Test func deletedCommentDoesNotCount() async throws {
    let (world, number) = try await opened(by: "bob")
    world.comment("/lgtm", on: number, by: "alice")
    world.comment("/hold", on: number, by: "bob")
    let comment = world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    try await world.settle()
    world.model.remove(comment, on: number)
    world.comment("/hold cancel", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
  }

  /// What was approved is taken back by whoever said it, and by nobody else; for good: deleting that comment brings nothing back.
  @Test(arguments: [("alice", false), ("sara", false), ("sara", true)])
  func approvalIsTakenBack(_ name: String, _ isDeleted: Bool) async throws {
    let (world, number) = try await opened(by: "bob")
    world.comment("/hold", on: number, by: "bob")
    world.comment("/lgtm", on: number, by: "alice")
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    let comment = world.comment("/approve-plan cancel", on: number, by: name)
    try await world.settle()
    if isDeleted { world.model.remove(comment, on: number) }
    world.comment("/hold cancel", on: number, by: "bob")
    try await world.settle()
    #expect(world.mergeRequest(number).state == (name == "sara" ? .open : .merged))
    guard name == "sara" else { return }
    #expect(try report(world, number).contains("/approve-plan \(Self.first)"))
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  /// A push voids the approval although the plan has the same hash: nobody has seen that commit.
  @Test func pushVoidsIt() async throws {
    let (world, number) = try await opened()
    world.comment("/hold", on: number, by: "alice")
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    try await world.settle()
    world.model.advance(1000)
    try world.push(BotWorld.document("a", size: 3), to: number, by: "alice")
    world.comment("/hold cancel", on: number, by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(try report(world, number).contains("another commit"))
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  /// Something changes on a cluster: a sweep notices, says so, and asks again.
  @Test func changeOnTheClusterVoidsIt() async throws {
    let (world, number) = try await opened()
    maker.set { $0.hash = Self.hash("2") }
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    world.model.advance(60_000)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.status(number)?.summary.contains("/approve-plan 2aaa") == true)
    #expect(try report(world, number).contains("another plan"))
    #expect(world.reports(number).count == 1)
    // Back as it was: the approval was for exactly this.
    maker.set { $0.hash = Self.hash("1") }
    world.model.advance(60_000)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  /// The change comes between the last look and the merge: the merge makes the plan anew.
  @Test func changeRightBeforeTheMergeVoidsIt() async throws {
    let (world, number) = try await opened()
    world.comment("/approve-plan \(Self.first)", on: number, by: "sara")
    let maker = maker
    world.faults.atEachPoint { point in if point == .saved { maker.set { $0.hash = Self.hash("3") } } }
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(world.status(number)?.summary.contains("/approve-plan 3aaa") == true)
  }

  /// Another plan of the same commit can be made to begin alike: then only the whole hash counts.
  @Test func abbreviationOfTwoPlansIsNone() async throws {
    let world = try world()
    maker.set { $0.hash = Self.hash("1111222233334444b") }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    maker.set { $0.hash = Self.hash("1111222233334444c") }
    world.comment("/approve-plan 1111222233334444", on: number, by: "sara")
    world.model.advance(60_000)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(try report(world, number).contains("write all digits"))
    world.comment("/approve-plan \(Self.hash("1111222233334444c"))", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test func breakGlassStandsForItToo() async throws {
    let (world, number) = try await opened()
    world.comment("/break-glass the house is on fire", on: number, by: "sara")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    let text = try #require(try await world.store.record(in: "data", named: String(number))?.text)
    let record = try DecisionRecord(parsing: Array(text.utf8), file: "record")
    #expect(record.exception?.by == "sara" && record.plan?.approvedBy == [])
  }

  /// Whoever merges around Remit, without the approval of the plan, allows nothing: the record says so, and so does the gate.
  @Test func mergeAroundItIsAnException() async throws {
    let (world, number) = try await opened()
    try world.model.forceMerge(number, by: world.model.user("root"))
    try await world.settle()
    let text = try #require(try await world.store.record(in: "data", named: String(number))?.text)
    let record = try DecisionRecord(parsing: Array(text.utf8), file: "record")
    #expect(record.exception != nil && record.exception?.by == nil)
  }

  /// Looks that come together ask clusters once.
  @Test func isKeptForAMoment() async throws {
    let world = try world()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    for _ in 0..<5 { try await world.settle(number) }
    #expect(maker.requests.count == 1)
    world.model.advance(60_000)
    try await world.settle(number)
    #expect(maker.requests.count == 2)
  }

  /// A decision of the greatest length and a plan of the greatest length are one comment that GitHub takes.
  @Test func fitsIntoAComment() async throws {
    maker.set { $0.markdown = String(repeating: "x", count: DeployPlan.markdownLimit) }
    let world = try world(.never)
    var files: [String: String?] = [:]
    for index in 0..<500 {
      files["data/docs/\(index)-\(String(repeating: "é", count: 60)).yml"] = "$schema: /doc-1.yml\n"
    }
    let number = try world.open(files, by: "mallory")
    try await world.settle()
    #expect(try report(world, number).unicodeScalars.count < 65_536)
    #expect(try report(world, number).contains("xxx"))
  }

  @Test func simulationMakesIt() async throws {
    let world = try world()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    for name in ["sara", "bob"] { _ = world.model.user(name) }
    let simulator = Simulator(repository: world.repository, store: nil)
    let stages = try #require(
      try await simulator.stages(of: number, [.comment(by: "sara", "/approve-plan \(Self.first)")]))
    #expect(stages[0].obstacles.contains { $0.text.contains("/approve-plan \(Self.first)") })
    #expect(maker.requests == [true, true])
    #expect(stages[1].judgement.plan?.approvedBy == ["sara"])
    // What is only imagined makes no dry runs.
    let other = try world.open(BotWorld.document("b", size: 2), by: "alice")
    _ = try await simulator.stages(of: other, [.comment(by: "bob", "/lgtm")])
    #expect(maker.requests == [true, true, false, false])
  }

  @Test(arguments: [
    ("/approve-plan 1234abcd", "1234abcd"), ("/approve-plan SHA256:1234abcd", nil),
    ("/approve-plan sha256:1234ABCD", "1234abcd"),
    ("/approve-plan 1234abc", nil), ("/approve-plan 1234abcg", nil), ("/approve-plan 1234abcd now", nil),
  ])
  func command(_ line: String, _ hash: String?) {
    #expect(Command(line: "/approve-plan  cancel") == .cancelPlan)
    #expect(Command(line: line) == hash.map { .approvePlan(hash: $0) })
  }
}
