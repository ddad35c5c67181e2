import Forges
import HTTPTransport
import TestSupport
import Testing

private typealias Answers = GitLabAnswers

/// All requests that the GitLab adapter can send are ones that GitLab describes.
@Suite struct GitLabRequestTests {
  private static let pipeline = #"{"id":9,"project_id":12,"sha":"\#(GitLabAnswers.head)","status":"running"}"#

  /// A GitLab where everything is there and every write succeeds.
  private static func answer(_ request: HTTPRequest) -> HTTPResponse {
    let path = String(request.url.prefix { $0 != "?" })
    let json =
      if path.hasSuffix("/notes") {
        request.method == .get ? "[\(Answers.note(1, "x"))]" : Answers.note(1, "x")
      } else if path.hasSuffix("/versions") {
        Answers.list(Answers.version(1, Answers.head, at: 5))
      } else if path.hasSuffix("/approvals") {
        #"{"user_has_approved":true,"approved_by":[{"user":{"id":3,"username":"author"}}]}"#
      } else if path.hasSuffix("/merge_requests") {
        request.method == .get
          ? #"[{"iid":7,"sha":"a","updated_at":"2024-01-01T00:00:00Z"}]"# : Answers.mergeRequest([:])
      } else if path.hasSuffix("/pipelines") {
        "[\(pipeline)]"
      } else if path.hasSuffix("/statuses") || path.hasSuffix("/bridges") {
        #"[{"id":1,"name":"remit","status":"pending"},{"id":2,"name":"a","status":"success"}]"#
      } else if path.hasSuffix("/hooks") {
        request.method == .get ? #"[{"id":1,"url":"https://known/"}]"# : #"{"id":1,"url":"https://known/"}"#
      } else if path.hasSuffix("/hooks/1") {
        #"{"id":1,"url":"https://known/"}"#
      } else if path.hasSuffix("/users") {
        "[\(Answers.author)]"
      } else if path.hasSuffix("/user") {
        Answers.author
      } else if path.hasSuffix("/projects/group%2Fdata") || path.hasSuffix("/projects/12") {
        #"{"http_url_to_repo":"https://gitlab.com/group/data.git"}"#
      } else {
        Answers.mergeRequest(["head_pipeline": pipeline])
      }
    return HTTPResponse(status: 200, body: Array(json.utf8))
  }

  /// Calls everything there is to call.
  private static func callAll(_ forge: some ForgeClient) async throws {
    _ = try await forge.me()
    _ = try await forge.openMergeRequests(changedSince: nil)
    _ = try await forge.openMergeRequests(changedSince: Timestamp(milliseconds: 1))
    _ = try await forge.mergeRequest(7)
    _ = try await forge.comments(on: 7)
    _ = try await forge.approvals(of: 7)
    _ = try await forge.activities(of: 7)
    _ = try await forge.pipeline(of: 7, head: Answers.head, ignoring: "remit")
    _ = try await forge.status(named: "remit & co/gate", of: Answers.head)
    _ = try await forge.addComment("text", to: 7)
    try await forge.editComment(1, of: 7, to: "text")
    try await forge.deleteComment(1, of: 7)
    for reaction in [Reaction.eyes, .thumbsUp, .confused] { try await forge.react(reaction, to: 1, of: 7) }
    try await forge.changeLabels(of: 7, adding: ["a, b", "ö"], removing: ["c/d"])
    for state in [CommitStatus.State.pending, .running, .success, .failure, .canceled, .skipped] {
      let status = CommitStatus(name: "other", state: state, summary: "s", url: "https://remit.example/7")
      try await forge.report(CheckReport(status: status, text: "t"), on: Answers.head, of: 7)
    }
    try await forge.approve(7, head: Answers.head)
    try await forge.unapprove(7)
    _ = try await forge.hasApproved(7, head: Answers.head)
    for method in MergeInstruction.Method.allCases {
      _ = try await forge.merge(7, head: Answers.head, MergeInstruction(method: method, removesSourceBranch: true))
    }
    try await forge.rebase(7, head: Answers.head)
    _ = try await forge.openMergeRequest(from: "remit/drift-a & b", into: "release/1")
    _ = try await forge.open(
      ForgeProposal(sourceBranch: "remit/drift-a", targetBranch: "main", title: "t", text: "a text"))
    try await forge.edit(7, title: "t", text: "another text")
    try await forge.close(7)
    _ = try await forge.user(named: "a.b-c_d")
    _ = try await forge.hooks()
    _ = try await forge.setUpHook(url: "https://known/", secret: "s")
    _ = try await forge.setUpHook(url: "https://unknown/", secret: "s")
    _ = try await forge.gitAccess()
  }

  @Test(arguments: ["group/data", "12"])
  func requestsAreAsDescribed(_ project: String) async throws {
    let client = AnsweringHTTPClient(Self.answer)
    try await Self.callAll(GitLabSetup.client(client, project: project))
    let requests = client.requests.map {
      CheckedRequest("gitlab", "\($0.method.rawValue) \($0.url) \($0.bodyText)", $0)
    }
    // Every kind of request is among them.
    for end in ["/approve", "/unapprove", "/merge", "/rebase", "/bridges?per_page=100", "/award_emoji", "/hooks/1"] {
      #expect(client.requests.contains { $0.url.hasSuffix(end) }, "\(end)")
    }
    guard let problems = try CheckedRequest.problems(requests) else { return }
    #expect(problems == [:])
  }

  @Test func tokensGoNowhereElse() async throws {
    let client = AnsweringHTTPClient(Self.answer)
    try await Self.callAll(GitLabSetup.client(client))
    #expect(client.requests.allSatisfy { $0.url.hasPrefix("https://gitlab.com/api/v4/") })
    #expect(client.requests.allSatisfy { !$0.url.contains("geheim") && !$0.bodyText.contains("geheim") })
    #expect(client.requests.allSatisfy { $0.headers.values(of: "PRIVATE-TOKEN") == ["glpat-geheim"] })
  }

  @Test func everythingThatFailsIsAnErrorWithoutTheToken() async throws {
    for status in [200, 204, 302, 400, 401, 403, 404, 409, 418, 422, 429, 500, 503] {
      for body in ["", "[]", "{}", "null", "glpat-geheim", #"{"message":["a",{"b":1}],"error":{"c":["d"]}}"#] {
        let client = AnsweringHTTPClient { _ in HTTPResponse(status: status, body: Array(body.utf8)) }
        let forge = try GitLabSetup.client(client)
        let calls: [() async throws -> Void] = [
          { _ = try await forge.mergeRequest(7) }, { _ = try await forge.comments(on: 7) },
          { _ = try await forge.activities(of: 7) }, { _ = try await forge.approve(7, head: "a") },
          { _ = try await forge.merge(7, head: "a", MergeInstruction()) }, { _ = try await forge.gitAccess() },
          { _ = try await forge.pipeline(of: 7, head: "a", ignoring: "b") },
          { _ = try await forge.addComment("a", to: 7) },
          { _ = try await forge.setUpHook(url: "https://a/", secret: "glpat-geheim") },
        ]
        for call in calls {
          do { try await call() } catch {
            let error = try #require(error as? ForgeError)
            #expect(!error.description.contains("geheim"), "\(status) \(body)")
          }
        }
      }
    }
  }
}
