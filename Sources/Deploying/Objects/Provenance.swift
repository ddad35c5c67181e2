/// Where an object comes from: what `remit why` reads off the live object.
public struct Provenance: Hashable, Sendable {
  /// The commit that last changed what the object is made of.
  public var commit: String?
  /// The merge request that brought it.
  public var mergeRequest: String?
  /// The digest of the decision record that allowed it.
  public var record: String?
  /// The paths of all files that were read for it, sorted.
  public var inputs: [String]

  /// A provenance from its parts.
  public init(
    commit: String? = nil, mergeRequest: String? = nil, record: String? = nil, inputs: [String] = []
  ) {
    self.commit = commit
    self.mergeRequest = mergeRequest
    self.record = record
    self.inputs = inputs.sorted()
  }
}
