import ForgeGitHub
import Forges
import HTTPTransport
import TestSupport
import Testing

@Suite struct GitHubCheckTests {
  private let runs = "/repos/o/r/commits/\(oneHead)/check-runs?filter=latest&per_page=100"
  private let statuses = "/repos/o/r/commits/\(oneHead)/status?per_page=100"

  private func run(_ name: String, _ status: String, _ conclusion: String = "null") -> String {
    #"{"id":1,"name":"\#(name)","status":"\#(status)","conclusion":\#(conclusion),"output":{"title":null}}"#
  }

  private func status(_ name: String, _ state: String, _ text: String = "s") -> String {
    #"{"context":"\#(name)","state":"\#(state)","description":"\#(text)","target_url":null}"#
  }

  @Test(arguments: [
    ([], [], PipelineState.none),
    (["run/completed/success"], ["status/success"], .passed), (["run/completed/skipped"], [], .passed),
    (["run/completed/neutral"], [], .passed), (["run/in_progress/"], ["status/success"], .running),
    (["run/queued/"], [], .running), (["run/completed/success"], ["status/pending"], .running),
    (["run/completed/failure"], ["status/pending"], .failed("run")), (["run/completed/timed_out"], [], .failed("run")),
    (["run/completed/action_required"], [], .failed("run")), (["run/completed/cancelled"], [], .failed("run")),
    ([], ["status/failure"], .failed("status")), ([], ["status/error"], .failed("status")),
    (["Remit/completed/failure"], ["remit/pending"], .none), (["a/completed/success", "REMIT/queued/"], [], .passed),
  ])
  func pipeline(_ runList: [String], _ statusList: [String], _ expected: PipelineState) async throws {
    let runJSON = runList.map { text in
      let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
      return run(parts[0], parts[1], parts[2].isEmpty ? "null" : "\"\(parts[2])\"")
    }
    let statusJSON = statusList.map { text in
      let parts = text.split(separator: "/").map(String.init)
      return status(parts[0], parts[1])
    }
    let (client, _) = try await gitHub(
      .init(.get, runs, 200, #"{"total_count":1,"check_runs":[\#(runJSON.joined(separator: ","))]}"#),
      .init(.get, statuses, 200, #"{"state":"x","statuses":[\#(statusJSON.joined(separator: ","))]}"#))
    #expect(try await client.pipeline(of: 7, head: oneHead, ignoring: "remit") == expected)
  }

  @Test func statusIsSetOnce() async throws {
    let (client, http) = try await gitHub(
      .init(.get, statuses, 200, #"{"statuses":[\#(status("other", "success"))]}"#),
      .init(.post, "/repos/o/r/statuses/\(oneHead)", 201, "{}"),
      .init(.get, statuses, 200, #"{"statuses":[\#(status("remit", "pending", "wait"))]}"#))
    let status = CommitStatus(name: "remit", state: .running, summary: "wait")
    let report = CheckReport(status: status, text: "long")
    try await client.report(report, on: oneHead, of: 7)
    try await client.report(report, on: oneHead, of: 7)
    #expect(http.requests.count == 3)
    #expect(http.requests[1].bodyText == #"{"context":"remit","description":"wait","state":"pending"}"#)
  }

  @Test(arguments: [
    (CommitStatus.State.pending, "pending"), (.running, "pending"), (.success, "success"), (.failure, "failure"),
    (.canceled, "error"), (.skipped, "success"),
  ])
  func statesOfStatuses(_ state: CommitStatus.State, _ word: String) async throws {
    let (client, http) = try await gitHub(
      .init(.get, statuses, 200, #"{"statuses":[]}"#), .init(.post, "/statuses/\(oneHead)", 201, "{}"))
    let status = CommitStatus(
      name: "remit", state: state, summary: String(repeating: "é", count: 200), url: "https://x/y")
    try await client.report(CheckReport(status: status, text: ""), on: oneHead, of: 7)
    let cut = String(repeating: "é", count: 139) + "…"
    #expect(
      http.requests.last?.bodyText
        == #"{"context":"remit","description":"\#(cut)","state":"\#(word)","target_url":"https://x/y"}"#)
  }

  @Test func statusIsFoundInAnyCase() async throws {
    let (client, _) = try await gitHub(
      .init(.get, statuses, 200, #"{"statuses":[\#(status("Remit", "error", "gone"))]}"#),
      .init(.get, statuses, 200, #"{"statuses":[]}"#))
    let found = try await client.status(named: "remit", of: oneHead)
    #expect(found == CommitStatus(name: "Remit", state: .canceled, summary: "gone"))
    #expect(try await client.status(named: "remit", of: oneHead) == nil)
  }
}
