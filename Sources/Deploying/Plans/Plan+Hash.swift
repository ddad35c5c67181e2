internal import DataBundle
internal import JSONCoding
internal import Kubernetes

extension Plan {
  /// The digest of all that would be done, on which an approval rests: `sha256:…`. Neither times nor commits nor the versions
  /// of objects are in it, and of secrets nothing: two plans that do the same have the same.
  public var hash: String {
    var writer = JSONWriter(style: .canonical)
    writer.beginObject()
    writer.objects("clusters", clusters) { $0.writeHashed(to: &$1) }
    writer.endObject()
    return "sha256:" + ContentDigest.sha256(writer.bytes)
  }
}

extension ClusterPlan {
  /// The digest of what would be done on this cluster.
  public var hash: String { Plan([self]).hash }

  fileprivate func writeHashed(to writer: inout JSONWriter) {
    writer.member("cluster", cluster)
    writer.member("clusterUID", clusterUID)
    writer.member("stopped", stop != nil)
    // A set in which nothing is done and nothing is wrong is as good as none.
    writer.objects("sets", sets.filter { !$0.isClean }) { set, writer in
      writer.member("name", set.name)
      writer.member("stopped", set.stop != nil)
      writer.member("overBudget", set.overBudget)
      writer.objects("steps", set.steps) { $0.writeHashed(to: &$1) }
      writer.strings("findings", set.findings.map { "\($0.kind.rawValue) \($0.key)" }.sorted())
    }
  }
}

extension PlannedStep {
  fileprivate func writeHashed(to writer: inout JSONWriter) {
    writer.member("action", action.rawValue)
    writer.member("apiVersion", kind.groupVersion.description)
    writer.member("kind", kind.kind)
    writer.member("namespace", key.namespace)
    writer.member("name", key.name)
    writer.member("contentDigest", contentDigest)
    // Which one goes; a change is the same change on any.
    writer.member("uid", action == .delete || action == .announce || action == .replace ? uid : nil)
    writer.objects("changes", changes) { change, writer in
      writer.member("path", change.path)
      writer.member("old", change.old)
      writer.member("new", change.new)
    }
    writer.strings("taken", taken.map { "\($0.manager) \($0.field)" }.sorted())
    writer.strings("yielded", yielded.map(\.description).sorted())
  }
}

extension JSONWriter {
  /// A member that is a list of texts.
  mutating func strings(_ key: String, _ texts: [String]) { member(key, texts) }
}
