import Forges
import ServiceStore
import Synchronization
import TestSupport
import Testing

@testable import BotService

/// What happens from time to time.
@Suite struct HousekeeperTests {
  private let store = MemoryStore()
  private let start = Timestamp(milliseconds: 1_700_000_000_000)

  private func housekeeper(_ clock: ServiceClock = .system) -> Housekeeper {
    Housekeeper(
      context: ServiceContext(store: store, clock: clock), repositories: ["a", "b"], sweepInterval: 600_000)
  }

  private func finishAll() async throws -> Int {
    var count = 0
    while let claim = try await store.claim(by: "test", lease: 1000, now: start.adding(100_000_000)) {
      try await store.complete(claim)
      count += 1
    }
    return count
  }

  @Test func oneOfManyProcessesAsksForASweep() async throws {
    try await housekeeper().requestSweeps(start, evenIfRecent: true)
    #expect(
      try await store.jobs().map(\.key) == [
        JobKey(kind: "sweep", repository: "a", subject: ""), JobKey(kind: "sweep", repository: "b", subject: ""),
      ])
    #expect(try await finishAll() == 2)
    // Another process a minute later, and one that has just started.
    try await housekeeper().requestSweeps(start.adding(60_000), evenIfRecent: false)
    #expect(try await finishAll() == 0)
    try await housekeeper().requestSweeps(start.adding(120_000), evenIfRecent: true)
    #expect(try await finishAll() == 2)
    try await housekeeper().requestSweeps(start.adding(720_000), evenIfRecent: false)
    #expect(try await finishAll() == 2)
  }

  @Test func runsUntilCancelled() async throws {
    let time = Mutex(start)
    let rests = Mutex(0)
    let clock = ServiceClock(
      now: { time.withLock { $0 } },
      sleep: { wait in
        time.withLock { $0 = $0.adding(wait) }
        // Three intervals of sweeping, a minute each rest.
        if rests.withLock({ rests in
          rests += 1
          return rests
        }) == 30 {
          withUnsafeCurrentTask { $0?.cancel() }
        }
      })
    let old = Delivery(source: "a", id: "1", job: nil, at: start.adding(-8 * 86_400_000), notBefore: start)
    _ = try await store.accept(old)
    await Task { await housekeeper(clock).run() }.value
    let swept = try #require(try await store.value("sweep", "a"))
    #expect(String(decoding: swept, as: UTF8.self) == String(start.adding(1_200_000).milliseconds))
    // Its id is forgotten: it counts as one that never came.
    #expect(try await store.accept(old))
  }
}
