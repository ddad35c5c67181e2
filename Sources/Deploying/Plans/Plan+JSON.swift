internal import JSONCoding
internal import Kubernetes

extension Plan {
  /// The plan as JSON: always the same bytes for the same plan, a line end at the end. What the hash covers is in it, and what
  /// people want to know besides; nothing secret.
  public var json: String {
    var writer = JSONWriter(style: .init(indent: 1))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "Plan")
    writer.member("hash", hash)
    writer.objects("clusters", clusters) { $0.write(to: &$1) }
    writer.endObject()
    return writer.text + "\n"
  }
}

extension ClusterPlan {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("cluster", cluster)
    writer.member("clusterUID", clusterUID)
    writer.member("commit", commit)
    writer.member("hash", hash)
    writer.member("stop", stop)
    writer.member("warnings", warnings)
    writer.objects("sets", sets) { $0.write(to: &$1) }
    writer.objects("orphans", orphans) { orphan, writer in
      writer.member("class", orphan.reason.rawValue)
      orphan.key.write(to: &writer)
      writer.member("commit", orphan.provenance?.commit)
      writer.member("mergeRequest", orphan.provenance?.mergeRequest)
      writer.member("advice", orphan.advice)
    }
  }
}

extension SetPlan {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("name", name)
    writer.member("stop", stop)
    writer.member("deployed", parent?.commit)
    writer.member("resumes", resumes?.commit)
    writer.member("unchanged", unchanged)
    writer.member("members", members)
    writer.member("overBudget", overBudget)
    writer.member("holds", holds)
    writer.objects("steps", steps) { step, writer in
      writer.member("action", step.action.rawValue)
      step.key.write(to: &writer)
      writer.member("apiVersion", step.kind.groupVersion.description)
      writer.member("stage", step.stage.name)
      writer.member("datafile", step.datafile)
      writer.member("uid", step.uid)
      writer.member("contentDigest", step.contentDigest)
      writer.member("untried", step.isUntried)
      writer.member("tombstone", step.isTombstone)
      writer.objects("taken", step.taken) {
        $1.member("manager", $0.manager)
        $1.member("field", step.shown($0.field))
      }
      writer.member("yielded", step.yielded.map { step.shown($0.description) })
      writer.member("warnings", step.warnings)
      writer.objects("changes", step.shownChanges) { $0.write(to: &$1) }
    }
    writer.objects("findings", findings) { finding, writer in
      writer.member("finding", finding.kind.rawValue)
      finding.key.write(to: &writer)
      writer.member("message", finding.message)
      writer.member("datafile", finding.datafile)
      writer.objects("changes", finding.shownChanges) { $0.write(to: &$1) }
    }
  }
}

extension FieldChange {
  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("path", path)
    writer.member("old", old)
    writer.member("new", new)
  }
}

extension ObjectKey {
  /// Its members in an object.
  func write(to writer: inout JSONWriter) {
    writer.member("kind", groupKind.description)
    writer.member("namespace", namespace)
    writer.member("name", name)
  }
}
