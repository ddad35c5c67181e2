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
    if let mergeRequest = provenance.mergeRequest {
      add("merge request", mergeRequest + (record?.input.map { ", by \($0.author)" } ?? ""))
    }
    if let commit = provenance.commit { add("commit", commit) }
    if let digest = provenance.record { add("record", digest) }
    for (index, input) in provenance.inputs.enumerated() { add(index == 0 ? "made from" : "", input) }
    if let exception = record?.exception { add("let through", "by \(exception.by ?? "nobody"): \(exception.reason)") }
    for (index, allowance) in allowances.enumerated() {
      add(
        index == 0 ? "allowed" : "",
        "\(allowance.path) \(allowance.pointer): \(allowance.approvedBy.joined(separator: ", ")), by the role \(allowance.role) "
          + "(\(allowance.changeType))")
    }
    if let problem { add("not known", problem) }
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
      writer.objects("allowed", origin.allowances) { allowance, writer in
        writer.member("path", allowance.path)
        writer.member("pointer", allowance.pointer)
        writer.member("changeType", allowance.changeType)
        writer.member("role", allowance.role)
        writer.strings("approvedBy", allowance.approvedBy)
      }
      writer.member("problem", origin.problem)
    }
    writer.endObject()
    return writer.text + "\n"
  }
}
