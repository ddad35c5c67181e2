import ForgeGitHub
import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing

@Suite struct GitHubPullRequestTests {
  @Test func pullRequestIsRead() async throws {
    let (client, _) = try await gitHub(.init(.get, "/repos/o/r/pulls/7", 200, gitHubPull()))
    let read = try await client.mergeRequest(7)
    #expect(
      read
        == ForgeMergeRequest(
          number: 7, title: "t", state: .open, isDraft: false, author: ForgeUser(id: 10, name: "alice"), head: oneHead,
          targetBranch: "main", sourceBranch: "topic/x", labels: ["l1"], mergeability: .ready,
          webURL: "https://github.com/o/r/pull/7", createdAt: january(1) ?? testTime,
          updatedAt: january(2) ?? testTime))
  }

  @Test(arguments: [
    ("null", "unknown", Mergeability.checking), ("null", "clean", .checking), ("true", "unknown", .checking),
    ("true", "clean", .ready), ("true", "unstable", .ready), ("true", "has_hooks", .ready),
    ("true", "behind", .needsRebase), ("false", "dirty", .conflict), ("true", "blocked", .blocked("blocked")),
    ("true", "draft", .blocked("draft")), ("true", "tomorrow", .blocked("tomorrow")),
  ])
  func mergeability(_ mergeable: String, _ word: String, _ expected: Mergeability) async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/pulls/7", 200, gitHubPull(mergeable: mergeable, word: word)))
    #expect(try await client.mergeRequest(7).mergeability == expected)
  }

  @Test(arguments: [
    ("null", true), (#"{"id":2,"full_name":"f/r"}"#, true), (#"{"id":1,"full_name":"o/r"}"#, false),
  ])
  func forks(_ repository: String, _ isFromFork: Bool) async throws {
    let (client, _) = try await gitHub(.init(.get, "/pulls/7", 200, gitHubPull(headRepository: repository)))
    #expect(try await client.mergeRequest(7).isFromFork == isFromFork)
  }

  @Test func mergedAndClosed() async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/pulls/7", 200, gitHubPull(state: "closed", merged: true, mergeable: "null")),
      .init(.get, "/pulls/7", 200, gitHubPull(state: "closed")))
    let merged = try await client.mergeRequest(7)
    #expect(merged.state == .merged)
    #expect(merged.mergeCommit == otherHead)
    let closed = try await client.mergeRequest(7)
    #expect(closed.state == .closed)
    // `merge_commit_sha` of an open or closed one is a trial merge.
    #expect(closed.mergeCommit == nil)
    #expect(closed.mergeability == .blocked("closed"))
  }

  @Test func onlyThoseChangedSince() async throws {
    let (client, _) = try await gitHub(
      .init(.get, "per_page=100", 200, "[\(gitHubPull())]"), .init(.get, "per_page=100", 200, "[\(gitHubPull())]"))
    #expect(try await client.openMergeRequests(changedSince: january(2)).count == 1)
    #expect(try await client.openMergeRequests(changedSince: january(2, "00:00:01")).isEmpty)
  }

  @Test func recordedPullRequest() async throws {
    guard let url = SharedData.url("data/forges/github/recorded-gidgethub/pr_single/body") else { return }
    let (client, _) = try await gitHub(
      .init(.get, "/pulls/7", HTTPResponse(status: 200, body: Array(try Data(contentsOf: url)))))
    let read = try await client.mergeRequest(7)
    #expect(read.number == 1)
    #expect(read.state == .merged)
    #expect(read.author == ForgeUser(id: 54418, name: "brettcannon"))
    #expect(read.head == "02a87ce98d14f4d9d6e72ade7b4146201657bb33")
    #expect(read.mergeCommit == "79ab8be05fb4ffb5c258d2ca49be5fc2d4880431")
    #expect(read.createdAt == Timestamp(iso8601: "2017-02-10T22:41:57Z"))
  }

  @Test func recordedPages() async throws {
    guard let folder = SharedData.url("data/forges/github/recorded-gidgethub") else { return }
    func page(_ name: String, _ url: String) throws -> ScriptedHTTPClient.Exchange {
      let part = folder.appendingPathComponent(name)
      let fields = try JSONDecoder().decode(
        [String: String].self, from: Data(contentsOf: part.appendingPathComponent("200.json")))
      var headers: HTTPHeaders = [:]
      for (name, value) in fields { headers[name] = value }
      let body = Array(try Data(contentsOf: part.appendingPathComponent("body")))
      return .init(.get, url, HTTPResponse(status: 200, headers: headers, body: body))
    }
    let (client, http) = try await gitHub(
      try page("pr_page_1", "per_page=100"), try page("pr_page_2", "/repositories/4164482/pulls?page=2"),
      try page("pr_page_last", "/repositories/4164482/pulls?page=3"))
    let all = try await client.openMergeRequests(changedSince: nil)
    #expect(http.missing.isEmpty)
    #expect(all.count == 66)
    #expect(all.first?.number == 8053)
  }

  @Test func pushesAndRetargets() async throws {
    let forced = #"{"event":"head_ref_force_pushed","actor":\#(account(11, "bob")),"commit_id":"\#(otherHead)","#
    let timeline = """
      [{"event":"committed","sha":"x","author":{"date":"2030-01-01T00:00:00Z"}},
      \(forced)"created_at":"2024-01-03T00:00:00Z"},
      {"event":"base_ref_changed","actor":\(account(10, "alice")),"created_at":"2024-01-04T00:00:00Z"},
      {"event":"labeled","actor":null,"created_at":"2024-01-04T00:00:00Z"}]
      """
    func push(_ head: String, _ day: String, _ actor: String, ref: String = "refs/heads/topic/x") -> String {
      """
      {"id":"1","type":"PushEvent","actor":\(actor),"payload":{"ref":"\(ref)","head":"\(head)"},
      "created_at":"2024-01-\(day)Z"}
      """
    }
    let events = [
      push(oneHead, "05T00:00:00", #"{"id":12,"login":"app[bot]"}"#),
      push(otherHead, "03T00:00:05", account(11, "bob")),
      push("ccc", "02T00:00:00", account(11, "bob"), ref: "refs/heads/main"),
      push("ddd", "01T00:00:00", account(13, "carol")), #"{"id":"2","type":"WatchEvent","payload":{}}"#,
    ]
    let (client, http) = try await gitHub(
      .init(.get, "/repos/o/r/pulls/7", 200, gitHubPull(headRepository: #"{"id":2,"full_name":"f/r"}"#)),
      .init(.get, "/repos/o/r/issues/7/timeline?per_page=100", 200, timeline),
      .init(.get, "/repos/f/r/events?per_page=100", 200, "[\(events.joined(separator: ","))]"))
    let all = try await client.activities(of: 7)
    let alice = ForgeUser(id: 10, name: "alice")
    #expect(
      all == [
        ForgeActivity(at: january(1) ?? testTime, kind: .push(head: "ddd", by: alice)),
        ForgeActivity(
          at: january(1) ?? testTime, kind: .push(head: "ddd", by: ForgeUser(id: 13, name: "carol"))),
        ForgeActivity(
          at: january(3) ?? testTime, kind: .push(head: otherHead, by: ForgeUser(id: 11, name: "bob"))),
        ForgeActivity(at: january(4) ?? testTime, kind: .retarget),
        ForgeActivity(
          at: january(5) ?? testTime,
          kind: .push(head: oneHead, by: ForgeUser(id: 12, name: "app[bot]", isBot: true))),
      ])
    #expect(http.missing.isEmpty)
  }

  @Test(arguments: ["null", #"{"id":2,"full_name":"f/r"}"#])
  func withoutEventsTheOpeningIsLeft(_ repository: String) async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/pulls/7", 200, gitHubPull(headRepository: repository)),
      .init(.get, "/timeline?per_page=100", 200, "[]"), .init(.get, "/repos/f/r/events?per_page=100", 404))
    let opening = ForgeActivity.Kind.push(head: nil, by: ForgeUser(id: 10, name: "alice"))
    #expect(try await client.activities(of: 7).map(\.kind) == [opening])
  }
}
