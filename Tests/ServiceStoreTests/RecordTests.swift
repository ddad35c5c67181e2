import Forges
import ServiceStore
import Testing

@Suite struct RecordTests {
  /// Appends a record whose digest tells its place.
  static func append(_ name: String, to chain: String, of store: any Store) async throws -> StoredRecord {
    try await store.append(to: chain, name: name, at: 7) { sequence, previous in
      ("\(chain)#\(sequence)", "\(name) after \(previous ?? "nothing")")
    }
  }

  @Test(arguments: StoreKind.available)
  func recordsFormAChain(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let first = try await Self.append("a", to: "app", of: store)
      #expect(
        first
          == StoredRecord(
            chain: "app", sequence: 1, name: "a", previous: nil, digest: "app#1", text: "a after nothing", at: 7))
      let second = try await Self.append("b", to: "app", of: store)
      #expect(second.previous == "app#1")
      #expect(second.sequence == 2)
      #expect(try await Self.append("a", to: "other", of: store).sequence == 1)
      #expect(try await store.record(in: "app", named: "b") == second)
      #expect(try await store.record(in: "other", named: "b") == nil)
      #expect(try await store.records(in: "app", after: 0, limit: 10) == [first, second])
      #expect(try await store.records(in: "app", after: 1, limit: 10) == [second])
      #expect(try await store.records(in: "app", after: 0, limit: 1) == [first])
      #expect(try await store.records(in: "app", after: 2, limit: 10) == [])
      #expect(try await store.records(in: "app", after: 0, limit: 0) == [])
      #expect(try await store.records(in: "app", after: 0, limit: -1) == [])
    }
  }

  @Test(arguments: StoreKind.available)
  func recordOfThatNameIsGivenBackUnchanged(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let first = try await Self.append("a", to: "app", of: store)
      let again = try await store.append(to: "app", name: "a", at: 99) { _, _ in ("other", "other") }
      #expect(again == first)
      #expect(try await store.records(in: "app", after: 0, limit: 10) == [first])
    }
  }

  @Test(arguments: StoreKind.available)
  func recordsOfManyAtOnceHaveNoGapsAndNoDoubles(_ kind: StoreKind) async throws {
    try await withStores(kind, 2) { stores async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        // Each name is appended four times, by both stores.
        for number in 0..<120 {
          group.addTask { _ = try await Self.append("n\(number % 30)", to: "app", of: stores[number % 2]) }
        }
        try await group.waitForAll()
      }
      let records = try await stores[1].records(in: "app", after: 0, limit: 1000)
      #expect(records.map(\.sequence) == Array(1...30))
      #expect(Set(records.map(\.name)).count == 30)
      #expect(records.dropFirst().map(\.previous) == records.dropLast().map(\.digest))
    }
  }

  @Test(arguments: StoreKind.available)
  func recordThatCannotBeKeptIsRejected(_ kind: StoreKind) async throws {
    try await withStore(kind) { store async throws in
      let kind = await errorKind {
        try await store.append(to: "app", name: "a", at: 1) { _, _ in ("d", "a\0b") }
      }
      #expect(kind == .rejected)
      #expect(try await store.records(in: "app", after: 0, limit: 10) == [])
      #expect(try await Self.append("a", to: "app", of: store).sequence == 1)
    }
  }
}
