import Forges
import ServiceStore
import Testing

@Suite struct ValueTests {
  @Test(arguments: StoreKind.available)
  func valuesAreReplacedAndForgotten(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      #expect(try await store.value("k", "n") == nil)
      let bytes = Array(UInt8.min...UInt8.max)
      try await store.set(bytes, "k", "n", under: nil)
      try await store.set([], "k", "empty", under: nil)
      try await store.set([9], "other", "n", under: nil)
      #expect(try await store.values("k") == ["n": bytes, "empty": []])
      try await store.set([1, 0, 2], "k", "n", under: nil)
      #expect(try await store.value("k", "n") == [1, 0, 2])
      try await store.set(nil, "k", "n", under: nil)
      try await store.set(nil, "k", "n", under: nil)
      #expect(try await store.value("k", "n") == nil)
      #expect(try await store.values("k") == ["empty": []])
      #expect(try await store.values("other") == ["n": [9]])
    }
  }

  @Test(arguments: StoreKind.available)
  func largeValueIsKept(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let bytes = (0..<5_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try await store.set(bytes, "k", "n", under: nil)
      #expect(try await store.value("k", "n") == bytes)
    }
  }

  @Test(arguments: StoreKind.available)
  func firstPinHolds(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      #expect(try await store.pin([1], "k", "n") == [1])
      #expect(try await store.pin([2], "k", "n") == [1])
      #expect(try await store.value("k", "n") == [1])
    }
  }

  @Test(arguments: StoreKind.available)
  func pinsAtTheSameTimeGiveOneValue(_ kind: StoreKind) async throws {
    try await withStores(kind, 2) { stores async throws in
      let given = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for number in 0..<40 {
          group.addTask { try await stores[number % 2].pin([UInt8(number)], "k", "n") }
        }
        return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
      }
      #expect(given.count == 1)
      #expect(try await stores[0].value("k", "n") == given.first)
    }
  }

  @Test(arguments: StoreKind.available)
  func namesWithStrangeCharactersAreApart(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let names = ["", " ", "'", "\"; DROP TABLE remit_value; --", "$1", "%", "a", "A", "ä", "\u{1F600}", "\n"]
      for (number, name) in names.enumerated() { try await store.set([UInt8(number)], "k", name, under: nil) }
      #expect(try await store.values("k").count == names.count)
      for (number, name) in names.enumerated() { #expect(try await store.value("k", name) == [UInt8(number)]) }
    }
  }

  @Test(arguments: StoreKind.available)
  func checkAndClose(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      try await store.check()
      await store.close()
      #expect(await errorKind { try await store.check() } == .unavailable)
      #expect(await errorKind { try await store.value("k", "n") } == .unavailable)
    }
  }
}
