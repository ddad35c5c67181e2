import Forges
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabApprovalTests {
  private let me = Exchange(.get, "/user", 200, #"{"id":1,"username":"remit"}"#)

  private func approvals(_ entries: String..., own: Bool) -> Exchange {
    Exchange(
      .get, Paths.approvals, 200,
      #"{"user_has_approved":\#(own),"approved_by":[\#(entries.joined(separator: ","))]}"#)
  }

  private func approval(by id: Int, at second: Int) -> String {
    #"{"user":{"id":\#(id),"username":"u\#(id)"},"approved_at":"2024-01-01T00:00:0\#(second).000Z"}"#
  }

  private func versions(_ heads: String...) -> Exchange {
    let entries = heads.enumerated().map { Answers.version($0.offset + 1, $0.element, at: $0.offset * 2 + 1) }
    return Exchange(.get, Paths.versions, 200, "[\(entries.joined(separator: ","))]")
  }

  @Test func readsApprovals() async throws {
    let setup = try GitLabSetup([
      approvals(approval(by: 4, at: 3), #"{"user":{"id":5,"username":"u5"}}"#, own: false)
    ])
    let found = try await setup.client.approvals(of: 7)
    #expect(found.map(\.user.id) == [4, 5])
    #expect(found.map { $0.at?.milliseconds } == [1_704_067_203_000, nil])
    #expect(found.allSatisfy { $0.head == nil })
  }

  @Test(arguments: [(0, false), (2, true), (9, true)])
  func anApprovalCountsForTheHeadItCameAfter(_ second: Int, _ counts: Bool) async throws {
    let setup = try GitLabSetup([
      approvals(approval(by: 1, at: second), own: true), me, versions(Answers.head, Answers.head),
    ])
    #expect(try await setup.client.hasApproved(7, head: Answers.head) == counts)
  }

  @Test func anApprovalOfAnotherHeadDoesNotCount() async throws {
    for heads in [[Answers.head, Answers.other], [Answers.other]] {
      let exchange = heads.count == 1 ? versions(heads[0]) : versions(heads[0], heads[1])
      let setup = try GitLabSetup([approvals(approval(by: 1, at: 9), own: true), me, exchange])
      #expect(try await setup.client.hasApproved(7, head: Answers.head) == false)
    }
    let others = try GitLabSetup([approvals(approval(by: 2, at: 9), own: false)])
    #expect(try await others.client.hasApproved(7, head: Answers.head) == false)
  }

  @Test func oldVersionsTellTheTimeByNotices() async throws {
    let entry = #"{"user":{"id":1,"username":"remit"}}"#
    let own = #"{"id":1,"username":"remit"}"#
    for (second, counts) in [(0, false), (2, true)] {
      let notice = Answers.note(1, by: own, system: true, at: second, "approved this merge request")
      let later = Answers.note(2, system: true, at: 9, "approved this merge request")
      let setup = try GitLabSetup([
        approvals(entry, own: true), me, versions(Answers.head),
        Exchange(.get, Paths.activity, 200, Answers.list(notice, later)),
      ])
      #expect(try await setup.client.hasApproved(7, head: Answers.head) == counts)
    }
  }

  @Test func approvesAHead() async throws {
    let setup = try GitLabSetup([
      approvals(own: false), approvals(own: false), Exchange(.post, Paths.mergeRequest + "/approve", 201, "{}"),
    ])
    try await setup.client.approve(7, head: Answers.head)
    #expect(setup.script.requests.last?.bodyText == #"{"sha":"\#(Answers.head)"}"#)
    #expect(setup.script.missing.isEmpty)
  }

  @Test func approvingTwiceIsOnce() async throws {
    let setup = try GitLabSetup([approvals(approval(by: 1, at: 9), own: true), me, versions(Answers.head)])
    try await setup.client.approve(7, head: Answers.head)
    #expect(setup.script.missing.isEmpty)
  }

  @Test func anApprovalOfAnEarlierHeadIsGivenAnew() async throws {
    let setup = try GitLabSetup([
      approvals(approval(by: 1, at: 2), own: true), me, versions(Answers.other, Answers.head),
      approvals(approval(by: 1, at: 2), own: true), Exchange(.post, Paths.mergeRequest + "/unapprove", 201, "{}"),
      Exchange(.post, Paths.mergeRequest + "/approve", 201, "{}"),
    ])
    try await setup.client.approve(7, head: Answers.head)
    #expect(setup.script.missing.isEmpty)
  }

  @Test func approvingFails() async throws {
    let path = Paths.mergeRequest + "/approve"
    let moved = try GitLabSetup([approvals(own: false), approvals(own: false), Exchange(.post, path, 409, "{}")])
    #expect(
      await kind { () async throws(ForgeError) in try await moved.client.approve(7, head: Answers.head) } == .conflict)
    let own = try GitLabSetup([
      approvals(own: false), approvals(own: false), Exchange(.post, path, 401, "{}"), approvals(own: false),
    ])
    #expect(
      await kind { () async throws(ForgeError) in try await own.client.approve(7, head: Answers.head) } == .forbidden)
    let already = try GitLabSetup([
      approvals(own: false), approvals(own: false), Exchange(.post, path, 401, "{}"),
      approvals(approval(by: 1, at: 9), own: true), me, versions(Answers.head),
    ])
    try await already.client.approve(7, head: Answers.head)
    let expired = try GitLabSetup([
      approvals(own: false), approvals(own: false), Exchange(.post, path, 401, "{}"),
      Exchange(.get, Paths.approvals, 401),
    ])
    #expect(
      await kind { () async throws(ForgeError) in try await expired.client.approve(7, head: Answers.head) }
        == .unauthorized)
  }

  @Test func nothingToTakeBack() async throws {
    let setup = try GitLabSetup([Exchange(.post, Paths.mergeRequest + "/unapprove", 404, "{}")])
    try await setup.client.unapprove(7)
    #expect(setup.script.missing.isEmpty)
  }
}
