public import DocumentModel
internal import JSONCoding

/// An object of the API, and what every kind has: a document whose root is an object.
public struct KubernetesObject: Sendable {
  /// The whole object.
  public let document: Document

  /// An object; nil where the document's root is none.
  public init?(_ document: Document) {
    guard document.kind(document.root) == .object else { return nil }
    self.document = document
  }

  /// `apiVersion` and `kind`; nil where one is missing or none.
  public var groupVersionKind: GroupVersionKind? {
    guard let version = text("apiVersion").flatMap(GroupVersion.init), let kind = text("kind"), !kind.isEmpty
    else { return nil }
    return GroupVersionKind(version, kind: kind)
  }

  /// Which object it is; nil where kind or name are missing.
  public var key: ObjectKey? {
    guard let kind = groupVersionKind, let name else { return nil }
    return ObjectKey(kind.groupKind, namespace: namespace, name: name)
  }

  /// `metadata.name`.
  public var name: String? { text("metadata", "name") }
  /// `metadata.namespace`; nil where it is empty, too.
  public var namespace: String? { text("metadata", "namespace").flatMap { $0.isEmpty ? nil : $0 } }
  /// `metadata.uid`: another one means another object of the same name.
  public var uid: String? { text("metadata", "uid") }
  /// `metadata.resourceVersion`: another one means that something changed. Absent in the answer to a creation that was
  /// only tried (`dryRun`).
  public var resourceVersion: String? { text("metadata", "resourceVersion") }
  /// `metadata.generation`.
  public var generation: Int64? { node("metadata", "generation").flatMap(document.integer) }
  /// Whether its deletion has begun. What is applied to such an object is answered with success, and goes with it.
  public var isTerminating: Bool { text("metadata", "deletionTimestamp") != nil }
  /// `metadata.finalizers`: what keeps a deleted object from going.
  public var finalizers: [String] {
    node("metadata", "finalizers").map { document.children($0).compactMap(document.string) } ?? []
  }
  /// `metadata.labels`.
  public var labels: [String: String] { texts("metadata", "labels") }
  /// `metadata.annotations`.
  public var annotations: [String: String] { texts("metadata", "annotations") }
  /// `metadata.ownerReferences`.
  public var owners: [OwnerReference] {
    guard let list = node("metadata", "ownerReferences") else { return [] }
    return document.children(list).compactMap { OwnerReference(document, $0) }
  }
  /// Who set which fields (`metadata.managedFields`).
  public var managers: [FieldManager] {
    guard let list = node("metadata", "managedFields") else { return [] }
    return document.children(list).compactMap { FieldManager(document, $0) }
  }

  /// The value that keys lead to from the root.
  public func node(_ keys: DocumentKey...) -> NodeID? {
    var node: NodeID? = document.root
    for key in keys { node = node.flatMap { document.member($0, key) } }
    return node
  }

  /// The text that keys lead to.
  public func text(_ keys: DocumentKey...) -> String? {
    var node: NodeID? = document.root
    for key in keys { node = node.flatMap { document.member($0, key) } }
    return node.flatMap(document.string)
  }

  private func texts(_ keys: DocumentKey...) -> [String: String] {
    var node: NodeID? = document.root
    for key in keys { node = node.flatMap { document.member($0, key) } }
    guard let node else { return [:] }
    var result: [String: String] = [:]
    for child in document.children(node) {
      if let key = document.key(child), let text = document.string(child) { result[key] = text }
    }
    return result
  }
}

/// What an object belongs to.
public struct OwnerReference: Hashable, Sendable {
  /// The kind of the owner, as `apiVersion` and `kind` say.
  public var groupKind: GroupKind
  /// Its name.
  public var name: String
  /// Its uid.
  public var uid: String
  /// Whether it manages the object.
  public var isController: Bool

  init?(_ document: Document, _ node: NodeID) {
    func text(_ key: DocumentKey) -> String? { document.member(node, key).flatMap(document.string) }
    guard let version = text("apiVersion").flatMap(GroupVersion.init), let kind = text("kind"), let name = text("name"),
      let uid = text("uid")
    else { return nil }
    groupKind = GroupKind(group: version.group, kind: kind)
    self.name = name
    self.uid = uid
    isController = document.member(node, "controller").flatMap(document.bool) ?? false
  }
}
