internal import Forges

extension Action {
  /// What it does, for people: `set the status remit to pending: …`.
  public var summary: String {
    switch self {
    case .report(let report):
      return "set the status \(report.status.name) to \(report.status.state.rawValue): \(report.status.summary)"
    case .addComment(let body): return body.hasPrefix(Marker.report) ? "write the report" : "answer a comment"
    case .editComment(_, let body): return body.hasPrefix(Marker.report) ? "change the report" : "change an answer"
    case .deleteComment(let id): return "remove the comment \(id), which is there twice"
    case .changeLabels(let adding, let removing):
      let changes = adding.sorted().map { "add \"\($0)\"" } + removing.sorted().map { "remove \"\($0)\"" }
      return "change labels: \(changes.joined(separator: ", "))"
    case .react(let comment, let reaction): return "react to the comment \(comment) with \(reaction.rawValue)"
    case .approve: return "approve on the forge"
    case .unapprove: return "take its own approval back"
    }
  }

  /// The text that it writes, if any.
  public var body: String? {
    switch self {
    case .addComment(let body), .editComment(_, let body): body
    default: nil
    }
  }
}
