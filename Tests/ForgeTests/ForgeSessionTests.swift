import ForgeGitHub
import Forges
import HTTPTransport
import TestSupport
import Testing

/// What all adapters share, seen through one of them.
@Suite struct ForgeSessionTests {
  @Test func headersAreSent() async throws {
    let (client, http) = try await gitHub(.init(.get, "/user", 200, account(1, "bot")))
    _ = try await client.me()
    let request = try #require(http.requests.first)
    #expect(request.url == "https://api.github.com/user")
    #expect(request.headers["Authorization"] == "Bearer s3cret")
    #expect(request.headers["Accept"] == "application/vnd.github+json")
    #expect(request.headers["X-GitHub-Api-Version"] == "2022-11-28")
    #expect(request.headers["User-Agent"]?.isEmpty == false)
    #expect(request.headers["Content-Type"] == nil)
    #expect(request.body == nil)
  }

  @Test(arguments: [
    (HTTPResponse(status: 401), ForgeError.Kind.unauthorized),
    (HTTPResponse(status: 403), .forbidden),
    (HTTPResponse(status: 404), .notFound), (HTTPResponse(status: 410), .notFound),
    (HTTPResponse(status: 409), .conflict), (HTTPResponse(status: 422), .rejected),
    (HTTPResponse(status: 301), .rejected), (HTTPResponse(status: 500), .unavailable),
    (HTTPResponse(status: 502), .unavailable),
    (
      HTTPResponse(status: 429, headers: ["Retry-After": "30"]),
      .limited(until: Timestamp(milliseconds: testTime.milliseconds + 30_000))
    ),
    (HTTPResponse(status: 429), .limited(until: Timestamp(milliseconds: testTime.milliseconds + 60_000))),
    (
      HTTPResponse(
        status: 403, headers: ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1700000100"]),
      .limited(until: Timestamp(milliseconds: 1_700_000_100_000))
    ),
    (
      HTTPResponse(status: 403, body: Array(#"{"message":"You have exceeded a secondary rate limit."}"#.utf8)),
      .limited(until: Timestamp(milliseconds: testTime.milliseconds + 60_000))
    ),
    (HTTPResponse(status: 200, body: Array(#"{"number":7,"#.utf8)), .unreadable),
    (HTTPResponse(status: 200, body: Array(#"{"number":"7"}"#.utf8)), .unreadable),
    (HTTPResponse(status: 200, body: Array("<html>".utf8)), .unreadable),
  ])
  func statusesMean(_ response: HTTPResponse, _ kind: ForgeError.Kind) async throws {
    let (client, _) = try await gitHub(.init(.get, "/repos/o/r/pulls/7", response))
    let error = await #expect(throws: ForgeError.self) { try await client.mergeRequest(7) }
    #expect(error?.kind == kind)
    #expect(error?.description.contains("s3cret") == false)
  }

  @Test(arguments: [
    (HTTPError.Kind.timeout, ForgeError.Kind.unavailable), (.unreachable, .unavailable), (.interrupted, .unavailable),
    (.suspended, .unavailable), (.tooLarge, .unreadable), (.invalidRequest, .rejected),
  ])
  func noAnswerMeans(_ trouble: HTTPError.Kind, _ kind: ForgeError.Kind) async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/repos/o/r/pulls/7", failing: HTTPError(trouble, mayHaveArrived: true, "x")))
    let error = await #expect(throws: ForgeError.self) { try await client.mergeRequest(7) }
    #expect(error?.kind == kind)
  }

  @Test(arguments: [
    (#"{"message":"Validation Failed","errors":["one",{"field":"two"}]}"#, "Validation Failed; one; field two"),
    (#"{"message":{"base":["taken","bad"]}}"#, "base taken; base bad"), (#"{"error":"e"}"#, "e"), ("[]", ""), ("", ""),
    (#"{"message":"a\nb\u001b[1m"}"#, "a b [1m"),
  ])
  func messageOfAFailure(_ body: String, _ text: String) {
    #expect(ForgeMessage(HTTPResponse(status: 400, body: Array(body.utf8))).text == text)
  }

  @Test func longMessageIsCut() {
    let body = #"{"message":"\#(String(repeating: "x", count: 10_000))"}"#
    #expect(ForgeMessage(HTTPResponse(status: 400, body: Array(body.utf8))).text.count == 300)
  }

  @Test func pagesAreFollowed() async throws {
    let next: HTTPHeaders = [
      "link": #"<https://api.github.com/repositories/1/pulls?page=2>; rel="next", <https://x>; rel="last""#
    ]
    let (client, http) = try await gitHub(
      .init(
        .get, "/repos/o/r/pulls?state=open&sort=updated&direction=desc&per_page=100", 200, "[\(gitHubPull())]",
        headers: next),
      .init(.get, "/repositories/1/pulls?page=2", 200, "[\(gitHubPull())]"))
    let all = try await client.openMergeRequests(changedSince: nil)
    // The same one on both pages is one.
    #expect(all == [OpenMergeRequest(number: 7, head: oneHead, updatedAt: january(2) ?? testTime)])
    #expect(http.missing.isEmpty)
  }

  @Test(arguments: [
    ScriptedHTTPClient.Exchange(.get, "page=2", 502), .init(.get, "page=2", 200, "[{"), .init(.get, "page=2", 404),
    .init(.get, "page=2", failing: HTTPError(.interrupted, mayHaveArrived: true, "x")),
  ])
  func partOfAListIsNotTaken(_ second: ScriptedHTTPClient.Exchange) async throws {
    let next: HTTPHeaders = ["Link": #"<https://api.github.com/c?page=2>; rel="next""#]
    let (client, _) = try await gitHub(
      .init(.get, "/comments?per_page=100", 200, "[]", headers: next), second)
    await #expect(throws: ForgeError.self) { try await client.comments(on: 7) }
  }

  @Test func pagesElsewhereAreNotFollowed() async throws {
    let next: HTTPHeaders = ["Link": #"<https://evil.example/c?page=2>; rel="next""#]
    let (client, http) = try await gitHub(
      .init(.get, "/comments?per_page=100", 200, "[]", headers: next))
    await #expect(throws: ForgeError.self) { try await client.comments(on: 7) }
    #expect(http.requests.count == 1)
  }

  @Test(arguments: ["", "r", "o/r/x", "/r", "o/", "../r", "o/.."])
  func repositoryHasTwoNames(_ name: String) async {
    await #expect(throws: ForgeError.self) {
      try await GitHubClient(
        repository: name, credentials: .token("t"), client: ScriptedHTTPClient([]), now: { testTime })
    }
  }

  @Test(arguments: [
    ("1970-01-01T00:00:00Z", Int64(0)), ("2018-06-27T20:33:26Z", 1_530_131_606_000),
    ("2018-06-27T20:33:26.5Z", 1_530_131_606_500), ("2018-06-27T20:33:26.123999Z", 1_530_131_606_123),
    ("2018-06-27T22:33:26+02:00", 1_530_131_606_000), ("2018-06-27T16:03:26.000-0430", 1_530_131_606_000),
    ("2000-02-29T23:59:59Z", 951_868_799_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
  ])
  func times(_ text: String, _ milliseconds: Int64) {
    #expect(Timestamp(iso8601: text) == Timestamp(milliseconds: milliseconds))
  }

  @Test(arguments: [
    "", "2018-06-27", "2018-06-27T20:33:26", "2018-13-27T20:33:26Z", "2018-02-30T20:33:26Z", "2018-06-27T24:33:26Z",
    "2018-06-27T20:33:26.Z", "2018-06-27T20:33:26ZZ", "18-06-27T20:33:26Z", "2018-06-27T20:33:26+2:00", "null",
  ])
  func noTimes(_ text: String) { #expect(Timestamp(iso8601: text) == nil) }

  @Test(arguments: [
    ("plain-._~09", "plain-._~09"), ("a/b", "a%2Fb"), ("a b%?#&+", "a%20b%25%3F%23%26%2B"), ("ä", "%C3%A4"),
    ("..", "%2E%2E"), (".", "%2E"), ("", ""),
  ])
  func percentEncoding(_ text: String, _ encoded: String) { #expect(text.percentEncoded == encoded) }
}
