internal import JSONCoding
internal import Kubernetes

extension [ClusterOutcome] {
  /// What came of a run, for a terminal: a line for each cluster and set, and for each step that was taken or not.
  public var text: String { flatMap(\.lines).map { $0 + "\n" }.joined() }

  /// What came of a run, as JSON, a line end at the end.
  public var json: String {
    var writer = JSONWriter(style: .init(indent: 1))
    writer.beginObject()
    writer.member("apiVersion", "remit/v1")
    writer.member("kind", "DeployOutcome")
    writer.objects("clusters", self) { $0.write(to: &$1) }
    writer.endObject()
    return writer.text + "\n"
  }

  /// Whether everything is as it is to be on all clusters.
  public var isDeployed: Bool { allSatisfy { $0.state == .deployed } }
}

extension ClusterOutcome {
  fileprivate var lines: [String] {
    var lines = ["\(cluster): \(state.rawValue), \(written) written"]
    if let failure { lines.append("  \(Lines.safe(failure, longest: 1000))") }
    if let stop = plan?.stop { lines.append("  nothing is written: \(Lines.safe(stop, longest: 1000))") }
    for set in sets {
      if let stop = set.stop { lines.append("  \(Lines.safe(set.name)): given up: \(Lines.safe(stop, longest: 1000))") }
      let all = set.results.count
      for (index, result) in set.results.enumerated() {
        let reason = result.state.reason
        lines.append(
          "  [\(index + 1)/\(all)] \(result.step.action.rawValue) \(Lines.safe(result.step.key.description)): \(result.state.name)"
            + (reason.isEmpty ? "" : ": \(Lines.safe(reason, longest: 1000))"))
      }
      for finding in set.findings {
        lines.append(
          "  ! \(finding.kind.rawValue) \(Lines.safe(finding.key.description)): \(Lines.safe(finding.message, longest: 1000))"
        )
      }
    }
    return lines
  }

  fileprivate func write(to writer: inout JSONWriter) {
    writer.member("cluster", cluster)
    writer.member("state", state.rawValue)
    writer.member("planHash", plan?.hash)
    writer.member("failure", failure)
    writer.member("stop", plan?.stop)
    writer.objects("sets", sets) { set, writer in
      writer.member("name", set.name)
      writer.member("deployed", set.isDeployed)
      writer.member("stop", set.stop)
      writer.objects("results", set.results) { result, writer in
        writer.member("action", result.step.action.rawValue)
        result.step.key.write(to: &writer)
        writer.member("state", result.state.name)
        writer.member("reason", result.state.reason)
      }
      writer.objects("findings", set.findings) { finding, writer in
        writer.member("finding", finding.kind.rawValue)
        finding.key.write(to: &writer)
        writer.member("message", finding.message)
      }
    }
  }
}

extension StepResult.State {
  /// `done`, `skipped` …
  public var name: String {
    switch self {
    case .done: "done"
    case .skipped: "skipped"
    case .waiting: "waiting"
    case .outdated: "outdated"
    case .failed: "failed"
    }
  }
}
