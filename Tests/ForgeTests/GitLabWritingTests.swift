import Forges
import HTTPTransport
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabWritingTests {
  private let notes = Paths.mergeRequest + "/notes"

  // MARK: - Comments

  @Test func writesComments() async throws {
    let setup = try GitLabSetup([
      Exchange(.post, notes, 201, Answers.note(8, "hello")), Exchange(.put, notes + "/8", 200, "{}"),
      Exchange(.delete, notes + "/8", 204), Exchange(.delete, notes + "/8", 404),
    ])
    #expect(try await setup.client.addComment("hello", to: 7).id == 8)
    try await setup.client.editComment(8, of: 7, to: "other")
    try await setup.client.deleteComment(8, of: 7)
    try await setup.client.deleteComment(8, of: 7)
    #expect(setup.script.requests.map(\.bodyText) == [#"{"body":"hello"}"#, #"{"body":"other"}"#, "", ""])
    #expect(setup.script.requests[0].headers["Content-Type"] == "application/json")
  }

  @Test func aCommentOfCommandsIsRejected() async throws {
    let setup = try GitLabSetup([
      Exchange(.post, notes, 202, #"{"commands_changes":{},"summary":["Merged"]}"#),
      Exchange(.put, notes + "/8", 202, "{}"),
    ])
    #expect(await kind { () async throws(ForgeError) in try await setup.client.addComment("x", to: 7) } == .rejected)
    #expect(
      await kind { () async throws(ForgeError) in try await setup.client.editComment(8, of: 7, to: "x") } == .rejected)
  }

  @Test(arguments: [
    ("/merge", "\\/merge"), ("a\n/merge\n  /approve now", "a\n\\/merge\n  \\/approve now"),
    ("a\r\n\t/close\r/x", "a\r\n\t\\/close\r\\/x"), ("a /merge b/c", "a /merge b/c"), ("\u{2028}/x", "\u{2028}\\/x"),
    ("> /merge\n`/x`", "> /merge\n`/x`"), ("", ""), ("\n\n/", "\n\n\\/"), ("\\/x", "\\/x"),
  ])
  func noLineIsACommand(_ body: String, _ sent: String) async throws {
    for isEdit in [false, true] {
      let client = AnsweringHTTPClient { _ in .init(status: 201, body: Array(Answers.note(8, "x").utf8)) }
      let forge = try GitLabSetup.client(client)
      if isEdit { try await forge.editComment(8, of: 7, to: body) } else { _ = try await forge.addComment(body, to: 7) }
      #expect(try client.requests.first?.json(["body": ""]) == ["body": sent])
    }
  }

  @Test func reactionsMayBeThere() async throws {
    let path = notes + "/8/award_emoji"
    let setup = try GitLabSetup([
      Exchange(.post, path, 201, "{}"),
      Exchange(.post, path, 404, #"{"message":"404 Award Emoji Name has already been taken Not Found"}"#),
      Exchange(.post, path, 404, #"{"message":"404 Note Not Found"}"#),
    ])
    try await setup.client.react(.thumbsUp, to: 8, of: 7)
    try await setup.client.react(.eyes, to: 8, of: 7)
    #expect(
      await kind { () async throws(ForgeError) in try await setup.client.react(.confused, to: 8, of: 7) } == .notFound)
    #expect(
      setup.script.requests.map(\.bodyText) == [#"{"name":"thumbsup"}"#, #"{"name":"eyes"}"#, #"{"name":"confused"}"#])
  }

  // MARK: - Labels

  @Test func labelsAreAddedAndRemovedInOneRequest() async throws {
    let setup = try GitLabSetup([
      Exchange(.put, Paths.mergeRequest, 200, "{}"), Exchange(.put, Paths.mergeRequest, 200, "{}"),
    ])
    try await setup.client.changeLabels(of: 7, adding: ["b", "a"], removing: ["c"])
    try await setup.client.changeLabels(of: 7, adding: [], removing: ["d"])
    try await setup.client.changeLabels(of: 7, adding: [], removing: [])
    #expect(
      setup.script.requests.map(\.bodyText) == [
        #"{"add_labels":["a","b"],"remove_labels":["c"]}"#, #"{"remove_labels":["d"]}"#,
      ])
  }

  // MARK: - Approvals

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

  // MARK: - Hooks

  @Test func readsHooks() async throws {
    let hooks = """
      [{"id":1,"url":"https://a/","push_events":true,"note_events":false,"tag_push_events":null,"alert_status":"executable"},
       {"id":2,"url":"https://b/","alert_status":"disabled","merge_requests_events":true},
       {"id":3,"url":"https://c/"}]
      """
    let setup = try GitLabSetup([Exchange(.get, "/hooks?per_page=100", 200, hooks)])
    #expect(
      try await setup.client.hooks() == [
        ForgeHook(id: 1, url: "https://a/", isActive: true, events: ["push_events"]),
        ForgeHook(id: 2, url: "https://b/", isActive: false, events: ["merge_requests_events"]),
        ForgeHook(id: 3, url: "https://c/", isActive: true, events: []),
      ])
  }

  @Test func setsAHookUpOnce() async throws {
    let hook = #"{"id":2,"url":"https://b/","merge_requests_events":true}"#
    let body =
      #"{"merge_requests_events":true,"note_events":true,"pipeline_events":true,"push_events":true,"#
      + #""token":"s","url":"https://b/"}"#
    let fresh = try GitLabSetup([
      Exchange(.get, "/hooks?per_page=100", 200, "[]"), Exchange(.post, "/hooks", 201, hook),
    ])
    #expect(try await fresh.client.setUpHook(url: "https://b/", secret: "s").id == 2)
    #expect(fresh.script.requests.last?.bodyText == body)
    let known = try GitLabSetup([
      Exchange(.get, "/hooks?per_page=100", 200, "[\(hook)]"), Exchange(.put, "/hooks/2", 200, hook),
    ])
    #expect(try await known.client.setUpHook(url: "https://b/", secret: "s").events == ["merge_requests_events"])
    #expect(known.script.requests.last?.bodyText == body)
    #expect(known.script.missing.isEmpty)
  }
}
