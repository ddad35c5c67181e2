import ForgeDoubles
import Forges
import ServiceStore
import TestSupport
import Testing

@testable import BotService

/// Trouble with one merge request is that merge request's: the others go on, and it says what is wrong.
@Suite struct TroubleTests {
  private static let own: [ForgeError] = [
    ForgeError(.forbidden, "403 of update-branch"), ForgeError(.rejected, "422"), ForgeError(.notFound, "404"),
    ForgeError(.unreadable, "not JSON"), ForgeError(.conflict, "409"),
  ]

  /// Asks for looks at these alone, and works for some time.
  private func settle(_ world: BotWorld, _ numbers: [Int]) async throws {
    for number in numbers { try await world.request(number) }
    try await world.work()
  }

  @Test("the first of the queue cannot be brought up to its target: the next one is merged", arguments: own)
  func rebaseFails(_ error: ForgeError) async throws {
    let world = try BotWorld { $0.merging.rebases = true }
    let stuck = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let clean = try world.open(BotWorld.document("b", size: 2), by: "bob")
    world.model.update(stuck) { $0.mergeability = .needsRebase }
    world.model.change { $0.items[stuck]?.errors[.rebase] = error }
    try await settle(world, [stuck, clean])
    #expect(world.mergeRequest(clean).state == .merged)
    let obstacle = try #require(try await world.standing(stuck)?.obstacles.last)
    #expect(obstacle.kind == .forge && obstacle.text.contains(error.description))
    #expect(world.reports(stuck)[0].contains("the merge does not succeed"))
    // Repaired, it is merged by itself.
    world.model.change { $0.items[stuck]?.errors = [:] }
    world.model.advance(600_000)
    let model = world.model
    world.faults.atEachCall { (call, tookEffect) throws(ForgeError) in
      if call == .rebase, tookEffect { model.update(stuck) { $0.mergeability = .ready } }
    }
    for _ in 0..<2 { try await settle(world, [stuck]) }
    #expect(world.mergeRequest(stuck).state == .merged)
  }

  @Test(
    "the first of the queue cannot be merged or read", arguments: [ModelCall.merge, .comments, .approvals, .pipeline])
  func mergeFails(_ call: ModelCall) async throws {
    for error in Self.own + [ForgeError(.unavailable, "500, for this one only")] {
      let world = try BotWorld()
      let stuck = try world.open(BotWorld.document("a", size: 2), by: "alice")
      let clean = try world.open(BotWorld.document("b", size: 2), by: "bob")
      // Ready first; then it goes wrong.
      world.faults.atEachPoint { point in
        if point == .saved { world.model.change { $0.items[stuck]?.errors[call] = error } }
      }
      try await settle(world, [stuck, clean])
      for _ in 0..<3 where world.mergeRequest(clean).state == .open {
        world.model.advance(60_000)
        try await settle(world, [])
      }
      #expect(world.mergeRequest(clean).state == .merged, "\(error)")
      #expect(world.mergeRequest(stuck).state == .open)
    }
  }

  @Test("an approved change that nobody can read is not merged, said once, and stops nobody", arguments: [true, false])
  func unreadable(_ isWhole: Bool) async throws {
    let world = try BotWorld()
    let stuck = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let clean = try world.open(BotWorld.document("b", size: 2), by: "bob")
    let error = ForgeError(.unreadable, "the answer is larger than allowed")
    world.model.change { $0.items[stuck]?.errors[isWhole ? .mergeRequest : .comments] = error }
    try await settle(world, [stuck, clean])
    #expect(world.mergeRequest(clean).state == .merged)
    for _ in 0..<3 {
      world.model.advance(600_000)
      try await settle(world, [stuck])
    }
    #expect(world.mergeRequest(stuck).state == .open)
    let standing = try #require(try await world.standing(stuck))
    #expect(standing.verdict == "failed" && !standing.isReady)
    #expect(standing.obstacles.first?.text.contains("larger than allowed") == true)
    #expect(world.reports(stuck).count == (isWhole ? 0 : 1))
    if !isWhole { #expect(world.status(stuck)?.state == .failure) }
    // Once it can be read, everything is as it should be.
    world.model.change { $0.items[stuck]?.errors = [:] }
    world.model.advance(600_000)
    try await settle(world, [stuck])
    #expect(world.mergeRequest(stuck).state == .merged && world.reports(stuck).count == 1)
  }

  @Test("a head or a target that git does not have is asked for less and less often, and said", arguments: 0..<3)
  func notInGit(_ which: Int) async throws {
    let log = LogLines()
    let world = try BotWorld(log: log.log)
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    switch which {
    case 0: try world.model.git.git(["update-ref", "-d", world.model.headReference(number)])
    case 1: world.model.update(number) { $0.targetBranch = "gone" }
    default: world.model.update(number) { $0.head = nil }
    }
    let calls = Counter()
    world.faults.atEachCall { (call, _) throws(ForgeError) in if call == .mergeRequest { _ = calls.next() } }
    try await world.request(number)
    let end = world.context.clock.now().adding(3_600_000)
    while world.context.clock.now() < end {
      try await world.work()
      world.model.advance(60_000)
    }
    // 4, 8, 16 … 512 seconds, then every ten minutes.
    #expect(calls.next() < 20)
    #expect(try await world.standing(number)?.obstacles.map(\.kind) == [.forge])
    #expect(log.count("a merge request cannot be read yet") == 1)
  }

  @Test("the forge says that the head moved and it did not: no loop without a pause")
  func headDidNotMove() async throws {
    let world = try BotWorld()
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let merges = Counter()
    let (model, head) = (world.model, world.mergeRequest(number).head)
    world.faults.atEachCall { (call, tookEffect) throws(ForgeError) in
      guard call == .merge, !tookEffect else { return }
      _ = merges.next()
      // Another head at the very moment of the merge, and back.
      model.update(number) { $0.head = "0123456789012345678901234567890123456789" }
    }
    world.faults.duringEachCall { (call, _) in
      if call != .merge { model.change { $0.items[number]?.mergeRequest.head = head } }
    }
    let end = world.context.clock.now().adding(600_000)
    try await world.request(number)
    for _ in 0..<2000 where world.context.clock.now() < end {
      if try await !world.runner.runOne() { model.advance(1000) } else { model.advance(10) }
    }
    #expect((1...8).contains(merges.next()))
  }

  @Test("whoever asks for a look does not wait for a whole sweep")
  func sweepComesAfter() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let numbers = try (0..<60).map { try world.open(BotWorld.document("a", size: $0), by: "alice", isDraft: true) }
    let last = try #require(numbers.last)
    let sweep = JobKey(kind: JobKind.sweep, repository: "data", subject: "")
    try await world.store.request(sweep, notBefore: world.context.clock.now())
    #expect(try await world.runner.runOne())
    #expect(try await world.runner.runOne())
    // A hook asks for one three seconds later.
    world.model.advance(1000)
    try await world.store.request(
      JobKey(kind: JobKind.look, repository: "data", subject: String(last)),
      notBefore: world.context.clock.now().adding(3000))
    var looks = 0
    while try await world.standing(last) == nil, looks < 100 {
      #expect(try await world.runner.runOne())
      world.model.advance(500)
      looks += 1
    }
    #expect(looks < 45)
    try await world.work()
    #expect(try await world.store.standings().count == 60, "and the sweep comes to its end")
  }

  @Test("sweeps that come again and again reach everybody")
  func sweepsOverlap() async throws {
    let world = try BotWorld { $0.merging.isEnabled = false }
    let numbers = try (0..<50).map { try world.open(BotWorld.document("a", size: $0), by: "alice", isDraft: true) }
    let sweeper = Sweeper(context: world.context, repository: world.repository)
    var asked: Set<String> = []
    for _ in 0..<5 {
      for subject in ["", Sweeper.rest] {
        try await world.store.request(
          JobKey(kind: JobKind.sweep, repository: "data", subject: subject), notBefore: Timestamp(milliseconds: 0))
        let claim = try #require(try await world.store.claim(by: "x", lease: 1000, now: world.context.clock.now()))
        if subject.isEmpty { try await sweeper.sweep(claim) } else { _ = try await sweeper.handOut(claim) }
        try await world.store.complete(claim)
        world.model.advance(100)
      }
      // The looks are done.
      while let claim = try await world.store.claim(by: "x", lease: 1000, now: world.context.clock.now()) {
        if claim.job.kind == JobKind.look { asked.insert(claim.job.subject) }
        try await world.store.complete(claim)
      }
    }
    #expect(asked == Set(numbers.map { String($0) }))
  }

  @Test("the queue reads small records of its own repository, and none of what pages show")
  func queueIsSmall() async throws {
    let world = try BotWorld {
      $0.merging.freezes = [.between(Timestamp(milliseconds: 0), Timestamp(milliseconds: 2_000_000_000_000))]
    }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    let kept = try await world.store.values(Kept.places("data"))
    #expect(Array(kept.keys) == [String(number)] && kept.values.allSatisfy { $0.count < 300 })
    // What pages show is lost: the queue does not need it.
    try await world.store.set(nil, Kept.standing, Kept.name("data", number), under: nil)
    let merging = try BotWorld(store: world.store, model: world.model)
    try await world.store.request(
      JobKey(kind: JobKind.merge, repository: "data", subject: "main"), notBefore: world.context.clock.now())
    try await merging.work()
    #expect(world.mergeRequest(number).state == .merged)
    try await merging.settle()
    #expect(try await world.store.values(Kept.places("data")).isEmpty)
  }
}
