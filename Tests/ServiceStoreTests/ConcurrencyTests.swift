import Forges
import ServiceStore
import Testing

@Suite struct ConcurrencyTests {
  @Test(arguments: StoreKind.available, [2, 10])
  func claimantsNeverGetTheSameJob(_ kind: StoreKind, _ claimants: Int) async throws {
    try await withStores(kind, 2) { stores async throws in
      let count = 100
      for number in 0..<count { try await stores[0].request(look("\(number)"), notBefore: 1) }
      let claims = try await withThrowingTaskGroup(of: [Claim].self) { group in
        for worker in 0..<claimants {
          group.addTask {
            let store = stores[worker % 2]
            var claims: [Claim] = []
            // A row that another claimant looks at is passed over, so that nothing to do means: ask again.
            while try await store.jobs().contains(where: { $0.state == .waiting }) {
              guard let claim = try await store.claim(by: "w\(worker)", lease: 1000, now: 5) else { continue }
              claims.append(claim)
            }
            return claims
          }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      #expect(claims.count == count)
      #expect(Set(claims.map(\.job)).count == count)
      #expect(Set(claims.map(\.fence)).count == count)
    }
  }

  @Test(arguments: StoreKind.available)
  func deliveryAcceptedByManyAtOnceIsTakenOnce(_ kind: StoreKind) async throws {
    try await withStores(kind, 2) { stores async throws in
      let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<100 {
          group.addTask {
            try await stores[number % 2].accept(delivery("\(number / 10)", at: 1, notBefore: 1))
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(taken == 10)
    }
  }

  @Test(arguments: StoreKind.available)
  func workAfterTheLastRequestSeesWhatItIsAbout(_ kind: StoreKind) async throws {
    try await withStores(kind, 2) { stores async throws in
      // Something changes, then its job is requested: in the end a run has seen the last change.
      try await withThrowingTaskGroup(of: Void.self) { group in
        for subject in ["a", "b", "c"] {
          group.addTask {
            for number in 1...40 {
              try await stores[number % 2].set([UInt8(number)], "wanted", subject, under: nil)
              try await stores[number % 2].request(look(subject), notBefore: 1)
            }
          }
        }
        for worker in 0..<4 {
          group.addTask { for _ in 0..<40 { try await Self.work(stores[worker % 2]) } }
        }
        try await group.waitForAll()
      }
      while try await !stores[0].jobs().isEmpty { try await Self.work(stores[0]) }
      #expect(try await stores[0].values("wanted") == ["a": [40], "b": [40], "c": [40]])
      #expect(try await stores[0].values("seen") == stores[0].values("wanted"))
    }
  }

  private static func work(_ store: any Store) async throws {
    guard let claim = try await store.claim(by: "w", lease: 1000, now: 5) else { return }
    let wanted = try await store.value("wanted", claim.job.subject)
    try await store.set(wanted, "seen", claim.job.subject, under: claim)
    try await store.complete(claim)
  }
}
