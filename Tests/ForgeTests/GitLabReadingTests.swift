import ForgeGitLab
import Forges
import HTTPTransport
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabReadingTests {
  private func mergeRequest(_ more: [String: String]) async throws -> ForgeMergeRequest {
    try await GitLabSetup([Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest(more))]).client.mergeRequest(7)
  }

  @Test func readsAMergeRequest() async throws {
    let setup = try GitLabSetup([Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest())])
    let found = try await setup.client.mergeRequest(7)
    #expect(
      found
        == ForgeMergeRequest(
          number: 7, title: "T", state: .open, isDraft: false, author: ForgeUser(id: 3, name: "author"),
          head: Answers.head, targetBranch: "main", sourceBranch: "feature", labels: ["lgtm"], mergeability: .ready,
          webURL: "https://gitlab.com/group/data/-/merge_requests/7",
          createdAt: Timestamp(milliseconds: 1_704_067_200_000), updatedAt: Timestamp(milliseconds: 1_704_150_000_000)))
    let request = try #require(setup.script.requests.first)
    #expect(request.url == "https://gitlab.com/api/v4/projects/group%2Fdata/merge_requests/7")
    #expect(request.headers["PRIVATE-TOKEN"] == "glpat-geheim")
  }

  @Test(arguments: [
    ["diff_refs": "null"], ["prepared_at": "null"], ["sha": "null"],
    ["diff_refs": #"{"base_sha":null,"head_sha":null,"start_sha":null}"#],
    ["diff_refs": #"{"head_sha":"\#(GitLabAnswers.other)"}"#],
  ])
  func headIsUnknownUntilPrepared(_ more: [String: String]) async throws {
    #expect(try await mergeRequest(more).head == nil)
  }

  @Test(
    arguments: [
      ("mergeable", .ready), ("preparing", .checking), ("checking", .checking), ("unchecked", .checking),
      ("approvals_syncing", .checking), ("ci_still_running", .checking), ("need_rebase", .needsRebase),
      ("conflict", .conflict), ("ci_must_pass", .blocked("ci_must_pass")), ("draft_status", .blocked("draft_status")),
      ("some_new_word", .blocked("some_new_word")), ("", .blocked("")),
    ] as [(String, Mergeability)])
  func onlyMergeableIsAYes(_ word: String, _ expected: Mergeability) async throws {
    #expect(try await mergeRequest(["detailed_merge_status": "\"\(word)\""]).mergeability == expected)
  }

  @Test func otherFields() async throws {
    #expect(try await mergeRequest(["detailed_merge_status": "null"]).mergeability != .ready)
    #expect(try await mergeRequest(["draft": "true"]).isDraft)
    #expect(try await mergeRequest(["draft": "null", "work_in_progress": "true"]).isDraft)
    #expect(try await mergeRequest(["source_project_id": "13"]).isFromFork)
    #expect(try await mergeRequest(["source_project_id": "null"]).isFromFork)
    #expect(try await mergeRequest(["state": #""locked""#]).state == .locked)
    #expect(try await mergeRequest(["state": #""closed""#, "merge_commit_sha": #""x""#]).mergeCommit == nil)
    let merged = ["state": #""merged""#]
    #expect(try await mergeRequest(merged).mergeCommit == Answers.head)
    #expect(try await mergeRequest(merged.merging(["squash_commit_sha": #""s""#]) { $1 }).mergeCommit == "s")
    #expect(
      try await mergeRequest(merged.merging(["squash_commit_sha": #""s""#, "merge_commit_sha": #""m""#]) { $1 })
        .mergeCommit == "m")
  }

  @Test(arguments: [
    "", "{", "[]", "null", "{}", "<html>", #"{"iid":"7"}"#, GitLabAnswers.mergeRequest(["created_at": #""today""#]),
    GitLabAnswers.mergeRequest(["state": #""unheard_of""#]), GitLabAnswers.mergeRequest(["author": "null"]),
    GitLabAnswers.mergeRequest(["labels": #""a""#]),
  ])
  func whatCannotBeReadIsAnError(_ body: String) async throws {
    let setup = try GitLabSetup([Exchange(.get, Paths.mergeRequest, 200, body)])
    #expect(await kind { () async throws(ForgeError) in try await setup.client.mergeRequest(7) } == .unreadable)
  }

  @Test(
    arguments: [
      (400, .rejected), (401, .unauthorized), (403, .forbidden), (404, .notFound), (409, .conflict), (422, .rejected),
      (500, .unavailable), (502, .unavailable), (503, .unavailable), (301, .rejected),
      (429, .limited(until: Timestamp(milliseconds: 1_700_000_060_000))),
    ] as [(Int, ForgeError.Kind)])
  func statusesMeanKinds(_ status: Int, _ expected: ForgeError.Kind) async throws {
    let answer = #"{"message":"what GitLab says"}"#
    let setup = try GitLabSetup([Exchange(.get, Paths.mergeRequest, status, answer)])
    do {
      _ = try await setup.client.mergeRequest(7)
      Issue.record("no error")
    } catch {
      #expect(error.kind == expected)
      #expect(error.description.contains("what GitLab says"))
      #expect(!error.description.contains("geheim"))
    }
  }

  @Test func listsOpenOnes() async throws {
    let link: HTTPHeaders = ["Link": #"<https://gitlab.com/next?page=2>; rel="next""#]
    let first =
      "/merge_requests?state=opened&scope=all&order_by=created_at&sort=asc&per_page=100"
      + "&updated_after=2024-01-02T03%3A04%3A05.006Z"
    let setup = try GitLabSetup([
      Exchange(.get, first, 200, #"[{"iid":1,"sha":"a","updated_at":"2024-01-03T00:00:00Z"}]"#, headers: link),
      Exchange(
        .get, "/next?page=2", 200,
        #"[{"iid":1,"sha":"a","updated_at":"2024-01-03T00:00:00Z"},{"iid":2,"sha":null,"updated_at":"2024-01-03T00:00:00Z"}]"#
      ),
    ])
    let since = try #require(Timestamp(iso8601: "2024-01-02T03:04:05.006Z"))
    let found = try await setup.client.openMergeRequests(changedSince: since)
    #expect(found.map(\.number) == [1, 2])
    #expect(found.map(\.head) == ["a", nil])
    #expect(found.first?.updatedAt == Timestamp(iso8601: "2024-01-03T00:00:00Z"))
  }

  @Test func aPageThatFailsIsNoEnd() async throws {
    let link: HTTPHeaders = ["Link": "</next>; rel=next"]
    let setup = try GitLabSetup([
      Exchange(.get, Paths.comments, 200, "[]", headers: link), Exchange(.get, "/next", 502),
    ])
    #expect(await kind { () async throws(ForgeError) in try await setup.client.comments(on: 7) } == .unavailable)
    let away = try GitLabSetup([
      Exchange(.get, Paths.comments, 200, "[]", headers: ["Link": "<https://evil.example/x>; rel=next"])
    ])
    #expect(await kind { () async throws(ForgeError) in try await away.client.comments(on: 7) } != nil)
    #expect(away.script.requests.count == 1)
  }

  @Test func commentsAreThoseOfPeople() async throws {
    let notes = Answers.list(
      Answers.note(5, at: 9, "late"), Answers.note(2, system: true, "approved this merge request"),
      Answers.note(1, by: #"{"id":9,"username":"project_12_bot_3f","bot":null}"#, at: 1, "early"))
    let setup = try GitLabSetup([Exchange(.get, Paths.comments, 200, notes)])
    let comments = try await setup.client.comments(on: 7)
    #expect(comments.map(\.id) == [1, 5])
    #expect(comments.map(\.author.isBot) == [true, false])
    #expect(comments.map(\.body) == ["early", "late"])
  }

  @Test(arguments: [
    (#"{"id":1,"username":"project_12_bot"}"#, true), (#"{"id":1,"username":"Group_12_bot_a1"}"#, true),
    (#"{"id":1,"username":"x","bot":true}"#, true), (#"{"id":1,"username":"CI-User"}"#, true),
    (#"{"id":1,"username":"project_x_bot"}"#, false), (#"{"id":1,"username":"a","bot":false}"#, false),
    (#"{"id":1,"username":"project__bot"}"#, false), (#"{"id":1,"username":"robot"}"#, false),
  ])
  func bots(_ json: String, _ isBot: Bool) async throws {
    let setup = try GitLabSetup([Exchange(.get, "/user", 200, json)], bots: ["ci-user"])
    #expect(try await setup.client.me().isBot == isBot)
  }

  @Test func usersAreFoundByExactName() async throws {
    let users =
      #"[{"id":1,"username":"anna.b"},{"id":2,"username":"Anna","state":"active"},{"id":3,"username":"bob","state":"blocked"}]"#
    for (name, id) in [("anna", 2), ("ann", nil), ("bob", nil)] as [(String, Int64?)] {
      let setup = try GitLabSetup([Exchange(.get, "/users?username=\(name)", 200, users)])
      #expect(try await setup.client.user(named: name)?.id == id)
    }
    let setup = try GitLabSetup([Exchange(.get, "/users?username=a%26b%2Fc", 200, "[]")])
    #expect(try await setup.client.user(named: "a&b/c") == nil)
  }

  @Test func gitGoesToTheSameHost() async throws {
    let setup = try GitLabSetup([
      Exchange(.get, "/projects/group%2Fdata", 200, #"{"http_url_to_repo":"https://gitlab.com/group/data.git"}"#)
    ])
    let access = try await setup.client.gitAccess()
    #expect(access.url == "https://gitlab.com/group/data.git")
    #expect(access.authorization == "Basic b2F1dGgyOmdscGF0LWdlaGVpbQ==")
    #expect(access.headReference == "refs/merge-requests/{}/head")
    for url in [
      "https://evil.example/g/d.git", "http://gitlab.com/g/d.git", "https://u:p@gitlab.com/x", "git@gitlab.com:x", "",
    ] {
      let setup = try GitLabSetup([Exchange(.get, "data", 200, #"{"http_url_to_repo":"\#(url)"}"#)])
      #expect(await kind { () async throws(ForgeError) in try await setup.client.gitAccess() } == .rejected, "\(url)")
    }
  }

  @Test func namesOfProjectsAreChecked() throws {
    for project in ["", "a", "/a", "a/", "a/../b", "a//b", "12a"] {
      #expect(throws: ForgeError.self, "\(project)") {
        try GitLabClient(project: project, token: "", client: ScriptedHTTPClient([]), now: { .init(milliseconds: 0) })
      }
    }
  }
}
