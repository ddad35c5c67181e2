internal import Deciding

extension [Command] {
  /// What stays of a comment when it is edited or deleted, by whomever: what takes back or stops, never what allows.
  var lasting: [Command] {
    let isHold = last { $0 == .hold || $0 == .cancelHold } == .hold
    return (contains(.cancelApproval) ? [.cancelApproval] : []) + (isHold ? [.hold] : [])
      + (contains(.cancelPlan) ? [.cancelPlan] : [])
  }

  /// A comment with these commands and nothing else.
  var markdown: String { map(\.line).joined(separator: "\n") }
}

extension Command {
  /// The line that is this command.
  fileprivate var line: String {
    switch self {
    case .approve(nil): "/lgtm"
    case .approve(let commit?): "/lgtm \(commit)"
    case .cancelApproval: "/lgtm cancel"
    case .hold: "/hold"
    case .cancelHold: "/hold cancel"
    case .okToTest: "/ok-to-test"
    case .recheck: "/recheck"
    case .why: "/why"
    case .help: "/help"
    case .breakGlass(let reason): "/break-glass \(reason)"
    case .approvePlan(let hash): "/approve-plan \(hash)"
    case .cancelPlan: "/approve-plan cancel"
    }
  }
}
