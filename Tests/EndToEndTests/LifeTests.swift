import BotService
import ForgeDoubles
import Forges
import Foundation
import Processes
import ServiceStore
import TestSupport
import Testing
import Workflows

private let isInstalled = GitHTTPServer.isInstalled(for: "LifeTests")

/// A merge request's whole life: the example's data, real git, real HTTP, the adapters, the service and its store.
@Suite(.enabled(if: isInstalled), .serialized) struct LifeTests {
  enum Database: String, CaseIterable, Sendable { case sqlite, postgresql }

  private static let postgres = Result { try PostgresServer() }

  @Test(arguments: ForgeKind.allCases, Database.allCases)
  func isReportedApprovedMergedAndRecorded(_ kind: ForgeKind, _ database: Database) async throws {
    var location: String?
    if database == .postgresql {
      guard PostgresServer.isInstalled(for: "LifeTests") else { return }
      location = try Self.postgres.get().makeDatabase()
    }
    let world = try await World(kind, store: location)
    // So that every list has several pages.
    world.face.limitPages(to: 2)
    let number = try await world.open()
    let head = try #require(try world.item(number).mergeRequest.head)

    #expect(try await world.work(on: number) == [])
    let verdict = try world.verdict(head)
    #expect(try world.reports(number).count == 1)
    let report = try #require(try world.reports(number).first)
    #expect(report.contains(verdict), "\(report)\n\(verdict)")
    #expect(world.model.read { $0.statuses[head]?["remit"]?.state } == .pending)
    let labels = try world.item(number).mergeRequest.labels
    #expect(labels.contains("self-serviceable"), "\(labels) \(report)")
    #expect(world.merges() == [], "\(report)")

    world.model.comment("looks right\n\n/lgtm", on: number, by: world.model.user("amara"))
    #expect(try await world.work(on: number) == [])
    #expect(world.merges().map(\.head) == [head])
    let item = try world.item(number)
    #expect(item.mergeRequest.state == .merged)
    #expect(item.approvals[world.model.bot.id] != nil, "the service approves on the forge, too")
    #expect(item.mergeRequest.labels.contains { $0.hasPrefix("bot/approved: ") })
    #expect(world.model.read { $0.statuses[head]?["remit"]?.state } == .success)
    #expect(item.reactions.values.contains([.eyes]))
    #expect(try world.reports(number).first?.contains("approved") == true)
    try world.expectSound(number, merged: head)
    try await expectRecord(of: number, head, world)
    await world.store.close()
  }

  /// The record is in the store and on the merge commit, and says what can be decided again.
  private func expectRecord(of number: Int, _ head: String, _ world: World) async throws {
    let stored = try #require(try await world.store.record(in: "data", named: String(number)))
    let commit = try #require(try world.item(number).mergeRequest.mergeCommit)
    #expect(try world.note(on: commit) == stored.text.trimmingCharacters(in: .newlines))
    let record = try DecisionRecord(parsing: Array(stored.text.utf8), file: "record")
    #expect(record.mergeCommit == commit && record.input?.head == head && record.exception == nil)
    #expect(record.approvals.map(\.by) == ["amara"])
    let replayed = try Workspace(repositoryAt: world.repository.mirror.path, folder: World.folder).replay(record)
    #expect(replayed.isSame, "\(replayed.decision)")
  }

  /// The service hears of everything by webhooks, of its own doings too, and comes to rest.
  @Test(arguments: ForgeKind.allCases)
  func goesByWebhooksAlone(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let receiver = try await world.subscribe()
    let number = try await world.open()
    try await world.deliver()
    world.model.comment("/lgtm", on: number, by: world.model.user("bjorn"))
    try await world.deliver()
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head)
    withExtendedLifetime(receiver) {}
  }
}

extension World {
  /// What `remit decide` prints of a head, without any comment.
  func verdict(_ head: String) throws -> String {
    let clone = home.appendingPathComponent("clone")
    if !FileManager.default.fileExists(atPath: clone.path) {
      try model.git.git(["clone", "-q", model.git.path, clone.path])
    }
    try model.git.git(["-C", clone.path, "fetch", "-q", "origin", "+refs/*:refs/forge/*"])
    let day = String(context.clock.now().iso8601.prefix(10))
    let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let remit = URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("remit").path
    let outcome = try Program(
      [
        remit, "decide", "--repo", clone.appendingPathComponent(Self.folder).path, "--base", "main", "--head", head,
        "--author", "carla", "--today", day, "--format", "markdown",
      ], environment: ProcessInfo.processInfo.environment
    ).run()
    #expect(outcome.status == 1, "not approved")
    return outcome.text
  }
}
