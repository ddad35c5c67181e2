public import Kubernetes
public import Workflows

/// A merge that is written on an object, and what its record says.
public struct MergeOrigin: Sendable {
  /// The merge; the merge request is what the record says, where there is one.
  public var merge: Provenance.Merge
  /// The record of the decision that allowed it, from the note on its commit.
  public var record: DecisionRecord?
  /// Why there is no record, or what of the mark is not so; nil: all is known.
  public var problem: String?
}

/// Where an object on a cluster comes from.
public struct ObjectOrigin: Sendable {
  /// The cluster.
  public var cluster: String
  /// The object.
  public var key: ObjectKey
  /// What is written on it; nil: it was not put there by Remit.
  public var provenance: Provenance?
  /// The record of the decision that allowed it, from the note on its commit.
  public var record: DecisionRecord?
  /// Why there is no record though something is written on the object; nil: there is one.
  public var problem: String?
  /// The other merges that may have made it what it is, the newest first.
  public var earlier: [MergeOrigin] = []
  /// The folders that datafiles and resources are in, from the top of the repository.
  var roots: [String] = []

  /// The changed fields of what the object is made from, with who allowed each.
  public var allowances: [Allowance] { allowances(by: record) }

  /// Those of them that a record allowed.
  func allowances(by record: DecisionRecord?) -> [Allowance] {
    guard let provenance, let text = record?.decision else { return [] }
    return Allowance.all(inDecision: text, amongst: provenance.inputs + provenance.gone, roots: roots)
  }
}
