public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// The approvals of people whose last word is an approval that was not dismissed. The forge marks approvals as stale
  /// some time after a push; the head that was approved says it at once.
  public func approvals(of number: Int) async throws(ForgeError) -> [ForgeApproval] {
    var last: [Int64: GiteaReview] = [:]
    for review in try await reviews(of: number).sorted(by: { $0.id < $1.id }) where review.isDecisive {
      if let user = review.user { last[user.id] = review }
    }
    return last.values.filter(\.approves).sorted { $0.id < $1.id }.compactMap { review in
      review.user.map { ForgeApproval(user: $0.user, head: review.commit_id, at: review.submitted_at?.value) }
    }
  }

  /// Approves a head by a review. The forge would also take one of an earlier head, hence the look before.
  public func approve(_ number: Int, head: String) async throws(ForgeError) {
    try await expect(head, of: number)
    if try await hasApproved(number, head: head) { return }
    try await send(
      .post, "\(repository)/pulls/\(number)/reviews", json: ["event": "APPROVED", "commit_id": head])
  }

  /// Dismisses the own reviews that approve; where the account may not dismiss, it removes them.
  public func unapprove(_ number: Int) async throws(ForgeError) {
    let me = try await me()
    for review in try await reviews(of: number) where review.user?.id == me.id && review.approves {
      let path = "\(repository)/pulls/\(number)/reviews/\(review.id)"
      let body = ["message": "The decision that this approval came from is no longer in force."]
      let response = try await session.answer(.post, path + "/dismissals", json: body)
      switch response.status {
      case 404: continue
      case 403: try await delete(path)
      default: try session.checked(response, .post, path + "/dismissals")
      }
    }
  }

  /// Whether the own last word is an approval of this head.
  public func hasApproved(_ number: Int, head: String) async throws(ForgeError) -> Bool {
    let me = try await me()
    return try await approvals(of: number).contains { $0.user.id == me.id && $0.head == head }
  }

  private func reviews(of number: Int) async throws(ForgeError) -> [GiteaReview] {
    try await session.numberedPages(GiteaReview.self, "\(repository)/pulls/\(number)/reviews?limit=50")
  }
}

extension GiteaReview {
  /// Whether it replaces what the reviewer said before.
  fileprivate var isDecisive: Bool { state == "APPROVED" || state == "REQUEST_CHANGES" }

  fileprivate var approves: Bool { state == "APPROVED" && !isDismissed }
}
