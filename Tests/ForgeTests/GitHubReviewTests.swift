import ForgeGitHub
import Forges
import HTTPTransport
import TestSupport
import Testing

@Suite struct GitHubReviewTests {
  /// JSON of a review.
  private func review(_ id: Int, _ state: String, _ user: String, _ commit: String = oneHead) -> String {
    """
    {"id":\(id),"state":"\(state)","user":\(user),"commit_id":"\(commit)","submitted_at":"2024-01-03T00:00:00Z"}
    """
  }

  private let alice = account(10, "alice")
  private let bob = account(11, "bob")
  private let bot = account(1, "bot")
  private let list = "/repos/o/r/pulls/7/reviews?per_page=100"

  @Test(arguments: [
    (["APPROVED"], true), (["APPROVED", "COMMENTED"], true), (["APPROVED", "PENDING"], true),
    (["APPROVED", "CHANGES_REQUESTED"], false), (["APPROVED", "DISMISSED"], false), (["DISMISSED"], false),
    (["CHANGES_REQUESTED", "APPROVED"], true), (["COMMENTED"], false), ([], false),
  ])
  func lastDecisiveReviewCounts(_ states: [String], _ approves: Bool) async throws {
    let reviews = states.enumerated().map { review($0.offset, $0.element, alice) }.joined(separator: ",")
    let (client, _) = try await gitHub(.init(.get, list, 200, "[\(reviews)]"))
    let expected = ForgeApproval(user: ForgeUser(id: 10, name: "alice"), head: oneHead, at: january(3))
    #expect(try await client.approvals(of: 7) == (approves ? [expected] : []))
  }

  @Test func eachReviewerCountsAlone() async throws {
    let reviews = [
      review(1, "APPROVED", bob, otherHead), review(2, "APPROVED", alice), review(3, "APPROVED", "null"),
      review(4, "CHANGES_REQUESTED", account(12, "carol")),
      #"{"id":5,"state":"PENDING","user":\#(account(1, "bot")),"commit_id":null}"#,
    ]
    let (client, _) = try await gitHub(.init(.get, list, 200, "[\(reviews.joined(separator: ","))]"))
    let approvals = try await client.approvals(of: 7)
    #expect(approvals.map(\.user.name) == ["bob", "alice"])
    #expect(approvals.map(\.head) == [otherHead, oneHead])
  }

  @Test func approvalNamesTheHead() async throws {
    let (client, http) = try await gitHub(
      .init(.get, "/repos/o/r/pulls/7", 200, gitHubPull()), .init(.get, "/user", 200, bot),
      .init(.get, list, 200, "[\(review(1, "APPROVED", bot, otherHead))]"),
      .init(.post, "/repos/o/r/pulls/7/reviews", 200, review(2, "APPROVED", bot)))
    try await client.approve(7, head: oneHead)
    #expect(http.requests.last?.bodyText == #"{"commit_id":"\#(oneHead)","event":"APPROVE"}"#)
    #expect(http.requests.last?.headers["Content-Type"] == "application/json")
  }

  @Test func headThatIsApprovedIsNotApprovedTwice() async throws {
    let (client, http) = try await gitHub(
      .init(.get, "/repos/o/r/pulls/7", 200, gitHubPull()), .init(.get, "/user", 200, bot),
      .init(.get, list, 200, "[\(review(1, "APPROVED", bot))]"))
    try await client.approve(7, head: oneHead)
    #expect(http.requests.allSatisfy { $0.method == .get })
  }

  @Test func otherHeadIsAConflict() async throws {
    let (client, http) = try await gitHub(.init(.get, "/repos/o/r/pulls/7", 200, gitHubPull(head: otherHead)))
    let error = await #expect(throws: ForgeError.self) { try await client.approve(7, head: oneHead) }
    #expect(error?.kind == .conflict)
    #expect(http.requests.count == 1)
  }

  @Test(arguments: [(otherHead, ForgeError.Kind.conflict), (oneHead, .rejected)])
  func refusedApprovalIsLookedAtAgain(_ head: String, _ kind: ForgeError.Kind) async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/repos/o/r/pulls/7", 200, gitHubPull()), .init(.get, "/user", 200, bot),
      .init(.get, list, 200, "[]"),
      .init(.post, "/repos/o/r/pulls/7/reviews", 422, #"{"message":"m","errors":["Can not approve your own"]}"#),
      .init(.get, "/repos/o/r/pulls/7", 200, gitHubPull(head: head)))
    let error = await #expect(throws: ForgeError.self) { try await client.approve(7, head: oneHead) }
    #expect(error?.kind == kind)
  }

  @Test func onlyOwnApprovalsAreDismissed() async throws {
    let reviews = [review(1, "APPROVED", alice), review(2, "APPROVED", bot), review(3, "COMMENTED", bot)]
    let (client, http) = try await gitHub(
      .init(.get, "/user", 200, bot), .init(.get, list, 200, "[\(reviews.joined(separator: ","))]"),
      .init(.put, "/repos/o/r/pulls/7/reviews/2/dismissals", 200, review(2, "DISMISSED", bot)))
    try await client.unapprove(7)
    #expect(http.missing.isEmpty)
    #expect(http.requests.count == 3)
  }

  // MARK: - Comments and labels

  @Test func commentsAreReadInOrder() async throws {
    func comment(_ id: Int, _ user: String, edited: Bool = false) -> String {
      """
      {"id":\(id),"body":"b\(id)","user":\(user),"created_at":"2024-01-03T00:00:00Z",
      "updated_at":"2024-01-0\(edited ? 4 : 3)T00:00:00Z"}
      """
    }
    let all = [comment(3, bot, edited: true), comment(2, "null"), comment(1, account(5, "x[bot]", "Bot"))]
    let (client, _) = try await gitHub(
      .init(.get, "/repos/o/r/issues/7/comments?per_page=100", 200, "[\(all.joined(separator: ","))]"))
    let read = try await client.comments(on: 7)
    #expect(read.map(\.id) == [1, 2, 3])
    #expect(read.map(\.author.isBot) == [true, false, false])
    #expect(read.map(\.author.name) == ["x[bot]", "ghost", "bot"])
    #expect(read.map { $0.createdAt == $0.updatedAt } == [true, true, false])
  }

  @Test func commentsAreWritten() async throws {
    let answer = """
      {"id":5,"body":"hi","user":\(bot),"created_at":"2024-01-03T00:00:00Z","updated_at":"2024-01-03T00:00:00Z"}
      """
    let (client, http) = try await gitHub(
      .init(.post, "/repos/o/r/issues/7/comments", 201, answer),
      .init(.patch, "/repos/o/r/issues/comments/5", 200, answer),
      .init(.delete, "/repos/o/r/issues/comments/5", 204), .init(.delete, "/repos/o/r/issues/comments/5", 404),
      .init(.post, "/repos/o/r/issues/comments/5/reactions", 200, "{}"),
      .init(.post, "/repos/o/r/issues/comments/5/reactions", 201, "{}"))
    #expect(try await client.addComment("hi \"\n", to: 7).id == 5)
    try await client.editComment(5, of: 7, to: "ho")
    try await client.deleteComment(5, of: 7)
    try await client.deleteComment(5, of: 7)
    try await client.react(.eyes, to: 5, of: 7)
    try await client.react(.thumbsUp, to: 5, of: 7)
    #expect(
      http.requests.map(\.bodyText) == [
        #"{"body":"hi \"\n"}"#, #"{"body":"ho"}"#, "", "", #"{"content":"eyes"}"#, #"{"content":"+1"}"#,
      ])
  }

  @Test func labelsAreChangedOneByOne() async throws {
    let (client, http) = try await gitHub(
      .init(.post, "/repos/o/r/issues/7/labels", 200, "[]"),
      .init(.delete, "/repos/o/r/issues/7/labels/a%2Fb%3A%20c", 200, "[]"),
      .init(.delete, "/repos/o/r/issues/7/labels/gone", 404))
    try await client.changeLabels(of: 7, adding: ["two", "one", "kept"], removing: ["a/b: c", "gone", "kept"])
    #expect(http.missing.isEmpty)
    #expect(http.requests.first?.bodyText == #"{"labels":["kept","one","two"]}"#)
    try await client.changeLabels(of: 7, adding: [], removing: [])
    #expect(http.requests.count == 3)
  }

  // MARK: - Accounts and hooks

  @Test func accountsAreExact() async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/users/Alice", 200, alice), .init(.get, "/users/alice", 200, bob),
      .init(.get, "/users/org", 200, account(9, "org", "Organization")), .init(.get, "/users/a%2Fb", 404))
    #expect(try await client.user(named: "Alice") == ForgeUser(id: 10, name: "alice"))
    #expect(try await client.user(named: "alice") == nil)
    #expect(try await client.user(named: "org") == nil)
    #expect(try await client.user(named: "a/b") == nil)
    #expect(try await client.user(named: "") == nil)
  }

  @Test func hookIsMadeOrCorrected() async throws {
    let hook = #"{"id":3,"active":false,"events":["push"],"config":{"url":"https://b/h","content_type":"form"}}"#
    let list = "/repos/o/r/hooks?per_page=100"
    let (client, http) = try await gitHub(
      .init(.get, list, 200, "[]"), .init(.post, "/repos/o/r/hooks", 201, hook), .init(.get, list, 200, "[\(hook)]"),
      .init(.patch, "/repos/o/r/hooks/3", 200, hook))
    _ = try await client.setUpHook(url: "https://b/h", secret: "pw")
    let corrected = try await client.setUpHook(url: "https://b/h", secret: "pw")
    #expect(corrected == ForgeHook(id: 3, url: "https://b/h", isActive: false, events: ["push"]))
    for request in [http.requests[1], http.requests[3]] {
      #expect(request.bodyText.contains(#""content_type":"json","insecure_ssl":"0","secret":"pw","url":"https://b/h""#))
      #expect(request.bodyText.contains(#""active":true"#))
    }
    #expect(http.requests[1].bodyText.contains(#""name":"web""#))
  }

  @Test func gitIsReachedWithTheToken() async throws {
    let (client, _) = try await gitHub(
      .init(.get, "/repos/o/r", 200, #"{"id":1,"full_name":"o/r","clone_url":"https://github.com/o/r.git"}"#))
    let access = try await client.gitAccess()
    #expect(access.url == "https://github.com/o/r.git")
    #expect(access.authorization == "Basic eC1hY2Nlc3MtdG9rZW46czNjcmV0")
    #expect(access.headReference == "refs/pull/{}/head")
  }
}
