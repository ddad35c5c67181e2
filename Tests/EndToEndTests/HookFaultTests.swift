import BotService
import ForgeDoubles
import Forges
import Foundation
import ServiceStore
import Testing

private let isInstalled = GitHTTPServer.isInstalled(for: "HookFaultTests")

/// What can happen to webhooks.
@Suite(.enabled(if: isInstalled), .serialized) struct HookFaultTests {
  @Test(arguments: ForgeKind.allCases)
  func lost(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let receiver = try await world.subscribe()
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    #expect(world.face.takeDeliveries().count == 2)
    #expect(try await world.settle() == [])
    #expect(try world.reports(number) == [])
    // The sweep finds what no webhook told of.
    try await world.requestSweep()
    let jobs = try await world.settle()
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    withExtendedLifetime(receiver) {}
  }

  @Test(arguments: ForgeKind.allCases)
  func doubled(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let receiver = try await world.subscribe()
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let deliveries = world.face.takeDeliveries()
    #expect(try await world.send(deliveries + deliveries) == [200, 200, 200, 200])
    let jobs = try await world.settle()
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    withExtendedLifetime(receiver) {}
  }

  /// What came last is delivered first, a look after each.
  @Test(arguments: ForgeKind.allCases)
  func outOfOrder(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let receiver = try await world.subscribe()
    let number = try await world.open()
    world.model.advance(5000)
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    world.model.advance(5000)
    try world.model.push(try world.proposal(cpu: 64), to: number, by: world.model.user("carla"))
    for delivery in world.face.takeDeliveries().reversed() {
      #expect(try await world.send([delivery]) == [200])
      try await world.settle()
    }
    // The approval was of the commit before.
    try world.expectSound(number, merged: nil, jobs: try await world.settle())
    withExtendedLifetime(receiver) {}
  }

  /// Everything is sent again when all is over.
  @Test(arguments: ForgeKind.allCases)
  func replayed(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let receiver = try await world.subscribe()
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let deliveries = world.face.takeDeliveries()
    try await world.send(deliveries)
    try await world.settle()
    let (writes, records) = (
      world.model.read { $0.writes }, try await world.store.records(in: "data", after: 0, limit: 9)
    )
    #expect(records.count == 1)
    try await world.send(deliveries)
    let jobs = try await world.settle()
    #expect(world.model.read { $0.writes } == writes)
    #expect(try await world.store.records(in: "data", after: 0, limit: 9) == records)
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    withExtendedLifetime(receiver) {}
  }

  @Test(arguments: ForgeKind.allCases)
  func forged(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let receiver = try await world.subscribe()
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let deliveries = world.face.takeDeliveries()
    let statuses = try await world.send(deliveries.map(\.forged))
    #expect(statuses == [401, 401])
    #expect(try await world.store.jobs() == [])
    #expect(try await world.store.lastDeliveries() == [:])
    // The true ones are not taken for repetitions.
    try await world.send(deliveries)
    let jobs = try await world.settle()
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    withExtendedLifetime(receiver) {}
  }
}
