/// Who may act, decided from what was seen and when by an own monotonic clock: never by comparing clocks. Times are in
/// milliseconds.
public struct LeaseElection: Hashable, Sendable {
  /// How long things take.
  public struct Times: Hashable, Sendable {
    /// After what time without a change others may take the lease.
    public var duration: Int64
    /// How often its holder renews it.
    public var renewal: Int64
    /// After what time without a renewal its holder stops acting; shorter than the duration.
    public var deadline: Int64

    /// Times from their parts.
    public init(duration: Int64 = 15_000, renewal: Int64 = 2_000, deadline: Int64 = 10_000) {
      self.duration = duration
      self.renewal = renewal
      self.deadline = min(deadline, duration - 1)
    }
  }

  /// What to do next.
  public enum Step: Hashable, Sendable {
    /// Look at the lease.
    case look
    /// Write this record: to take, or to renew. Without a version it is created.
    case write(LeaseRecord)
    /// Nothing for a while.
    case wait(Int64)
  }

  /// Who asks: different for every process.
  public let identity: String
  private let times: Times
  private var seen: (record: LeaseRecord?, at: Int64)?
  private var renewedAt: Int64?
  private var lookedAt: Int64 = 0

  /// The beginning: nothing is known.
  public init(identity: String, times: Times = Times()) {
    self.identity = identity
    self.times = times
  }

  /// Whether the lease is held, as far as is known.
  public var isHeld: Bool { renewedAt != nil }

  /// Whether its holder may still act: somebody who was stopped for long may not, whatever the record says.
  public func mayAct(now: Int64) -> Bool { renewedAt.map { now - $0 < times.deadline } ?? false }

  /// What to do now. `wallTime`: the time for people to read.
  public func next(now: Int64, wallTime: String) -> Step {
    guard let seen else { return .look }
    guard let record = seen.record else {
      return .write(mine(acquired: wallTime, renewed: wallTime, transitions: 0, version: nil))
    }
    if record.holder == identity {
      if let renewedAt, now - renewedAt < times.renewal { return .wait(times.renewal - (now - renewedAt)) }
      return .write(
        mine(
          acquired: record.acquired ?? wallTime, renewed: wallTime, transitions: record.transitions,
          version: record.resourceVersion))
    }
    let longest = max(times.duration, min(record.duration, 86_400) * 1000)
    let left = record.holder == nil ? 0 : longest - (now - seen.at)
    if left > 0 {
      // To be looked at now and then, as every change begins the time anew.
      let untilLook = times.renewal - (now - lookedAt)
      return untilLook <= 0 ? .look : .wait(min(left, untilLook))
    }
    return .write(
      mine(
        acquired: wallTime, renewed: wallTime, transitions: record.transitions + 1, version: record.resourceVersion))
  }

  /// Takes note of what the lease says; nil: it is not there.
  public mutating func saw(_ record: LeaseRecord?, at now: Int64) {
    lookedAt = now
    if let seen, seen.record == record, record != nil { return }
    if record?.holder != identity { renewedAt = nil }
    seen = (record, now)
  }

  /// Takes note that a record was written; `sent`: when that was begun, as nobody knows when it was done.
  public mutating func wrote(_ record: LeaseRecord, sent: Int64) {
    seen = (record, sent)
    renewedAt = record.holder == identity ? sent : nil
  }

  /// Takes note that a record could not be written, as somebody else was faster, or that it is not known whether it was.
  public mutating func failed() { seen = nil }

  /// The record that gives the lease back; nil where it is not held.
  public func released(wallTime: String) -> LeaseRecord? {
    guard let record = seen?.record, record.holder == identity else { return nil }
    return LeaseRecord(
      holder: nil, duration: 1, acquired: record.acquired, renewed: wallTime, transitions: record.transitions,
      resourceVersion: record.resourceVersion)
  }

  private func mine(acquired: String, renewed: String, transitions: Int64, version: String?) -> LeaseRecord {
    LeaseRecord(
      holder: identity, duration: (times.duration + 999) / 1000, acquired: acquired, renewed: renewed,
      transitions: transitions, resourceVersion: version)
  }

  /// By what is known.
  public static func == (a: LeaseElection, b: LeaseElection) -> Bool {
    a.identity == b.identity && a.times == b.times && a.renewedAt == b.renewedAt && a.seen?.record == b.seen?.record
      && a.seen?.at == b.seen?.at
  }

  /// By what is known.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(identity)
    hasher.combine(renewedAt)
  }
}
