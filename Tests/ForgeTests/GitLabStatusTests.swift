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
    let pipeline = #"{"id":9,"project_id":12,"sha":"\#(Answers.head)","status":"running"}"#
    let joined = try await report(.failure, [current("running"), reading(pipeline), Exchange(.post, path, 201, "{}")])
    #expect(
      joined.requests.last?.bodyText
        == #"{"description":"s","name":"remit/gate","pipeline_id":9,"ref":"feature","state":"failed"}"#)
    for other in [
      "null", #"{"id":9,"project_id":13,"sha":"\#(Answers.head)","status":"running"}"#,
      #"{"id":9,"project_id":12,"sha":"\#(Answers.other)","status":"running"}"#,
    ] {
      let alone = try await report(.success, [current(nil), reading(other), Exchange(.post, path, 201, "{}")])
      #expect(
        alone.requests.last?.bodyText == #"{"description":"s","name":"remit/gate","ref":"feature","state":"success"}"#)
    }
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

  // MARK: - Pipelines

  private func pipeline(_ id: Int, _ status: String, sha: String = Answers.head, project: Int = 12) -> String {
    #"{"id":\#(id),"project_id":\#(project),"sha":"\#(sha)","status":"\#(status)"}"#
  }

  private func jobs(_ pipeline: Int, _ entries: [(String, String)], sha: String = Answers.head, project: Int = 12)
    -> Exchange
  {
    let list = entries.enumerated().map {
      #"{"id":\#($0.offset),"name":"\#($0.element.0)","status":"\#($0.element.1)"}"#
    }
    return Exchange(
      .get, "/projects/\(project)/repository/commits/\(sha)/statuses?pipeline_id=\(pipeline)&per_page=100", 200,
      "[\(list.joined(separator: ","))]")
  }

  private func bridges(_ pipeline: Int, _ list: String = "[]") -> Exchange {
    Exchange(.get, "/projects/12/pipelines/\(pipeline)/bridges?per_page=100", 200, list)
  }

  private func state(
    _ pipelines: [String], head: String = "null", _ exchanges: [Exchange]
  ) async throws -> PipelineState {
    let setup = try GitLabSetup(
      [
        reading(head),
        Exchange(.get, Paths.mergeRequest + "/pipelines", 200, "[\(pipelines.joined(separator: ","))]"),
      ] + exchanges)
    let state = try await setup.client.pipeline(of: 7, head: Answers.head, ignoring: "remit")
    #expect(setup.script.missing.isEmpty)
    return state
  }

  @Test func onlyPipelinesOfTheHeadCount() async throws {
    #expect(try await state([], []) == .none)
    #expect(
      try await state([pipeline(1, "success", sha: Answers.other), pipeline(2, "skipped")], []) == .none)
    #expect(
      try await state(
        [pipeline(1, "failed"), pipeline(3, "success"), pipeline(2, "failed")], [jobs(3, [("a", "success")])])
        == .passed)
  }

  @Test func mergedResultsCountWhereGitLabSaysSo() async throws {
    let merged = pipeline(4, "running", sha: Answers.other)
    #expect(
      try await state([merged], head: merged, [jobs(4, [("a", "running")], sha: Answers.other)]) == .running)
  }

  @Test(
    arguments: [
      ("success", .passed), ("running", .running), ("pending", .running), ("created", .running), ("manual", .running),
      ("failed", .failed("pipeline 1")), ("canceled", .failed("pipeline 1")), ("unheard_of", .running),
    ] as [(String, PipelineState)])
  func wordsOfPipelines(_ word: String, _ expected: PipelineState) async throws {
    #expect(try await state([pipeline(1, word)], [jobs(1, [("a", "success")])]) == expected)
  }

  @Test func failuresAreNamed() async throws {
    #expect(
      try await state([pipeline(1, "failed")], [jobs(1, [("a", "success"), ("lint", "failed")])]) == .failed("lint"))
  }

  @Test func ownStatusDoesNotCount() async throws {
    // Nothing but the own status: an older pipeline counts.
    #expect(try await state([pipeline(1, "failed")], [jobs(1, [("remit", "failed")])]) == .none)
    #expect(
      try await state(
        [pipeline(1, "success"), pipeline(2, "failed")], [jobs(2, [("remit", "failed")]), jobs(1, [("a", "success")])])
        == .passed)
    // The own status is what is not done, or failed.
    for (overall, own) in [("failed", "failed"), ("running", "pending"), ("pending", "pending")] {
      #expect(
        try await state([pipeline(1, overall)], [jobs(1, [("a", "success"), ("remit", own)]), bridges(1)]) == .passed)
    }
    #expect(try await state([pipeline(1, "failed")], [jobs(1, [("a", "running"), ("remit", "failed")])]) == .running)
    #expect(
      try await state([pipeline(1, "failed")], [jobs(1, [("a", "failed"), ("remit", "failed")])]) == .failed("a"))
    // Something that is not in the list still runs.
    #expect(try await state([pipeline(1, "running")], [jobs(1, [("a", "success"), ("remit", "success")])]) == .running)
    #expect(
      try await state(
        [pipeline(1, "running")],
        [
          jobs(1, [("a", "success"), ("remit", "pending")]),
          bridges(1, #"[{"id":1,"name":"child","status":"running"}]"#),
        ]) == .running)
  }

  @Test func pipelinesOfForksMayBeHidden() async throws {
    let hidden = Exchange(
      .get, "/projects/13/repository/commits/\(Answers.head)/statuses?pipeline_id=1&per_page=100", 404, "{}")
    #expect(try await state([pipeline(1, "success", project: 13)], [hidden]) == .passed)
  }
}
