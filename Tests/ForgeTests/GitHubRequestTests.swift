import ForgeGitHub
import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// All requests that the GitHub adapter can send are ones that GitHub describes.
@Suite struct GitHubRequestTests {
  /// A GitHub where everything is there and every write succeeds.
  private static func answer(_ request: HTTPRequest) -> HTTPResponse {
    let path = String(request.url.prefix { $0 != "?" })
    let comment = """
      {"id":5,"body":"b","user":\(account(1, "bot")),"created_at":"2024-01-03T00:00:00Z",
      "updated_at":"2024-01-03T00:00:00Z"}
      """
    let hook = #"{"id":3,"active":true,"events":[],"config":{"url":"https://known/"}}"#
    let run = #"{"id":9,"name":"other","status":"completed","conclusion":"stale","output":{}}"#
    let review = #"{"id":4,"state":"APPROVED","user":\#(account(1, "bot")),"commit_id":"\#(otherHead)"}"#
    let answers: [(String, String)] = [
      ("/issues/7/comments", request.method == .get ? "[\(comment)]" : comment), ("/issues/comments/5", comment),
      ("/reviews", request.method == .get ? "[\(review)]" : review), ("/timeline", "[]"), ("/events", "[]"),
      ("/hooks", request.method == .get ? "[\(hook)]" : hook), ("/hooks/3", hook),
      ("/commits/\(oneHead)/check-runs", #"{"total_count":1,"check_runs":[\#(run)]}"#), ("/check-runs", run),
      ("/commits/\(oneHead)/status", #"{"statuses":[{"context":"a","state":"success"}]}"#),
      ("/pulls", request.method == .get ? "[\(gitHubPull())]" : gitHubPull()),
      ("/pulls/7/merge", #"{"merged":true,"sha":"\#(otherHead)"}"#),
      ("/pulls/7", gitHubPull()), ("/user", account(1, "bot")), ("/users/a.b-c_d", account(2, "a.b-c_d")),
      ("/users/app%5Bbot%5D", account(1, "app[bot]", "Bot")), ("/app", #"{"slug":"app"}"#),
      ("/installation", #"{"id":99,"app_id":4711}"#),
      ("/access_tokens", #"{"token":"ghs_s3cret","expires_at":"2033-01-01T00:00:00Z"}"#),
      ("/git/ref/heads/topic/x", #"{"object":{"sha":"\#(oneHead)"}}"#),
      ("/repos/o/r", #"{"id":1,"full_name":"o/r","clone_url":"https://github.com/o/r.git"}"#),
    ]
    let body = answers.first { path.hasSuffix($0.0) }?.1 ?? "{}"
    return HTTPResponse(status: 200, body: Array(body.utf8))
  }

  @Test func requestsAreAsDescribed() async throws {
    var requests: [HTTPRequest] = []
    for credentials in [GitHubCredentials.token("s3cret"), .app(id: "4711", privateKey: TestKey.pem)] {
      let http = AnsweringHTTPClient(Self.answer)
      let client = try await GitHubClient(
        repository: "o/r", credentials: credentials, client: http, now: { testTime })
      try await callEverything(client)
      requests += http.requests
    }
    // Every kind of request is among them.
    let ends = [
      "/reviews", "/dismissals", "/merge", "/update-branch", "/statuses/\(oneHead)", "/check-runs", "/check-runs/9",
      "/reactions", "/labels", "/labels/c%2Fd", "/hooks/3", "/access_tokens", "/git/refs/heads/topic/x",
    ]
    for end in ends { #expect(requests.contains { $0.url.hasSuffix(end) }, "\(end)") }
    #expect(requests.allSatisfy { $0.url.hasPrefix("https://api.github.com/") && !$0.url.contains("s3cret") })
    #expect(requests.allSatisfy { !$0.bodyText.contains("s3cret") })

    // `{ref}` stands for `heads/topic/x`, which the checker cannot know; GitHubMergeTests have these two.
    let checked = requests.filter { !$0.url.contains("/git/ref") }.map {
      CheckedRequest("github", "\($0.method.rawValue) \($0.url) \($0.bodyText)", $0)
    }
    guard let problems = try CheckedRequest.problems(checked) else { return }
    #expect(problems == [:])
  }

  @Test func whateverIsAnsweredTheTokenDoesNotShow() async throws {
    for status in [200, 204, 302, 400, 401, 403, 404, 405, 409, 418, 422, 429, 500, 503] {
      for body in ["", "[]", "{}", "null", "s3cret", #"{"message":["a",{"b":1}],"errors":{"c":["d"]}}"#] {
        let http = AnsweringHTTPClient { _ in HTTPResponse(status: status, body: Array(body.utf8)) }
        let client = try await GitHubClient(
          repository: "o/r", credentials: .token("s3cret"), client: http, now: { testTime })
        for error in await failures(of: client) {
          #expect(error is ForgeError)
          #expect(!"\(error)".contains("s3cret"), "\(status) \(body)")
        }
      }
    }
  }
}
