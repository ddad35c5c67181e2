/// Leaves a cluster that does not answer alone for a while, which doubles with every failure. Times are in milliseconds of a
/// steady clock.
public struct ClusterBreaker: Hashable, Sendable {
  private let firstPause: Int64
  private let longestPause: Int64
  private var failures = 0
  private var closedUntil: Int64 = 0

  /// A breaker that lets everything pass.
  public init(firstPause: Int64 = 5_000, longestPause: Int64 = 300_000) {
    self.firstPause = max(1, firstPause)
    self.longestPause = max(1, longestPause)
  }

  /// How long the cluster is still left alone; 0: it may be asked.
  public func pause(now: Int64) -> Int64 { max(0, closedUntil - now) }

  /// Takes note of whether the cluster answered.
  public mutating func note(answered: Bool, now: Int64) {
    failures = answered ? 0 : failures + 1
    guard failures > 0 else {
      closedUntil = 0
      return
    }
    closedUntil = now + min(longestPause, firstPause << min(Int64(failures - 1), 20))
  }
}
