import ForgeDoubles
import Forges
import Testing

private let isInstalled = GitHTTPServer.isInstalled(for: "RaceTests")

/// What people do while the service is at work. Nothing is merged that was not approved as it is.
@Suite(.enabled(if: isInstalled), .serialized) struct RaceTests {
  /// A merge request that is approved, with a push at the very moment of the merge.
  @Test(arguments: ForgeKind.allCases)
  func headMovedBetweenReadAndMerge(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let (other, carla) = (try world.proposal(cpu: 64), world.model.user("carla"))
    world.face.fail(
      FaceFault(
        nil, "/merge",
        .before { model in
          model.advance(2000)
          try model.push(other, to: number, by: carla)
        }))
    let jobs = try await world.work(on: number)
    try world.expectSound(number, merged: nil, jobs: jobs)
    #expect(world.model.read { $0.statuses[other]?["remit"]?.state } == .pending)
    #expect(try world.item(number).approvals[world.model.bot.id]?.head != other)
    // Approved again, it is merged as it is then.
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    try world.expectSound(number, merged: other, jobs: try await world.work(on: number))
  }

  /// A push while the service reads: what was read before it and after it is not put together.
  @Test(arguments: ForgeKind.allCases)
  func headMovedWhileReading(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let (other, carla) = (try world.proposal(cpu: 64), world.model.user("carla"))
    let list = kind == .gitlab ? "/notes" : "/comments"
    world.face.fail(
      FaceFault(
        .get, list,
        .before { model in
          model.advance(2000)
          try model.push(other, to: number, by: carla)
        }))
    try world.expectSound(number, merged: nil, jobs: try await world.work(on: number))
  }

  /// Somebody else's merge gets in between; the two do not touch each other.
  @Test(arguments: ForgeKind.allCases)
  func targetMoved(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let moved = try world.model.commit(["README.md": "another\n"], on: try world.model.tip())
    // Right after the look has said that it is ready: the merge sees another target than the look.
    world.face.fail(
      FaceFault(
        .post, kind == .gitlab ? "/approve" : "/reviews", .before { model in try model.move("main", to: moved) }))
    let jobs = try await world.work(on: number)
    let head = try world.item(number).mergeRequest.head
    try world.expectSound(number, merged: head, jobs: jobs)
    // On top of what came in between, and decided on it.
    let commit = try #require(try world.item(number).mergeRequest.mergeCommit)
    #expect(try world.model.git.git(["rev-parse", "\(commit)^1"]) == moved)
    let record = try #require(try await world.store.record(in: "data", named: String(number)))
    #expect(record.text.contains("\"target\": \"\(moved)\""))
  }

  /// The target changes the same line: what was approved is no longer what would be merged.
  @Test(arguments: ForgeKind.allCases)
  func targetMovedIntoConflict(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let moved = try world.proposal(cpu: 18)
    world.face.fail(
      FaceFault(
        .post, kind == .gitlab ? "/approve" : "/reviews", .before { model in try model.move("main", to: moved) }))
    let jobs = try await world.work(on: number)
    try world.expectSound(number, merged: nil, jobs: jobs)
    #expect(world.model.read { state in state.items[number]?.mergeRequest.state } == .open)
  }

  @Test(arguments: ForgeKind.allCases)
  func forcePush(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    try await world.work(on: number)
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    world.model.advance(3000)
    let other = try world.proposal(cpu: 64)
    try world.model.push(other, to: number, by: world.model.user("carla"))
    try world.expectSound(number, merged: nil, jobs: try await world.work(on: number))
    let report = try #require(try world.reports(number).first)
    #expect(report.contains("16 → 64"), "\(report)")
  }

  /// The branch goes, and with it the commit in git: the job waits and nothing is merged; it comes back and all goes on.
  @Test(arguments: ForgeKind.allCases)
  func branchDeleted(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    try await world.work(on: number)
    world.model.comment("/lgtm", on: number, by: world.model.user("amara"))
    let head = try #require(try world.item(number).mergeRequest.head)
    try world.model.git.git(["update-ref", "-d", world.model.headReference(number)])
    let waiting = try await world.work(on: number, turns: 10)
    #expect(waiting.map(\.state) == [.waiting], "the job is not lost")
    #expect(world.merges() == [])
    try world.model.git.git(["update-ref", world.model.headReference(number), head])
    try world.expectSound(number, merged: head, jobs: try await world.settle())
  }

  /// As before, but it is closed with its branch, as forges do.
  @Test(arguments: ForgeKind.allCases)
  func branchDeletedAndClosed(_ kind: ForgeKind) async throws {
    let world = try await World(kind)
    let number = try await world.open()
    try await world.work(on: number)
    try world.model.git.git(["update-ref", "-d", world.model.headReference(number)])
    world.model.update(number) { $0.state = .closed }
    try world.expectSound(number, merged: nil, jobs: try await world.work(on: number))
  }
}
