import BotServer
import Forges
import Foundation
import HTTPTransport
import Logging
import Monitoring
import ServiceStore
import Synchronization
import TestSupport
import Webhooks

@testable import BotService

/// A server on a free port of this machine, with its store and a clock that tests set.
struct RunningServer: Sendable {
  static let gitLabSecret = "a GitLab token for tests"
  static let gitHubSecret = "a GitHub secret for tests"

  let url: String
  let store: any Store
  let metrics: Metrics
  let time: TestTime
  // On a machine that does much else nothing is too late.
  let client = CurlClient(
    {
      var options = CurlOptions()
      (options.connectTimeout, options.totalTimeout, options.stallTimeout) = (600_000, 600_000, 600)
      return options
    }())

  var port: UInt16 { UInt16(url.split(separator: ":").last ?? "") ?? 0 }

  /// Runs a server while the body runs.
  static func run(
    _ store: any Store = MemoryStore(), branches: Set<String> = ["main"],
    configure: (inout ServerOptions) -> Void = { _ in },
    _ body: @escaping @Sendable (RunningServer) async throws -> Void
  ) async throws {
    var options = ServerOptions()
    options.port = 0
    (options.idleTimeout, options.bodyTimeout) = (600_000, 600_000)
    configure(&options)
    let time = TestTime()
    let context = ServiceContext(
      store: store, clock: ServiceClock(now: { time.now }, sleep: { try? await Task.sleep(for: .milliseconds($0)) }))
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let server = try BotServer(
      context: context,
      hooks: [
        try hook("infra", .gitlab, [gitLabSecret], projectID: 7),
        try hook("infra", .github, ["an older secret", gitHubSecret], projectName: "Org/Infra"),
        try hook("other", .gitea, ["a Gitea secret for tests"]),
      ],
      repositories: [
        ServedRepository(name: "infra", url: "https://gitlab.example/org/infra", branches: branches),
        ServedRepository(name: "other"),
      ], options: options, logger: logger, onListening: { listening.yield($0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await server.run() } catch is CancellationError {}
        listening.finish()
      }
      for await port in ports {
        let running = RunningServer(
          url: "http://127.0.0.1:\(port)", store: store, metrics: context.metrics, time: time)
        try await body(running)
        group.cancelAll()
        break
      }
      try await group.waitForAll()
    }
  }

  private static func hook(
    _ name: String, _ forge: ForgeKind, _ secrets: [String], projectID: Int64? = nil, projectName: String? = nil
  ) throws -> HookEndpoint {
    HookEndpoint(
      repository: name, forge: forge, verifier: try WebhookVerifier(forge, secrets: secrets), projectID: projectID,
      projectName: projectName)
  }

  func get(_ path: String, headers: HTTPHeaders = [:]) async throws -> HTTPResponse {
    try await client.send(HTTPRequest(.get, url + path, headers: headers))
  }

  func post(_ path: String, headers: HTTPHeaders = [:], _ body: String) async throws -> HTTPResponse {
    try await client.send(HTTPRequest(.post, url + path, headers: headers, body: Array(body.utf8)))
  }

  /// A delivery from GitLab.
  func deliver(_ body: String, id: String = "1", token: String? = gitLabSecret) async throws -> HTTPResponse {
    var headers: HTTPHeaders = ["Content-Type": "application/json", "Idempotency-Key": id]
    headers["X-Gitlab-Token"] = token
    return try await post("/hooks/gitlab/infra", headers: headers, body)
  }

  func deliveries(_ result: String) -> Double {
    metrics.value(.deliveries, ["repository": "infra", "result": result])
  }

  func jobs() async throws -> [String] {
    try await store.jobs().map {
      "\($0.key.kind) \($0.key.subject) +\($0.notBefore.milliseconds - time.now.milliseconds)"
    }
  }
}

/// A clock that stands still until it is moved.
final class TestTime: Sendable {
  private let held = Mutex<Int64>(1_767_225_600_000)

  var now: Timestamp { Timestamp(milliseconds: held.withLock { $0 }) }

  func advance(_ milliseconds: Int64) { held.withLock { $0 += milliseconds } }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The body as JSON that Foundation reads.
  func json<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(body))
  }
}
