import ForgeGitea
import Forges
import HTTPTransport
import TestSupport
import Testing

@Suite struct GiteaReviewTests {
  private func review(
    _ id: Int, _ state: String, _ user: String, _ commit: String = oneHead, dismissed: Bool = false, stale: Bool = false
  ) -> String {
    """
    {"id":\(id),"state":"\(state)","user":\(user),"commit_id":"\(commit)","dismissed":\(dismissed),"stale":\(stale),
    "official":false,"submitted_at":"2024-01-03T00:00:00Z"}
    """
  }

  private let alice = account(10, "alice")
  private let bot = account(1, "bot")
  private let list = "/repos/o/r/pulls/7/reviews?limit=50&page=1"

  @Test(arguments: [
    (["APPROVED"], true), (["APPROVED", "COMMENT"], true), (["APPROVED", "PENDING"], true),
    (["APPROVED", "REQUEST_REVIEW"], true), (["APPROVED", "REQUEST_CHANGES"], false), (["APPROVED-"], false),
    (["REQUEST_CHANGES", "APPROVED"], true), (["REQUEST_CHANGES-", "APPROVED"], true),
    (["APPROVED", "REQUEST_CHANGES-"], false), ([], false),
  ])
  func lastDecisiveReviewCounts(_ states: [String], _ approves: Bool) async throws {
    let reviews = states.enumerated().map { place, state in
      review(place, state.replacing("-", with: ""), alice, dismissed: state.hasSuffix("-"))
    }
    // Whatever the order of the list is.
    let (client, _) = try gitea(.init(.get, list, 200, "[\(reviews.reversed().joined(separator: ","))]"))
    let expected = ForgeApproval(user: ForgeUser(id: 10, name: "alice"), head: oneHead, at: january(3))
    #expect(try await client.approvals(of: 7) == (approves ? [expected] : []))
  }

  @Test func approvalOfAnotherHeadSaysSo() async throws {
    let reviews = [review(1, "APPROVED", alice, otherHead, stale: true), review(2, "APPROVED", "null")]
    let (client, _) = try gitea(.init(.get, list, 200, "[\(reviews.joined(separator: ","))]"))
    #expect(try await client.approvals(of: 7).map(\.head) == [otherHead])
  }

  @Test func approvalNamesTheHead() async throws {
    let (client, http) = try gitea(
      .init(.get, "/pulls/7", 200, giteaPull()), .init(.get, "/user", 200, bot), .init(.get, list, 200, "[]"),
      .init(.post, "/repos/o/r/pulls/7/reviews", 200, review(2, "APPROVED", bot)))
    try await client.approve(7, head: oneHead)
    #expect(http.requests.last?.bodyText == #"{"commit_id":"\#(oneHead)","event":"APPROVED"}"#)
  }

  @Test func headThatIsApprovedIsNotApprovedTwice() async throws {
    let (client, http) = try gitea(
      .init(.get, "/pulls/7", 200, giteaPull()), .init(.get, "/user", 200, bot),
      .init(.get, list, 200, "[\(review(2, "APPROVED", bot))]"))
    try await client.approve(7, head: oneHead)
    #expect(http.requests.count == 3)
  }

  @Test func otherHeadIsAConflict() async throws {
    let (client, http) = try gitea(.init(.get, "/pulls/7", 200, giteaPull(head: otherHead)))
    let error = await #expect(throws: ForgeError.self) { try await client.approve(7, head: oneHead) }
    #expect(error?.kind == .conflict)
    #expect(http.requests.count == 1)
  }

  @Test func onlyOwnApprovalsAreTakenBack() async throws {
    let reviews = [
      review(1, "APPROVED", alice), review(2, "APPROVED", bot), review(3, "APPROVED", bot, dismissed: true),
      review(4, "APPROVED", bot),
    ]
    let (client, http) = try gitea(
      .init(.get, "/user", 200, bot), .init(.get, list, 200, "[\(reviews.joined(separator: ","))]"),
      .init(.post, "/repos/o/r/pulls/7/reviews/2/dismissals", 200, "{}"),
      .init(.post, "/repos/o/r/pulls/7/reviews/4/dismissals", 403, "{}"),
      .init(.delete, "/repos/o/r/pulls/7/reviews/4", 204))
    try await client.unapprove(7)
    #expect(http.missing.isEmpty)
  }

  // MARK: - Statuses

  private let statuses = "/repos/o/r/commits/\(oneHead)/status?limit=50&page="

  private func status(_ name: String, _ state: String, _ text: String = "s") -> String {
    #"{"context":"\#(name)","status":"\#(state)","description":"\#(text)","target_url":""}"#
  }

  @Test(arguments: [
    ([], PipelineState.none), (["a/success"], .passed), (["a/skipped"], .passed),
    (["a/pending", "b/success"], .running),
    (["a/pending", "b/failure"], .failed("b")), (["a/error"], .failed("a")), (["a/warning"], .failed("a")),
    (["remit/failure"], .none),
  ])
  func pipeline(_ list: [String], _ expected: PipelineState) async throws {
    let texts = list.map { text in
      let parts = text.split(separator: "/").map(String.init)
      return status(parts[0], parts[1])
    }
    let body = #"{"statuses":[\#(texts.joined(separator: ","))],"total_count":\#(list.count)}"#
    let (client, _) = try gitea(
      .init(.get, statuses + "1", 200, body), .init(.get, statuses + "2", 200, #"{"statuses":null}"#))
    #expect(try await client.pipeline(of: 7, head: oneHead, ignoring: "remit") == expected)
  }

  @Test func statusIsSetOnce() async throws {
    let (client, http) = try gitea(
      .init(.get, statuses + "1", 200, #"{"statuses":[]}"#),
      .init(.post, "/repos/o/r/statuses/\(oneHead)", 201, "{}"),
      // A server that knows no pages gives the same again.
      .init(.get, statuses + "1", 200, #"{"statuses":[\#(status("remit", "pending", "wait"))]}"#),
      .init(.get, statuses + "2", 200, #"{"statuses":[\#(status("remit", "pending", "wait"))]}"#))
    let report = CheckReport(status: CommitStatus(name: "remit", state: .running, summary: "wait"), text: "")
    try await client.report(report, on: oneHead, of: 7)
    try await client.report(report, on: oneHead, of: 7)
    #expect(http.missing.isEmpty)
    #expect(http.requests.count == 4)
    #expect(http.requests[1].bodyText == #"{"context":"remit","description":"wait","state":"pending"}"#)
  }

  @Test(arguments: [
    (CommitStatus.State.pending, "pending"), (.success, "success"), (.failure, "failure"), (.canceled, "error"),
    (.skipped, "success"),
  ])
  func statesOfStatuses(_ state: CommitStatus.State, _ word: String) async throws {
    let (client, http) = try gitea(
      .init(.get, statuses + "1", 200, #"{"statuses":[]}"#), .init(.post, "/statuses/\(oneHead)", 201, "{}"))
    let status = CommitStatus(
      name: "remit", state: state, summary: String(repeating: "x", count: 200), url: "https://x/y")
    try await client.report(CheckReport(status: status, text: ""), on: oneHead, of: 7)
    let cut = String(repeating: "x", count: 139) + "…"
    #expect(
      http.requests.last?.bodyText
        == #"{"context":"remit","description":"\#(cut)","state":"\#(word)","target_url":"https://x/y"}"#)
  }
}
