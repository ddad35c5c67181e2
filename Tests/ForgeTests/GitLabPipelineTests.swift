import Forges
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabPipelineTests {
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
        Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest(["head_pipeline": head])),
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
