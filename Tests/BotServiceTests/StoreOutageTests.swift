import ForgeDoubles
import Forges
import Foundation
import ServiceStore
import TestSupport
import Testing

@testable import BotService

/// Both stores under the whole service, and what happens when they go away.
@Suite struct StoreOutageTests {
  @Test("PostgreSQL is killed and comes back while two replicas work: nothing is lost, nothing is done twice")
  func postgresRestarts() async throws {
    guard PostgresServer.isInstalled(for: "StoreOutageTests") else { return }
    let server = try PostgresServer()
    defer { try? server.stop() }
    let url = try server.makeDatabase()
    let one = try BotWorld(store: try await Stores.open(url))
    let two = try BotWorld(store: try await Stores.open(url), model: one.model, replica: "two")
    let numbers = try (0..<6).map { index in
      try one.open(BotWorld.document("a", size: index + 2), by: "alice", isDraft: index > 0)
    }
    for number in numbers { try await one.request(number) }
    let workers = [one, two].map { world in Task { await world.runner.run() } }
    try await Task.sleep(for: .milliseconds(400))
    try server.restart(crash: true)
    for _ in 0..<600 {
      try await Task.sleep(for: .milliseconds(100))
      if let jobs = try? await one.store.jobs(), jobs.isEmpty { break }
      one.model.advance(1000)
    }
    for worker in workers {
      worker.cancel()
      await worker.value
    }
    #expect(try await one.store.jobs().isEmpty)
    #expect(one.mergeRequest(numbers[0]).state == .merged && one.model.read { $0.merges.count } == 1)
    #expect(try await one.store.records(in: "data", after: 0, limit: 9).count == 1)
    for number in numbers.dropFirst() {
      // Drafts are decided quietly.
      #expect(one.reports(number).isEmpty && one.mergeRequest(number).state == .open)
    }
    #expect(try await one.store.standings(of: "data").count == 5)
    await one.store.close()
    await two.store.close()
  }

  @Test("the whole life on SQLite, and again after the file is opened anew")
  func sqlite() async throws {
    let file = NSTemporaryDirectory() + "remit-\(UUID().uuidString).db"
    defer { for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file + end) } }
    let first = try BotWorld(store: try await Stores.open(file))
    let number = try first.open(BotWorld.document("b", size: 2), by: "alice")
    try await first.settle()
    await first.store.close()
    let second = try BotWorld(store: try await Stores.open(file), model: first.model, replica: "two")
    second.comment("/lgtm", on: number, by: "bob")
    try await second.settle()
    #expect(second.mergeRequest(number).state == .merged && second.reports(number).count == 1)
    #expect(try await second.store.record(in: "data", named: String(number)) != nil)
    await second.store.close()
  }

  @Test(
    "everything but the records is thrown away: it is made again, and approvals of unclear commits have to be repeated")
  func storeLost() async throws {
    var character = ForgeModel.Character()
    character.tellsPushes = false
    let first = try BotWorld(character: character) { $0.merging.isEnabled = false }
    let number = try first.open(BotWorld.document("b", size: 2), by: "alice")
    try await first.settle()
    first.comment("/lgtm", on: number, by: "bob")
    try await first.settle()
    #expect(first.status(number)?.state == .success)
    first.model.advance(1000)
    let second = try BotWorld(model: first.model, replica: "two") { $0.merging.isEnabled = false }
    try await second.settle()
    #expect(second.reports(number).count == 1)
    #expect(second.status(number)?.state == .pending && second.reports(number)[0].contains("is not known"))
    for name in ["bob", "alice"] {
      second.comment("/lgtm", on: number, by: name)
      try await second.settle()
    }
    #expect(second.status(number)?.state == .success)
  }
}
