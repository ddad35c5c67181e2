import ForgeDoubles
import Forges
import Foundation
import Logging
import ServiceStore
import Synchronization
import TestSupport
import Testing
import Workflows

@testable import BotService

/// One worker at a time for each merge request, and the decision behind a merge is what is recorded of it.
@Suite struct OneWorkerTests {
  /// A merge request that bob has approved and that is about to be merged.
  private func approved(_ world: BotWorld) async throws -> Int {
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    return number
  }

  private func record(_ world: BotWorld, _ number: Int) async throws -> DecisionRecord {
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    return try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
  }

  @Test(
    "a hold while the forge merges: the record says what allowed the merge", arguments: [0, ServiceContext.lease])
  func holdWhileMerging(_ delay: Int64) async throws {
    let log = LogLines()
    let world = try BotWorld(log: log.log)
    let twin = try BotWorld(store: world.store, model: world.model, replica: "two", log: log.log)
    let number = try await approved(world)
    world.faults.duringEachCall { (call, tookEffect) in
      guard call == .merge, !tookEffect else { return }
      // The forge takes its time; with the longer one the worker is taken for dead, and somebody else looks.
      world.model.advance(8000 + delay)
      world.comment("/hold", on: number, by: "bob")
      try? await twin.request(number)
      for _ in 0..<5 { _ = try? await twin.runner.runOne() }
    }
    try await world.settle()
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
    let record = try await record(world, number)
    #expect(record.exception == nil && record.approvals.map(\.by) == ["bob"])
    #expect(world.context.metrics.value(.forced, ["repository": "data"]) == 0)
    #expect(log.count("merged") == 1)
  }

  @Test("a merge that the forge did not do allows nothing later")
  func notMerged() async throws {
    let world = try BotWorld()
    let number = try await approved(world)
    world.model.change { $0.items[number]?.errors[.merge] = ForgeError(.forbidden, "no") }
    try await world.settle()
    world.comment("/hold", on: number, by: "bob")
    try await world.settle()
    try world.model.forceMerge(number, by: world.model.user("mallory"))
    try await world.settle()
    #expect(try await record(world, number).exception?.reason.contains("around Remit") == true)
  }

  @Test("the process dies around the merge and somebody holds it before another goes on", arguments: [true, false])
  func killed(_ isMerged: Bool) async throws {
    let world = try BotWorld()
    let number = try await approved(world)
    world.faults.crash(at: isMerged ? .merged : .merging)
    try await world.request(number)
    #expect(try await world.workUntilDeath())
    world.comment("/hold", on: number, by: "bob")
    let successor = try BotWorld(store: world.store, model: world.model, replica: "two")
    try await successor.settle()
    #expect(world.comments(number).count { $0.body.contains("remit:report") } == 1)
    world.model.advance(ServiceContext.lease + 1000)
    try await successor.work()
    #expect(world.mergeRequest(number).state == (isMerged ? .merged : .open))
    if isMerged { #expect(try await record(world, number).exception == nil) }
    #expect(try await world.store.jobs().isEmpty)
  }

  @Test("a forge that needs 14 seconds for each answer: decided once, by the first who tried")
  func slowForge() async throws {
    let pulse = Pulse()
    let world = try BotWorld(pulse: pulse) { $0.merging.isEnabled = false }
    let twin = try BotWorld(store: world.store, model: world.model, replica: "two")
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.request(number)
    let taken = Counter()
    world.faults.duringEachCall { (_, _) in
      world.model.advance(14_000)
      await pulse.beat()
      let other = try? await twin.store.claim(by: "two", lease: ServiceContext.lease, now: twin.context.clock.now())
      if other != nil { _ = taken.next() }
    }
    #expect(try await world.runner.runOne())
    #expect(taken.next() == 0, "nobody else takes what somebody works on")
    #expect(world.reports(number).count == 1)
    #expect(try await world.store.jobs().isEmpty)
  }

  @Test("many fetches at once, of processes that share a folder: all succeed, and git is started once at a time")
  func sharedMirror() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    let head = world.mergeRequest(number).head
    let (path, client) = (world.repository.mirror.path, world.repository.client)
    for round in 0..<4 {
      try world.model.move("main", to: world.model.commit(BotWorld.document("a", size: round), on: world.model.tip()))
      try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<6 {
          let mirror = Mirror(at: path, of: client, allowsPlainHTTP: true)
          group.addTask { try await mirror.fetch(target: "main", mergeRequest: number).head }
        }
        for try await fetched in group { #expect(fetched == head) }
      }
    }
  }

  @Test("who has a mirror has it alone")
  func mirrorAlone() async throws {
    let world = try BotWorld()
    let mirror = world.repository.mirror
    let (entered, left, others) = (Counter(), Counter(), Counter())
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          try await mirror.alone {
            let number = entered.next()
            for _ in 0..<20 { await Task.yield() }
            if left.next() != number { _ = others.next() }
            if entered.value != number + 1 { _ = others.next() }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(others.value == 0)
  }
}

/// Lets a test say when claims are prolonged, and wait until that is done.
actor Pulse {
  private var waiting: CheckedContinuation<Void, Never>?
  private var asking: CheckedContinuation<Void, Never>?

  /// Comes back at the next beat.
  func wait() async {
    await withCheckedContinuation { continuation in
      waiting = continuation
      asking?.resume()
      asking = nil
    }
  }

  /// Lets the waiting one go on, and comes back when it waits again.
  func beat() async {
    if waiting == nil { await withCheckedContinuation { asking = $0 } }
    await withCheckedContinuation { continuation in
      asking = continuation
      waiting?.resume()
      waiting = nil
    }
  }
}

/// What a service wrote into its log.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  var log: ServiceLog { ServiceLog(Logger(label: "test") { _ in Handler(lines: self) }) }

  /// How often an event was written.
  func count(_ event: String) -> Int { lines.withLock { $0.count { $0 == event } } }

  private struct Handler: LogHandler {
    let lines: LogLines
    var metadata = Logger.Metadata()
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.lines.withLock { $0.append(event.message.description) } }
  }
}
