import Forges
import HTTPTransport
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabStatusTests {
  private let path = "/projects/group%2Fdata/statuses/" + Answers.head

  private func current(_ status: String?, _ text: String = "s") -> Exchange {
    let entry = status.map {
      #"[{"id":1,"name":"remit/gate","status":"failed"},{"id":3,"name":"other","status":"running"},"#
        + #"{"id":2,"name":"remit/gate","status":"\#($0)","description":"\#(text)","target_url":null}]"#
    }
    return Exchange(.get, Paths.statuses, 200, entry ?? "[]")
  }

  private func report(_ state: CommitStatus.State, _ exchanges: [Exchange]) async throws -> ScriptedHTTPClient {
    let setup = try GitLabSetup(exchanges)
    let status = CommitStatus(name: "remit/gate", state: state, summary: "s")
    try await setup.client.report(CheckReport(status: status, text: "t"), on: Answers.head, of: 7)
    #expect(setup.script.missing.isEmpty)
    return setup.script
  }

  private func reading(_ pipeline: String = "null") -> Exchange {
    Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest(["head_pipeline": pipeline]))
  }

  @Test func readsTheNewest() async throws {
    let setup = try GitLabSetup([current("success"), current(nil), current("created")])
    #expect(
      try await setup.client.status(named: "remit/gate", of: Answers.head)
        == CommitStatus(name: "remit/gate", state: .success, summary: "s"))
    #expect(try await setup.client.status(named: "remit/gate", of: Answers.head) == nil)
    #expect(try await setup.client.status(named: "remit/gate", of: Answers.head)?.state == .pending)
  }

  @Test func joinsThePipelineOfTheHead() async throws {
    let pipeline =
      #"{"id":9,"project_id":12,"sha":"\#(Answers.head)","ref":"refs/merge-requests/7/head","status":"running"}"#
    let joined = try await report(.failure, [current("running"), reading(pipeline), Exchange(.post, path, 201, "{}")])
    #expect(
      joined.requests.last?.bodyText
        == #"{"description":"s","name":"remit/gate","pipeline_id":9,"ref":"refs/merge-requests/7/head","state":"failed"}"#
    )
    for other in [
      "null", #"{"id":9,"project_id":13,"sha":"\#(Answers.head)","status":"running"}"#,
      #"{"id":9,"project_id":12,"sha":"\#(Answers.other)","status":"running"}"#,
    ] {
      let alone = try await report(.success, [current(nil), reading(other), Exchange(.post, path, 201, "{}")])
      #expect(
        alone.requests.last?.bodyText == #"{"description":"s","name":"remit/gate","ref":"feature","state":"success"}"#)
    }
  }

  @Test func aForkIsNoBranchHere() async throws {
    let fork = Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest(["source_project_id": "13"]))
    let sent = try await report(.success, [current(nil), fork, Exchange(.post, path, 201, "{}")])
    #expect(
      sent.requests.last?.bodyText
        == #"{"description":"s","name":"remit/gate","ref":"refs/merge-requests/7/head","state":"success"}"#)
  }

  @Test(arguments: [
    (CommitStatus.State.success, "success", "s"), (.failure, "failed", "s"), (.pending, "pending", "another"),
    (.running, "running", "another"),
  ])
  func whatIsSetIsNotSetAgain(_ state: CommitStatus.State, _ word: String, _ text: String) async throws {
    _ = try await report(state, [current(word, text)])
  }

  @Test func anotherTextIsSet() async throws {
    _ = try await report(.success, [current("success", "another"), reading(), Exchange(.post, path, 201, "{}")])
  }

  private let cannot = #"{"message":"Cannot transition status via :run from :running (Reason(s): …)"}"#

  @Test func aTransitionToTheSameIsASuccess() async throws {
    _ = try await report(.running, [current(nil), reading(), Exchange(.post, path, 400, cannot), current("running")])
    _ = try await report(
      .pending, [current("running"), reading(), Exchange(.post, path, 400, cannot), current("running")])
    _ = try await report(
      .success, [current("success", "x"), reading(), Exchange(.post, path, 400, cannot), current("success", "x")])
  }

  @Test(arguments: [("running", CommitStatus.State.success), ("success", .failure), ("failed", .pending)])
  func aTransitionToAnotherIsAnError(_ word: String, _ wanted: CommitStatus.State) async throws {
    let setup = try GitLabSetup([current(word), reading(), Exchange(.post, path, 400, cannot), current(word)])
    let report = CheckReport(status: CommitStatus(name: "remit/gate", state: wanted, summary: "s"), text: "")
    #expect(
      await kind { () async throws(ForgeError) in try await setup.client.report(report, on: Answers.head, of: 7) }
        == .rejected)
  }

  @Test func aConflictIsTriedOnceMore() async throws {
    _ = try await report(
      .success,
      [
        current(nil), reading(), Exchange(.post, path, 409), current(nil), Exchange(.post, path, 201, "{}"),
      ])
    _ = try await report(.success, [current(nil), reading(), Exchange(.post, path, 409), current("success")])
    let setup = try GitLabSetup([
      current(nil), reading(), Exchange(.post, path, 409), current(nil), Exchange(.post, path, 409),
    ])
    let report = CheckReport(status: CommitStatus(name: "remit/gate", state: .success, summary: "s"), text: "")
    #expect(
      await kind { () async throws(ForgeError) in try await setup.client.report(report, on: Answers.head, of: 7) }
        == .conflict)
  }
}
