import Crypto
import Forges
import HTTPTransport
import ServiceStore
import TestSupport
import Testing

@testable import BotService

private func event(_ number: Int, project: Int = 7) -> String {
  #"{"object_kind":"merge_request","project":{"id":\#(project)},"object_attributes":{"iid":\#(number)}}"#
}

@Suite struct HookTests {
  // MARK: - What is taken

  @Test func anEventIsOneLook() async throws {
    let body: @Sendable (RunningServer) async throws -> Void = { server async throws in
      let answer = try await server.deliver(event(12))
      #expect(answer.status == 200 && answer.text == "{\"result\":\"accepted\"}\n")
      #expect(try await server.jobs() == ["look 12 +2000"])
      #expect(try await server.deliver(event(12)).text == "{\"result\":\"duplicate\"}\n")
      server.time.advance(500)
      #expect(try await server.deliver(event(12), id: "2").status == 200)
      // The first of several says when.
      #expect(try await server.jobs() == ["look 12 +1500"])
      #expect(server.deliveries("accepted") == 2 && server.deliveries("duplicate") == 1)
      #expect(try await server.store.lastDeliveries()["infra"] == server.time.now)
    }
    try await RunningServer.run(MemoryStore(), body)
    try await withSQLite { try await RunningServer.run($0, body) }
  }

  @Test func bothSecretsCountWhileOneIsBeingChanged() async throws {
    try await RunningServer.run { server async throws in
      let body = #"{"repository":{"id":1,"full_name":"org/infra"},"pull_request":{"number":5}}"#
      for (index, secret) in ["an older secret", RunningServer.gitHubSecret, "a wrong secret"].enumerated() {
        let mac = HMAC<SHA256>.authenticationCode(
          for: Array(body.utf8), using: SymmetricKey(data: Array(secret.utf8)))
        let headers: HTTPHeaders = [
          "X-GitHub-Event": "pull_request", "X-GitHub-Delivery": "\(index)", "Content-Type": "application/json",
          "X-Hub-Signature-256": "sha256=" + mac.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
        ]
        let answer = try await server.post("/hooks/github/infra", headers: headers, body)
        #expect(answer.status == (index < 2 ? 200 : 401))
      }
      #expect(try await server.jobs() == ["look 5 +2000"])
    }
  }

  @Test func pushesAndResultsFindWhatTheyAreAbout() async throws {
    try await RunningServer.run { server async throws in
      let head = String(repeating: "e", count: 40)
      try await Sample.keep(
        [Sample.standing(4, head: head), Sample.standing(9, head: head), Sample.standing(5)], in: server.store)
      _ = try await server.get("/")
      func push(_ branch: String) -> String {
        #"{"object_kind":"push","project":{"id":7},"ref":"refs/heads/\#(branch)"}"#
      }
      func build(_ commit: String) -> String {
        #"{"object_kind":"build","project_id":7,"project":{"id":7},"sha":"\#(commit)"}"#
      }
      #expect(try await server.deliver(push("feature"), id: "1").text.contains("ignored"))
      #expect(try await server.jobs() == [])
      #expect(try await server.deliver(build(head), id: "2").text.contains("accepted"))
      #expect(try await server.jobs() == ["look 4 +2000", "look 9 +2000"])
      #expect(try await server.deliver(build(String(repeating: "f", count: 40)), id: "3").text.contains("accepted"))
      #expect(try await server.jobs().last == "sweep  +60000")
      #expect(try await server.deliver(push("main"), id: "4").text.contains("accepted"))
      #expect(try await server.jobs().last == "sweep  +10000")
    }
  }

  @Test func whereNoBranchIsNamedTheTargetsOfMergeRequestsAreWatched() async throws {
    try await RunningServer.run(branches: []) { server async throws in
      try await Sample.keep([Sample.standing(4, branch: "release")], in: server.store)
      _ = try await server.get("/")
      for (id, branch) in ["main", "release"].enumerated() {
        _ = try await server.deliver(
          #"{"object_kind":"push","project":{"id":7},"ref":"refs/heads/\#(branch)"}"#, id: "\(id)")
        #expect(try await server.jobs() == (id == 0 ? [] : ["sweep  +10000"]))
      }
    }
  }

  @Test func whereNothingIsAtHandAllAreLookedAt() async throws {
    let store = MemoryStore()
    try await Sample.keep([Sample.standing(4)], in: store)
    try await RunningServer.run(store, branches: []) { server async throws in
      let build = #"{"object_kind":"build","project_id":7,"project":{"id":7},"sha":"\#(Sample.head)"}"#
      #expect(try await server.deliver(build, id: "1").text.contains("accepted"))
      #expect(try await server.jobs() == ["sweep  +60000"])
    }
  }

  @Test func aHeadOfManyIsASweep() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.keep((1...6).map { Sample.standing($0) }, in: server.store)
      _ = try await server.get("/")
      let build = #"{"object_kind":"build","project_id":7,"project":{"id":7},"sha":"\#(Sample.head)"}"#
      #expect(try await server.deliver(build, id: "1").text.contains("accepted"))
      #expect(try await server.jobs() == ["sweep  +60000"])
    }
  }

  @Test func aThousandDeliveriesAreAllStoredAndFewLooks() async throws {
    let body: @Sendable (RunningServer) async throws -> Void = { server async throws in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for index in 0..<1000 {
          group.addTask { try await server.deliver(event(index % 10 + 1), id: "d\(index)").status }
        }
        for try await status in group { #expect(status == 200) }
      }
      #expect(server.deliveries("accepted") == 1000)
      #expect(try await server.jobs().count == 10)
      #expect(try await server.deliver(event(1), id: "d999").text.contains("duplicate"))
    }
    try await withSQLite { try await RunningServer.run($0, body) }
  }

  // MARK: - What is not

  @Test func withoutTheSecretNothingHappensAndNothingIsTold() async throws {
    try await RunningServer.run { server async throws in
      var texts: Set<String> = []
      for token in [nil, "", "wrong", RunningServer.gitLabSecret + "x", String(RunningServer.gitLabSecret.dropLast())] {
        let answer = try await server.deliver(event(1), token: token)
        #expect(answer.status == 401)
        texts.insert(answer.text)
      }
      #expect(try await server.deliver("{", token: nil).status == 401)
      #expect(texts.count == 1)
      #expect(try await server.jobs() == [])
      #expect(try await server.store.lastDeliveries() == [:])
      #expect(server.deliveries("refused") == 6)
    }
  }

  @Test(arguments: [
    "/hooks/gitlab/none", "/hooks/gitea/infra", "/hooks/none/infra", "/hooks/gitlab", "/hooks/gitlab/infra/x",
    "/hooks/gitlab/%2e%2e", "/hooks/gitlab/%FF",
  ])
  func nothingIsToldOfWhichPartIsUnknown(_ path: String) async throws {
    try await RunningServer.run { server async throws in
      let answer = try await server.post(path, headers: ["X-Gitlab-Token": RunningServer.gitLabSecret], event(1))
      #expect(answer.status == 404)
      #expect(!answer.text.contains("infra") && !answer.text.contains("gitlab"))
    }
  }

  @Test func whatIsAuthenticIsNeverAnError() async throws {
    try await RunningServer.run { server async throws in
      for (id, body) in ["{}", "", "not JSON", #"{"object_kind":"wiki_page"}"#, event(3, project: 8)].enumerated() {
        let answer = try await server.deliver(body, id: "\(id)")
        #expect(answer.status == 200 && answer.text.contains("ignored"))
      }
      #expect(try await server.jobs() == [])
      #expect(server.deliveries("ignored") == 5)
      // The one of another project is not even noted.
      #expect(try await server.deliver(event(3), id: "4").text.contains("accepted"))
    }
  }

  @Test func aFormIsRefusedWithAdvice() async throws {
    try await RunningServer.run { server async throws in
      for (token, status) in [(RunningServer.gitLabSecret, 415), ("wrong", 401)] {
        let headers: HTTPHeaders = [
          "Content-Type": "application/x-www-form-urlencoded", "X-Gitlab-Token": token,
        ]
        let answer = try await server.post("/hooks/gitlab/infra", headers: headers, "payload=%7B%7D")
        #expect(answer.status == status)
        #expect(answer.text.contains("application/json") == (status == 415))
      }
    }
  }

  @Test func largeBodiesAreNotTaken() async throws {
    try await RunningServer.run(configure: {
      $0.maximumBodyBytes = 1000
      $0.bodyTimeout = 500
    }) { server async throws in
      #expect(try await server.deliver(String(repeating: " ", count: 1001)).status == 413)
      #expect(try await server.deliver(String(repeating: " ", count: 1000)).status == 200)
      // Without a length: it is counted.
      let connection = try RawConnection(port: server.port)
      connection.send(
        "POST /hooks/gitlab/infra HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n"
          + String(repeating: " ", count: 1001) + "\r\n0\r\n\r\n")
      #expect(await connection.readAll().hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test func manyBodiesAtOneTimeHaveALimit() async throws {
    try await RunningServer.run(configure: { $0.maximumPendingBytes = 100 }) { server async throws in
      #expect(try await server.deliver(String(repeating: " ", count: 101)).status == 503)
      for id in 0..<3 {
        #expect(try await server.deliver(String(repeating: " ", count: 100), id: "\(id)").status == 200)
      }
    }
  }

  @Test(.timeLimit(.minutes(20))) func slowSendersAreCutOff() async throws {
    try await RunningServer.run(configure: {
      $0.idleTimeout = 300
      $0.bodyTimeout = 300
    }) { server async throws in
      // Header fields that never end.
      let header = try RawConnection(port: server.port)
      header.send("POST /hooks/gitlab/infra HTTP/1.1\r\nHost: x\r\nX-A: ")
      // A body that never ends, one byte at a time.
      let body = try RawConnection(port: server.port)
      body.send("POST /hooks/gitlab/infra HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n{")
      while body.send(" ") { try await Task.sleep(for: .milliseconds(20)) }
      while header.send("a") { try await Task.sleep(for: .milliseconds(20)) }
      let answers = [await body.readAll(), await header.readAll()]
      #expect(!answers.contains { $0.contains("200") })
      #expect(try await server.get("/healthz").status == 200)
      #expect(try await server.jobs() == [])
    }
  }

  // MARK: - Where the store fails

  @Test func whatCannotBeStoredIsAnErrorThatTheForgeShows() async throws {
    try await RunningServer.run { server async throws in
      await server.store.close()
      let answer = try await server.deliver(event(1))
      #expect(answer.status == 503)
      #expect(server.deliveries("failed") == 1)
    }
  }

  @Test func whatMayHaveHappenedIsTriedOnceMore() async throws {
    try await RunningServer.run(UncertainStore(failures: 1)) { server async throws in
      #expect(try await server.deliver(event(1)).status == 200)
      #expect(try await server.jobs() == ["look 1 +2000"])
    }
    try await RunningServer.run(UncertainStore(failures: 2)) { server async throws in
      #expect(try await server.deliver(event(1)).status == 503)
    }
  }
}
