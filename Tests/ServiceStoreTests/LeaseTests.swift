import Forges
import ServiceStore
import Testing

@Suite struct LeaseTests {
  @Test(arguments: StoreKind.available)
  func expiredLeaseIsTakenOverAndTheFormerHolderIsRefused(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let old = try #require(try await store.claim(by: "old", lease: 10, now: 5))
      #expect(try await store.claim(by: "new", lease: 10, now: 14) == nil)
      let new = try #require(try await store.claim(by: "new", lease: 10, now: 15))
      #expect(new.job == old.job)
      #expect(new.fence > old.fence)
      #expect(new.attempts == 1, "an attempt that outlived its lease failed")
      #expect(new.requestedAt == 1)
      let before = try await store.jobs()
      let calls: [@Sendable () async throws -> Void] = [
        { try await store.extend(old, until: 1000) },
        { try await store.complete(old) },
        { try await store.retry(old, notBefore: 1, error: "x") },
        { try await store.postpone(old, notBefore: 1) },
        { try await store.bury(old, error: "x", at: 1) },
        { try await store.set([1], "k", "n", under: old) },
        { try await store.set(nil, "k", "n", under: old) },
      ]
      try await store.set([7], "k", "n", under: new)
      for call in calls { #expect(await errorKind(call) == .lost) }
      #expect(try await store.jobs() == before)
      #expect(try await store.value("k", "n") == [7])
      try await store.complete(new)
      for call in calls { #expect(await errorKind(call) == .lost) }
      #expect(try await store.jobs() == [])
    }
  }

  @Test(arguments: StoreKind.available)
  func lateHolderMayGoOnWhereNobodyTookTheJob(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let claim = try #require(try await store.claim(by: "w", lease: 10, now: 5))
      try await store.extend(claim, until: 500)
      #expect(try await store.claim(by: "v", lease: 10, now: 499) == nil)
      try await store.set([1], "k", "n", under: claim)
      try await store.complete(claim)
      #expect(try await store.jobs() == [])
    }
  }

  @Test(arguments: StoreKind.available)
  func takeoverAnswersWhatWasRequestedMeanwhile(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      _ = try #require(try await store.claim(by: "old", lease: 10, now: 5))
      try await store.request(look("1"), notBefore: 8)
      let new = try #require(try await store.claim(by: "new", lease: 10, now: 15))
      try await store.complete(new)
      #expect(try await store.jobs() == [], "the run of the successor began after the request")
    }
  }

  @Test(arguments: StoreKind.available)
  func oneJobIsTakenAsItStands(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      // Nobody asked for it: it goes when it is completed.
      let unasked = try #require(try await store.claim(look("1"), by: "merger", lease: 10, now: 5))
      #expect(try await store.claim(look("1"), by: "other", lease: 10, now: 6) == nil)
      #expect(try await store.claim(by: "other", lease: 10, now: 6) == nil)
      try await store.complete(unasked)
      #expect(try await store.jobs() == [])
      // It waits: it still does afterwards.
      try await store.request(look("2"), notBefore: 50)
      let waiting = try #require(try await store.claim(look("2"), by: "merger", lease: 10, now: 20))
      #expect(waiting.fence > unasked.fence)
      try await store.complete(waiting)
      #expect(try await store.jobs().map(\.notBefore) == [50])
      // Whoever died with it has failed, and who runs next has to know.
      _ = try #require(try await store.claim(look("2"), by: "mortal", lease: 10, now: 60))
      #expect(try await store.claim(look("2"), by: "merger", lease: 10, now: 99) == nil)
      let next = try #require(try await store.claim(by: "other", lease: 10, now: 99))
      #expect(next.attempts == 1)
      try await store.retry(next, notBefore: 100, error: "x")
      #expect(try await store.claim(look("2"), by: "merger", lease: 10, now: 120) == nil)
    }
  }

  @Test(arguments: StoreKind.available)
  func claimOfAnEndedRunIsLost(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.request(look("1"), notBefore: 1)
      let claim = try #require(try await store.claim(by: "w", lease: 10, now: 5))
      try await store.postpone(claim, notBefore: 20)
      #expect(await errorKind { try await store.extend(claim, until: 90) } == .lost)
      #expect(await errorKind { try await store.set([1], "k", "n", under: claim) } == .lost)
      #expect(try await store.value("k", "n") == nil)
    }
  }
}
