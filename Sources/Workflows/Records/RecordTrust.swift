/// Which records count.
public struct RecordTrust: Hashable, Sendable {
  /// Only what one of these has signed; nil: whatever there is.
  public var keys: [RecordKey]?
  /// Only what is about this branch; nil: any.
  public var branch: String?
  /// Only what the service wrote about the repository of this name in its configuration; nil: any.
  public var repository: String?

  /// What is asked of records.
  public init(keys: [RecordKey]? = nil, branch: String? = nil, repository: String? = nil) {
    self.keys = keys
    self.branch = branch
    self.repository = repository
  }

  /// Whoever may write notes is trusted.
  public static let everything = RecordTrust()

  /// Whether a record counts. What somebody answers for without a merge request is about a commit only.
  public func covers(_ record: DecisionRecord) -> Bool {
    guard record.isSigned(by: keys) else { return false }
    if record.number == 0, record.exception?.by != nil { return true }
    return (branch.map { $0 == record.targetBranch } ?? true) && (repository.map { $0 == record.repository } ?? true)
  }
}
