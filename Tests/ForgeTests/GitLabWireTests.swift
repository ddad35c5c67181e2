import ForgeGitLab
import Forges
import HTTPTransport
import TestSupport
import Testing

/// The adapter over a real connection, with the patient client in between.
@Suite struct GitLabWireTests {
  @Test func overTheWire() async throws {
    let head = GitLabAnswers.head
    let server = try LocalHTTPServer { request in
      let limits: HTTPHeaders = [
        "RateLimit-Limit": "600", "RateLimit-Remaining": "42", "RateLimit-Reset": "4102444800", "ETag": "W/\"1\"",
      ]
      guard request.headers["PRIVATE-TOKEN"] == "geheim" else { return [LocalHTTPServer.response(401)] }
      switch (request.method, request.url) {
      case (.get, "/lab/api/v4/projects/g%2Fd/merge_requests/7"):
        let isKnown = request.headers["If-None-Match"] == "W/\"1\""
        let body = isKnown ? [] : Array(GitLabAnswers.mergeRequest().utf8)
        return [LocalHTTPServer.response(isKnown ? 304 : 200, headers: limits, body: body)]
      case (.put, "/lab/api/v4/projects/g%2Fd/merge_requests/7/merge"):
        let isRight = request.bodyText == #"{"sha":"\#(head)","should_remove_source_branch":false}"#
        let body = GitLabAnswers.mergeRequest(["state": #""merged""#, "merge_commit_sha": #""m""#])
        return [LocalHTTPServer.response(isRight ? 200 : 400, body: Array(body.utf8))]
      default: return [LocalHTTPServer.response(404)]
      }
    }
    defer { server.stop() }
    let forge = try GitLabClient(
      url: server.url + "/lab/", project: "g/d", token: "geheim", client: PatientClient(CurlClient()),
      now: { Timestamp(milliseconds: 0) })
    #expect(await forge.budget() == nil)
    let first = try await forge.mergeRequest(7)
    #expect(first.head == head)
    #expect(try await forge.mergeRequest(7) == first)
    #expect(try await forge.merge(7, head: head, MergeInstruction()) == .merged(commit: "m"))
    #expect(
      await forge.budget()
        == RequestBudget(remaining: 42, limit: 600, resetsAt: Timestamp(milliseconds: 4_102_444_800_000)))
    #expect(server.requests.map { $0.headers["If-None-Match"] } == [nil, "W/\"1\"", nil])
    #expect(await kind { () async throws(ForgeError) in try await forge.mergeRequest(8) } == .notFound)
  }

  /// GitLab refuses for too many requests: the work is to be taken up again when GitLab says.
  @Test func aLongLimitIsForLater() async throws {
    let script = ScriptedHTTPClient([
      Exchange(.get, "/merge_requests/7", 429, "Retry later\n", headers: ["Retry-After": "600"])
    ])
    let clock = HTTPClock(now: { 1_000_000 }, sleep: { _ in Issue.record("waits") }, random: { $0 })
    let forge = try GitLabClient(
      project: "g/d", token: "t", client: PatientClient(script, clock: clock),
      now: { Timestamp(milliseconds: 1_000_000) })
    for _ in 0..<2 {
      #expect(
        await kind { () async throws(ForgeError) in try await forge.mergeRequest(7) }
          == .limited(until: Timestamp(milliseconds: 1_600_000)))
    }
    #expect(script.requests.count == 1)
  }
}
