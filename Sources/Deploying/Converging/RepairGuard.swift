public import Kubernetes

/// Keeps a loop from repairing the same thing over and over: somebody, or something, wants it otherwise, and both would
/// never end.
public struct RepairGuard: Hashable, Sendable {
  /// How often the same object is repaired within a time.
  public var limit: Int
  /// The time, in milliseconds.
  public var window: Int64
  private var repairs: [ObjectKey: [Int64]] = [:]

  /// A guard that has seen nothing.
  public init(limit: Int = 5, window: Int64 = 3_600_000) {
    self.limit = limit
    self.window = window
  }

  /// Objects that are not repaired any more for now.
  public func held(now: Int64) -> Set<ObjectKey> {
    Set(repairs.filter { $0.value.count { now - $0 < window } >= limit }.keys)
  }

  /// Takes note of what a run repaired.
  public mutating func note(_ outcome: ClusterOutcome, now: Int64) {
    for key in repairs.keys { repairs[key]?.removeAll { now - $0 >= window } }
    repairs = repairs.filter { !$0.value.isEmpty }
    for result in outcome.sets.flatMap(\.results)
    where result.state == .done && [.repair, .strip, .mark].contains(result.step.action) {
      repairs[result.step.key, default: []].append(now)
    }
  }
}
