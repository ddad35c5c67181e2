import Forges
import HTTPTransport
import TestSupport
import Testing

private typealias Answers = GitLabAnswers
private typealias Paths = GitLabPaths

@Suite struct GitLabMergingTests {
  private let path = Paths.mergeRequest + "/merge"

  private func merge(_ exchanges: [Exchange]) async throws -> MergeAnswer {
    let setup = try GitLabSetup(exchanges)
    let answer = try await setup.client.merge(7, head: Answers.head, MergeInstruction())
    #expect(setup.script.missing.isEmpty)
    return answer
  }

  private func isLater(_ exchanges: [Exchange]) async throws -> Bool {
    if case .notYet = try await merge(exchanges) { return true }
    return false
  }

  private func reading(_ more: [String: String] = [:]) -> Exchange {
    Exchange(.get, Paths.mergeRequest, 200, Answers.mergeRequest(more))
  }

  private let merged = ["state": #""merged""#, "merge_commit_sha": #""m""#]

  @Test(
    arguments: [
      (.merge, nil), (.squash, "true"), (.rebase, "false"), (.fastForward, "false"),
    ] as [(MergeInstruction.Method, String?)])
  func sendsTheHead(_ method: MergeInstruction.Method, _ squash: String?) async throws {
    let setup = try GitLabSetup([Exchange(.put, path, 200, Answers.mergeRequest(merged))])
    let instruction = MergeInstruction(method: method, removesSourceBranch: method == .squash)
    #expect(try await setup.client.merge(7, head: Answers.head, instruction) == .merged(commit: "m"))
    #expect(
      setup.script.requests.first?.bodyText
        == #"{"sha":"\#(Answers.head)","should_remove_source_branch":\#(method == .squash)"#
        + (squash.map { #","squash":\#($0)}"# } ?? "}"))
  }

  @Test func aSuccessThatDidNotMergeIsNone() async throws {
    #expect(try await isLater([Exchange(.put, path, 200, Answers.mergeRequest())]))
  }

  @Test(arguments: [400, 401, 403, 405, 409, 422, 500, 502, 503])
  func mergedAfterAllIsASuccess(_ status: Int) async throws {
    #expect(try await merge([Exchange(.put, path, status), reading(merged)]) == .merged(commit: "m"))
    #expect(
      try await merge([Exchange(.put, path, status), reading(["sha": #""\#(Answers.other)""#])]) == .headMoved)
    // By somebody, but another head.
    let otherHead = merged.merging(["sha": #""\#(Answers.other)""#]) { $1 }
    #expect(try await merge([Exchange(.put, path, status), reading(otherHead)]) == .headMoved)
  }

  @Test(arguments: [HTTPError.Kind.timeout, .interrupted, .tooLarge])
  func aLostAnswerIsLookedUp(_ kind: HTTPError.Kind) async throws {
    let lost = Exchange(.put, path, failing: HTTPError(kind, mayHaveArrived: true, "lost"))
    #expect(try await merge([lost, reading(merged)]) == .merged(commit: "m"))
    #expect(try await isLater([lost, reading()]))
    #expect(try await isLater([lost, reading(["state": #""locked""#])]))
    let setup = try GitLabSetup([lost, Exchange(.get, Paths.mergeRequest, 502)])
    let instruction = MergeInstruction()
    #expect(
      await ForgeTests.kind { () async throws(ForgeError) in
        try await setup.client.merge(7, head: Answers.head, instruction)
      }
        == .unavailable)
  }

  @Test(
    arguments: [
      ("mergeable", .notYet("m")), ("checking", .notYet("m")), ("ci_still_running", .notYet("m")),
      ("need_rebase", .refused("need_rebase")), ("conflict", .refused("conflict")),
      ("discussions_not_resolved", .refused("discussions_not_resolved")),
    ] as [(String, MergeAnswer)])
  func notMergeableNowOrEver(_ word: String, _ expected: MergeAnswer) async throws {
    let found = try await merge([
      Exchange(.put, path, 405, #"{"message":"m"}"#), reading(["detailed_merge_status": "\"\(word)\""]),
    ])
    #expect(found == expected)
  }

  @Test func refusals() async throws {
    #expect(try await merge([Exchange(.put, path, 405), reading(["state": #""closed""#])]) == .refused("closed"))
    #expect(try await merge([Exchange(.put, path, 401), reading()]) == .refused("GitLab answered 401"))
    #expect(try await merge([Exchange(.put, path, 403, #"{"message":"no"}"#), reading()]) == .refused("no"))
    #expect(try await merge([Exchange(.put, path, 409, #"{"message":"locked"}"#), reading()]) == .notYet("locked"))
    #expect(try await merge([Exchange(.put, path, 422), reading()]) == .notYet("GitLab answered 422"))
  }

  @Test(arguments: [
    (404, ForgeError.Kind.notFound), (429, .limited(until: Timestamp(milliseconds: 1_700_000_060_000))),
  ])
  func errors(_ status: Int, _ expected: ForgeError.Kind) async throws {
    let setup = try GitLabSetup([Exchange(.put, path, status)])
    let instruction = MergeInstruction()
    #expect(
      await kind { () async throws(ForgeError) in try await setup.client.merge(7, head: Answers.head, instruction) }
        == expected)
  }

  @Test func anExpiredTokenIsNoRefusal() async throws {
    let setup = try GitLabSetup([Exchange(.put, path, 401), Exchange(.get, Paths.mergeRequest, 401)])
    let instruction = MergeInstruction()
    #expect(
      await kind { () async throws(ForgeError) in try await setup.client.merge(7, head: Answers.head, instruction) }
        == .unauthorized)
  }

  @Test func rebasesTheHeadOnly() async throws {
    let rebase = Paths.mergeRequest + "/rebase"
    let setup = try GitLabSetup([reading(), Exchange(.put, rebase, 202, #"{"rebase_in_progress":true}"#)])
    try await setup.client.rebase(7, head: Answers.head)
    #expect(setup.script.missing.isEmpty)
    let moved = try GitLabSetup([reading()])
    #expect(
      await kind { () async throws(ForgeError) in try await moved.client.rebase(7, head: Answers.other) } == .conflict)
    let fork = try GitLabSetup([reading(), Exchange(.put, rebase, 403)])
    #expect(
      await kind { () async throws(ForgeError) in try await fork.client.rebase(7, head: Answers.head) } == .forbidden)
  }
}
