import HTTPTransport
import Synchronization
import TestSupport
import Testing

/// A clock that stands still but for the waits, which take no time.
private final class TestClock: Sendable {
  private let state = Mutex<(now: Int64, waits: [Int64])>((1_000_000_000_000, []))

  var waits: [Int64] { state.withLock { $0.waits } }
  func pass(_ time: Int64) { state.withLock { $0.now += time } }

  var clock: HTTPClock {
    HTTPClock(
      now: { self.state.withLock { $0.now } },
      sleep: { time in
        try Task.checkCancellation()
        self.state.withLock {
          $0.now += time
          $0.waits.append(time)
        }
      },
      random: { $0 })
  }
}

private typealias Exchange = ScriptedHTTPClient.Exchange

private let url = "https://forge.example/x"

/// A patient client with a script, and what it does.
private struct Setup {
  let script: ScriptedHTTPClient
  let time = TestClock()
  let client: PatientClient

  init(_ exchanges: [Exchange], _ change: (inout Patience) -> Void = { _ in }) {
    var patience = Patience()
    change(&patience)
    script = ScriptedHTTPClient(exchanges)
    client = PatientClient(script, patience: patience, clock: time.clock)
  }

  func send(_ method: HTTPRequest.Method = .get, token: String = "a") async -> Result<HTTPResponse, HTTPError> {
    do throws(HTTPError) {
      return .success(try await client.send(HTTPRequest(method, url, headers: ["Authorization": token])))
    } catch { return .failure(error) }
  }

  func status(_ method: HTTPRequest.Method = .get, token: String = "a") async -> Int? {
    try? await send(method, token: token).get().status
  }

  func kind(_ method: HTTPRequest.Method = .get) async -> HTTPError.Kind? {
    if case .failure(let error) = await send(method) { return error.kind }
    return nil
  }
}

private func lost(_ method: HTTPRequest.Method, arrived: Bool) -> Exchange {
  Exchange(method, "/x", failing: HTTPError(.interrupted, mayHaveArrived: arrived, "lost"))
}

@Suite struct PatientClientTests {
  @Test func readsAreRepeated() async {
    let setup = Setup([Exchange(.get, "/x", 502), lost(.get, arrived: true), Exchange(.get, "/x", 200)])
    #expect(await setup.status() == 200)
    #expect(setup.time.waits == [500, 1000])
    #expect(setup.script.missing.isEmpty)
  }

  @Test func attemptsAreBounded() async {
    let setup = Setup((0..<5).map { _ in Exchange(.get, "/x", 500) })
    #expect(await setup.status() == 500)
    #expect(setup.time.waits == [500, 1000, 2000])
    #expect(setup.script.requests.count == 4)
  }

  @Test func writesAreRepeatedOnlyWhereNothingWasDone() async {
    for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
      #expect(await Setup([lost(method, arrived: true)]).kind(method) == .interrupted)
      #expect(await Setup([Exchange(method, "/x", 502)]).status(method) == 502)
      #expect(await Setup([Exchange(method, "/x", 503)]).status(method) == 503)
      #expect(await Setup([lost(method, arrived: false), Exchange(method, "/x", 201)]).status(method) == 201)
      let busy = Setup([Exchange(method, "/x", 503, headers: ["Retry-After": "7"]), Exchange(method, "/x", 201)])
      #expect(await busy.status(method) == 201)
      #expect(busy.time.waits == [7000])
    }
  }

  @Test(arguments: [404, 400, 401, 403, 409, 422, 304, 302])
  func otherAnswersStand(_ status: Int) async {
    let setup = Setup([Exchange(.get, "/x", status)])
    #expect(await setup.status() == status)
    #expect(setup.time.waits.isEmpty)
  }

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
      let setup = Setup([Exchange(method, "/x", status, body, headers: headers), Exchange(method, "/x", 201)])
      #expect(await setup.status(method) == 201)
      #expect(setup.time.waits == [wait])
    }
  }

  @Test func longWaitsGoBackToTheCaller() async throws {
    let setup = Setup([
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

  @Test func confirmedAnswersComeFromMemory() async throws {
    let tag: HTTPHeaders = ["ETag": "W/\"1\"", "Link": "</y>; rel=next"]
    let setup = Setup([
      Exchange(.get, "/x", 200, "one", headers: tag), Exchange(.get, "/x", 304),
      Exchange(.get, "/x", 200, "two", headers: ["ETag": "\"2\""]), Exchange(.get, "/x", 304),
      Exchange(.get, "/x", 200, "other"), Exchange(.get, "/x", 404), Exchange(.get, "/x", 200, "three"),
    ])
    var bodies: [String] = []
    for token in ["a", "a", "a", "a", "b", "a", "a"] {
      bodies.append(String(decoding: try await setup.send(token: token).get().body, as: UTF8.self))
    }
    #expect(bodies == ["one", "one", "two", "two", "other", "", "three"])
    let tags = setup.script.requests.map { $0.headers["If-None-Match"] }
    #expect(tags == [nil, "W/\"1\"", "W/\"1\"", "\"2\"", nil, "\"2\"", nil])
  }

  @Test func memoryIsBounded() async throws {
    let body = String(repeating: "x", count: 3000)
    let script = ScriptedHTTPClient(
      (0..<6).map { Exchange(.get, "/\($0 % 5)", 200, body, headers: ["ETag": "\"\($0)\""]) }
        + [Exchange(.get, "/4", 304)])
    var patience = Patience()
    patience.cacheBytes = 17_000
    let client = PatientClient(script, patience: patience, clock: TestClock().clock)
    for number in [0, 1, 2, 3, 4, 0, 4] { _ = try await client.send(HTTPRequest(.get, "https://f.example/\(number)")) }
    #expect(script.requests[5].headers["If-None-Match"] == nil)
    #expect(script.requests[6].headers["If-None-Match"] == "\"4\"")
  }

  @Test func writesKeepApart() async {
    let setup = Setup([
      .init(.post, "/x", 201), .init(.post, "/x", 201), .init(.get, "/x", 200), .init(.put, "/x", 200),
    ]) {
      $0.writeGap = 1000
    }
    _ = await setup.status(.post)
    _ = await setup.status(.post)
    _ = await setup.status(.get)
    setup.time.pass(400)
    _ = await setup.status(.put)
    #expect(setup.time.waits == [1000, 600])
    #expect(setup.script.missing.isEmpty)
  }

  @Test func aServerThatFailsIsLeftAlone() async {
    let setup = Setup([
      Exchange(.post, "/x", 500), lost(.post, arrived: true), Exchange(.post, "/x", 503), lost(.post, arrived: true),
      Exchange(.post, "/x", 404), Exchange(.post, "/x", 500), Exchange(.post, "/x", 200),
    ]) { $0.failuresAllowed = 3 }
    for _ in 0..<3 { _ = await setup.send(.post) }
    #expect(await setup.kind(.post) == .suspended)
    setup.time.pass(29_999)
    #expect(await setup.kind(.get) == .suspended)
    setup.time.pass(1)
    // The probe fails: left alone again.
    #expect(await setup.kind(.post) == .interrupted)
    #expect(await setup.kind(.post) == .suspended)
    setup.time.pass(30_000)
    // Any answer that is not 5xx shows that it lives.
    #expect(await setup.status(.post) == 404)
    #expect(await setup.status(.post) == 500)
    #expect(await setup.status(.post) == 200)
    #expect(setup.script.missing.isEmpty)
  }

  @Test func cancellationEndsAWait() async {
    let setup = Setup([Exchange(.get, "/x", 500)])
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await setup.kind()
    }
    #expect(await task.value == .cancelled)
  }

  @Test func remembersTheLimit() async {
    let setup = Setup([
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
    let request = HTTPRequest(.get, url, headers: ["Authorization": "a"])
    #expect(await setup.client.rateLimit(for: request) == nil)
    _ = await setup.send()
    #expect(
      await setup.client.rateLimit(for: request) == RateLimit(remaining: 599, limit: 600, resetsAt: 1_000_000_060_000))
    _ = await setup.send()
    _ = await setup.send()
    #expect(await setup.client.rateLimit(for: request) == RateLimit(remaining: 4, limit: 5000, resetsAt: nil))
    #expect(await setup.client.rateLimit(for: HTTPRequest(.get, url)) == nil)
  }
}
