import HTTPTransport
import TestSupport
import Testing

@Suite struct PatientClientTests {
  @Test func readsAreRepeated() async {
    let setup = PatientSetup([Exchange(.get, "/x", 502), lost(.get, arrived: true), Exchange(.get, "/x", 200)])
    #expect(await setup.status() == 200)
    #expect(setup.time.waits == [500, 1000])
    #expect(setup.script.missing.isEmpty)
  }

  @Test func attemptsAreBounded() async {
    let setup = PatientSetup((0..<5).map { _ in Exchange(.get, "/x", 500) })
    #expect(await setup.status() == 500)
    #expect(setup.time.waits == [500, 1000, 2000])
    #expect(setup.script.requests.count == 4)
  }

  @Test func writesAreRepeatedOnlyWhereNothingWasDone() async {
    for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
      #expect(await PatientSetup([lost(method, arrived: true)]).kind(method) == .interrupted)
      #expect(await PatientSetup([Exchange(method, "/x", 502)]).status(method) == 502)
      #expect(await PatientSetup([Exchange(method, "/x", 503)]).status(method) == 503)
      #expect(await PatientSetup([lost(method, arrived: false), Exchange(method, "/x", 201)]).status(method) == 201)
      let busy = PatientSetup([Exchange(method, "/x", 503, headers: ["Retry-After": "7"]), Exchange(method, "/x", 201)])
      #expect(await busy.status(method) == 201)
      #expect(busy.time.waits == [7000])
    }
  }

  @Test(arguments: [404, 400, 401, 403, 409, 422, 304, 302])
  func otherAnswersStand(_ status: Int) async {
    let setup = PatientSetup([Exchange(.get, "/x", status)])
    #expect(await setup.status() == status)
    #expect(setup.time.waits.isEmpty)
  }

  @Test func confirmedAnswersComeFromMemory() async throws {
    let tag: HTTPHeaders = ["ETag": "W/\"1\"", "Link": "</y>; rel=next"]
    let setup = PatientSetup([
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
    let setup = PatientSetup([
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
    let setup = PatientSetup([
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
    let setup = PatientSetup([Exchange(.get, "/x", 500)])
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return await setup.kind()
    }
    #expect(await task.value == .cancelled)
  }
}
