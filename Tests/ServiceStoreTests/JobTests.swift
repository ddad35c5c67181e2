import Forges
import ServiceStore
import Testing

@Suite struct JobTests {
  @Test(arguments: StoreKind.available)
  func nothingToDo(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      #expect(try await store.claim(by: "w", lease: 10, now: 100) == nil)
      try await store.request(look("1"), notBefore: 101)
      #expect(try await store.claim(by: "w", lease: 10, now: 100) == nil)
      let claim = try await store.claim(by: "w", lease: 10, now: 101)
      #expect(claim?.job == look("1"))
      #expect(claim?.attempts == 0)
      #expect(claim?.requestedAt == 101)
    }
  }

  @Test(arguments: StoreKind.available)
  func longestWaitingComesFirst(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      for (subject, time) in [("b", 20), ("c", 30), ("a", 10)] as [(String, Int64)] {
        try await store.request(look(subject), notBefore: Timestamp(milliseconds: time))
      }
      var order: [String] = []
      var fences: [Int64] = []
      while let claim = try await store.claim(by: "w", lease: 1000, now: 100) {
        order.append(claim.job.subject)
        fences.append(claim.fence)
      }
      #expect(order == ["a", "b", "c"])
      #expect(fences == fences.sorted() && Set(fences).count == 3)
    }
  }

  @Test(arguments: StoreKind.available)
  func completedJobIsGone(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let claim = try #require(try await store.claim(by: "w", lease: 10, now: 5))
      let running = try await store.jobs()
      #expect(running.map(\.state) == [.running])
      #expect(running.map(\.worker) == ["w"])
      try await store.complete(claim)
      #expect(try await store.jobs() == [])
      #expect(await errorKind { try await store.complete(claim) } == .lost)
    }
  }

  @Test(arguments: StoreKind.available)
  func requestedWhileRunningRunsOnceMore(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let claim = try #require(try await store.claim(by: "w", lease: 1000, now: 5))
      try await store.request(look("1"), notBefore: 30)
      _ = try await store.accept(delivery("a", at: 7, notBefore: 20))
      try await store.request(look("1"), notBefore: 40)
      #expect(try await store.claim(by: "v", lease: 10, now: 100) == nil, "not while it runs")
      try await store.complete(claim)
      #expect(
        try await store.jobs() == [
          Job(key: look("1"), state: .waiting, notBefore: 20, requestedAt: 7, attempts: 0, error: nil, worker: nil)
        ])
      let second = try #require(try await store.claim(by: "v", lease: 10, now: 100))
      #expect(second.fence > claim.fence)
      try await store.complete(second)
      #expect(try await store.jobs() == [], "once, not twice")
    }
  }

  @Test(arguments: StoreKind.available)
  func retryCountsAndKeepsTheError(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      for attempt in 1...3 {
        let time = Timestamp(milliseconds: Int64(attempt) * 100)
        let claim = try #require(try await store.claim(by: "w", lease: 10, now: time))
        #expect(claim.attempts == attempt - 1)
        let next = Timestamp(milliseconds: time.milliseconds + 100)
        try await store.retry(claim, notBefore: next, error: "no \0 \(attempt)")
        #expect(
          try await store.jobs() == [
            Job(
              key: look("1"), state: .waiting, notBefore: next, requestedAt: 1, attempts: attempt,
              error: "no \u{FFFD} \(attempt)", worker: nil)
          ])
      }
    }
  }

  @Test(arguments: StoreKind.available)
  func retryOfAJobThatWasRequestedAgainComesAtTheEarlierTime(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      for (again, time, expected) in [(50, 90, 50), (90, 50, 50)] as [(Int64, Int64, Int64)] {
        let job = look("\(again)")
        try await store.request(job, notBefore: 1)
        let claim = try #require(try await store.claim(by: "w", lease: 10, now: 5))
        try await store.request(job, notBefore: Timestamp(milliseconds: again))
        try await store.retry(claim, notBefore: Timestamp(milliseconds: time), error: "no")
        let found = try #require(try await store.jobs().first { $0.key == job })
        #expect(found.notBefore.milliseconds == expected)
        #expect(found.attempts == 1)
      }
    }
  }

  @Test(arguments: StoreKind.available)
  func postponeCountsNoAttempt(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let first = try #require(try await store.claim(by: "w", lease: 10, now: 5))
      try await store.retry(first, notBefore: 6, error: "no")
      let claim = try #require(try await store.claim(by: "w", lease: 10, now: 6))
      try await store.postpone(claim, notBefore: 50)
      #expect(
        try await store.jobs() == [
          Job(key: look("1"), state: .waiting, notBefore: 50, requestedAt: 1, attempts: 1, error: "no", worker: nil)
        ])
      #expect(try await store.claim(by: "w", lease: 10, now: 49) == nil)
    }
  }

  @Test(arguments: StoreKind.available)
  func buriedJobStaysUntilItIsRequested(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let claim = try #require(try await store.claim(by: "w", lease: 10, now: 5))
      try await store.bury(claim, error: "never", at: 9)
      #expect(
        try await store.jobs() == [
          Job(key: look("1"), state: .dead, notBefore: 9, requestedAt: 1, attempts: 1, error: "never", worker: nil)
        ])
      #expect(try await store.claim(by: "w", lease: 10, now: 1_000_000) == nil)
      try await store.request(look("1"), notBefore: 70)
      #expect(
        try await store.jobs() == [
          Job(key: look("1"), state: .waiting, notBefore: 70, requestedAt: 1, attempts: 0, error: "never", worker: nil)
        ])
      #expect(try await store.claim(by: "w", lease: 10, now: 70)?.attempts == 0)
    }
  }

  @Test(arguments: StoreKind.available)
  func buryingAJobThatWasRequestedAgainLetsItLive(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let claim = try #require(try await store.claim(by: "w", lease: 10, now: 5))
      try await store.request(look("1"), notBefore: 8)
      try await store.bury(claim, error: "never", at: 9)
      #expect(
        try await store.jobs() == [
          Job(key: look("1"), state: .waiting, notBefore: 8, requestedAt: 1, attempts: 0, error: "never", worker: nil)
        ])
    }
  }

  @Test(arguments: StoreKind.available)
  func jobsAreInOrderOfTheirKeys(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let keys = [
        look("b", of: "z"), look("Ä"), look("a"), look("B"), JobKey(kind: "a", repository: "z", subject: "z"),
      ]
      for key in keys { try await store.request(key, notBefore: 1) }
      #expect(try await store.jobs().map(\.key) == keys.sorted())
    }
  }

  @Test(arguments: StoreKind.available)
  func impossibleLeasesAreRejected(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      for lease in [0, -1, Int64.max] {
        let kind = await errorKind { try await store.claim(by: "w", lease: lease, now: 5) }
        #expect(kind == .rejected)
      }
      #expect(try await store.jobs().map(\.state) == [.waiting])
    }
  }
}
