import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// What gitlab.com answered to others (ogr's cassettes, go-gitlab's fixtures) is read as what it says.
@Suite struct GitLabRecordingTests {
  private static let all = Result { try Recording.all(in: "gitlab/recorded-ogr", for: "recordings of GitLab") }

  private func recordings(_ method: String, _ isWanted: (String) -> Bool) throws -> [Recording]? {
    try Self.all.get()?.filter { $0.method == method && isWanted($0.url) }
  }

  private func forge(answering response: HTTPResponse) throws -> some ForgeClient {
    try GitLabSetup.client(AnsweringHTTPClient { _ in response })
  }

  private func check(_ found: ForgeMergeRequest, _ fields: [String: Any]) throws {
    #expect(found.number == fields["iid"] as? Int)
    #expect(found.title == fields["title"] as? String)
    #expect(found.targetBranch == fields["target_branch"] as? String)
    #expect(found.sourceBranch == fields["source_branch"] as? String)
    #expect(found.labels == Set(try #require(fields["labels"] as? [String])))
    let author = try #require(fields["author"] as? [String: Any])
    #expect(found.author.name == author["username"] as? String)
    #expect(found.author.id == (author["id"] as? Int).map { Int64($0) })
    #expect(found.isFromFork == (fields["source_project_id"] as? Int != fields["target_project_id"] as? Int))
    if let head = (fields["diff_refs"] as? [String: Any])?["head_sha"] as? String { #expect(found.head == head) }
    let states = ["opened": ForgeMergeRequest.State.open, "closed": .closed, "merged": .merged]
    #expect(found.state == states[try #require(fields["state"] as? String)])
  }

  @Test func mergeRequests() async throws {
    let isOne = { (url: String) in url.contains(/\/merge_requests\/\d+$/) }
    guard let recordings = try recordings("GET", isOne) else { return }
    #expect(recordings.count > 50)
    for recording in recordings {
      let forge = try forge(answering: recording.response)
      if recording.status == 404 {
        #expect(await kind { () async throws(ForgeError) in try await forge.mergeRequest(1) } == .notFound)
      } else {
        try check(try await forge.mergeRequest(1), recording.fields())
      }
    }
  }

  @Test func mergeRequestOfGoGitLab() async throws {
    guard let url = SharedData.url("data/forges/gitlab/go-gitlab/get_merge_request.json") else { return }
    let data = try Data(contentsOf: url)
    let found = try await forge(answering: HTTPResponse(status: 200, body: Array(data))).mergeRequest(14656)
    try check(found, #require(try JSONSerialization.jsonObject(with: data) as? [String: Any]))
    #expect(found.isDraft)
    #expect(found.mergeability != .ready)
  }

  @Test func lists() async throws {
    let isList = { (url: String) in url.contains(/\/merge_requests\?.*order_by=updated_at/) }
    guard let recordings = try recordings("GET", isList) else { return }
    #expect(recordings.count > 20)
    for recording in recordings {
      var response = recording.response
      response.headers["Link"] = nil
      let found = try await forge(answering: response).openMergeRequests(changedSince: nil)
      let entries = try #require(
        try JSONSerialization.jsonObject(with: Data(recording.body.utf8)) as? [[String: Any]])
      #expect(found.map(\.number) == entries.map { $0["iid"] as? Int })
      #expect(found.map(\.head) == entries.map { $0["sha"] as? String })
    }
  }

  /// A list of three pages, followed by the links that GitLab gave.
  @Test func notesByTheirLinks() async throws {
    let file = "PullRequests.test_get_all_pr_comments.yaml"
    let isNotes = { (url: String) in url.contains("/notes?") }
    guard let recordings = try recordings("GET", isNotes)?.filter({ $0.file == file }) else { return }
    let answers = recordings.reduce(into: [String: HTTPResponse]()) { answers, recording in
      answers[recording.url.contains("page=") ? recording.url : "first"] = recording.response
    }
    let client = AnsweringHTTPClient { answers[$0.url] ?? answers["first"] ?? HTTPResponse(status: 500) }
    let comments = try await GitLabSetup.client(client, project: "14233409").comments(on: 1)
    #expect(client.requests.count == 3)
    let all = try recordings.flatMap {
      try JSONSerialization.jsonObject(with: Data($0.body.utf8)) as? [[String: Any]] ?? []
    }
    let ids = Set(all.filter { $0["system"] as? Bool == false }.compactMap { $0["id"] as? Int })
    #expect(comments.map(\.id) == ids.map { Int64($0) }.sorted())
    #expect(!ids.isEmpty)
    #expect(comments.allSatisfy { $0.createdAt <= $0.updatedAt })
  }

  @Test func reactionsThatAreThere() async throws {
    let isEmoji = { (url: String) in url.contains("merge_requests") && url.contains("award_emoji") }
    guard let recordings = try recordings("POST", isEmoji) else { return }
    #expect(Set(recordings.map(\.status)) == [201, 404])
    for recording in recordings { try await forge(answering: recording.response).react(.eyes, to: 1, of: 1) }
  }

  @Test func usersAndProjects() async throws {
    guard let users = try recordings("GET", { $0.hasSuffix("/api/v4/user") }),
      let projects = try recordings("GET", { $0.contains(/\/projects\/[^\/]+$/) })
    else { return }
    for recording in users {
      let me = try await forge(answering: recording.response).me()
      #expect(me.name == (try recording.fields()["username"] as? String))
      #expect(!me.isBot)
    }
    for recording in projects where recording.status == 200 {
      let access = try await forge(answering: recording.response).gitAccess()
      #expect(access.url == (try recording.fields()["http_url_to_repo"] as? String))
    }
    #expect(users.count > 50)
    #expect(projects.count > 50)
  }

  @Test func statusesAndMerges() async throws {
    guard let all = try Self.all.get() else { return }
    for recording in all where recording.method == "GET" && recording.url.hasSuffix("/statuses") {
      let list = try #require(try JSONSerialization.jsonObject(with: Data(recording.body.utf8)) as? [[String: Any]])
      let newest = try #require(list.max { ($0["id"] as? Int ?? 0) < ($1["id"] as? Int ?? 0) })
      let name = try #require(newest["name"] as? String)
      let status = try await forge(answering: recording.response).status(named: name, of: "a")
      #expect(status?.state.rawValue == newest["status"] as? String)
      #expect(status?.url == newest["target_url"] as? String)
    }
    let merges = all.filter { $0.method == "PUT" && $0.url.contains("/merge") && $0.url.contains(/\/merge(\?|$)/) }
    #expect(merges.count == 2)
    for recording in merges {
      let fields = try recording.fields()
      let head = try #require(fields["sha"] as? String)
      let answer = try await forge(answering: recording.response).merge(1, head: head, MergeInstruction())
      #expect(answer == .merged(commit: fields["merge_commit_sha"] as? String))
    }
  }

  @Test func rateLimitsAreUnderstood() throws {
    guard let all = try Self.all.get() else { return }
    let limits = all.compactMap { RateLimit($0.response.headers, now: 0) }
    #expect(limits.count > 250)
    #expect(limits.allSatisfy { $0.remaining <= $0.limit && $0.resetsAt ?? 0 > 1_500_000_000_000 })
  }
}
