import ForgeGitHub
import Forges
import HTTPTransport
import TestSupport
import Testing

@Suite struct GitHubMergeTests {
  private let path = "/repos/o/r/pulls/7/merge"
  private let again = "/repos/o/r/pulls/7"

  @Test func mergeNamesTheHead() async throws {
    let (client, http) = try await gitHub(.init(.put, path, 200, #"{"merged":true,"sha":"\#(otherHead)"}"#))
    let answer = try await client.merge(7, head: oneHead, MergeInstruction(method: .squash))
    #expect(answer == .merged(commit: otherHead))
    #expect(http.requests.first?.bodyText == #"{"merge_method":"squash","sha":"\#(oneHead)"}"#)
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
      status: 405, message: "Base branch was modified. Review and try the merge again.", pull: gitHubPull(),
      answer: .notYet("Base branch was modified. Review and try the merge again.")),
    Case(
      status: 405, message: "Merge commits are not allowed on this repository.", pull: gitHubPull(),
      answer: .refused("Merge commits are not allowed on this repository.")),
    Case(
      status: 405, message: "Pull Request is not mergeable", pull: gitHubPull(state: "closed", merged: true),
      answer: .merged(commit: otherHead)),
    Case(
      status: 405, message: "Pull Request is not mergeable",
      pull: gitHubPull(head: otherHead, state: "closed", merged: true), answer: .headMoved),
    Case(status: 409, message: "Head branch was modified.", pull: gitHubPull(head: otherHead), answer: .headMoved),
    Case(status: 409, message: "Head branch was modified.", pull: gitHubPull(), answer: .headMoved),
    Case(status: 422, message: "no", pull: gitHubPull(), answer: .refused("no")),
    Case(
      status: 502, message: "", pull: gitHubPull(state: "closed", merged: true), answer: .merged(commit: otherHead)),
    Case(
      status: 500, message: "", pull: gitHubPull(),
      answer: .notYet("GitHub: PUT /repos/o/r/pulls/7/merge gave 500")),
  ])
  func refusals(_ one: Case) async throws {
    let (client, http) = try await gitHub(
      .init(.put, path, one.status, #"{"message":"\#(one.message)"}"#), .init(.get, again, 200, one.pull))
    #expect(try await client.merge(7, head: oneHead, MergeInstruction()) == one.answer)
    #expect(http.missing.isEmpty)
  }

  @Test func lostAnswerIsLookedUp() async throws {
    for error in [HTTPError.Kind.timeout, .interrupted] {
      let (client, _) = try await gitHub(
        .init(.put, path, failing: HTTPError(error, mayHaveArrived: true, "lost")),
        .init(.get, again, 200, gitHubPull(state: "closed", merged: true)))
      #expect(try await client.merge(7, head: oneHead, MergeInstruction()) == .merged(commit: otherHead))
    }
  }

  @Test(arguments: [(401, ForgeError.Kind.unauthorized), (404, .notFound)])
  func otherFailuresAreErrors(_ status: Int, _ kind: ForgeError.Kind) async throws {
    let (client, _) = try await gitHub(.init(.put, path, status))
    let error = await #expect(throws: ForgeError.self) { try await client.merge(7, head: oneHead, MergeInstruction()) }
    #expect(error?.kind == kind)
  }

  @Test func limitIsNoRefusal() async throws {
    let (client, _) = try await gitHub(.init(.put, path, 403, "{}", headers: ["Retry-After": "10"]))
    let error = await #expect(throws: ForgeError.self) { try await client.merge(7, head: oneHead, MergeInstruction()) }
    #expect(error?.kind == .limited(until: Timestamp(milliseconds: testTime.milliseconds + 10_000)))
  }

  @Test func forbiddenIsRefused() async throws {
    let (client, _) = try await gitHub(.init(.put, path, 403, #"{"message":"Resource not accessible"}"#))
    guard case .refused = try await client.merge(7, head: oneHead, MergeInstruction()) else {
      Issue.record("not refused")
      return
    }
  }

  @Test func fastForwardIsRefusedAtOnce() async throws {
    let (client, http) = try await gitHub()
    guard case .refused = try await client.merge(7, head: oneHead, MergeInstruction(method: .fastForward)) else {
      Issue.record("not refused")
      return
    }
    #expect(http.requests.isEmpty)
  }

  @Test(arguments: [oneHead, otherHead])
  func sourceBranchGoesUnlessPushedTo(_ tip: String) async throws {
    let reference = "/repos/o/r/git/ref/heads/topic/x"
    let (client, http) = try await gitHub(
      .init(.put, path, 200, #"{"merged":true,"sha":"\#(otherHead)"}"#), .init(.get, again, 200, gitHubPull()),
      .init(.get, reference, 200, #"{"ref":"refs/heads/topic/x","object":{"sha":"\#(tip)"}}"#),
      .init(.delete, "/repos/o/r/git/refs/heads/topic/x", 204))
    let answer = try await client.merge(7, head: oneHead, MergeInstruction(removesSourceBranch: true))
    #expect(answer == .merged(commit: otherHead))
    #expect(http.requests.contains { $0.method == .delete } == (tip == oneHead))
  }

  @Test func forksBranchStays() async throws {
    let (client, http) = try await gitHub(
      .init(.put, path, 200, #"{"merged":true,"sha":"\#(otherHead)"}"#),
      .init(.get, again, 200, gitHubPull(headRepository: #"{"id":2,"full_name":"f/r"}"#)))
    _ = try await client.merge(7, head: oneHead, MergeInstruction(removesSourceBranch: true))
    #expect(http.requests.count == 2)
  }

  @Test func updateNamesTheHead() async throws {
    let (client, http) = try await gitHub(.init(.put, "/repos/o/r/pulls/7/update-branch", 202, "{}"))
    try await client.rebase(7, head: oneHead)
    #expect(http.requests.first?.bodyText == #"{"expected_head_sha":"\#(oneHead)"}"#)
  }

  @Test(arguments: [
    ("There are no new commits on the base branch.", oneHead, nil),
    ("expected head sha didn’t match", otherHead, .conflict),
    ("merge conflict between base and head", oneHead, ForgeError.Kind.rejected),
  ])
  func refusedUpdate(_ message: String, _ head: String, _ kind: ForgeError.Kind?) async throws {
    let (client, _) = try await gitHub(
      .init(.put, "/update-branch", 422, #"{"message":"\#(message)"}"#),
      .init(.get, again, 200, gitHubPull(head: head)))
    var thrown: ForgeError.Kind?
    do { try await client.rebase(7, head: oneHead) } catch { thrown = error.kind }
    #expect(thrown == kind)
  }
}
