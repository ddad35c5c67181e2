internal import DocumentModel
internal import Kubernetes

extension DesiredObject {
  /// The object as it is applied: with the label of its set and what is said of it. `provenance`: as it is written now, which
  /// is the former one as long as the content is the same.
  func applied(_ seal: Seal, provenance: Provenance, without yielded: [FieldPath] = []) -> KubernetesObject {
    var notes = provenance.annotations
    notes[Marks.contentHash] = contentDigest
    notes[Marks.object] = seal.mark(key)
    notes[Marks.seal] = seal.code(of: notes, on: key)
    return object.adding(labels: [ApplySet.memberLabel: SetParent.id(of: set)], annotations: notes).removing(yielded)
  }
}

extension DesiredObject {
  /// What is said of the object when it is applied over a live one. As long as the content is the same, that stays what it is,
  /// unless somebody changed it. `seal`: that of the set's parent as it was when the plan was made.
  func provenance(over live: KubernetesObject?, _ seal: Seal) -> Provenance {
    var next = provenance
    if let live, seal.covers(live, key), var former = Provenance(of: live) {
      if live.holds(self) {
        // Whoever took that off gets nothing shown.
        former.isHidden = former.isHidden || isSensitive
        return former
      }
      // What is written on a copy is about something else.
      if Seal.isMark(live.annotations[Marks.object], of: key) {
        next = changes?.provenance(of: next.inputs, since: former) ?? next
      }
    }
    next.isHidden = isSensitive
    return next
  }
}

extension KubernetesObject {
  /// Whether this is what was applied for a desired object, as far as its mark says: the same content, and not in another set.
  func holds(_ desired: DesiredObject) -> Bool {
    annotations[Marks.contentHash] == desired.contentDigest
      && ApplySet.membership(of: self).map { $0 == SetParent.id(of: desired.set) } ?? true
  }

  /// What is said of the object.
  var marks: [String: String] { annotations.filter { Marks.all.contains($0.key) } }

  /// Whether more is said of it than what is applied.
  func hasMarks(besides applied: KubernetesObject) -> Bool {
    !Set(marks.keys).isSubset(of: applied.annotations.keys)
  }

  /// The object with more labels and annotations.
  func adding(labels: [String: String], annotations: [String: String]) -> KubernetesObject {
    var builder = DocumentBuilder()
    builder.begin(.object)
    for child in document.children(document.root) {
      builder.key(document.keyBytes(child))
      guard document.hasKey(child, "metadata"), document.kind(child) == .object else {
        builder.copy(child, of: document)
        continue
      }
      builder.begin(.object)
      for member in document.children(child)
      where !document.hasKey(member, "labels") && !document.hasKey(member, "annotations") {
        builder.key(document.keyBytes(member))
        builder.copy(member, of: document)
      }
      builder.texts("labels", self.labels.merging(labels) { $1 })
      builder.texts("annotations", self.annotations.merging(annotations) { $1 })
      builder.end()
    }
    builder.end()
    return builder.finish().flatMap(KubernetesObject.init) ?? self
  }

  /// The object without some fields, which are reached by members alone.
  func removing(_ paths: [FieldPath]) -> KubernetesObject {
    guard !paths.isEmpty else { return self }
    var builder = DocumentBuilder()
    Self.copy(document.root, of: document, FieldPath([]), without: Set(paths), &builder)
    return builder.finish().flatMap(KubernetesObject.init) ?? self
  }

  private static func copy(
    _ node: NodeID, of document: Document, _ path: FieldPath, without paths: Set<FieldPath>,
    _ builder: inout DocumentBuilder
  ) {
    guard document.kind(node) == .object else { return builder.copy(node, of: document) }
    builder.begin(.object)
    for child in document.children(node) {
      let next = path.appending(.field(document.key(child) ?? ""))
      if paths.contains(next) { continue }
      builder.key(document.keyBytes(child))
      copy(child, of: document, next, without: paths, &builder)
    }
    builder.end()
  }
}

extension DocumentBuilder {
  /// Adds a member that is an object of texts, sorted; nothing where there are none.
  mutating func texts(_ key: String, _ texts: [String: String]) {
    guard !texts.isEmpty else { return }
    self.key(key.utf8)
    begin(.object)
    for (name, text) in texts.sorted(by: { $0.key < $1.key }) {
      self.key(name.utf8)
      scalar(.string, text.utf8)
    }
    end()
  }
}

extension KubernetesObject {
  /// The object under another name, and in another namespace where one is given.
  func renamed(_ name: String, namespace: String? = nil) -> KubernetesObject {
    var builder = DocumentBuilder()
    builder.begin(.object)
    for child in document.children(document.root) {
      builder.key(document.keyBytes(child))
      guard document.hasKey(child, "metadata"), document.kind(child) == .object else {
        builder.copy(child, of: document)
        continue
      }
      builder.begin(.object)
      for member in document.children(child) where !document.hasKey(member, "name") {
        if namespace != nil, document.hasKey(member, "namespace") { continue }
        builder.key(document.keyBytes(member))
        builder.copy(member, of: document)
      }
      builder.key("name".utf8)
      builder.scalar(.string, name.utf8)
      if let namespace {
        builder.key("namespace".utf8)
        builder.scalar(.string, namespace.utf8)
      }
      builder.end()
    }
    builder.end()
    return builder.finish().flatMap(KubernetesObject.init) ?? self
  }
}
