import BotService
import Forges
import Foundation
import HTTPTransport
import Logging
import ServiceAssembly
import ServiceLifecycle
import ServiceStore
import Synchronization
import TestSupport
import Testing

/// The service put together from a configuration, with a forge that is a function.
@Suite struct ServeAssemblyTests {
  /// A configuration of one Gitea repository, in a folder that goes with the value.
  private final class Home: Sendable {
    let folder = NSTemporaryDirectory() + "remit-assembly-\(UUID().uuidString)"

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func configuration(_ more: String = "", url: String? = "https://remit.test") throws -> ServiceConfiguration {
      let text = """
        \(url.map { "url: \($0)" } ?? "")
        listen: 127.0.0.1:0
        state: \(folder)
        workers: 2
        repositories:
          - name: infra
            forge: gitea
            url: https://git.test
            project: group/infra
            token: {env: TOKEN}
        \(more)
        """
      let (configuration, problems) = ServiceConfiguration.read(
        Array(text.utf8), file: "remit.yml",
        secrets: SecretSource(environment: ["TOKEN": "a-token-of-gitea", "HOOK": "a-hook-secret"], folder: "/"))
      return try #require(configuration, "\(problems)")
    }
  }

  private static let hook = "    webhook: {secrets: [{env: HOOK}]}"

  /// A Gitea that knows the token and has what is given under paths.
  private static func gitea(_ answers: [String: String] = [:]) -> AnsweringHTTPClient {
    AnsweringHTTPClient { request in
      let path = request.url.replacing("https://git.test/api/v1", with: "").prefix { $0 != "?" }
      let usual = [
        "/user": #"{"id": 7, "login": "remit"}"#, "/repos/group/infra/pulls": "[]",
        "/repos/group/infra": #"{"clone_url": "https://git.test/group/infra.git"}"#, "/repos/group/infra/hooks": "[]",
      ]
      guard request.headers["Authorization"] == "token a-token-of-gitea" else { return HTTPResponse(status: 401) }
      guard let text = answers[String(path)] ?? usual[String(path)] else { return HTTPResponse(status: 404) }
      if let status = Int(text) { return HTTPResponse(status: status) }
      return HTTPResponse(status: 200, headers: ["Content-Type": "application/json"], body: Array(text.utf8))
    }
  }

  /// What is found at the store and the forge: there is no git behind the host's name (`DataCheckTests`).
  private func findings(_ configuration: ServiceConfiguration, _ http: any HTTPClient) async -> [String] {
    await ServiceCheck(configuration, http: http).findings().filter {
      !$0.text.hasPrefix("the remote cannot be fetched")
    }
    .map { "\($0.kind.rawValue): \($0.subject): \($0.text)" }
  }

  private static let hooks =
    #"[{"id": 1, "active": true, "events": ["push"], "config": {"url": "https://remit.test/hooks/gitea/infra"}}]"#

  @Test func checkOfWhatIsInOrder() async throws {
    let home = Home()
    let http = Self.gitea(["/repos/group/infra/hooks": Self.hooks])
    #expect(
      await findings(try home.configuration(Self.hook), http) == [
        "ok: store: it can be written to", "ok: infra: Remit is remit (7)", "ok: infra: group/infra can be read",
        "ok: infra: the webhook is set up",
      ])
    // It only asks.
    #expect(http.requests.allSatisfy { $0.method == .get })
  }

  @Test(arguments: [
    (["/user": "401"], "problem: infra: "), (["/user": "500"], "unknown: infra: "),
    (["/repos/group/infra/pulls": "404"], "problem: infra: "),
    (["/repos/group/infra/hooks": "403"], "warning: infra: "),
    ([:], "problem: infra: the project has no webhook for https://remit.test/hooks/gitea/infra"),
    (
      ["/repos/group/infra/hooks": hooks.replacing("true", with: "false")],
      "problem: infra: the webhook is switched off"
    ),
  ])
  func checkOfWhatIsNot(_ answers: [String: String], _ last: String) async throws {
    let home = Home()
    let found = await findings(try home.configuration(Self.hook), Self.gitea(answers))
    #expect(found.last?.hasPrefix(last) == true, "\(found)")
    #expect(found.allSatisfy { !$0.contains("a-token-of-gitea") })
  }

  @Test func checkWithoutSecretOrAddress() async throws {
    let home = Home()
    #expect(
      await findings(try home.configuration(), Self.gitea()).last
        == "warning: infra: there is no webhook secret: Remit looks at merge requests in sweeps only")
    #expect(
      await findings(try home.configuration(Self.hook, url: nil), Self.gitea()).last
        == "warning: infra: there is no URL for the webhook")
  }

  @Test func hooksAreSetUp() async throws {
    let home = Home()
    let configuration = try home.configuration(Self.hook)
    let http = AnsweringHTTPClient { request in
      if request.url.hasSuffix("/version") {
        return HTTPResponse(status: 200, body: Array(#"{"version": "1.27.1"}"#.utf8))
      }
      let made = String(Self.hooks.dropFirst().dropLast())
      return HTTPResponse(
        status: 200, headers: ["Content-Type": "application/json"],
        body: Array(request.method == .get ? "[]".utf8 : made.utf8))
    }
    let repository = try #require(configuration.repositories.first)
    let hook = try await HookSetup.run(repository, of: configuration, http: http)
    #expect(hook.url == "https://remit.test/hooks/gitea/infra")
    let sent = try #require(http.requests.first { $0.method == .post })
    #expect(String(decoding: sent.body ?? [], as: UTF8.self).contains("a-hook-secret"))
  }

  @Test func whatKeepsAHookFromBeingSetUp() throws {
    let home = Home()
    let configuration = try home.configuration(Self.hook)
    var repository = try #require(configuration.repositories.first)
    #expect(HookSetup.problem(with: repository, of: configuration) == nil)
    #expect(HookSetup.problem(with: repository, of: try home.configuration(url: nil))?.contains("\"url\"") == true)
    repository.forge = .gitlab
    repository.webhook.secrets = [Secret("whsec_" + String(repeating: "A", count: 32))]
    #expect(HookSetup.problem(with: repository, of: configuration)?.contains("signing secret") == true)
    repository.webhook.secrets = []
    #expect(HookSetup.problem(with: repository, of: configuration)?.contains("webhook.secrets") == true)
  }

  @Test func serviceWorksAndEnds() async throws {
    let home = Home()
    let store = MemoryStore()
    let http = Self.gitea()
    let service = try await ServiceAssembly.Service(
      try home.configuration(Self.hook), store: store, http: http, log: .none)
    let (swept, sweep) = AsyncStream.makeStream(of: Int.self)
    let server = try service.server(logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })) { port in
      sweep.yield(port)
    }
    let health = Mutex(0)
    let didEnd = try await service.run(
      until: {
        for await port in swept {
          let answer = try? await CurlClient().send(HTTPRequest(.get, "http://127.0.0.1:\(port)/readyz"))
          health.withLock { $0 = answer?.status ?? 0 }
          break
        }
        // The first thing that every process does is a sweep.
        while !http.requests.contains(where: { $0.url.contains("/pulls?") }) {
          try? await Task.sleep(for: .milliseconds(20))
        }
      }, beside: server, grace: .seconds(600))
    #expect(didEnd)
    #expect(health.withLock { $0 } == 200)
    #expect(try await store.jobs().allSatisfy { $0.state != .running })
  }

  @Test func whatRunsBesideEndsTheServiceToo() async throws {
    struct Failure: Error {}
    struct Failing: ServiceLifecycle.Service {
      func run() async throws { throw Failure() }
    }
    let home = Home()
    let service = try await ServiceAssembly.Service(
      try home.configuration(), store: MemoryStore(), http: Self.gitea(), log: .none)
    await #expect(throws: Failure.self) {
      _ = try await service.run(
        until: { try? await Task.sleep(for: .seconds(3600)) }, beside: Failing())
    }
  }

  /// Work that does not end is left behind: its lease runs out.
  @Test func graceIsNotForEver() async throws {
    struct Stuck: HTTPClient {
      let begun: @Sendable () -> Void
      func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        begun()
        await withCheckedContinuation { (never: CheckedContinuation<Void, Never>) in
          Self.kept.withLock { $0.append(never) }
        }
        return HTTPResponse(status: 500)
      }
      static let kept = Mutex<[CheckedContinuation<Void, Never>]>([])
    }
    let home = Home()
    let (begun, begin) = AsyncStream.makeStream(of: Void.self)
    let service = try await ServiceAssembly.Service(
      try home.configuration(), store: MemoryStore(), http: Stuck { begin.yield() }, log: .none)
    let didEnd = try await service.run(
      until: { for await _ in begun { return } }, grace: .milliseconds(50))
    #expect(!didEnd)
    for never in Stuck.kept.withLock({ $0 }) { never.resume() }
  }

  // MARK: - The log

  private func lines(
    _ format: ServiceConfiguration.Log.Format, _ body: (Logger) -> Void
  ) -> [String] {
    var log = ServiceConfiguration().log
    log.format = format
    let kept = LogLines()
    let handler = LineLogHandler(
      log, secrets: [Secret("a-token-of-gitea"), Secret("a-token-of-gitea-too")],
      now: { Timestamp(milliseconds: 1_700_000_000_123) }, write: { kept.add($0) })
    body(Logger(label: "test", factory: { _ in handler }))
    return kept.all
  }

  private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  @Test func eventsAreLinesOfJSON() {
    let lines = lines(.json) { logger in
      logger.debug("nothing")
      logger.info("merged", metadata: ["repository": "infra", "ts": "other"])
      logger.error("said \"no\"\n", metadata: ["error": "401 for a-token-of-gitea-too"])
    }
    #expect(
      lines == [
        #"{"ts":"2023-11-14T22:13:20.123Z","level":"info","event":"merged","repository":"infra","ts_":"other"}"# + "\n",
        #"{"ts":"2023-11-14T22:13:20.123Z","level":"error","event":"said \"no\"\n","error":"401 for (secret)"}"# + "\n",
      ])
  }

  @Test func textIsOneLineAnEvent() {
    let lines = lines(.text) { $0.warning("odd\nanswer", metadata: ["repository": "infra"]) }
    #expect(lines == ["2023-11-14T22:13:20.123Z warning: odd answer repository=infra\n"])
  }
}
