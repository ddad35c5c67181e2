import ForgeGitea
import Forges
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// All requests that the adapter for Gitea and Forgejo can send are ones that they describe, each for itself.
@Suite struct GiteaRequestTests {
  /// A server of that version where everything is there and every write succeeds.
  private static func answer(_ request: HTTPRequest, version: String) -> HTTPResponse {
    let path = String(request.url.prefix { $0 != "?" })
    let comment = """
      {"id":5,"body":"b","user":\(account(1, "bot")),"created_at":"2024-01-03T00:00:00Z",
      "updated_at":"2024-01-03T00:00:00Z"}
      """
    let hook = #"{"id":\#(request.method == .get ? 3 : 4),"active":true,"events":[],"config":{"url":"https://known/"}}"#
    let review = #"{"id":4,"state":"APPROVED","user":\#(account(1, "bot")),"commit_id":"\#(otherHead)"}"#
    let label = #"{"id":33,"name":"a, b"}"#
    let pull = giteaPull().replacing("l2", with: "c/d")
    let answers: [(String, String)] = [
      ("/version", #"{"version":"\#(version)"}"#),
      ("/issues/7/comments", request.method == .get ? "[\(comment)]" : comment), ("/issues/comments/5", comment),
      ("/reviews", request.method == .get ? "[\(review)]" : review), ("/timeline", "[]"),
      ("/hooks", request.method == .get ? "[\(hook)]" : hook),
      ("/repos/o/r/labels", request.method == .get ? "[\(label)]" : label),
      ("/status", #"{"statuses":[{"context":"a","status":"success"}]}"#),
      ("/pulls", request.method == .get ? "[\(pull)]" : pull),
      ("/pulls/7", pull), ("/user", account(1, "bot")), ("/users/a.b-c_d", account(2, "a.b-c_d")),
      ("/repos/o/r", #"{"clone_url":"https://codeberg.example/o/r.git"}"#),
    ]
    let body = answers.first { path.hasSuffix($0.0) }?.1 ?? "{}"
    let isRefused = path.hasSuffix("/dismissals")
    return HTTPResponse(status: isRefused ? 403 : 200, body: Array(body.utf8))
  }

  @Test(arguments: [("gitea", "1.27.1"), ("forgejo", "11.0.3+gitea-1.22.0")])
  func requestsAreAsDescribed(_ forge: String, _ version: String) async throws {
    let http = AnsweringHTTPClient { Self.answer($0, version: version) }
    let client = try GiteaClient(
      api: "https://codeberg.example/api/v1", repository: "o/r", token: "s3cret", client: http, now: { testTime })
    try await callEverything(client)
    let ends = [
      "/reviews", "/reviews/4", "/dismissals", "/merge", "/update?style=rebase", "/statuses/\(oneHead)", "/reactions",
      "/issues/7/labels", "/issues/7/labels/32", "/repos/o/r/labels", "/hooks", "/hooks/3",
    ]
    for end in ends { #expect(http.requests.contains { $0.url.hasSuffix(end) }, "\(end)") }
    #expect(
      http.requests.allSatisfy {
        $0.url.hasPrefix("https://codeberg.example/api/v1/") && !($0.url + $0.bodyText).contains("s3cret")
      })

    let checked = http.requests.map { CheckedRequest(forge, "\($0.method.rawValue) \($0.url) \($0.bodyText)", $0) }
    guard let problems = try CheckedRequest.problems(checked) else { return }
    #expect(problems == [:])
  }

  @Test func whateverIsAnsweredTheTokenDoesNotShow() async throws {
    for status in [200, 204, 302, 400, 401, 403, 404, 405, 409, 418, 422, 423, 429, 500, 503] {
      for body in ["", "[]", "{}", "null", "s3cret", #"{"message":["a",{"b":1}],"errors":{"c":["d"]}}"#] {
        let http = AnsweringHTTPClient { _ in HTTPResponse(status: status, body: Array(body.utf8)) }
        let client = try GiteaClient(
          api: "https://codeberg.example/api/v1", repository: "o/r", token: "s3cret", client: http, now: { testTime })
        for error in await failures(of: client) {
          #expect(error is ForgeError)
          #expect(!"\(error)".contains("s3cret"), "\(status) \(body)")
        }
      }
    }
  }
}
