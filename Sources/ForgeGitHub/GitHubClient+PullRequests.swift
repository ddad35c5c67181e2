public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// The open pull requests, those changed last first.
  public func openMergeRequests(changedSince: Timestamp?) async throws(ForgeError) -> [OpenMergeRequest] {
    let path = repository + "/pulls?state=open&sort=updated&direction=desc&per_page=100"
    var seen: Set<Int> = []
    // A pull request that changes meanwhile moves to the front and pushes another one onto two pages.
    return try await session.pages(GitHubPull.self, path).filter { seen.insert($0.number).inserted }
      .map { OpenMergeRequest(number: $0.number, head: $0.head.sha, updatedAt: $0.updated_at.value) }
      .filter { one in changedSince.map { one.updatedAt >= $0 } ?? true }
  }

  /// One pull request.
  public func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest {
    try await pull(number).mergeRequest
  }

  func pull(_ number: Int) async throws(ForgeError) -> GitHubPull {
    try await session.value(GitHubPull.self, .get, "\(repository)/pulls/\(number)")
  }
}

extension GitHubPull {
  /// Without the tip of the target: `base.sha` stays what it was when the pull request was last pushed to.
  var mergeRequest: ForgeMergeRequest {
    ForgeMergeRequest(
      number: number, title: title, state: isMerged ? .merged : state == "open" ? .open : .closed,
      isDraft: draft ?? false, author: (user ?? .ghost).user, head: head.sha, targetBranch: base.ref,
      sourceBranch: head.ref, isFromFork: head.repo == nil || head.repo?.id != base.repo?.id,
      labels: Set((labels ?? []).map(\.name)), mergeability: mergeability,
      mergeCommit: isMerged ? merge_commit_sha : nil, webURL: html_url, createdAt: created_at.value,
      updatedAt: updated_at.value)
  }

  /// `unstable` and `has_hooks` mean that GitHub merges although something is not green or a hook has a say.
  private var mergeability: Mergeability {
    guard state == "open", !isMerged else { return .blocked(isMerged ? "merged" : state) }
    switch (mergeable, mergeable_state ?? "unknown") {
    case (nil, _), (_, "unknown"): return .checking
    case (false, _), (_, "dirty"): return .conflict
    case (_, "behind"): return .needsRebase
    case (_, "clean"), (_, "unstable"), (_, "has_hooks"): return .ready
    case (_, let word): return .blocked(word)
    }
  }
}
