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
