public import Kubernetes

/// The lease that a run takes before it writes, so that no other process does at the same time: that of the loops
/// (`Converger`).
public struct LeaseUse: Hashable, Sendable {
  /// Who this is: different for every process.
  public var identity: String
  /// The lease's times.
  public var times: LeaseElection.Times
  /// How long it is waited for, in milliseconds.
  public var wait: Int64

  /// A use from its parts.
  public init(identity: String, times: LeaseElection.Times = LeaseElection.Times(), wait: Int64 = 20_000) {
    self.identity = identity
    self.times = times
    self.wait = wait
  }

  /// A lease that somebody who died keeps for so many milliseconds.
  public init(identity: String, duration: Int64) {
    self.init(
      identity: identity,
      times: LeaseElection.Times(
        duration: duration, renewal: min(2_000, max(1, duration / 5)), deadline: duration * 2 / 3),
      wait: duration + 5_000)
  }
}
