import Foundation
import HTTPTransport
import ServiceStore
import TestSupport
import Testing

@testable import BotServer
@testable import BotService

private let token = "an admin token for tests"

private struct MergeRequests: Decodable {
  struct One: Decodable { var number: Int }
  var mergeRequests: [One]
  var next: String?
}

private struct Jobs: Decodable {
  struct One: Decodable, Equatable {
    var subject: String
    var state: String
  }
  var jobs: [One]
  var next: String?
}

@Suite struct APITests {
  @Test func listsComeInPages() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.keep(
        (1...7).map { Sample.standing($0) } + [Sample.standing(2, repository: "other")], in: server.store)
      var (numbers, query): ([Int], String?) = ([], "")
      while let more = query {
        let page: MergeRequests = try await server.get("/api/v1/merge-requests?limit=3\(more)").json()
        numbers += page.mergeRequests.map(\.number)
        query = page.next.map { "&cursor=" + $0 }
      }
      #expect(numbers == [1, 2, 3, 4, 5, 6, 7, 2])
      for index in 1...5 {
        try await server.store.request(
          JobKey(kind: "look", repository: "infra", subject: "\(index)"), notBefore: server.time.now)
      }
      var subjects: [String] = []
      query = ""
      while let more = query {
        let page: Jobs = try await server.get("/api/v1/jobs?limit=2\(more)").json()
        subjects += page.jobs.map(\.subject)
        query = page.next.map { "&cursor=" + $0 }
      }
      #expect(subjects == ["1", "2", "3", "4", "5"])
    }
  }

  @Test(arguments: [
    "/api/v1/merge-requests?limit=0", "/api/v1/merge-requests?limit=201", "/api/v1/merge-requests?limit=x",
    "/api/v1/merge-requests?cursor=x", "/api/v1/jobs?state=sleeping", "/api/v1/jobs?limit=-1",
    "/api/v1/records/infra?after=-1", "/api/v1/records/infra?after=x",
  ])
  func wrongParametersAreProblems(_ path: String) async throws {
    try await RunningServer.run { server async throws in
      let answer = try await server.get(path)
      #expect(answer.status == 400 && answer.headers["Content-Type"] == "application/problem+json")
    }
  }

  @Test func queueHasItsOrderAndBranchesTheirSlashes() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.keep(
        [
          Sample.standing(1, ready: true, branch: "release/1"),
          Sample.standing(2, ready: true, priority: "urgent", branch: "release/1"),
          Sample.standing(3, ready: true), Sample.standing(4, branch: "release/1"),
        ], in: server.store)
      let queue: MergeRequests = try await server.get("/api/v1/queue/infra/release%2F1").json()
      #expect(queue.mergeRequests.map(\.number) == [2, 1])
    }
  }

  // MARK: - The one command

  @Test func aJobThatWasGivenUpIsRequeuedByWhoMay() async throws {
    try await RunningServer.run(configure: { $0.adminToken = token }) { server async throws in
      try await Sample.bury(104, in: server.store)
      let body = #"{"kind":"look","repository":"infra","subject":"104"}"#
      for wrong in [nil, "", "Bearer", "Bearer x", "Bearer \(token)x", "Basic \(token)", token] {
        var headers: HTTPHeaders = [:]
        headers["Authorization"] = wrong
        #expect(try await server.post("/api/v1/jobs/requeue", headers: headers, body).status == 403)
      }
      let dead: Jobs = try await server.get("/api/v1/jobs?state=dead").json()
      #expect(dead.jobs == [.init(subject: "104", state: "dead")])
      let headers: HTTPHeaders = ["Authorization": "Bearer \(token)"]
      for (wrong, status) in [
        ("{", 400), ("[]", 400), (#"{"kind":"look"}"#, 400), (body.replacing("104", with: "1"), 404),
        (String(repeating: " ", count: 5000), 413),
      ] {
        #expect(try await server.post("/api/v1/jobs/requeue", headers: headers, wrong).status == status)
      }
      #expect(try await server.post("/api/v1/jobs/requeue", headers: headers, body).status == 200)
      let waiting: Jobs = try await server.get("/api/v1/jobs").json()
      #expect(waiting.jobs == [.init(subject: "104", state: "waiting")])
    }
  }

  @Test func withoutATokenThereAreNoCommands() async throws {
    try await RunningServer.run { server async throws in
      try await Sample.bury(104, in: server.store)
      for value in ["Bearer ", "Bearer x"] {
        let body = #"{"kind":"look","repository":"infra","subject":"104"}"#
        let answer = try await server.post("/api/v1/jobs/requeue", headers: ["Authorization": value], body)
        #expect(answer.status == 404)
      }
    }
  }

  // MARK: - The document

  private struct Document: Decodable { var paths: [String: [String: Described]] }
  private struct Described: Decodable { var operationId: String }

  @Test func documentHasExactlyTheRoutes() throws {
    let document = try JSONDecoder().decode(Document.self, from: Data(OpenAPIDocument.text.utf8))
    let described = document.paths.flatMap { path, methods in methods.keys.map { "\($0.uppercased()) \(path)" } }
    let server = try BotServer(context: ServiceContext(store: MemoryStore()), hooks: [], repositories: [])
    #expect(Set(described) == Set(server.routes.map { "\($0.method.rawValue) \($0.path)" }))
    #expect(described.count == server.routes.count)
  }

  private struct Exchange: Encodable {
    var method: String
    var path: String
    var template: String
    var status: Int
    var type: String
    var body: String
  }

  @Test func answersAreAsTheDocumentSays() async throws {
    try await RunningServer.run(configure: { $0.adminToken = token }) { server async throws in
      try await Sample.fill(server.store)
      var exchanges: [Exchange] = []
      func note(_ method: String, _ path: String, _ template: String, _ answer: HTTPResponse) {
        exchanges.append(
          Exchange(
            method: method, path: path, template: template, status: answer.status,
            type: answer.headers["Content-Type"] ?? "", body: answer.text))
      }
      for (path, template) in Self.asked { note("GET", path, template, try await server.get(path)) }
      let job = #"{"kind":"look","repository":"infra","subject":"104"}"#
      for (header, body) in [
        ("", job), ("Bearer \(token)", "{"), ("Bearer \(token)", job),
        ("Bearer \(token)", job.replacing("104", with: "9")),
      ] {
        let path = "/api/v1/jobs/requeue"
        note("POST", path, path, try await server.post(path, headers: ["Authorization": header], body))
      }
      let hook = "/hooks/{forge}/{name}"
      note("POST", "/hooks/gitlab/infra", hook, try await server.deliver("{}"))
      note("POST", "/hooks/gitlab/infra", hook, try await server.deliver("{}", token: nil))
      note("POST", "/hooks/none/infra", hook, try await server.post("/hooks/none/infra", "{}"))
      await server.store.close()
      server.time.advance(60_000)
      for (path, template) in Self.asked { note("GET", path, template, try await server.get(path)) }
      note("POST", "/hooks/gitlab/infra", hook, try await server.deliver("{}", id: "2"))
      // What nobody asked for is not checked either.
      let templates = Set(exchanges.map(\.template))
      #expect(
        templates == Set(try JSONDecoder().decode(Document.self, from: Data(OpenAPIDocument.text.utf8)).paths.keys))
      var input = Data(OpenAPIDocument.text.utf8.filter { $0 != 0x0A } + [0x0A])
      for exchange in exchanges { input += try JSONEncoder().encode(exchange) + [0x0A] }
      guard let problems = try PythonScript.lines("check_answers.py", [], input: input) else { return }
      #expect(problems.map { String(decoding: $0, as: UTF8.self) } == [])
    }
  }

  private static let asked = [
    ("/", "/"), ("/infra/103", "/{repository}/{number}"), ("/infra/91", "/{repository}/{number}"),
    ("/infra/1", "/{repository}/{number}"), ("/records", "/records"), ("/records?repository=x", "/records"),
    ("/records/infra/91", "/records/{repository}/{number}"), ("/records/infra/1", "/records/{repository}/{number}"),
    ("/style.css", "/style.css"), ("/healthz", "/healthz"), ("/readyz", "/readyz"), ("/metrics", "/metrics"),
    ("/api/v1/openapi.json", "/api/v1/openapi.json"), ("/api/v1/merge-requests", "/api/v1/merge-requests"),
    ("/api/v1/merge-requests?limit=2", "/api/v1/merge-requests"),
    ("/api/v1/merge-requests?limit=x", "/api/v1/merge-requests"),
    ("/api/v1/merge-requests/infra/103", "/api/v1/merge-requests/{repository}/{number}"),
    ("/api/v1/merge-requests/infra/104", "/api/v1/merge-requests/{repository}/{number}"),
    ("/api/v1/merge-requests/infra/1", "/api/v1/merge-requests/{repository}/{number}"),
    ("/api/v1/queue/infra/main", "/api/v1/queue/{repository}/{branch}"),
    ("/api/v1/queue/none/main", "/api/v1/queue/{repository}/{branch}"), ("/api/v1/jobs", "/api/v1/jobs"),
    ("/api/v1/jobs?state=dead", "/api/v1/jobs"), ("/api/v1/jobs?state=x", "/api/v1/jobs"),
    ("/api/v1/records/infra", "/api/v1/records/{repository}"),
    ("/api/v1/records/infra?limit=1&after=1", "/api/v1/records/{repository}"),
    ("/api/v1/records/infra?after=x", "/api/v1/records/{repository}"),
    ("/api/v1/records/none", "/api/v1/records/{repository}"),
    ("/api/v1/records/infra/91", "/api/v1/records/{repository}/{number}"),
    ("/api/v1/records/infra/1", "/api/v1/records/{repository}/{number}"),
  ]
}
