import BotServer
import Forges
import ServiceStore
import TestSupport
import Testing
import Webhooks

@testable import BotService

@Suite struct OperationTests {
  @Test func readinessIsTheStores() async throws {
    try await RunningServer.run { server async throws in
      #expect(try await server.get("/readyz").text == "ready\n")
      await server.store.close()
      let answer = try await server.get("/readyz")
      #expect(answer.status == 503 && answer.text.contains("the store is closed"))
      #expect(try await server.get("/healthz").status == 200)
      #expect(try await server.get("/").status == 503)
      #expect(try await server.get("/api/v1/jobs").headers["Content-Type"] == "application/problem+json")
    }
  }

  @Test func headIsAnsweredWithoutABody() async throws {
    try await RunningServer.run { server async throws in
      let connection = try RawConnection(port: server.port)
      connection.send("HEAD /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      let answer = await connection.readAll()
      #expect(answer.hasPrefix("HTTP/1.1 200") && answer.hasSuffix("\r\n\r\n"))
    }
  }

  @Test func metricsAreReadFromTheStore() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.fill(server.store)
      try await server.store.request(
        JobKey(kind: JobKind.look, repository: "infra", subject: "5"), notBefore: server.time.now.adding(-7000))
      let answer = try await server.get("/metrics")
      #expect(answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
      #expect(answer.text.contains("remit_queue_depth{state=\"waiting\"} 1\n"))
      #expect(answer.text.contains("remit_queue_depth{state=\"dead\"} 1\n"))
      #expect(answer.text.contains("remit_queue_age_seconds 7\n"))
      #expect(answer.text.contains("remit_open_merge_requests{repository=\"infra\",verdict=\"approved\"} 2\n"))
      #expect(answer.text.contains("remit_open_merge_requests{repository=\"infra\",verdict=\"conflict\"} 0\n"))
      // Asked again at once it is not read again; a second later it is.
      try await server.store.request(
        JobKey(kind: "look", repository: "infra", subject: "6"), notBefore: server.time.now)
      #expect(try await server.get("/metrics").text.contains("remit_queue_depth{state=\"waiting\"} 1\n"))
      server.time.advance(1000)
      #expect(try await server.get("/metrics").text.contains("remit_queue_depth{state=\"waiting\"} 2\n"))
    }
  }

  @Test(arguments: ["api", "hooks", "records", "healthz", "style.css", "", ".", "..", "a/b", "a b", "ü", "<a>"])
  func namesThatAreNoPartOfURLsAreRefused(_ name: String) {
    #expect(throws: BotServerError.name(name)) {
      try BotServer(
        context: ServiceContext(store: MemoryStore()), hooks: [], repositories: [ServedRepository(name: name)])
    }
  }

  @Test func whatCannotBeMeantIsRefused() throws {
    let context = ServiceContext(store: MemoryStore())
    let verifier = try WebhookVerifier(.gitlab, secrets: ["secret"])
    let hook = HookEndpoint(repository: "a", forge: .gitlab, verifier: verifier)
    #expect(throws: BotServerError.unknownRepository("a")) {
      try BotServer(context: context, hooks: [hook], repositories: [])
    }
    #expect(throws: BotServerError.twice("the webhook of a")) {
      try BotServer(context: context, hooks: [hook, hook], repositories: [ServedRepository(name: "a")])
    }
    #expect(throws: BotServerError.weakToken) {
      var options = ServerOptions()
      options.adminToken = "short"
      return try BotServer(context: context, hooks: [], repositories: [], options: options)
    }
  }
}
