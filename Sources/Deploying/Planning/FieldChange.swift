internal import DocumentModel
internal import JSONCoding
internal import Kubernetes

/// A field of a live object that differs from what it would be.
public struct FieldChange: Hashable, Sendable, Comparable {
  /// The field: `.spec.template.spec.containers[name="web"].image`.
  public var path: String
  /// The field with the items of lists by their places, where it is called by names otherwise: names are values, too.
  public var place: String?
  /// What it is, JSON; nil: it is not there. Of a secret only that there is something.
  public var old: String?
  /// What it would be, JSON; nil: it would not be there.
  public var new: String?

  /// A change from its parts.
  public init(path: String, place: String? = nil, old: String?, new: String?) {
    self.path = path
    self.place = place
    self.old = old
    self.new = new
  }

  /// By path.
  public static func < (a: FieldChange, b: FieldChange) -> Bool { a.path < b.path }
}

extension FieldChange {
  /// What differs between an object as it is and as the server says it would be; without what servers and this program
  /// write about objects. Sorted.
  static func between(_ live: KubernetesObject, _ next: KubernetesObject) -> [FieldChange] {
    let (secretLive, secretNext) = (Set(live.secretNodes), Set(next.secretNodes))
    var diff = ObjectDiff(
      live: live.document, next: next.document, secretLive: secretLive, secretNext: secretNext)
    diff.values(live.document.root, next.document.root, FieldPath([]), FieldPath([]))
    return diff.changes.sorted()
  }

  /// All fields of an object that would be created.
  static func creating(_ object: KubernetesObject) -> [FieldChange] {
    var builder = DocumentBuilder()
    builder.begin(.object)
    builder.end()
    guard let nothing = builder.finish() else { return [] }
    var diff = ObjectDiff(
      live: nothing, next: object.document, secretLive: [], secretNext: Set(object.secretNodes))
    diff.values(nothing.root, object.document.root, FieldPath([]), FieldPath([]))
    return diff.changes.sorted()
  }
}

/// Compares two states of an object.
private struct ObjectDiff {
  let live: Document
  let next: Document
  let secretLive: Set<NodeID>
  let secretNext: Set<NodeID>
  var changes: [FieldChange] = []

  /// What servers write, and what is written here about objects.
  private static let ignored: Set<FieldPath> = {
    var paths: Set<FieldPath> = [
      FieldPath("apiVersion"), FieldPath("kind"), FieldPath("status"), FieldPath("metadata", "managedFields"),
      FieldPath("metadata", "uid"), FieldPath("metadata", "resourceVersion"), FieldPath("metadata", "generation"),
      FieldPath("metadata", "creationTimestamp"), FieldPath("metadata", "selfLink"), FieldPath("metadata", "name"),
      FieldPath("metadata", "namespace"), FieldPath("metadata", "deletionTimestamp"),
      FieldPath("metadata", "deletionGracePeriodSeconds"),
    ]
    // Whoever reads plans need not know seals.
    for name in Marks.all { paths.insert(FieldPath("metadata", "annotations", name)) }
    return paths
  }()

  mutating func values(_ old: NodeID?, _ new: NodeID?, _ path: FieldPath, _ place: FieldPath) {
    guard !Self.ignored.contains(path) else { return }
    if let old, let new {
      switch (live.kind(old), next.kind(new)) {
      case (.object, .object): return objects(old, new, path, place)
      case (.array, .array): return lists(old, new, path, place)
      default: break
      }
      guard !Document.equal(old, in: live, new, in: next) else { return }
    } else if let container = old ?? new {
      // What is there on one side only is said member by member where it is a mapping: the rest is noise otherwise.
      let document = old == nil ? next : live
      if document.kind(container) == .object, document.count(container) > 0 { return objects(old, new, path, place) }
    }
    changes.append(
      FieldChange(
        path: path.description, place: place == path ? nil : place.description,
        old: old.map { shown($0, live, secretLive) },
        new: new.map { shown($0, next, secretNext) }))
  }

  private mutating func objects(_ old: NodeID?, _ new: NodeID?, _ path: FieldPath, _ place: FieldPath) {
    var keys: [String] = []
    if let old { keys += live.children(old).compactMap { live.key($0) } }
    if let new { keys += next.children(new).compactMap { next.key($0) } }
    for key in Set(keys).sorted() {
      values(
        old.flatMap { live.member($0, DocumentKey(key)) }, new.flatMap { next.member($0, DocumentKey(key)) },
        path.appending(.field(key)), place.appending(.field(key)))
    }
  }

  private mutating func lists(_ old: NodeID, _ new: NodeID, _ path: FieldPath, _ place: FieldPath) {
    let (before, after) = (Array(live.children(old)), Array(next.children(new)))
    if let names = named(before, live), let others = named(after, next) {
      for name in Set(names.keys).union(others.keys).sorted() {
        let index = others[name].map(next.indexInParent) ?? names[name].map(live.indexInParent) ?? 0
        values(
          names[name], others[name], path.appending(.item(["name": "\"\(name)\""])),
          place.appending(.index(index)))
      }
      return
    }
    for index in 0..<max(before.count, after.count) {
      values(
        index < before.count ? before[index] : nil, index < after.count ? after[index] : nil,
        path.appending(.index(index)), place.appending(.index(index)))
    }
  }

  /// The items by their names, where all have one of their own.
  private func named(_ items: [NodeID], _ document: Document) -> [String: NodeID]? {
    var result: [String: NodeID] = [:]
    for item in items {
      guard document.kind(item) == .object,
        let name = document.member(item, "name").flatMap(document.string), result[name] == nil
      else { return nil }
      result[name] = item
    }
    return result
  }

  private func shown(_ node: NodeID, _ document: Document, _ secret: Set<NodeID>) -> String {
    var around: NodeID? = node
    while let current = around {
      if secret.contains(current) { return Secrecy.mask }
      around = document.parent(current)
    }
    return document.masking(secret.filter { $0 > node && $0 < document.end(node) }, with: Secrecy.mask).json(
      node, style: .canonical)
  }
}
