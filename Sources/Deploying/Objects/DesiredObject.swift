internal import DataBundle
internal import DocumentModel
internal import JSONCoding
public import Kubernetes

/// An object that is to be on a cluster: what a template made of a datafile.
public struct DesiredObject: Sendable {
  /// The object, without labels and annotations of `applyset.kubernetes.io` and `remit.dev`.
  public let object: KubernetesObject
  /// Kind and version.
  public let kind: GroupVersionKind
  /// Which object it is.
  public let key: ObjectKey
  /// The inventory set it belongs to: `platform`, or a tenant.
  public let set: String
  /// SHA-256 of the object's canonical JSON, in hexadecimal. Of a Secret without its values: whoever knows the digest of
  /// a short secret can guess it.
  public let contentDigest: String
  /// Whether it is rendered only to say that it is to go.
  public let isTombstone: Bool
  /// Where it comes from.
  public let provenance: Provenance
  /// The datafile it is rendered for, with line: for messages.
  public let datafile: String
  /// Whether it is made of something that no output may show: then none of its values is shown.
  public var isSensitive = false
  /// The merges since the baseline; nil: they are not known.
  public var changes: ChangeIndex?

  /// An object from its parts. Throws where the object has no name, or brings marks that are not its own to set.
  public init(
    _ object: KubernetesObject, set: String, isTombstone: Bool = false, provenance: Provenance = Provenance(),
    datafile: String = ""
  ) throws(DesiredObjectError) {
    guard let kind = object.groupVersionKind, let key = object.key else { throw .nameless(datafile: datafile) }
    // What is no name never gets into a path.
    let isRole = key.groupKind.group == "rbac.authorization.k8s.io"
    guard isRole ? Naming.isPathSegment(key.name) : Naming.isSubdomain(key.name),
      key.namespace.map({ Naming.isLabel($0) }) ?? true
    else { throw .badName(key, datafile: datafile) }
    guard SetParent.isName(set) else { throw .setName(set, datafile: datafile) }
    let reserved =
      object.labels.keys.filter(Self.isReserved) + object.annotations.keys.filter(Self.isReserved)
    if let first = reserved.min() { throw .reserved(first, key, datafile: datafile) }
    let clean = object.applicable()
    self.object = clean
    self.kind = kind
    self.key = key
    self.set = set
    contentDigest = Self.digest(of: clean, key)
    self.isTombstone = isTombstone
    self.provenance = provenance
    self.datafile = datafile
  }

  private static func isReserved(_ name: String) -> Bool {
    name.hasPrefix("applyset.kubernetes.io/") || name.hasPrefix("remit.dev/")
  }

  private static func digest(of object: KubernetesObject, _ key: ObjectKey) -> String {
    let shown = object.maskingSecrets
    return ContentDigest.sha256(shown.document.json(style: .canonical).utf8)
  }
}

/// Why something cannot be desired.
public enum DesiredObjectError: Error, Hashable, Sendable, CustomStringConvertible {
  /// It has no kind, version or name.
  case nameless(datafile: String)
  /// Its name, or that of its namespace, is none that the API takes.
  case badName(ObjectKey, datafile: String)
  /// The set's name is no name.
  case setName(String, datafile: String)
  /// It has a label or an annotation that says what only this program says.
  case reserved(String, ObjectKey, datafile: String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .nameless(let datafile): "\(datafile): an object without apiVersion, kind or name"
    case .badName(let key, let datafile): "\(datafile): \(key): the name, or the namespace's, is none: see RFC 1123"
    case .setName(let name, let datafile):
      "\(datafile): \"\(name)\" is no name for a set: lower-case letters, digits, -"
    case .reserved(let name, let key, let datafile): "\(datafile): \(key) has \"\(name)\", which is not for templates"
    }
  }
}

/// What is to be on a cluster.
public struct DesiredState: Sendable {
  /// The cluster.
  public var cluster: String
  /// The commit that it is rendered from.
  public var commit: String
  /// When that was committed, in seconds since 1970; nil: that is not known. For people: nothing depends on it.
  public var committedAt: Int64?
  /// All objects, tombstones too.
  public var objects: [DesiredObject]
  /// Sets of which something could not be rendered, and why: what is missing there is unknown, not absent.
  public var incompleteSets: [String: String]
  /// Why nothing may be written at all: the bundle is broken. Nil: it is sound.
  public var problem: String?
  /// What counts as nobody's, by the commit.
  public var orphanRules: [OrphanRule] = []

  /// A state from its parts.
  public init(
    cluster: String, commit: String, committedAt: Int64? = nil, objects: [DesiredObject],
    incompleteSets: [String: String] = [:], problem: String? = nil
  ) {
    self.cluster = cluster
    self.commit = commit
    self.committedAt = committedAt
    self.objects = objects
    self.incompleteSets = incompleteSets
    self.problem = problem
  }

  /// The names of all sets, sorted.
  public var sets: [String] { Set(objects.map(\.set)).union(incompleteSets.keys).sorted() }
}
