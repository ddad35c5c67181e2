public import Forges

/// What is known of everything that may stand in a merge queue.
public protocol Queued {
  /// The merge request.
  var number: Int { get }
  /// The branch it is to go into.
  var targetBranch: String { get }
  /// The place of its priority: 0 comes first.
  var priorityRank: Int { get }
  /// Since when nothing has stood in the way but what Remit sees to itself.
  var readySince: Timestamp? { get }
}

extension Standing: Queued {}

/// The part of a standing that the queue goes by: small, as it is read for all merge requests together.
struct QueuePlace: Queued, Hashable, Sendable, Codable {
  var number: Int
  /// The head that was decided.
  var head: String
  var targetBranch: String
  var priorityRank: Int
  var readySince: Timestamp?

  init(_ standing: Standing) {
    number = standing.number
    head = standing.head
    targetBranch = standing.targetBranch
    priorityRank = standing.priorityRank
    readySince = standing.readySince
  }
}

/// In which order approved merge requests are merged.
public enum MergeQueue {
  /// The merge requests of a target branch that may be tried, the next one first: by priority, then by how long they have
  /// been ready, then by number. Whoever has been ready for long goes up: a priority for every four hours, so that
  /// nothing waits for ever behind what is more urgent.
  public static func order<Item: Queued>(_ items: [Item], branch: String, now: Timestamp) -> [Item] {
    items.filter { $0.targetBranch == branch && $0.readySince != nil }.sorted { key($0, now) < key($1, now) }
  }

  private static func key(_ item: some Queued, _ now: Timestamp) -> (Int, Int64, Int) {
    let since = item.readySince?.milliseconds ?? now.milliseconds
    let raised = Int(max(0, now.milliseconds - since) / (4 * 3_600_000))
    return (max(0, item.priorityRank - raised), since, item.number)
  }
}
