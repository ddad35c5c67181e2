public import HTTPTransport

/// Time that only goes forward, also while the machine sleeps; tests put their own in.
public struct SteadyClock: Sendable {
  /// Milliseconds since some moment.
  public var now: @Sendable () -> Int64

  /// A clock.
  public init(now: @escaping @Sendable () -> Int64) { self.now = now }

  /// The machine's.
  public static let system: SteadyClock = {
    let start = ContinuousClock.now
    return SteadyClock {
      let time = (ContinuousClock.now - start).components
      return time.seconds * 1000 + time.attoseconds / 1_000_000_000_000_000
    }
  }()
}

/// A Lease on a cluster: of those who ask for it one holds it.
///
/// The API fences nobody: who holds it asks `mayAct` before each write, and writes with preconditions besides.
public actor Lease {
  private static let leases = Resource(
    GroupVersion(group: "coordination.k8s.io", version: "v1"), name: "leases", kind: "Lease", isNamespaced: true)

  private let api: any KubernetesAPI
  private let namespace: String
  private let name: String
  private let clock: HTTPClock
  private let steady: SteadyClock
  private var election: LeaseElection

  /// A lease that is not held yet. The namespace must be there.
  public init(
    _ api: any KubernetesAPI, namespace: String, name: String, identity: String,
    times: LeaseElection.Times = LeaseElection.Times(), clock: HTTPClock = .system, steady: SteadyClock = .system
  ) {
    self.api = api
    self.namespace = namespace
    self.name = name
    self.clock = clock
    self.steady = steady
    election = LeaseElection(identity: identity, times: times)
  }

  /// Whether the lease is held, and was renewed not too long ago to act.
  public func mayAct() -> Bool { election.mayAct(now: steady.now()) }

  /// Does one step towards holding the lease, or to keep it, and says how long to wait before the next one. To be called
  /// over and over, by one task. Throws what the server said; what is held then is held until its deadline.
  public func step() async throws(KubernetesError) -> Int64 {
    switch election.next(now: steady.now(), wallTime: LeaseRecord.time(clock.now())) {
    case .wait(let time): return time
    case .look:
      let object = try await api.get(Self.leases, namespace: namespace, name: name)
      election.saw(object.map(LeaseRecord.init), at: steady.now())
    case .write(let record): try await write(record)
    }
    return 0
  }

  /// Takes the lease if that can be done within a time; whether it is held.
  public func take(within time: Int64) async throws(KubernetesError) -> Bool {
    let start = steady.now()
    while !mayAct() {
      let wait = try await step()
      guard !mayAct() else { break }
      let left = start + time - steady.now()
      guard left > 0 else { return false }
      try await pause(min(wait, left))
    }
    return true
  }

  /// Renews the lease until the task is cancelled, or it is lost.
  public func keep() async throws(KubernetesError) {
    while mayAct() {
      var wait: Int64 = 200
      do throws(KubernetesError) { wait = try await step() } catch {
        guard case .retry = error.action else { throw error }
      }
      try await pause(wait)
    }
  }

  /// Gives the lease back, so that others need not wait for its end.
  public func release() async throws(KubernetesError) {
    guard let record = election.released(wallTime: LeaseRecord.time(clock.now())) else { return }
    try await write(record)
  }

  private func write(_ record: LeaseRecord) async throws(KubernetesError) {
    guard let object = record.object(namespace: namespace, name: name) else { return }
    let sent = steady.now()
    do throws(KubernetesError) {
      let answer =
        record.resourceVersion == nil
        ? try await api.create(object, in: Self.leases)
        // Not again by itself: whether the first one arrived shows when the lease is looked at.
        : try await api.replace(object, in: Self.leases, isRepeatable: false)
      election.wrote(LeaseRecord(answer.object), sent: sent)
    } catch {
      election.failed()
      guard error.action == .replan else { throw error }
    }
  }

  private func pause(_ time: Int64) async throws(KubernetesError) {
    do { try await clock.sleep(max(time, 1)) } catch {
      throw KubernetesError(.cancelled, "lease \(namespace)/\(name)", message: "cancelled while waiting")
    }
  }
}
