internal import Forges

extension Mergeability {
  /// What a `detailed_merge_status` means. Only `mergeable` is a yes; words that are not known are a no.
  /// (docs.gitlab.com, "Merge requests API", "Merge status")
  init(detailedMergeStatus word: String?) {
    self =
      switch word {
      case "mergeable": .ready
      case "preparing", "checking", "unchecked", "approvals_syncing", "ci_still_running": .checking
      case "need_rebase": .needsRebase
      case "conflict": .conflict
      case .some(let other): .blocked(other)
      case nil: .blocked("no detailed_merge_status")
      }
  }
}
