import HTTPTransport
import TestSupport
import Testing

@Suite struct LimitTests {
  @Test(
    arguments: [
      (429, ["Retry-After": "3"], "", 3000), (429, ["retry-after": "Sun, 09 Sep 2001 01:46:45 GMT"], "", 5000),
      (429, ["RateLimit-Reset": "1000000020", "RateLimit-Remaining": "0"], "Retry later\n", 20_000),
      (429, ["RateLimit-Reset": "20"], "", 20_000), (429, [:], "", 60_000), (429, ["Retry-After": "soon"], "", 60_000),
      (403, ["Retry-After": "2"], "", 2000),
      (403, ["x-ratelimit-remaining": "0", "x-ratelimit-reset": "1000000030"], "", 30_000),
      (403, [:], #"{"message":"You have exceeded a Secondary Rate Limit"}"#, 60_000),
      (429, ["Retry-After": "-5"], "", 500),
    ] as [(Int, HTTPHeaders, String, Int64)])
  func doesWhatTheServerSaysOfWaiting(_ status: Int, _ headers: HTTPHeaders, _ body: String, _ wait: Int64) async {
    for method in [HTTPRequest.Method.get, .post] {
      let setup = PatientSetup([Exchange(method, "/x", status, body, headers: headers), Exchange(method, "/x", 201)])
      #expect(await setup.status(method) == 201)
      #expect(setup.time.waits == [wait])
    }
  }

  @Test func longWaitsGoBackToTheCaller() async throws {
    let setup = PatientSetup([
      Exchange(.get, "/x", 429, headers: ["Retry-After": "100"]), Exchange(.get, "/x", 200), Exchange(.get, "/x", 200),
    ])
    #expect(await setup.status() == 429)
    #expect(setup.time.waits.isEmpty)
    // Until then nothing is sent, with these credentials.
    setup.time.pass(30_000)
    let refusal = try await setup.send().get()
    #expect(refusal.status == 429)
    #expect(refusal.headers["Retry-After"] == "70")
    #expect(setup.script.requests.count == 1)
    #expect(await setup.status(token: "b") == 200)
    // A short rest of it is waited for.
    setup.time.pass(40_000)
    #expect(await setup.status() == 200)
    #expect(setup.time.waits == [30_000])
  }

  @Test func absurdWaitsAreBounded() {
    let now: Int64 = 1_000_000_000_000
    let hour = now + 3_600_000
    for value in ["99999999999999", "9223372036854775807", "Fri, 31 Dec 9999 23:59:59 GMT"] {
      let response = HTTPResponse(status: 429, headers: ["Retry-After": value])
      #expect(response.retryTime(now: now) == hour, "\(value)")
    }
    #expect(
      HTTPResponse(status: 429, headers: ["Retry-After": "Sun, 06 Nov 1994 08:49:37 GMT"]).retryTime(now: now) == now)
    #expect(HTTPResponse(status: 429, headers: ["RateLimit-Reset": "99999999999"]).retryTime(now: now) == hour)
    #expect(HTTPResponse(status: 429, headers: ["RateLimit-Reset": "99999999999999999"]).retryTime(now: now) == nil)
  }

  @Test func remembersTheLimit() async {
    let setup = PatientSetup([
      .init(
        .get, "/x", 200,
        headers: ["RateLimit-Limit": "600", "ratelimit-remaining": "599", "RateLimit-Reset": "1000000060"]),
      .init(
        .get, "/x", 200,
        headers: ["x-ratelimit-limit": "5000", "x-ratelimit-remaining": "4", "x-ratelimit-resource": "core"]),
      .init(
        .get, "/x", 200,
        headers: ["x-ratelimit-limit": "30", "x-ratelimit-remaining": "2", "x-ratelimit-resource": "search"]),
    ])
    let request = HTTPRequest(.get, forgeURL, headers: ["Authorization": "a"])
    #expect(await setup.client.rateLimit(for: request) == nil)
    _ = await setup.send()
    #expect(
      await setup.client.rateLimit(for: request) == RateLimit(remaining: 599, limit: 600, resetsAt: 1_000_000_060_000))
    _ = await setup.send()
    _ = await setup.send()
    #expect(await setup.client.rateLimit(for: request) == RateLimit(remaining: 4, limit: 5000, resetsAt: nil))
    #expect(await setup.client.rateLimit(for: HTTPRequest(.get, forgeURL)) == nil)
  }
}
