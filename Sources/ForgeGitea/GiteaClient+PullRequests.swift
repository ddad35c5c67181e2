public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// The open pull requests, those changed last first.
  public func openMergeRequests(changedSince: Timestamp?) async throws(ForgeError) -> [OpenMergeRequest] {
    let path = repository + "/pulls?state=open&sort=recentupdate&limit=50"
    var seen: Set<Int> = []
    // A pull request that changes meanwhile moves to the front and pushes another one onto two pages.
    return try await session.numberedPages(GiteaPull.self, path).filter { seen.insert($0.number).inserted }
      .map { OpenMergeRequest(number: $0.number, head: $0.headCommit, updatedAt: $0.updated_at.value) }
      .filter { one in changedSince.map { one.updatedAt >= $0 } ?? true }
  }

  /// One pull request.
  public func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest {
    try await pull(number).mergeRequest
  }

  /// Each push is noted in the timeline.
  public var tellsEveryPush: Bool { true }

  /// The pushes and changes of the target that the timeline notes. It does not say which head the pull request was opened
  /// with, unless the first push was a forced one. A push is noted a little after the head has changed.
  public func activities(of number: Int) async throws(ForgeError) -> [ForgeActivity] {
    let pull = try await pull(number)
    let path = "\(repository)/issues/\(number)/timeline?limit=50"
    let entries = try await session.numberedPages(GiteaTimelineEntry.self, path)
    var opening: String?
    if let first = entries.compactMap(\.push).first, first.is_force_push ?? false { opening = first.commit_ids?.first }
    let opened = ForgeActivity(
      at: pull.created_at.value, kind: .push(head: opening, by: (pull.user ?? .ghost).user))
    return ([opened] + entries.compactMap(\.activity)).enumerated()
      .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
  }

  func pull(_ number: Int) async throws(ForgeError) -> GiteaPull {
    try await session.value(GiteaPull.self, .get, "\(repository)/pulls/\(number)")
  }

  /// Throws `.conflict` where the head is another one.
  func expect(_ head: String, of number: Int) async throws(ForgeError) {
    guard try await pull(number).headCommit == head else {
      throw ForgeError(.conflict, "Gitea: the head of pull request \(number) is no longer \(head)")
    }
  }
}

extension GiteaPull {
  /// The commit it proposes; the forge leaves the text empty where it cannot tell.
  var headCommit: String? { head.sha.flatMap { $0.isEmpty ? nil : $0 } }

  var mergeRequest: ForgeMergeRequest {
    ForgeMergeRequest(
      number: number, title: title, state: isMerged ? .merged : state == "open" ? .open : .closed,
      isDraft: draft ?? false, author: (user ?? .ghost).user, head: headCommit, targetBranch: base.ref,
      targetHead: base.sha.flatMap { $0.isEmpty ? nil : $0 }, sourceBranch: head.ref,
      isFromFork: head.repo_id != base.repo_id, labels: Set((labels ?? []).map(\.name)), mergeability: mergeability,
      mergeCommit: isMerged ? merge_commit_sha : nil, webURL: html_url, createdAt: created_at.value,
      updatedAt: updated_at.value)
  }

  /// The forge says no both while it has not found out and where the branches do not merge. Only asking again tells the
  /// two apart.
  private var mergeability: Mergeability {
    guard state == "open", !isMerged else { return .blocked(isMerged ? "merged" : state) }
    if draft ?? false { return .blocked("draft") }
    return mergeable ?? false ? .ready : .checking
  }
}
