import Forges
import Foundation
import TestSupport
import Testing

@testable import ServiceStore

@Suite(.enabled(if: PostgresServer.isInstalled(for: "PostgresTests")))
struct PostgresTests {
  @Test(arguments: [true, false])
  func restartInAStormLosesNoAcceptedDelivery(_ crash: Bool) async throws {
    let server = try PostgresServer()
    let store = try await Stores.open(server.url())
    let outcomes = await withTaskGroup(of: [(Int, Bool?)].self) { group in
      for task in 0..<20 {
        group.addTask {
          var outcomes: [(Int, Bool?)] = []
          for number in 0..<60 {
            let id = task * 1000 + number
            // Slow enough that the restart is in the middle.
            try? await Task.sleep(for: .milliseconds(20))
            do {
              outcomes.append((id, try await store.accept(delivery("\(id)", job: look("\(id)"), at: 1, notBefore: 1))))
            } catch {
              let kind = (error as? StoreError)?.kind
              #expect(kind == .unavailable || kind == .uncertain, "\(error)")
              outcomes.append((id, kind == .unavailable ? false : nil))
            }
          }
          return outcomes
        }
      }
      group.addTask {
        try? await Task.sleep(for: .milliseconds(400))
        #expect(throws: Never.self) { try server.restart(crash: crash) }
        return []
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    let kept = Set(try await store.jobs().compactMap { Int($0.key.subject) })
    for (id, taken) in outcomes {
      if let taken { #expect(kept.contains(id) == taken, "\(id): true is kept, unavailable did not happen") }
      let again = try await store.accept(delivery("\(id)", job: look("\(id)"), at: 1, notBefore: 1))
      #expect(again != kept.contains(id), "id and job, both or neither")
    }
    #expect(outcomes.count == 1200)
    #expect(outcomes.contains { $0.1 == true })
    await store.close()
  }

  @Test func idleConnectionsOutliveARestart() async throws {
    let server = try PostgresServer()
    let store = try await Stores.open(server.url())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for number in 0..<20 { group.addTask { try await store.request(look("\(number)"), notBefore: 1) } }
      try await group.waitForAll()
    }
    try server.restart()
    // Every connection is broken and is made anew, unnoticed.
    for _ in 0..<20 { try await store.check() }
    try server.stop(crash: true)
    for _ in 0..<3 { #expect(await errorKind { try await store.check() } == .unavailable) }
    try server.start()
    try await store.check()
    #expect(try await store.jobs().count == 20)
    await store.close()
  }

  @Test func lostConnectionAfterCommitIsUncertain() async throws {
    let url = try PostgresURL(try Servers.shared.get().makeDatabase())
    let link = try PostgresLink(url)
    try link.begin(readOnly: false)
    let process = try link.run("SELECT pg_backend_pid()::bigint", []).first?.integer(0) ?? 0
    try Servers.shared.get().sql("SELECT pg_terminate_backend(\(process))")
    do {
      try link.commit()
      Issue.record("it was committed")
    } catch {
      #expect(error.kind == .uncertain)
    }
    #expect(link.isBroken)
  }

  @Test func connectionLostBeforeCommitDidNothing() async throws {
    let server = try Servers.shared.get()
    let database = PostgresDatabase(try PostgresURL(try server.makeDatabase()))
    let store = try await SQLStore(database)
    let kind = await errorKind {
      try await database.write { session throws(StoreError) in
        try session.run("INSERT INTO remit_chain (name) VALUES ('a')")
        try session.run("SELECT pg_terminate_backend(pg_backend_pid())")
      }
    }
    #expect(kind == .unavailable)
    let rows = try await database.read { session throws(StoreError) in try session.run("SELECT * FROM remit_chain") }
    #expect(rows == [])
    await store.close()
  }

  @Test func failedStatementUndoesTheTransaction() async throws {
    let database = PostgresDatabase(try PostgresURL(try Servers.shared.get().makeDatabase()), limit: 1)
    let store = try await SQLStore(database)
    let kind = await errorKind {
      try await database.write { session throws(StoreError) in
        try session.run("INSERT INTO remit_chain (name) VALUES ('a')")
        // Hidden from the transaction, which must not count as done.
        do throws(StoreError) { try session.run("SELECT 1/0") } catch {}
      }
    }
    #expect(kind == .unavailable)
    let rows = try await database.read { session throws(StoreError) in try session.run("SELECT * FROM remit_chain") }
    #expect(rows == [])
    await store.close()
  }

  @Test func writingInAReadOnlyTransactionIsUnavailable() async throws {
    let database = PostgresDatabase(try PostgresURL(try Servers.shared.get().makeDatabase()))
    let store = try await SQLStore(database)
    let kind = await errorKind {
      try await database.read { session throws(StoreError) in
        try session.run("INSERT INTO remit_chain (name) VALUES ('a')")
      }
    }
    #expect(kind == .unavailable)
    await store.close()
  }

  @Test func passwordIsInNoError() async throws {
    let server = try Servers.shared.get()
    let secret = PostgresServer.password
    let wrong = "Tr0ub4dor"
    let port = try PostgresServer.freePort()
    for (url, kind) in [
      ("postgres://remit:\(wrong)@127.0.0.1:\(server.port)/postgres", StoreError.Kind.unavailable),
      ("postgres://remit:\(secret)@127.0.0.1:\(port)/postgres", .unavailable),
      ("postgres://remit:\(secret)@127.0.0.1:\(server.port)/missing", .unavailable),
      ("postgres://remit:\(secret)@\(secret)/postgres", .unavailable),
      ("postgres://remit:x/\(wrong)@127.0.0.1/postgres", .rejected),
      ("postgres://remit:1/\(wrong)@127.0.0.1/postgres", .rejected),
      ("postgres://remit:x@\(wrong)@127.0.0.1/postgres", .rejected),
      ("postgres://remit:%\(wrong)@127.0.0.1/postgres", .rejected),
      ("postgres://127.0.0.1/postgres?pasword=\(wrong)", .rejected),
      ("mysql://remit:\(wrong)@127.0.0.1/postgres", .rejected),
    ] {
      do {
        _ = try await Stores.open(url)
        Issue.record("opened \(url)")
      } catch {
        #expect(error.kind == kind, "\(url): \(error)")
        #expect(!error.description.contains(wrong) && !error.description.contains(secret), "\(error)")
      }
    }
    var dumped = ""
    dump(try PostgresURL(server.url()), to: &dumped)
    let printed = "\(try PostgresURL(server.url()))"
    #expect(!dumped.contains(secret) && !printed.contains(secret))
  }

  @Test func otherEncodingIsIncompatible() async throws {
    let server = try Servers.shared.get()
    try server.sql("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0")
    #expect(await errorKind { try await Stores.open(server.url("latin")) } == .incompatible)
  }
}
