public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// The approvals of people whose last word is an approval. Mere comments are no word; reviews come in the order they
  /// were submitted.
  public func approvals(of number: Int) async throws(ForgeError) -> [ForgeApproval] {
    var last: [Int64: (place: Int, review: GitHubReview)] = [:]
    for (place, review) in try await reviews(of: number).enumerated() where review.isDecisive {
      if let user = review.user { last[user.id] = (place, review) }
    }
    return last.values.filter { $0.review.state == "APPROVED" }.sorted { $0.place < $1.place }.compactMap { entry in
      entry.review.user.map {
        ForgeApproval(user: $0.user, head: entry.review.commit_id, at: entry.review.submitted_at?.value)
      }
    }
  }

  /// Approves a head by a review. GitHub would also take one of an earlier head, hence the look before.
  public func approve(_ number: Int, head: String) async throws(ForgeError) {
    try await expect(head, of: number)
    if try await hasApproved(number, head: head) { return }
    let path = "\(repository)/pulls/\(number)/reviews"
    let response = try await session.answer(.post, path, json: ["event": "APPROVE", "commit_id": head])
    if response.status == 422 { try await expect(head, of: number) }
    try session.checked(response, .post, path)
  }

  /// Dismisses the own reviews that approve.
  public func unapprove(_ number: Int) async throws(ForgeError) {
    let me = try await me()
    for review in try await reviews(of: number) where review.user?.id == me.id && review.state == "APPROVED" {
      let path = "\(repository)/pulls/\(number)/reviews/\(review.id)/dismissals"
      let body = ["message": "The decision that this approval came from is no longer in force."]
      let response = try await session.answer(.put, path, json: body)
      if response.status != 404 { try session.checked(response, .put, path) }
    }
  }

  /// Whether the own last word is an approval of this head.
  public func hasApproved(_ number: Int, head: String) async throws(ForgeError) -> Bool {
    let me = try await me()
    return try await approvals(of: number).contains { $0.user.id == me.id && $0.head == head }
  }

  private func reviews(of number: Int) async throws(ForgeError) -> [GitHubReview] {
    try await session.pages(GitHubReview.self, "\(repository)/pulls/\(number)/reviews?per_page=100")
  }

  private func expect(_ head: String, of number: Int) async throws(ForgeError) {
    guard try await pull(number).head.sha == head else {
      throw ForgeError(.conflict, "GitHub: the head of pull request \(number) is no longer \(head)")
    }
  }
}

extension GitHubReview {
  /// Whether it replaces what the reviewer said before.
  fileprivate var isDecisive: Bool { ["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].contains(state) }
}
