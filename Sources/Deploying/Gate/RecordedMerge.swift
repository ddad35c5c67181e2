/// What a decision record says of a merge, as far as it matters for a deployment.
public struct RecordedMerge: Hashable, Sendable {
  /// The commit on the target branch.
  public var commit: String
  /// The commit that the decision was about; nil: none was made.
  public var head: String?
  /// The target's commit when the decision was made.
  public var target: String?
  /// The merge request's page, or its number; nil: there was none, and somebody answers for the commit.
  public var mergeRequest: String?
  /// The digest of the record.
  public var digest: String
  /// Whether the merge was allowed: by a decision, or by somebody who answers for it.
  public var isAllowed: Bool
  /// The commit on the target branch before everything that the merge has put there; nil: its first parent.
  public var before: String?
  /// The record's place in the chain of its repository, from 1; 0: it is in none.
  public var sequence: Int64
  /// The digest that the record before it in the chain has.
  public var previous: String?

  /// A record from its parts.
  public init(
    commit: String, head: String?, target: String?, mergeRequest: String?, digest: String, isAllowed: Bool,
    sequence: Int64 = 0, previous: String? = nil
  ) {
    self.commit = commit
    self.head = head
    self.target = target
    self.mergeRequest = mergeRequest
    self.digest = digest
    self.isAllowed = isAllowed
    self.sequence = sequence
    self.previous = previous
  }
}

/// What records say of the ones before them, the newest first: a record that was edited is not the one that its successor
/// names.
struct RecordChain {
  private var named: [Int64: String] = [:]

  /// Takes note of a record; whether it is what its successor says.
  mutating func takes(_ merge: RecordedMerge) -> Bool {
    guard merge.sequence > 0 else { return true }
    let isNamed = named[merge.sequence].map { $0 == merge.digest } ?? true
    if isNamed, merge.sequence > 1, let previous = merge.previous { named[merge.sequence - 1] = previous }
    return isNamed
  }
}
