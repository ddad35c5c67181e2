internal import DocumentModel
internal import JSONCoding
public import Kubernetes

/// What is known of a set of objects on a cluster: a ConfigMap beside the objects, which kubectl can read, too.
public struct SetParent: Hashable, Sendable {
  /// The namespace of all parents.
  public static let namespace = "remit-system"
  /// How parents are reached.
  public static let resource = Resource(
    GroupVersion(group: "", version: "v1"), name: "configmaps", kind: "ConfigMap", isNamespaced: true)

  /// An object whose deletion was announced, and waits for the next run.
  public struct Announced: Hashable, Sendable {
    /// The object.
    public var key: ObjectKey
    /// Which one of that name.
    public var uid: String
  }

  /// A run that was begun: written before the first change, removed after the last one.
  public struct Journal: Hashable, Sendable {
    /// The commit that is applied.
    public var commit: String
    /// The plan.
    public var planHash: String
    /// How far it came: `begun`, `applied`.
    public var phase: String
  }

  /// A run that ended.
  public struct Run: Hashable, Sendable {
    /// The commit that was applied.
    public var commit: String
    /// The plan.
    public var planHash: String
    /// What came of it: `deployed`, `partial`.
    public var outcome: String
  }

  /// The set's name.
  public var name: String
  /// Where members may be.
  public var set: ApplySet
  /// The commit that is deployed; nil: none is, wholly.
  public var commit: String?
  /// The plan that brought it.
  public var planHash: String?
  /// Who deploys here.
  public var deployer: String
  /// The name of the cluster when it was last deployed to; nil: nobody wrote it down.
  public var cluster: String?
  /// The uid of the cluster's `kube-system`: another one is another cluster.
  public var clusterUID: String
  /// A run that was not finished.
  public var journal: Journal?
  /// Deletions that wait for another run.
  public var announced: [Announced]
  /// How many members of each kind there were after the last run.
  public var counts: [GroupKind: Int]
  /// The last runs, the newest first.
  public var history: [Run]
  /// The version of the object; nil: it is not there yet.
  public var resourceVersion: String?
  /// The uid of the object; nil: it is not there yet.
  public var uid: String?

  /// A set about which nothing is known yet.
  public init(name: String, deployer: String, clusterUID: String) {
    self.name = name
    set = Self.emptySet(name)
    self.deployer = deployer
    self.clusterUID = clusterUID
    announced = []
    counts = [:]
    history = []
  }

  /// Whether a set may be called so: a DNS label of at most 50 characters, as object names contain it.
  public static func isName(_ name: String) -> Bool { Naming.isLabel(name) && name.utf8.count <= 50 }

  /// The object that is the parent of a set.
  public static func key(of name: String) -> ObjectKey {
    ObjectKey(resource.groupKind, namespace: namespace, name: "remit-\(name)")
  }

  /// The id of a set: the value of its members' label.
  public static func id(of name: String) -> String { emptySet(name).id }

  private static func emptySet(_ name: String) -> ApplySet {
    ApplySet(parent: key(of: name), tooling: "\(Marks.tool)/v0.1")
  }

  /// How many runs are remembered.
  static let historyLength = 10
}

/// Why a parent cannot be used.
public enum SetParentError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It is no parent of this program's.
  case unusable(String, ApplySetError)
  /// Its data cannot be read.
  case unreadable(String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .unusable(let name, let error): "the set \"\(name)\": \(error)"
    case .unreadable(let name): "the set \"\(name)\": what its parent says of itself cannot be read"
    }
  }
}
