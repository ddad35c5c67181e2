internal import Deciding

/// The verdicts by their names.
enum VerdictName {
  /// Where nothing could be decided.
  static let failed = "failed"
  /// All of them.
  static let all = Verdict.allCases.map(\.rawValue) + [failed]
}
