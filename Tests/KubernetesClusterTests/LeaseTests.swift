import ClusterSupport
import Foundation
import HTTPTransport
import Kubernetes
import Synchronization
import Testing

@Suite(.enabled(if: isReady)) struct LeaseTests {
  @Test("pitfall 9: of many one holds it") func ofManyOneHoldsIt() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("lease"))
    let contestants = (0..<8).map { Lease(api, namespace: namespace, name: "remit", identity: "c\($0)") }
    let winners = try await withThrowingTaskGroup(of: (Int, Bool).self) { group in
      for (index, lease) in contestants.enumerated() {
        group.addTask { (index, try await lease.take(within: 1_000)) }
      }
      return try await group.reduce(into: [Int]()) { if $1.1 { $0.append($1.0) } }
    }
    #expect(winners.count == 1)
    let winner = try #require(winners.first)
    let record = LeaseRecord(try #require(try await api.get(leases, namespace: namespace, name: "remit")))
    #expect(record.holder == "c\(winner)")
    #expect(record.duration == 15)
    #expect(record.transitions == 0)

    // It is given back: another one has it at once.
    try await contestants[winner].release()
    #expect(await !contestants[winner].mayAct())
    let next = contestants[(winner + 1) % 8]
    #expect(try await next.take(within: 5_000))
    let taken = LeaseRecord(try #require(try await api.get(leases, namespace: namespace, name: "remit")))
    #expect(taken.holder == "c\((winner + 1) % 8)")
    #expect(taken.transitions == 1)
  }

  /// By clocks of their own that are not the server's, with nobody waiting for real.
  @Test("pitfall 10: a lease that is not renewed is taken, and who wakes up acts no more")
  func aLeaseThatIsNotRenewedIsTaken() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("lease"))
    let time = Mutex<Int64>(0)
    let steady = SteadyClock { time.withLock { $0 } }
    // A wall clock of another century.
    let wall = HTTPClock(now: { 4_000_000_000_000 }, sleep: { wait in time.withLock { $0 += wait } }, random: { $0 })
    func lease(_ identity: String) -> Lease {
      Lease(api, namespace: namespace, name: "remit", identity: identity, clock: wall, steady: steady)
    }
    let (first, second) = (lease("first"), lease("second"))
    #expect(try await first.take(within: 1_000))
    #expect(try await !second.take(within: 14_000))
    #expect(await !first.mayAct(), "too late to act, though nobody has it yet")
    #expect(try await second.take(within: 4_000))
    // The first one wakes up.
    #expect(try await !first.take(within: 1_000))
    #expect(await second.mayAct())
    let record = LeaseRecord(try #require(try await api.get(leases, namespace: namespace, name: "remit")))
    #expect(record.holder == "second")
    #expect(record.renewed == "2096-10-02T07:06:40.000000Z")
  }

  /// Kept for as long as nobody else takes it, also when the server has trouble now and then.
  @Test func itIsRenewedUntilItIsLost() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("lease"))
    let time = Mutex<Int64>(0)
    let wall = HTTPClock(now: { 0 }, sleep: { wait in time.withLock { $0 += wait } }, random: { $0 })
    let troubled = Intervening(api) { call, number in
      if number % 3 == 0 { throw KubernetesError(.noAnswer, call.shown, message: "no answer", mayHaveArrived: true) }
      guard number == 20 else { return }
      // Somebody takes it by force.
      let lease = try object(
        """
        {apiVersion: coordination.k8s.io/v1, kind: Lease, metadata: {name: remit, namespace: \(namespace)},
        spec: {holderIdentity: thief, leaseDurationSeconds: 15}}
        """)
      _ = try await api.apply(lease, to: leases, .init(fieldManager: "thief", force: true))
    }
    let lease = Lease(
      troubled, namespace: namespace, name: "remit", identity: "me", clock: wall,
      steady: SteadyClock { time.withLock { $0 } })
    #expect(try await lease.take(within: 1_000))
    try await lease.keep()
    #expect(await !lease.mayAct())
    #expect(await troubled.calls.count > 20)
    let record = LeaseRecord(try #require(try await api.get(leases, namespace: namespace, name: "remit")))
    #expect(record.holder == "thief")
  }
}
