import ForgeGitea
import Forges
import HTTPTransport
import TestSupport
import Testing

@Suite struct GiteaPullRequestTests {
  private let alice = ForgeUser(id: 10, name: "alice")

  @Test func pullRequestIsRead() async throws {
    let (client, http) = try gitea(.init(.get, "/api/v1/repos/o/r/pulls/7", 200, giteaPull()))
    let read = try await client.mergeRequest(7)
    #expect(
      read
        == ForgeMergeRequest(
          number: 7, title: "t", state: .open, isDraft: false, author: alice, head: oneHead, targetBranch: "main",
          targetHead: otherHead, sourceBranch: "topic", labels: ["l1", "l2"], mergeability: .ready,
          webURL: "https://codeberg.example/o/r/pulls/7", createdAt: january(1) ?? testTime,
          updatedAt: january(2) ?? testTime))
    #expect(http.requests.first?.headers["Authorization"] == "token s3cret")
  }

  @Test func states() async throws {
    let (client, _) = try gitea(
      .init(.get, "/7", 200, giteaPull(mergeable: false)), .init(.get, "/7", 200, giteaPull(draft: true)),
      .init(.get, "/7", 200, giteaPull(state: "closed", merged: true)),
      .init(.get, "/7", 200, giteaPull(state: "closed")),
      .init(.get, "/7", 200, giteaPull(head: "", headRepository: 2)))
    // The forge says the same while it finds out and where there is a conflict.
    #expect(try await client.mergeRequest(7).mergeability == .checking)
    #expect(try await client.mergeRequest(7).mergeability == .blocked("draft"))
    let merged = try await client.mergeRequest(7)
    #expect(merged.state == .merged)
    #expect(merged.mergeCommit == otherHead)
    #expect(try await client.mergeRequest(7).state == .closed)
    let fork = try await client.mergeRequest(7)
    #expect(fork.isFromFork)
    #expect(fork.head == nil)
  }

  /// The forge gives 50 where more are asked for, and its links may name another host.
  @Test func pagesAreAskedForByNumber() async throws {
    let path = "/repos/o/r/pulls?state=open&sort=recentupdate&limit=50"
    let (client, http) = try gitea(
      .init(
        .get, path + "&page=1", 200, "[\(giteaPull())]",
        headers: ["Link": #"<http://internal:3000/api/v1/repos/o/r/pulls?page=2>; rel="next""#]),
      .init(.get, path + "&page=2", 200, "[\(giteaPull())]", headers: ["X-Total-Count": "3"]),
      .init(.get, path + "&page=3", 200, "[\(giteaPull())]", headers: ["X-Total-Count": "3"]))
    #expect(try await client.openMergeRequests(changedSince: nil).count == 1)
    #expect(http.missing.isEmpty)
  }

  @Test func pushesAndRetargets() async throws {
    let timeline = #"""
      [{"type":"comment","user":null,"body":"{\"commit_ids\":[\"x\"]}","created_at":"2024-01-01T05:00:00Z"},
      {"type":"pull_push","user":\#(account(11, "bob")),
      "body":"{\"is_force_push\":true,\"commit_ids\":[\"first\",\"second\"]}","created_at":"2024-01-02T00:00:00Z"},
      {"type":"change_target_branch","user":\#(account(10, "alice")),"body":"","created_at":"2024-01-03T00:00:00Z"},
      {"type":"pull_push","user":\#(account(10, "alice")),
      "body":"{\"is_force_push\":false,\"commit_ids\":[\"third\",\"fourth\"]}","created_at":"2024-01-04T00:00:00Z"},
      {"type":"pull_push","user":null,"body":"no JSON","created_at":"2024-01-05T00:00:00Z"}]
      """#
    let (client, _) = try gitea(
      .init(.get, "/pulls/7", 200, giteaPull()),
      .init(.get, "/repos/o/r/issues/7/timeline?limit=50&page=1", 200, timeline))
    #expect(
      try await client.activities(of: 7) == [
        ForgeActivity(at: january(1) ?? testTime, kind: .push(head: "first", by: alice)),
        ForgeActivity(
          at: january(2) ?? testTime, kind: .push(head: "second", by: ForgeUser(id: 11, name: "bob"))),
        ForgeActivity(at: january(3) ?? testTime, kind: .retarget),
        ForgeActivity(at: january(4) ?? testTime, kind: .push(head: "fourth", by: alice)),
        ForgeActivity(at: january(5) ?? testTime, kind: .push(head: nil, by: nil)),
      ])
  }

  @Test func openingHeadIsNotGuessed() async throws {
    let push =
      #"{"type":"pull_push","user":null,"body":"{\"commit_ids\":[\"x\"]}","created_at":"2024-01-05T00:00:00Z"}"#
    let (client, _) = try gitea(
      .init(.get, "/pulls/7", 200, giteaPull()), .init(.get, "/timeline?limit=50&page=1", 200, "[\(push)]"))
    #expect(
      try await client.activities(of: 7).map(\.kind) == [.push(head: nil, by: alice), .push(head: "x", by: nil)])
  }

  // MARK: - Comments and labels

  @Test func commentsAreRead() async throws {
    func comment(_ id: Int, _ user: String, original: String = "") -> String {
      """
      {"id":\(id),"body":"b","user":\(user),"original_author":"\(original)","created_at":"2024-01-03T00:00:00Z",
      "updated_at":"2024-01-03T00:00:00Z"}
      """
    }
    let all = [
      comment(4, account(-2, "gitea-actions")), comment(3, account(10, "alice"), original: "bob"), comment(2, "null"),
      comment(1, account(10, "alice")),
    ]
    let (client, http) = try gitea(
      .init(.get, "/repos/o/r/issues/7/comments", 200, "[\(all.joined(separator: ","))]"))
    let read = try await client.comments(on: 7)
    // What was brought in from elsewhere is not by the account that brought it in.
    #expect(read.map(\.author.id) == [10, -1, -1, -2])
    #expect(read.map(\.author.isBot) == [false, false, false, true])
    #expect(http.requests.count == 1)
  }

  @Test func commentsAreWritten() async throws {
    let answer = """
      {"id":5,"body":"hi","user":\(account(1, "bot")),"created_at":"2024-01-03T00:00:00Z",
      "updated_at":"2024-01-03T00:00:00Z"}
      """
    let (client, http) = try gitea(
      .init(.post, "/repos/o/r/issues/7/comments", 201, answer),
      .init(.patch, "/repos/o/r/issues/comments/5", 204), .init(.delete, "/repos/o/r/issues/comments/5", 204),
      .init(.delete, "/repos/o/r/issues/comments/5", 404),
      .init(.post, "/repos/o/r/issues/comments/5/reactions", 200, "{}"))
    #expect(try await client.addComment("hi", to: 7).author.name == "bot")
    try await client.editComment(5, of: 7, to: "ho")
    try await client.deleteComment(5, of: 7)
    try await client.deleteComment(5, of: 7)
    try await client.react(.confused, to: 5, of: 7)
    #expect(
      http.requests.map(\.bodyText) == [#"{"body":"hi"}"#, #"{"body":"ho"}"#, "", "", #"{"content":"confused"}"#])
  }

  @Test func labelsAreChangedByNumber() async throws {
    let (client, http) = try gitea(
      .init(.get, "/pulls/7", 200, giteaPull()),
      .init(.get, "/repos/o/r/labels?limit=50&page=1", 200, #"[{"id":33,"name":"known"},{"id":31,"name":"l1"}]"#),
      .init(.post, "/repos/o/r/labels", 201, #"{"id":34,"name":"new"}"#),
      .init(.post, "/repos/o/r/issues/7/labels", 200, "[]"), .init(.delete, "/repos/o/r/issues/7/labels/32", 404))
    try await client.changeLabels(of: 7, adding: ["new", "known", "l1"], removing: ["l2", "absent", "l1"])
    #expect(http.missing.isEmpty)
    #expect(http.requests[2].bodyText == ##"{"color":"#ededed","name":"new"}"##)
    #expect(http.requests[3].bodyText == #"{"labels":[33,34]}"#)
  }

  @Test func labelsThatAreThereAreLeft() async throws {
    let (client, http) = try gitea(.init(.get, "/pulls/7", 200, giteaPull()))
    try await client.changeLabels(of: 7, adding: ["l1"], removing: ["absent"])
    #expect(http.requests.count == 1)
  }

  // MARK: - Accounts and hooks

  @Test func accountsAreExact() async throws {
    let (client, _) = try gitea(
      .init(.get, "/users/Alice", 200, account(10, "alice")), .init(.get, "/users/b", 200, account(10, "alice")),
      .init(.get, "/users/a%2Fb", 404))
    #expect(try await client.user(named: "Alice") == alice)
    #expect(try await client.user(named: "b") == nil)
    #expect(try await client.user(named: "a/b") == nil)
    #expect(try await client.user(named: "") == nil)
  }

  @Test(arguments: [("1.27.1", "gitea"), ("11.0.3+gitea-1.22.0", "forgejo")])
  func hookIsReplaced(_ version: String, _ type: String) async throws {
    func hook(_ id: Int) -> String {
      #"{"id":\#(id),"type":"gitea","active":true,"events":["push"],"config":{"url":"https://b/h"}}"#
    }
    let (client, http) = try gitea(
      .init(.get, "/repos/o/r/hooks?limit=50&page=1", 200, "[\(hook(3))]"),
      .init(.get, "/version", 200, #"{"version":"\#(version)"}"#),
      .init(.post, "/repos/o/r/hooks", 201, hook(4)), .init(.delete, "/repos/o/r/hooks/3", 204))
    #expect(try await client.setUpHook(url: "https://b/h", secret: "pw").id == 4)
    #expect(http.missing.isEmpty)
    let body = http.requests[2].bodyText
    #expect(body.contains(#""config":{"content_type":"json","secret":"pw","url":"https://b/h"}"#))
    #expect(body.contains(#""type":"\#(type)""#))
    // Without it, the forge reports no pushes.
    #expect(body.contains(#""pull_request_sync""#))
  }

  @Test func gitIsReachedAsTheAccount() async throws {
    let (client, _) = try gitea(
      .init(.get, "/repos/o/r", 200, #"{"clone_url":"https://codeberg.example/o/r.git"}"#),
      .init(.get, "/user", 200, account(1, "bot")))
    let access = try await client.gitAccess()
    #expect(access.url == "https://codeberg.example/o/r.git")
    #expect(access.authorization == "Basic Ym90OnMzY3JldA==")
    #expect(access.headReference == "refs/pull/{}/head")
  }

  @Test(arguments: [
    "http://codeberg.example/o/r.git", "ssh://git@codeberg.example/o/r", "https://u:p@codeberg.example/o/r.git",
    "https://evil.example/o/r.git", "https://codeberg.example.evil/o/r.git", "", "o/r",
  ])
  func tokenIsNotSentJustAnywhere(_ url: String) async throws {
    let (client, http) = try gitea(.init(.get, "/repos/o/r", 200, #"{"clone_url":"\#(url)"}"#))
    await #expect(throws: ForgeError.self) { try await client.gitAccess() }
    #expect(http.requests.count == 1)
  }

  @Test(arguments: ["", "r", "o/r/x", "o/.."])
  func repositoryHasTwoNames(_ name: String) {
    #expect(throws: ForgeError.self) {
      try GiteaClient(
        api: "https://x/api/v1", repository: name, token: "t", client: ScriptedHTTPClient([]), now: { testTime })
    }
  }
}
