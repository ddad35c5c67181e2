internal import DataBundle

/// What of a cluster's drift can be written back into the data, and what cannot.
public struct DriftProposal: Hashable, Sendable {
  /// A field that the data will have as the cluster has it.
  public struct Written: Hashable, Sendable {
    /// The field.
    public var field: DriftedField
    /// The file that is changed, from the top of the repository.
    public var file: String
    /// The line of the value.
    public var line: Int
  }

  /// A field that stays as it is.
  public struct Left: Hashable, Sendable {
    /// The field.
    public var field: DriftedField
    /// Why.
    public var why: String
  }

  /// The cluster.
  public var cluster: String
  /// The commit that it is a change of.
  public var commit: String
  /// The changed files, whole, by their path from the top of the repository.
  public var files: [String: [UInt8]]
  /// What they change, sorted.
  public var written: [Written]
  /// What they do not, sorted.
  public var left: [Left]
  /// Fields of other names that change with it, in objects of the changed datafiles on this cluster: `OBJECT FIELD`, sorted.
  public var consequences: [String] = []
}

extension DriftProposal {
  /// The branch of a cluster's proposal, without the beginning of all branches of this program: one for each cluster and target.
  public static func branch(for cluster: String, target: String) -> String {
    "drift-\(cluster)-\(ContentDigest.sha256("\(cluster)\n\(target)".utf8).prefix(8))"
  }
}
