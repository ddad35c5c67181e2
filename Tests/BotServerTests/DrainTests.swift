import BotServer
import Foundation
import Logging
import ServiceLifecycle
import ServiceStore
import TestSupport
import Testing
import Webhooks

@testable import BotService

@Suite struct DrainTests {
  /// Runs a server in a group, sends half a delivery, tells the group to stop, and sends the other half or not.
  private func stop(finishing: Bool, drainTime: Int) async throws -> (answer: String, jobs: Int) {
    let store = MemoryStore()
    var options = ServerOptions()
    (options.port, options.drainTime) = (0, drainTime)
    let (ports, listening) = AsyncStream.makeStream(of: Int.self)
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    let server = try BotServer(
      context: ServiceContext(store: store),
      hooks: [
        HookEndpoint(
          repository: "infra", forge: .gitlab, verifier: try WebhookVerifier(.gitlab, secrets: ["a secret for tests"]))
      ], repositories: [ServedRepository(name: "infra")], options: options, logger: logger,
      onListening: { listening.yield($0) })
    let group = ServiceGroup(configuration: .init(services: [server], logger: logger))
    async let running: Void = group.run()
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    let connection = try RawConnection(port: UInt16(port))
    let body = #"{"object_kind":"merge_request","object_attributes":{"iid":3}}"#
    connection.send(
      "POST /hooks/gitlab/infra HTTP/1.1\r\nHost: x\r\nX-Gitlab-Token: a secret for tests\r\n"
        + "Content-Length: \(body.utf8.count)\r\n\r\n" + body.prefix(10))
    // Whoever is answered is connected: the half delivery has arrived before it.
    _ = try await Self.health(port)
    try await Task.sleep(for: .milliseconds(500))
    await group.triggerGracefulShutdown()
    if finishing {
      connection.send(String(body.dropFirst(10)))
      connection.finish()
    }
    let answer = await connection.readAll()
    do { try await running } catch is CancellationError {}
    return (answer, try await store.jobs().count)
  }

  private static func health(_ port: Int) async throws -> String {
    let connection = try RawConnection(port: UInt16(port))
    connection.send("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    return await connection.readAll()
  }

  @Test func whatHasBegunIsFinished() async throws {
    let (answer, jobs) = try await stop(finishing: true, drainTime: 30_000)
    #expect(answer.hasPrefix("HTTP/1.1 200") && jobs == 1)
  }

  @Test func whatDoesNotEndIsCutOff() async throws {
    let (answer, jobs) = try await stop(finishing: false, drainTime: 300)
    #expect(!answer.hasPrefix("HTTP/1.1 200") && jobs == 0)
  }
}
