/// What a decision record says of a merge, as far as it matters for a deployment.
public struct RecordedMerge: Hashable, Sendable {
  /// The commit on the target branch.
  public var commit: String
  /// The commit that the decision was about; nil: none was made.
  public var head: String?
  /// The target's commit when the decision was made.
  public var target: String?
  /// The merge request's page, or its number.
  public var mergeRequest: String
  /// The digest of the record.
  public var digest: String
  /// Whether the merge was allowed: by a decision, or by somebody who answers for it.
  public var isAllowed: Bool

  /// A record from its parts.
  public init(
    commit: String, head: String?, target: String?, mergeRequest: String, digest: String, isAllowed: Bool
  ) {
    self.commit = commit
    self.head = head
    self.target = target
    self.mergeRequest = mergeRequest
    self.digest = digest
    self.isAllowed = isAllowed
  }
}
