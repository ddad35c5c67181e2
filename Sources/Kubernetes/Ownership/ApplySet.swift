internal import Crypto
internal import DocumentModel
internal import FoundationEssentials

/// A set of objects that are applied, and removed, together, as kubectl keeps them (KEP 3659): each member has a label with
/// the set's id, and a parent object says where members may be.
///
/// The names are those of kubectl's code, `applyset.kubernetes.io`; the proposal's text has others.
public struct ApplySet: Hashable, Sendable {
  /// The label of the parent.
  public static let idLabel = "applyset.kubernetes.io/id"
  /// The label of the members.
  public static let memberLabel = "applyset.kubernetes.io/part-of"
  /// The annotation of the parent that says which tool keeps the set: `remit/v0.1`.
  public static let toolingAnnotation = "applyset.kubernetes.io/tooling"
  /// The annotation of the parent that says of which kinds members are.
  public static let kindsAnnotation = "applyset.kubernetes.io/contains-group-kinds"
  /// The annotation of the parent that says in which namespaces beside its own members are.
  public static let namespacesAnnotation = "applyset.kubernetes.io/additional-namespaces"

  /// The parent.
  public var parent: ObjectKey
  /// The tool that keeps the set, and its version: `remit/v0.1`.
  public var tooling: String
  /// The kinds that members may be of.
  public var kinds: Set<GroupKind>
  /// The namespaces that members may be in, with the parent's own if there are any.
  public var namespaces: Set<String>

  /// A set from its parts.
  public init(parent: ObjectKey, tooling: String, kinds: Set<GroupKind> = [], namespaces: Set<String> = []) {
    self.parent = parent
    self.tooling = tooling
    self.kinds = kinds
    self.namespaces = namespaces
  }

  /// The id: the value of both labels.
  public var id: String {
    let text = "\(parent.name).\(parent.namespace ?? "").\(parent.groupKind.kind).\(parent.groupKind.group)"
    let digest = Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
    let name = digest.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    return "applyset-\(name)-v1"
  }

  /// The selector of the members.
  public var memberSelector: String { "\(Self.memberLabel)=\(id)" }

  /// The labels that the parent must have.
  public var labels: [String: String] { [Self.idLabel: id] }

  /// The annotations that the parent must have.
  public var annotations: [String: String] {
    [
      Self.toolingAnnotation: tooling,
      Self.kindsAnnotation: kinds.map(\.description).sorted().joined(separator: ","),
      Self.namespacesAnnotation: namespaces.filter { $0 != parent.namespace }.sorted().joined(separator: ","),
    ]
  }

  /// The set that contains both: what the parent must say before the first write.
  public func union(_ other: ApplySet) -> ApplySet {
    var result = self
    result.kinds.formUnion(other.kinds)
    result.namespaces.formUnion(other.namespaces)
    return result
  }
}

/// Why an object is not the parent of a set that may be used.
public enum ApplySetError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Another tool keeps the set.
  case otherTool(String)
  /// The id is not that of this object: it was copied from another.
  case otherID(String)
  /// An annotation cannot be read.
  case unreadable(annotation: String, part: String)
  /// The object says that it is a parent, and not of what.
  case incomplete(annotation: String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .otherTool(let tool): "the set is kept by \(tool)"
    case .otherID(let id): "the parent has the id \(id), which is not its own"
    case .unreadable(let annotation, let part): "the annotation \(annotation) of the parent has \"\(part)\""
    case .incomplete(let annotation): "the parent has no annotation \(annotation)"
    }
  }
}

extension ApplySet {
  /// Reads what a parent says; nil where the object is none. `tool`: the name of the tool whose set it must be.
  public static func read(_ object: KubernetesObject, tool: String) throws(ApplySetError) -> ApplySet? {
    guard let key = object.key, let id = object.labels[idLabel] else { return nil }
    let annotations = object.annotations
    guard let tooling = annotations[toolingAnnotation] else { throw .incomplete(annotation: toolingAnnotation) }
    guard tooling.prefix(while: { $0 != "/" }) == tool else { throw .otherTool(tooling) }
    guard let list = annotations[kindsAnnotation] else { throw .incomplete(annotation: kindsAnnotation) }
    var set = ApplySet(parent: key, tooling: tooling)
    guard id == set.id else { throw .otherID(id) }
    for part in list.split(separator: ",", omittingEmptySubsequences: true) {
      guard let kind = GroupKind(part) else { throw .unreadable(annotation: kindsAnnotation, part: String(part)) }
      set.kinds.insert(kind)
    }
    for part in (annotations[namespacesAnnotation] ?? "").split(separator: ",", omittingEmptySubsequences: true) {
      guard Naming.isLabel(part) else { throw .unreadable(annotation: namespacesAnnotation, part: String(part)) }
      set.namespaces.insert(String(part))
    }
    return set
  }

  /// The id of the set that an object says it belongs to.
  public static func membership(of object: KubernetesObject) -> String? { object.labels[memberLabel] }
}
