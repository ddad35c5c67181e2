import Forges
import ServiceStore
import Testing

@Suite struct DeliveryTests {
  @Test(arguments: StoreKind.available)
  func deliveryIsTakenOnce(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      #expect(try await store.accept(delivery("a", at: 10, notBefore: 12)))
      #expect(try await store.accept(delivery("a", job: look("2"), at: 20, notBefore: 22)) == false)
      #expect(
        try await store.jobs() == [
          Job(
            key: look("1"), state: .waiting, notBefore: 12, requestedAt: 10, attempts: 0, error: nil, worker: nil)
        ])
      #expect(try await store.lastDeliveries() == ["app": 10])
    }
  }

  @Test(arguments: StoreKind.available)
  func idsOfSourcesAreApart(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      #expect(try await store.accept(delivery("a", of: "one", at: 10, notBefore: 10)))
      #expect(try await store.accept(delivery("a", of: "two", at: 11, notBefore: 11)))
      #expect(try await store.lastDeliveries() == ["one": 10, "two": 11])
    }
  }

  @Test(arguments: StoreKind.available)
  func deliveryMayAskForNothing(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      #expect(try await store.accept(delivery("a", job: nil, at: 10, notBefore: 10)))
      #expect(try await store.jobs() == [])
      #expect(try await store.accept(delivery("a", job: nil, at: 10, notBefore: 10)) == false)
    }
  }

  @Test(arguments: StoreKind.available)
  func forgottenIdsAreTakenAgainAndTheLastTimeIsKept(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      for (id, time) in [("a", 30), ("b", 10), ("c", 20)] as [(String, Int64)] {
        let time = Timestamp(milliseconds: time)
        #expect(try await store.accept(delivery(id, at: time, notBefore: time)))
      }
      try await store.forgetDeliveries(before: 20)
      #expect(try await store.accept(delivery("b", at: 5, notBefore: 5)), "older than 20 is forgotten")
      #expect(try await store.accept(delivery("c", at: 5, notBefore: 5)) == false, "20 is not before 20")
      try await store.forgetDeliveries(before: 100)
      try await store.forgetDeliveries(before: 100)
      #expect(try await store.lastDeliveries() == ["app": 30])
      #expect(try await store.accept(delivery("a", at: 7, notBefore: 7)))
      #expect(try await store.lastDeliveries() == ["app": 30])
    }
  }

  @Test(arguments: StoreKind.available)
  func deliveriesCoalesceToTheEarlierTime(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      _ = try await store.accept(delivery("a", at: 10, notBefore: 30))
      _ = try await store.accept(delivery("b", at: 11, notBefore: 20))
      _ = try await store.accept(delivery("c", at: 12, notBefore: 40))
      let jobs = try await store.jobs()
      #expect(jobs.map(\.notBefore) == [20])
      #expect(jobs.map(\.requestedAt) == [10])
    }
  }

  @Test(arguments: StoreKind.available)
  func whatCannotBeKeptIsRejected(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let long = String(repeating: "ä", count: 401)
      for bad in [delivery(long, at: 1, notBefore: 1), delivery("a\0b", at: 1, notBefore: 1)] {
        #expect(await errorKind { try await store.accept(bad) } == .rejected)
      }
      let job = delivery("a", job: look(long), at: 1, notBefore: 1)
      #expect(await errorKind { try await store.accept(job) } == .rejected)
      #expect(try await store.lastDeliveries() == [:])
      // The longest names all at once.
      let longest = String(repeating: "\u{1F600}", count: 200)
      let key = JobKey(kind: longest, repository: longest, subject: longest)
      #expect(try await store.accept(delivery(longest, of: longest, job: key, at: 1, notBefore: 1)))
      #expect(try await store.jobs().map(\.key) == [key])
    }
  }
}
