internal import DocumentModel
internal import HTTPTransport
internal import JSONCoding
internal import Kubernetes

/// Since when objects are known that nobody asks for: a ConfigMap beside the parents, so that no database is needed. What is
/// lost with it is only the time.
struct KnownOrphans: Hashable {
  /// The object's name, for each deployer its own; parents begin with `remit-`.
  static func name(of deployer: String) -> String { "known-orphans-" + DeployerName.label(deployer) }

  /// How many are remembered.
  static let limit = 1_000

  /// An orphan: another object of the same name is another one.
  struct Entry: Hashable {
    var reason: String
    var key: ObjectKey
    var uid: String?
  }

  /// When each was seen first, `2026-01-02T03:04:05Z`.
  private(set) var times: [Entry: String] = [:]

  /// The orphan, with the time since which it is known.
  func dated(_ orphan: Orphan) -> Orphan {
    var orphan = orphan
    orphan.since = times[Entry(orphan)]
    return orphan
  }

  /// What is known after a look: those that are gone are forgotten, new ones are known from now on.
  func noting(_ orphans: [Orphan], at time: String) -> KnownOrphans {
    var next = KnownOrphans()
    // The ones that are known stay known, whatever comes: nobody can push them out.
    let entries = orphans.map(Entry.init)
    for entry in entries.filter({ times[$0] != nil }) + entries.filter({ times[$0] == nil }) {
      guard next.times.count < Self.limit else { break }
      next.times[entry] = times[entry] ?? time
    }
    return next
  }

  /// What is known on a cluster; nothing where it cannot be read as it should be.
  static func read(of deployer: String, from api: any KubernetesAPI) async throws(KubernetesError) -> KnownOrphans {
    let object: KubernetesObject?
    do throws(KubernetesError) {
      object = try await api.get(SetParent.resource, namespace: SetParent.namespace, name: name(of: deployer))
    } catch {
      if TrialRunner.endsAll(error) { throw error }
      object = nil
    }
    return object.map(KnownOrphans.init) ?? KnownOrphans()
  }

  /// Takes note of the orphans of a plan. What cannot be written is written by the next run.
  static func note(_ orphans: [Orphan], on api: any KubernetesAPI, _ options: RunOptions) async {
    // Without orphans nothing is written; what is remembered goes with the next one.
    guard !orphans.isEmpty else { return }
    do throws(KubernetesError) {
      let known = try await read(of: options.plan.deployer, from: api)
      let next = known.noting(orphans, at: time(options.clock.now()))
      guard next != known, let object = next.object(of: options.plan.deployer), await options.mayWrite() else { return }
      try await ParentNamespace.ensure(on: api)
      _ = try await api.apply(
        object, to: SetParent.resource, ApplyOptions(fieldManager: Marks.parentManager, force: true))
    } catch { return }
  }

  private static func time(_ milliseconds: Int64) -> String { LeaseRecord.time(milliseconds).prefix(19) + "Z" }
}

extension KnownOrphans.Entry {
  fileprivate init(_ orphan: Orphan) {
    self.init(reason: orphan.reason.rawValue, key: orphan.key, uid: orphan.uid)
  }
}

extension KnownOrphans {
  fileprivate init(_ object: KubernetesObject) {
    let limits = JSONReader.Limits(bytes: 1 << 20, nodes: 100_000)
    guard let text = object.text("data", "orphans"),
      let document = JSONReader(limits: limits).read(Array(text.utf8), file: "orphans").document,
      let list = KubernetesObject(document)
    else { return }
    for item in list.items("orphans").prefix(Self.limit) {
      guard let reason = item.text("class"), let kind = item.text("kind").flatMap({ GroupKind($0) }),
        let name = item.text("name"), let since = item.text("since"), Self.isTime(since)
      else { continue }
      let key = ObjectKey(kind, namespace: item.text("namespace"), name: name)
      times[Entry(reason: reason, key: key, uid: item.text("uid"))] = since
    }
  }

  /// Whether a text is a time as it is written here: it is shown.
  private static func isTime(_ text: String) -> Bool {
    text.utf8.count == 20 && text.utf8.allSatisfy { (0x30...0x39).contains($0) || "-:TZ".utf8.contains($0) }
  }

  fileprivate func object(of deployer: String) -> KubernetesObject? {
    var list = JSONWriter()
    list.beginObject()
    list.objects("orphans", times.sorted { ($0.key.key, $0.key.reason) < ($1.key.key, $1.key.reason) }) {
      item, writer in
      writer.member("class", item.key.reason)
      item.key.key.write(to: &writer)
      writer.member("uid", item.key.uid)
      writer.member("since", item.value)
    }
    list.endObject()
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("apiVersion", "v1")
    writer.member("kind", "ConfigMap")
    writer.object("metadata") {
      $0.member("name", Self.name(of: deployer))
      $0.member("namespace", SetParent.namespace)
    }
    writer.object("data") { $0.member("orphans", list.text) }
    writer.endObject()
    return JSONReader().read(writer.bytes, file: "orphans").document.flatMap(KubernetesObject.init)
  }
}
