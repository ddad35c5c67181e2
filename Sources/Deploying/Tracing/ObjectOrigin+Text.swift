internal import JSONCoding
internal import Kubernetes
internal import Workflows

extension ObjectOrigin {
  /// For a terminal: where the object comes from, a line for each fact.
  public var text: String {
    var lines = ["\(Lines.safe(key.description)) on \(cluster)"]
    guard let provenance else { return lines[0] + "\n  \(problem ?? "was not put there by Remit")\n" }
    func add(_ name: String, _ value: String) {
      let gap = String(repeating: " ", count: max(1, 15 - name.count))
      lines.append("  \(name)\(gap)\(Lines.safe(value, longest: 400))")
    }
    func add(_ merge: Provenance.Merge, _ record: DecisionRecord?, as name: String) {
      if let mergeRequest = merge.mergeRequest {
        add(name, mergeRequest + (record?.input.map { ", by \($0.author)" } ?? ""))
      }
      add(merge.mergeRequest == nil && name != "merge request" ? name : "commit", merge.commit)
      if let digest = merge.record { add("record", digest) }
    }
    func add(allowedBy record: DecisionRecord?) {
      if let exception = record?.exception {
        add("let through", "by \(exception.by ?? "nobody"): \(exception.reason)")
      }
      for (index, allowance) in allowances(by: record).enumerated() {
        add(
          index == 0 ? "allowed" : "",
          "\(allowance.path) \(allowance.pointer): \(allowance.approvedBy.joined(separator: ", ")), by the role \(allowance.role) "
            + "(\(allowance.changeType))")
      }
    }
    if let commit = provenance.commit {
      let newest = Provenance.Merge(commit: commit, mergeRequest: provenance.mergeRequest, record: provenance.record)
      add(newest, record, as: "merge request")
    }
    for (index, input) in provenance.inputs.enumerated() { add(index == 0 ? "made from" : "", input) }
    if provenance.moreInputs > 0 { add("", "and \(provenance.moreInputs) more") }
    for (index, path) in provenance.gone.enumerated() { add(index == 0 ? "and before" : "", path) }
    if provenance.moreGone > 0 { add("", "and \(provenance.moreGone) more") }
    add(allowedBy: record)
    if let problem { add("not known", problem) }
    // The newest merge may have changed nothing of the object.
    for other in earlier {
      add(other.merge, other.record, as: "or through")
      add(allowedBy: other.record)
      if let problem = other.problem { add("not known", problem) }
    }
    if provenance.more > 0 { add("or through", "one of \(provenance.more) merges before these") }
    return lines.map { $0 + "\n" }.joined()
  }
}

extension [ObjectOrigin] {
  /// As JSON, a line end at the end.
  public var json: String {
    var writer = JSONWriter(style: .init(indent: 1))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "ObjectOrigins")
    writer.objects("objects", self) { origin, writer in
      writer.member("cluster", origin.cluster)
      origin.key.write(to: &writer)
      writer.member("commit", origin.provenance?.commit)
      writer.member("mergeRequest", origin.provenance?.mergeRequest)
      writer.member("record", origin.provenance?.record)
      writer.member("author", origin.record?.input?.author)
      writer.strings("inputs", origin.provenance?.inputs ?? [])
      writer.strings("goneInputs", origin.provenance?.gone ?? [])
      origin.write(allowedBy: origin.record, to: &writer)
      writer.member("problem", origin.problem)
      writer.objects("earlier", origin.earlier) { other, writer in
        writer.member("commit", other.merge.commit)
        writer.member("mergeRequest", other.merge.mergeRequest)
        writer.member("record", other.merge.record)
        writer.member("author", other.record?.input?.author)
        origin.write(allowedBy: other.record, to: &writer)
        writer.member("problem", other.problem)
      }
      if let more = origin.provenance?.more, more > 0 { writer.member("more", more) }
    }
    writer.endObject()
    return writer.text + "\n"
  }
}

extension ObjectOrigin {
  fileprivate func write(allowedBy record: DecisionRecord?, to writer: inout JSONWriter) {
    writer.objects("allowed", allowances(by: record)) { allowance, writer in
      writer.member("path", allowance.path)
      writer.member("pointer", allowance.pointer)
      writer.member("changeType", allowance.changeType)
      writer.member("role", allowance.role)
      writer.strings("approvedBy", allowance.approvedBy)
    }
  }

  /// For a list of what a merge request put there: the object, and whether a later merge may have done it instead.
  public func line(of mergeRequest: String) -> String {
    let isNewest = provenance?.mergeRequest.map { Tracer.isSame($0, mergeRequest) } ?? false
    return "\(cluster)  \(Lines.safe(key.description))\(isNewest ? "" : "  (or a later merge)")\n"
  }
}
