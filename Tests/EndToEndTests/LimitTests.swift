import ForgeDoubles
import Forges
import HTTPTransport
import Testing

private let isInstalled = GitHTTPServer.isInstalled(for: "LimitTests")

/// Limits of requests and tokens that are refused. Whatever the request was, the work goes on where it was.
@Suite(.enabled(if: isInstalled), .serialized) struct LimitTests {
  /// Opened, approved, then worked on while something goes wrong; in the end it is merged, once.
  private func passes(_ kind: ForgeKind, _ faults: FaceFault...) async throws -> World {
    let world = try await World(kind)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    for fault in faults { world.face.fail(fault) }
    let jobs = try await world.work(on: number, turns: 120)
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
    return world
  }

  /// Now and then, in the middle of everything, for a little while.
  private func often(_ answer: FaceAnswer) -> [FaceFault] {
    [5, 17, 30].map { FaceFault(nil, "", after: $0, .refuse(answer)) }
  }

  @Test(arguments: ForgeKind.allCases)
  func tooManyRequestsWithHeaders(_ kind: ForgeKind) async throws {
    let faults = often(FaceAnswer(429, ["message": "Retry later"], headers: ["Retry-After": "20"]))
    _ = try await passes(kind, faults[0], faults[1], faults[2])
  }

  /// Longer than anybody waits for within a request: the job waits.
  @Test(arguments: ForgeKind.allCases)
  func tooManyRequestsForLong(_ kind: ForgeKind) async throws {
    let answer = FaceAnswer(429, ["message": "Retry later"], headers: ["Retry-After": "900"])
    let world = try await World(kind)
    let number = try await world.open()
    let start = world.context.clock.now()
    world.face.fail(FaceFault(nil, "", after: 4, .refuse(answer)))
    let jobs = try await world.work(on: number, turns: 120)
    #expect(world.context.clock.now().milliseconds - start.milliseconds >= 900_000)
    try world.expectSound(number, merged: nil, jobs: jobs)
  }

  @Test(arguments: ForgeKind.allCases)
  func tooManyRequestsWithoutHeaders(_ kind: ForgeKind) async throws {
    let faults = often(FaceAnswer(429, "Retry later"))
    _ = try await passes(kind, faults[0], faults[1], faults[2])
  }

  @Test func secondaryLimit() async throws {
    let answer = FaceAnswer(403, ["message": "You have exceeded a secondary rate limit. Please wait a few minutes."])
    let faults = often(answer)
    _ = try await passes(.github, faults[0], faults[1], faults[2])
  }

  @Test(arguments: ForgeKind.allCases)
  func expiredToken(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    try await world.work(on: number)
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    world.face.changeToken("a new token that the service does not have yet")
    try await world.work(on: number, turns: 8)
    let waiting = try await world.store.jobs()
    #expect(waiting.map(\.state) == [.waiting], "the job is not lost")
    #expect(waiting.first?.error?.contains("401") == true)
    #expect(waiting.first?.error?.contains(World.token) == false)
    #expect(world.merges() == [])
    world.face.changeToken(World.token)
    let jobs = try await world.settle()
    try world.expectSound(number, merged: try world.item(number).mergeRequest.head, jobs: jobs)
  }
}
