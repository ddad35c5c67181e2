internal import DocumentModel
internal import JSONCoding
public import Kubernetes

extension SetParent {
  /// Reads a parent; nil where the object is none.
  public init?(_ object: KubernetesObject) throws(SetParentError) {
    guard let objectName = object.name, objectName.hasPrefix("remit-"), object.namespace == Self.namespace,
      object.labels[ApplySet.idLabel] != nil
    else { return nil }
    let name = String(objectName.dropFirst(6))
    let set: ApplySet?
    do throws(ApplySetError) { set = try ApplySet.read(object, tool: Marks.tool) } catch {
      throw .unusable(name, error)
    }
    guard let set else { return nil }
    let limits = JSONReader.Limits(bytes: 1 << 20, nodes: 100_000)
    guard let text = object.text("data", "state"),
      let document = JSONReader(limits: limits).read(Array(text.utf8), file: "state").document,
      let state = KubernetesObject(document), let deployer = state.text("deployer"),
      let cluster = state.text("clusterUID")
    else { throw .unreadable(name) }
    self.init(name: name, deployer: deployer, clusterUID: cluster)
    self.set = set
    self.cluster = state.text("cluster")
    commit = state.text("commit")
    planHash = state.text("planHash")
    if let phase = state.text("journal", "phase") {
      journal = Journal(
        commit: state.text("journal", "commit") ?? "", planHash: state.text("journal", "planHash") ?? "", phase: phase)
    }
    announced = state.items("announced").compactMap(Announced.init)
    if let node = state.node("counts") {
      for child in document.children(node) {
        if let kind = document.key(child).flatMap({ GroupKind($0) }), let count = document.integer(child) {
          counts[kind] = Int(clamping: count)
        }
      }
    }
    history = state.items("history").map {
      Run(commit: $0.text("commit") ?? "", planHash: $0.text("planHash") ?? "", outcome: $0.text("outcome") ?? "")
    }
    resourceVersion = object.resourceVersion
    uid = object.uid
  }

  /// The parent as an object.
  var object: KubernetesObject? {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("apiVersion", "v1")
    writer.member("kind", "ConfigMap")
    writer.object("metadata") { writer in
      writer.member("name", set.parent.name)
      writer.member("namespace", Self.namespace)
      writer.object("labels") { writer in
        for (key, value) in set.labels.sorted(by: { $0.key < $1.key }) { writer.member(key, value) }
      }
      writer.object("annotations") { writer in
        for (key, value) in set.annotations.sorted(by: { $0.key < $1.key }) { writer.member(key, value) }
      }
    }
    writer.object("data") { $0.member("state", state) }
    writer.endObject()
    return JSONReader().read(writer.bytes, file: "parent").document.flatMap(KubernetesObject.init)
  }

  private var state: String {
    var writer = JSONWriter(style: .init(indent: 1))
    writer.beginObject()
    writer.member("commit", commit)
    writer.member("planHash", planHash)
    writer.member("deployer", deployer)
    writer.member("cluster", cluster)
    writer.member("clusterUID", clusterUID)
    if let journal {
      writer.object("journal") {
        $0.member("commit", journal.commit)
        $0.member("planHash", journal.planHash)
        $0.member("phase", journal.phase)
      }
    }
    writer.objects("announced", announced) { item, writer in
      writer.member("kind", item.key.groupKind.description)
      writer.member("namespace", item.key.namespace)
      writer.member("name", item.key.name)
      writer.member("uid", item.uid)
    }
    writer.object("counts") { writer in
      for (kind, count) in counts.sorted(by: { $0.key < $1.key }) { writer.member(kind.description, count) }
    }
    writer.objects("history", history.prefix(Self.historyLength)) { run, writer in
      writer.member("commit", run.commit)
      writer.member("planHash", run.planHash)
      writer.member("outcome", run.outcome)
    }
    writer.endObject()
    return writer.text
  }
}

extension SetParent.Announced {
  fileprivate init?(_ object: KubernetesObject) {
    guard let kind = object.text("kind").flatMap({ GroupKind($0) }), let name = object.text("name"),
      let uid = object.text("uid")
    else { return nil }
    self.init(key: ObjectKey(kind, namespace: object.text("namespace"), name: name), uid: uid)
  }
}

extension KubernetesObject {
  /// The items of a member that is a list, as far as they are objects.
  func items(_ keys: DocumentKey...) -> [KubernetesObject] {
    var node: NodeID? = document.root
    for key in keys { node = node.flatMap { document.member($0, key) } }
    guard let node, document.kind(node) == .array else { return [] }
    return document.children(node).compactMap { item in
      var builder = DocumentBuilder()
      builder.copy(item, of: document)
      return builder.finish().flatMap(KubernetesObject.init)
    }
  }
}
