internal import Forges

extension Standing {
  /// Where a merge request stands that cannot be read: nothing is decided, nothing is merged. What is known of it
  /// comes from the forge where that can be read, else from before.
  init(
    unread reason: String, _ kind: Obstacle.Kind, _ number: Int, _ mergeRequest: ForgeMergeRequest?,
    repository: String, former: Standing?, now: Timestamp
  ) {
    let headline = "Remit could not decide: \(reason)"
    self.init(
      repository: repository, number: number, title: mergeRequest?.title ?? former?.title ?? "",
      url: mergeRequest?.webURL ?? former?.url ?? "", author: mergeRequest?.author.name ?? former?.author ?? "",
      head: mergeRequest?.head ?? former?.head ?? "",
      targetBranch: mergeRequest?.targetBranch ?? former?.targetBranch ?? "", target: former?.target ?? "",
      isDraft: mergeRequest?.isDraft ?? former?.isDraft ?? false, verdict: "failed", headline: headline,
      text: headline + "\n", decision: nil, priority: nil, priorityRank: former?.priorityRank ?? 0,
      obstacles: [Obstacle(kind, reason)], readySince: nil,
      createdAt: mergeRequest?.createdAt ?? former?.createdAt ?? now, decidedAt: now)
  }
}
