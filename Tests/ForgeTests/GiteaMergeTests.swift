import ForgeGitea
import Forges
import HTTPTransport
import TestSupport
import Testing

@Suite struct GiteaMergeTests {
  private let path = "/repos/o/r/pulls/7/merge"
  private let again = "/repos/o/r/pulls/7"
  private let version = ScriptedHTTPClient.Exchange(.get, "/api/v1/version", 200, #"{"version":"1.27.1"}"#)

  @Test(arguments: [("1.27.1", "do"), ("1.22.0+dev-12", "do"), ("11.0.3+gitea-1.22.0", "Do")])
  func mergeNamesTheHead(_ version: String, _ member: String) async throws {
    let (client, http) = try gitea(
      .init(.get, "/version", 200, #"{"version":"\#(version)"}"#), .init(.post, path, 200),
      .init(.get, again, 200, giteaPull(state: "closed", merged: true)))
    let answer = try await client.merge(7, head: oneHead, MergeInstruction(method: .squash, removesSourceBranch: true))
    #expect(answer == .merged(commit: otherHead))
    let members = [
      #""\#(member)":"squash""#, #""delete_branch_after_merge":true"#, #""head_commit_id":"\#(oneHead)""#,
    ]
    #expect(http.requests[1].bodyText == "{\(members.sorted().joined(separator: ","))}")
  }

  @Test(arguments: [
    (MergeInstruction.Method.merge, "merge"), (.squash, "squash"), (.rebase, "rebase"),
    (.fastForward, "fast-forward-only"),
  ])
  func methods(_ method: MergeInstruction.Method, _ word: String) async throws {
    let (client, http) = try gitea(version, .init(.post, path, 200), .init(.get, again, 500))
    #expect(try await client.merge(7, head: oneHead, MergeInstruction(method: method)) == .merged(commit: nil))
    #expect(http.requests[1].bodyText.contains(#""do":"\#(word)""#))
  }

  /// What was answered, what the pull request is then, and what that means.
  struct Case: Sendable {
    var status: Int
    var message: String
    var pull: String
    var answer: MergeAnswer
  }

  @Test(arguments: [
    Case(
      status: 405, message: "Please try again later", pull: giteaPull(), answer: .notYet("Please try again later")),
    Case(
      status: 405, message: "Work in progress PRs cannot be merged", pull: giteaPull(),
      answer: .refused("Work in progress PRs cannot be merged")),
    Case(status: 409, message: "head out of date", pull: giteaPull(head: otherHead), answer: .headMoved),
    Case(status: 409, message: "head out of date", pull: giteaPull(), answer: .headMoved),
    Case(
      status: 409, message: "merge push out of date", pull: giteaPull(), answer: .notYet("merge push out of date")),
    Case(status: 409, message: "conflicts", pull: giteaPull(), answer: .refused("conflicts")),
    Case(status: 403, message: "no", pull: giteaPull(), answer: .refused("no")),
    Case(status: 423, message: "archived", pull: giteaPull(), answer: .refused("archived")),
    Case(
      status: 405, message: "", pull: giteaPull(state: "closed", merged: true), answer: .merged(commit: otherHead)),
    Case(
      status: 502, message: "", pull: giteaPull(state: "closed", merged: true), answer: .merged(commit: otherHead)),
    Case(status: 500, message: "checking", pull: giteaPull(), answer: .notYet("checking")),
  ])
  func refusals(_ one: Case) async throws {
    let (client, http) = try gitea(
      version, .init(.post, path, one.status, #"{"message":"\#(one.message)"}"#), .init(.get, again, 200, one.pull))
    #expect(try await client.merge(7, head: oneHead, MergeInstruction()) == one.answer)
    #expect(http.missing.isEmpty)
  }

  @Test func lostAnswerIsLookedUp() async throws {
    let (client, _) = try gitea(
      version, .init(.post, path, failing: HTTPError(.interrupted, mayHaveArrived: true, "lost")),
      .init(.get, again, 200, giteaPull(state: "closed", merged: true)))
    #expect(try await client.merge(7, head: oneHead, MergeInstruction()) == .merged(commit: otherHead))
  }

  @Test(arguments: [(401, ForgeError.Kind.unauthorized), (404, .notFound), (400, .rejected)])
  func otherFailuresAreErrors(_ status: Int, _ kind: ForgeError.Kind) async throws {
    let (client, _) = try gitea(version, .init(.post, path, status))
    let error = await #expect(throws: ForgeError.self) { try await client.merge(7, head: oneHead, MergeInstruction()) }
    #expect(error?.kind == kind)
  }

  @Test func rebaseLooksAtTheHeadFirst() async throws {
    let update = "/repos/o/r/pulls/7/update?style=rebase"
    let (client, http) = try gitea(
      .init(.get, again, 200, giteaPull()), .init(.post, update, 200), .init(.get, again, 200, giteaPull()),
      .init(.post, update, 422, #"{"message":"HeadBranch of PR 7 is up to date"}"#),
      .init(.get, again, 200, giteaPull()), .init(.post, update, 409, #"{"message":"merge failed"}"#),
      .init(.get, again, 200, giteaPull(head: otherHead)))
    try await client.rebase(7, head: oneHead)
    try await client.rebase(7, head: oneHead)
    for _ in 0..<2 {
      let error = await #expect(throws: ForgeError.self) { try await client.rebase(7, head: oneHead) }
      #expect(error?.kind == .conflict)
    }
    #expect(http.missing.isEmpty)
  }
}
