public import Forges
internal import HTTPTransport

extension GitLabClient {
  /// The open merge requests, by the time they were opened, which does not change while pages are read.
  public func openMergeRequests(changedSince: Timestamp?) async throws(ForgeError) -> [OpenMergeRequest] {
    var query = "state=opened&scope=all&order_by=created_at&sort=asc&per_page=100"
    if let changedSince { query += "&updated_after=\(changedSince.iso8601.percentEncoded)" }
    let found = try await session.pages(GitLabListed.self, "\(project)/merge_requests?\(query)")
    var seen: Set<Int> = []
    return found.filter { seen.insert($0.iid).inserted }.map {
      OpenMergeRequest(number: $0.iid, head: $0.sha, updatedAt: $0.updated_at.value)
    }
  }

  /// One merge request. Its head is nil until GitLab has prepared it, and while its parts tell of different heads.
  public func mergeRequest(_ number: Int) async throws(ForgeError) -> ForgeMergeRequest {
    let wire = try await wireMergeRequest(number)
    guard let state = wire.forgeState else {
      throw ForgeError(.unreadable, "GitLab: !\(number) is in a state that is not known")
    }
    return ForgeMergeRequest(
      number: wire.iid, title: wire.title, state: state, isDraft: wire.draft ?? wire.work_in_progress ?? false,
      author: user(wire.author), head: wire.head, targetBranch: wire.target_branch,
      sourceBranch: wire.source_branch, isFromFork: wire.source_project_id != wire.target_project_id,
      labels: wire.labels, mergeability: Mergeability(detailedMergeStatus: wire.detailed_merge_status),
      mergeCommit: wire.mergeCommit, webURL: wire.web_url, createdAt: wire.created_at.value,
      updatedAt: wire.updated_at.value)
  }

  /// Adds and removes labels in one request that names no others.
  public func changeLabels(
    of number: Int, adding: Set<String>, removing: Set<String>
  ) async throws(ForgeError) {
    if adding.isEmpty && removing.isEmpty { return }
    let change = LabelChange(
      add_labels: adding.isEmpty ? nil : adding.sorted(), remove_labels: removing.isEmpty ? nil : removing.sorted())
    try session.checked(try await session.answer(.put, path(number), json: change), .put, path(number))
  }

  func wireMergeRequest(_ number: Int) async throws(ForgeError) -> GitLabMergeRequest {
    try await session.value(GitLabMergeRequest.self, .get, path(number))
  }

  private struct LabelChange: Encodable {
    var add_labels: [String]?
    var remove_labels: [String]?
  }
}

/// A merge request in a list, which lacks some fields.
private struct GitLabListed: Decodable {
  var iid: Int
  var sha: String?
  var updated_at: ISO8601Time
}

extension GitLabMergeRequest {
  /// Nil for words that are not known.
  var forgeState: ForgeMergeRequest.State? {
    switch state {
    case "opened": .open
    case "closed": .closed
    case "merged": .merged
    case "locked": .locked
    default: nil
    }
  }

  /// The commit it proposes, once it is prepared and all parts of the answer agree.
  var head: String? { isPrepared && sha == diff_refs?.head_sha ? sha : nil }

  /// What came of it on the target, once it is merged: a merge commit, the squashed commit, or the head itself.
  var mergeCommit: String? { state == "merged" ? merge_commit_sha ?? squash_commit_sha ?? sha : nil }
}
