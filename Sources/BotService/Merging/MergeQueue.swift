public import Forges

/// In which order approved merge requests are merged.
public enum MergeQueue {
  /// The merge requests of a target branch that may be tried, the next one first: by priority, then by how long they have
  /// been ready, then by number. Whoever has been ready for long goes up: a priority for every four hours, so that
  /// nothing waits for ever behind what is more urgent.
  public static func order(_ standings: [Standing], branch: String, now: Timestamp) -> [Standing] {
    standings.filter { $0.targetBranch == branch && $0.isReady }.sorted { key($0, now) < key($1, now) }
  }

  private static func key(_ standing: Standing, _ now: Timestamp) -> (Int, Int64, Int) {
    let since = standing.readySince?.milliseconds ?? now.milliseconds
    let raised = Int(max(0, now.milliseconds - since) / (4 * 3_600_000))
    return (max(0, standing.priorityRank - raised), since, standing.number)
  }
}
