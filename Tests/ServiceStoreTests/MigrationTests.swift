import Forges
import Foundation
import TestSupport
import Testing

@testable import ServiceStore

@Suite struct MigrationTests {
  /// The schema of a later version of the program.
  private static let later = Schema(
    migrations: Schema.current.migrations + [
      { _ in ["ALTER TABLE remit_value ADD COLUMN later BIGINT", "CREATE TABLE remit_later (name TEXT PRIMARY KEY)"] }
    ])
  /// A schema whose last step does not work.
  private static let broken = Schema(
    migrations: later.migrations + [{ _ in ["CREATE TABLE remit_half (name TEXT)", "this is not SQL"] }])

  private static func database(_ kind: StoreKind, _ location: String) async throws -> any SQLDatabase {
    if kind == .postgres { return PostgresDatabase(try PostgresURL(location)) }
    return try await SQLiteDatabase(path: location)
  }

  private static func withLocation(_ kind: StoreKind, _ body: (String) async throws -> Void) async throws {
    let folder = try Folder()
    try await body(kind == .postgres ? Servers.shared.get().makeDatabase() : folder.path("store.db"))
  }

  @Test(arguments: StoreKind.shared)
  func olderStoreIsMigratedAndKeepsWhatItHas(_ kind: StoreKind) async throws {
    try await Self.withLocation(kind) { location async throws in
      let old = try await Stores.open(location)
      try await old.set([1], "k", "n", under: nil)
      let new = try await SQLStore(Self.database(kind, location), schema: Self.later)
      #expect(try await new.value("k", "n") == [1])
      try await new.check()
      #expect(await errorKind { try await old.check() } == .incompatible, "an older program beside it notices")
      do throws(StoreError) {
        _ = try await Stores.open(location)
        Issue.record("the older program opened a newer store")
      } catch {
        #expect(error.kind == .incompatible)
        #expect(error.description.contains("version 2") && error.description.contains("newer"))
      }
      await old.close()
      await new.close()
    }
  }

  @Test(arguments: StoreKind.shared)
  func migrationThatFailsChangesNothing(_ kind: StoreKind) async throws {
    try await Self.withLocation(kind) { location async throws in
      let old = try await Stores.open(location)
      #expect(await errorKind { try await SQLStore(Self.database(kind, location), schema: Self.broken) } != nil)
      try await old.check()
      let new = try await SQLStore(Self.database(kind, location), schema: Self.later)
      try await new.check()
      await old.close()
      await new.close()
    }
  }

  @Test(arguments: StoreKind.shared)
  func manyMayOpenAFreshStoreAtOnce(_ kind: StoreKind) async throws {
    try await Self.withLocation(kind) { location async throws in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 {
          group.addTask {
            let store = try await SQLStore(Self.database(kind, location), schema: Self.later)
            try await store.request(look("\(number)"), notBefore: 1)
            await store.close()
          }
        }
        try await group.waitForAll()
      }
      let store = try await SQLStore(Self.database(kind, location), schema: Self.later)
      #expect(try await store.jobs().count == 8)
      await store.close()
    }
  }
}
