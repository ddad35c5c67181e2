internal import Forges

/// A stretch of time for people.
enum Span {
  /// How long ago something was, roughly: `5 min`, `3 h`, `12 d`.
  static func age(of time: Timestamp, at now: Timestamp) -> String { text(now.milliseconds - time.milliseconds) }

  /// Milliseconds, roughly.
  static func text(_ milliseconds: Int64) -> String {
    let seconds = max(0, milliseconds / 1000)
    if seconds < 60 { return "\(seconds) s" }
    if seconds < 5400 { return "\(seconds / 60) min" }
    if seconds < 172_800 { return "\(seconds / 3600) h" }
    return "\(seconds / 86_400) d"
  }
}
