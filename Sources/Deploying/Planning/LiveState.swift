public import Kubernetes

/// What there is on a cluster, as far as it matters for a plan: values only, read at one time.
public struct LiveState: Sendable {
  /// A namespace.
  public enum NamespaceState: Hashable, Sendable {
    case active, terminating
  }

  /// What the server serves.
  public var discovery: Discovery
  /// The uid of `kube-system`.
  public var clusterUID: String
  /// All objects in any apply set, of the kinds that were read; of those that nobody asks for the outline alone.
  public var members: [ObjectKey: KubernetesObject]
  /// Kinds that were read completely.
  public var complete: Set<GroupKind>
  /// Kinds that could not be read, and why: what of them is not here may be there.
  public var unread: [GroupKind: String]
  /// The parents of this program's sets, by name.
  public var parents: [String: SetParent]
  /// Parents that cannot be used, and why, by name where they have one.
  public var brokenParents: [String: String]
  /// The ids of all sets whose parent is there, whoever keeps it.
  public var parentIDs: Set<String>
  /// The namespaces; nil where they could not be read.
  public var namespaces: [String: NamespaceState]?
  /// What the server warned of.
  public var warnings: [String]
  /// How far the server's clock is from the own one, in seconds; nil where it does not say.
  public var clockSkew: Int64?

  /// An empty cluster.
  public init(discovery: Discovery, clusterUID: String) {
    self.discovery = discovery
    self.clusterUID = clusterUID
    members = [:]
    complete = []
    unread = [:]
    parents = [:]
    brokenParents = [:]
    parentIDs = []
    namespaces = [:]
    warnings = []
  }

  /// How objects of a kind are reached.
  public func resource(for kind: GroupVersionKind) -> Resource? { discovery.resource(for: kind) }

  /// Why a version is not among what is served: nil where the server says that it serves it not.
  func whyUnknown(_ version: GroupVersion) -> String? {
    discovery.failures[version] ?? discovery.failures.first { $0.key.group == version.group }?.value
  }
}

/// What came of trying to apply an object.
public enum Trial: Sendable {
  /// It was not tried, on purpose: this is what would be rendered otherwise than before.
  case skipped([FieldChange])
  /// It would be created.
  case creates(KubernetesObject, warnings: [String])
  /// It would change an object that is there: that as it is, and as it would be.
  case changes(live: KubernetesObject, next: KubernetesObject, warnings: [String])
  /// Trying it twice gives two results: something on the cluster changes it every time. These fields differ.
  case unstable(live: KubernetesObject, [FieldChange])
  /// It would take fields from others.
  case conflicts(
    [FieldConflict], resolution: ConflictPolicy.Resolution, live: KubernetesObject?, next: KubernetesObject?)
  /// It would not do.
  case fails(KubernetesError, live: KubernetesObject?)

  /// The object that is there; nil where there is none, or it is not known.
  var live: KubernetesObject? {
    switch self {
    case .skipped, .creates: nil
    case .changes(let live, _, _), .unstable(let live, _): live
    case .conflicts(_, _, let live, _), .fails(_, let live): live
    }
  }
}
