import BotServer
import HTTPTransport
import Logging
import Monitoring
import Synchronization
import Testing

@Suite struct MonitoringServerTests {
  /// Runs a server on a free port while the body runs.
  private func serve(
    _ metrics: Metrics, _ troubles: @escaping @Sendable () async -> [String],
    _ body: @escaping @Sendable (_ url: String) async throws -> Void
  ) async throws {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let server = MonitoringServer(
      host: "127.0.0.1", port: 0, metrics: metrics, troubles: troubles, logger: logger,
      onListening: { listening.yield($0) })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        do { try await server.run() } catch is CancellationError {}
        listening.finish()
      }
      for await port in ports {
        try await body("http://127.0.0.1:\(port)")
        group.cancelAll()
        break
      }
      try await group.waitForAll()
    }
  }

  @Test func servesNumbersAndWhetherAllIsWell() async throws {
    let metrics = Metrics()
    let objects = Metrics.Definition(name: "objects", help: "Objects.", type: .gauge)
    metrics.replace(objects, where: ["cluster": "a"], with: [["set": "x\"y"]: 3, ["set": "gone"]: 1])
    metrics.set(objects, ["cluster": "b"], to: 7)
    metrics.replace(objects, where: ["cluster": "a"], with: [["set": "x\"y"]: 2])
    let isReady = Mutex(false)
    try await serve(metrics) {
      isReady.withLock { $0 } ? [] : ["a: no route", "b: it has not been read yet"]
    } _: { url in
      let client = CurlClient()
      func get(_ path: String) async throws -> HTTPResponse { try await client.send(HTTPRequest(.get, url + path)) }
      #expect(try await get("/healthz").status == 200)
      let waiting = try await get("/readyz")
      #expect(waiting.status == 503)
      #expect(String(decoding: waiting.body, as: UTF8.self) == "not ready:\na: no route\nb: it has not been read yet\n")
      isReady.withLock { $0 = true }
      #expect(try await get("/readyz").status == 200)
      let answer = try await get("/metrics")
      #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(
        String(decoding: answer.body, as: UTF8.self) == """
          # HELP objects Objects.
          # TYPE objects gauge
          objects{cluster="a",set="x\\"y"} 2
          objects{cluster="b"} 7

          """)
      #expect(try await get("/").status == 404)
    }
  }

  /// What is told to stop has no error.
  @Test func endsQuietly() async throws {
    let said = Said()
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    let server = MonitoringServer(
      host: "127.0.0.1", port: 0, metrics: Metrics(), troubles: { [] },
      logger: Logger(label: "test") { _ in said }, drain: .seconds(600), onListening: { listening.yield($0) })
    let serving = Task { try await server.run() }
    for await port in ports {
      _ = try await CurlClient().send(HTTPRequest(.get, "http://127.0.0.1:\(port)/healthz"))
      break
    }
    serving.cancel()
    try await serving.value
    #expect(said.lines.withLock { $0 } == [])
  }
}

/// Errors that are logged.
private final class Said: LogHandler {
  let lines = Mutex<[String]>([])
  var logLevel: Logger.Level {
    get { .error }
    set {}
  }
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) { lines.withLock { $0.append(event.message.description) } }
}
