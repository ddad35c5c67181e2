import ForgeGitHub
import Forges
import Foundation
import HTTPTransport
import JWTKit
import Synchronization
import TestSupport
import Testing

@Suite struct GitHubAppTests {
  /// A clock that tests move.
  private final class Clock: Sendable {
    private let milliseconds = Mutex<Int64>(testTime.milliseconds)

    var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
    func advance(minutes: Int64) { milliseconds.withLock { $0 += minutes * 60_000 } }
  }

  private struct Claims: JWTPayload {
    var iss: String
    var iat: Int
    var exp: Int

    func verify(using algorithm: some JWTAlgorithm) throws {}
  }

  private let clock = Clock()

  private func app(
    _ script: ScriptedHTTPClient.Exchange..., at clock: Clock
  ) async throws -> (GitHubClient, ScriptedHTTPClient) {
    let http = ScriptedHTTPClient(script)
    let client = try await GitHubClient(
      api: "https://ghe.example/api/v3/", repository: "o/r",
      credentials: .app(id: "4711", privateKey: TestKey.pem), client: http, now: { clock.now })
    return (client, http)
  }

  private let installation = ScriptedHTTPClient.Exchange(
    .get, "/api/v3/repos/o/r/installation", 200, #"{"id":99,"app_id":4711}"#)

  private func token(_ text: String, expires: String = "2033-01-01T00:00:00Z") -> ScriptedHTTPClient.Exchange {
    .init(
      .post, "/api/v3/app/installations/99/access_tokens", 201,
      #"{"token":"\#(text)","expires_at":"\#(expires)","permissions":{}}"#)
  }

  private let look = ScriptedHTTPClient.Exchange(.get, "/api/v3/repos/o/r/pulls/7", 200, gitHubPull())

  @Test func appSignsAndUsesItsToken() async throws {
    let long = "ghs_4711_" + String(repeating: "eyJ.", count: 400)
    let (client, http) = try await app(installation, token(long), look, look, at: clock)
    _ = try await client.mergeRequest(7)
    _ = try await client.mergeRequest(7)
    let sent = http.requests.map { $0.headers["Authorization"] ?? "" }
    #expect(sent.count == 4)
    #expect(sent[2...] == ["Bearer \(long)", "Bearer \(long)"])

    let keys = await JWTKeyCollection().add(
      rsa: try Insecure.RSA.PublicKey(pem: TestKey.publicPEM), digestAlgorithm: .sha256)
    for header in sent[..<2] {
      let claims = try await keys.verify(String(header.dropFirst("Bearer ".count)), as: Claims.self)
      let now = Int(testTime.milliseconds / 1000)
      #expect(claims.iss == "4711")
      #expect(claims.iat == now - 60)
      #expect(claims.exp > now)
      #expect(claims.exp - claims.iat <= 540)
    }
  }

  @Test func tokenIsRenewedAfterFiftyMinutes() async throws {
    let (client, http) = try await app(installation, token("t1"), look, look, token("t2"), look, at: clock)
    _ = try await client.mergeRequest(7)
    clock.advance(minutes: 49)
    _ = try await client.mergeRequest(7)
    clock.advance(minutes: 1)
    _ = try await client.mergeRequest(7)
    #expect(http.missing.isEmpty)
    #expect(http.requests.last?.headers["Authorization"] == "Bearer t2")
  }

  @Test func tokenIsNotUsedToItsLastMinute() async throws {
    let (client, http) = try await app(
      installation, token("t1", expires: "2023-11-14T22:18:20Z"), look, token("t2"), look, at: clock)
    _ = try await client.mergeRequest(7)
    clock.advance(minutes: 5)
    _ = try await client.mergeRequest(7)
    #expect(http.missing.isEmpty)
  }

  @Test func tokenIsRenewedOnceWhereItIsRefused() async throws {
    let refused = ScriptedHTTPClient.Exchange(.get, "/pulls/7", 401, #"{"message":"Bad credentials"}"#)
    let (client, http) = try await app(
      installation, token("t1"), refused, token("t2"), look, refused, token("t3"), refused, at: clock)
    #expect(try await client.mergeRequest(7).number == 7)
    let error = await #expect(throws: ForgeError.self) { try await client.mergeRequest(7) }
    #expect(error?.kind == .unauthorized)
    #expect(http.missing.isEmpty)
    #expect(error?.description.contains("t3") == false)
  }

  @Test func unknownInstallationIsAnError() async throws {
    let (client, _) = try await app(.init(.get, "/installation", 404, #"{"message":"Not Found"}"#), at: clock)
    let error = await #expect(throws: ForgeError.self) { try await client.mergeRequest(7) }
    #expect(error?.kind == .notFound)
  }

  @Test func appIsItsBot() async throws {
    let (client, http) = try await app(
      .init(.get, "/api/v3/app", 200, #"{"id":4711,"slug":"my-app"}"#), installation, token("t"),
      .init(.get, "/api/v3/users/my-app%5Bbot%5D", 200, account(77, "my-app[bot]", "Bot")), at: clock)
    let bot = ForgeUser(id: 77, name: "my-app[bot]", isBot: true)
    #expect(try await client.me() == bot)
    #expect(try await client.me() == bot)
    #expect(http.requests.count == 4)
  }

  @Test(arguments: ["", "no key", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----"])
  func otherKeysAreErrors(_ text: String) async throws {
    let error = await #expect(throws: ForgeError.self) {
      try await GitHubClient(
        repository: "o/r", credentials: .app(id: "1", privateKey: text), client: ScriptedHTTPClient([]),
        now: { testTime })
    }
    #expect(error?.kind == .unauthorized)
  }

  @Test func credentialsDoNotShow() {
    let all: [GitHubCredentials] = [.token("s3cret"), .app(id: "1", privateKey: "s3cret")]
    for one in all {
      var dumped = ""
      dump(one, to: &dumped)
      #expect(!"\(one) \(String(reflecting: one)) \(dumped)".contains("s3cret"))
    }
  }

  // MARK: - Check runs

  private let runs = "/check-runs?filter=latest&check_name=remit&app_id=4711&per_page=100"

  private func run(_ id: Int, _ status: String, _ conclusion: String, _ annotations: Int = 0) -> String {
    """
    {"id":\(id),"name":"remit","status":"\(status)","conclusion":\(conclusion),"details_url":"https://x",
    "output":{"title":"done","summary":"text","annotations_count":\(annotations)}}
    """
  }

  private func report(_ state: CommitStatus.State, annotations: Int = 0) -> CheckReport {
    CheckReport(
      status: CommitStatus(name: "remit", state: state, summary: "done"), text: "text",
      annotations: (0..<annotations).map {
        CheckAnnotation(path: "f", startLine: $0 + 1, endLine: $0 + 1, level: .warning, message: "m")
      })
  }

  @Test func runIsMadeInBatches() async throws {
    let (client, http) = try await app(
      installation, token("t"), .init(.get, runs, 200, #"{"total_count":0,"check_runs":[]}"#),
      .init(.post, "/repos/o/r/check-runs", 201, run(5, "completed", #""failure""#)),
      .init(.patch, "/repos/o/r/check-runs/5", 200, run(5, "completed", #""failure""#)),
      .init(.patch, "/repos/o/r/check-runs/5", 200, run(5, "completed", #""failure""#)), at: clock)
    try await client.report(report(.failure, annotations: 101), on: oneHead, of: 7)
    #expect(http.missing.isEmpty)
    let bodies = http.requests.suffix(3).map(\.bodyText)
    #expect(bodies.map { $0.split(separator: "annotation_level").count - 1 } == [50, 50, 1])
    #expect(bodies[0].contains(#""conclusion":"failure","head_sha":"\#(oneHead)","name":"remit""#))
    #expect(bodies[0].contains(#""status":"completed""#))
    #expect(bodies[0].contains(#""end_line":1,"message":"m","path":"f","start_line":1"#))
  }

  @Test func runThatSaysItIsLeft() async throws {
    let (client, http) = try await app(
      installation, token("t"),
      .init(.get, runs, 200, #"{"check_runs":[\#(run(5, "completed", #""success""#, 2))]}"#), at: clock)
    try await client.report(report(.success, annotations: 2), on: oneHead, of: 7)
    #expect(http.requests.count == 3)
  }

  @Test func openRunIsCompleted() async throws {
    let (client, http) = try await app(
      installation, token("t"), .init(.get, runs, 200, #"{"check_runs":[\#(run(5, "in_progress", "null"))]}"#),
      .init(.patch, "/repos/o/r/check-runs/5", 200, run(5, "completed", #""success""#)), at: clock)
    try await client.report(report(.success, annotations: 1), on: oneHead, of: 7)
    #expect(http.missing.isEmpty)
  }

  @Test func completeRunGetsASuccessor() async throws {
    let (client, http) = try await app(
      installation, token("t"),
      .init(.get, runs, 200, #"{"check_runs":[\#(run(5, "completed", #""success""#, 1))]}"#),
      .init(.post, "/repos/o/r/check-runs", 201, run(6, "in_progress", "null")), at: clock)
    try await client.report(report(.running), on: oneHead, of: 7)
    #expect(http.missing.isEmpty)
    #expect(http.requests.last?.bodyText.contains("conclusion") == false)
  }

  @Test func ownRunIsTheStatus() async throws {
    let (client, _) = try await app(
      installation, token("t"),
      .init(.get, runs, 200, #"{"check_runs":[\#(run(5, "completed", #""cancelled""#))]}"#), at: clock)
    let status = try await client.status(named: "remit", of: oneHead)
    #expect(status == CommitStatus(name: "remit", state: .canceled, summary: "done", url: "https://x"))
  }
}
