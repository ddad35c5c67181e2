import ForgeDoubles
import Forges
import ServiceStore
import TestSupport
import Testing
import Workflows

@testable import BotService

/// The order of merges, and what waits for what.
@Suite struct MergeQueueTests {
  private func standing(_ number: Int, rank: Int, since: Int64?) -> Standing {
    Standing(
      repository: "data", number: number, title: "", url: "", author: "", head: "", targetBranch: "main", target: "",
      isDraft: false, verdict: "approved", headline: "", text: "", decision: nil, priority: nil, priorityRank: rank,
      obstacles: [], readySince: since.map { Timestamp(milliseconds: $0) }, createdAt: Timestamp(milliseconds: 0),
      decidedAt: Timestamp(milliseconds: 0))
  }

  @Test("by priority, then by how long they have been ready, and nothing starves")
  func order() {
    let hour: Int64 = 3_600_000
    let all = [
      standing(1, rank: 3, since: 5 * hour), standing(2, rank: 0, since: 9 * hour),
      standing(3, rank: 3, since: 4 * hour),
      standing(4, rank: 1, since: nil), standing(5, rank: 3, since: 9 * hour),
    ]
    let now = Timestamp(milliseconds: 10 * hour)
    // 1 and 3 have waited for more than four hours and are raised by one, above 5 but not above 2.
    #expect(MergeQueue.order(all, branch: "main", now: now).map(\.number) == [2, 3, 1, 5])
    let later = Timestamp(milliseconds: 100 * hour)
    #expect(MergeQueue.order(all, branch: "main", now: later).map(\.number) == [3, 1, 2, 5])
    #expect(MergeQueue.order(all, branch: "release", now: now).isEmpty)
  }

  @Test(
    "a freeze: by date and by the hours of the week",
    arguments: [
      // 2026-11-21 is a Saturday.
      ("2026-11-21T10:00:00Z", true), ("2026-11-20T17:59:59Z", false), ("2026-11-20T18:00:00Z", true),
      ("2026-11-23T00:00:00Z", false), ("2026-12-24T08:00:00Z", true), ("2027-01-02T00:00:00Z", true),
      ("2027-01-04T00:00:00Z", false),
    ])
  func freezes(_ time: String, _ isFrozen: Bool) throws {
    let windows: [FreezeWindow] = [
      .weekly(days: [6, 7], from: 0, to: 1440), .weekly(days: [5], from: 18 * 60, to: 1440),
      .between(
        try #require(Timestamp(iso8601: "2026-12-20T00:00:00Z")),
        try #require(Timestamp(iso8601: "2027-01-03T12:00:00Z"))),
    ]
    let at = try #require(Timestamp(iso8601: time))
    let end = windows.compactMap { $0.end(at: at) }.max()
    #expect((end != nil) == isFrozen)
    if let end { #expect(end > at) }
    #expect(at.text == time)
  }

  @Test("nothing is merged in a freeze, and everything after it")
  func frozen() async throws {
    let start = Timestamp(milliseconds: 1_790_000_000_000)
    let world = try BotWorld { $0.merging.freezes = [.between(start, start.adding(3_600_000))] }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(world.mergeRequest(number).state == .open)
    #expect(try await world.standing(number)?.obstacles.map(\.kind) == [.freeze])
    world.model.advance(3_600_000)
    try await world.work()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("a pipeline that runs, fails, or is missing where it is required")
  func pipelines() async throws {
    let world = try BotWorld { $0.merging.requiresPipeline = true }
    let number = try world.open(BotWorld.document("a", size: 2), by: "alice")
    try await world.settle()
    #expect(try await world.standing(number)?.obstacles.map(\.text) == ["there is no pipeline for this commit yet"])
    for pipeline in [PipelineState.running, .failed("unit tests")] {
      world.model.setPipeline(pipeline, of: number)
      try await world.settle()
      #expect(world.mergeRequest(number).state == .open)
    }
    world.model.setPipeline(.passed, of: number)
    try await world.settle()
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("what does not touch goes ahead; what touches is brought up to date and waits for its pipeline")
  func disjoint() async throws {
    // Document c refers to document a: whoever changes a changes what c means.
    var files = BotWorld.files
    files["data/docs/c.yml"] = "$schema: /doc-1.yml\ntext: three\nsize: 1\nof: {$ref: /docs/a.yml}\n"
    files["data/roles/b.yml"]?.replace("[{$ref: /docs/b.yml}]", with: "[{$ref: /docs/b.yml}, {$ref: /docs/c.yml}]")
    let world = try BotWorld(files: files) {
      $0.merging.requiresPipeline = true
      $0.merging.rebases = true
    }
    let first = try world.open(BotWorld.document("a", size: 2), by: "alice")
    let apart = try world.open(BotWorld.document("b", size: 2), by: "bob")
    let touching = try world.open(
      ["data/docs/c.yml": files["data/docs/c.yml"]?.replacing("size: 1", with: "size: 2")], by: "bob")
    let heads = [first, apart, touching].map { world.mergeRequest($0).head }
    for number in [first, apart, touching] { world.model.setPipeline(.passed, of: number) }
    try await world.settle()
    #expect(world.mergeRequest(first).state == .merged && world.mergeRequest(apart).state == .merged)
    #expect(world.mergeRequest(apart).head == heads[1], "merged with the pipeline it had")
    #expect(world.mergeRequest(touching).state == .open && world.mergeRequest(touching).head != heads[2])
    world.model.setPipeline(.passed, of: touching)
    try await world.settle()
    #expect(world.mergeRequest(touching).state == .merged)
    #expect(world.model.read { $0.merges.map(\.number) }.last == touching)
  }

  @Test("the bot's own rebase is no push by a stranger, and approvals outlive it")
  func rebased() async throws {
    let world = try BotWorld { $0.merging.rebases = true }
    let number = try world.open(BotWorld.document("b", size: 2), by: "alice")
    try await world.settle()
    world.comment("/lgtm", on: number, by: "bob")
    world.model.update(number) { $0.mergeability = .needsRebase }
    try world.model.move("main", to: world.model.commit(BotWorld.document("a", size: 5), on: world.model.tip()))
    let head = world.mergeRequest(number).head
    let model = world.model
    world.faults.atEachCall { (call, tookEffect) throws(ForgeError) in
      if call == .rebase, tookEffect { model.update(number) { $0.mergeability = .ready } }
    }
    try await world.settle()
    try await world.settle()
    #expect(world.mergeRequest(number).head != head)
    #expect(world.mergeRequest(number).state == .merged)
  }

  @Test("twenty at once: all are merged, one after the other, none twice")
  func many() async throws {
    let world = try BotWorld()
    let twin = try BotWorld(store: world.store, model: world.model, replica: "two")
    var files = BotWorld.files
    var numbers: [Int] = []
    for index in 0..<20 {
      let path = "data/docs/n\(index).yml"
      files[path] = "$schema: /doc-1.yml\ntext: x\nsize: 1\n"
      numbers.append(try world.open([path: "$schema: /doc-1.yml\ntext: x\nsize: 1\n"], by: "alice"))
    }
    for number in numbers { world.comment("/break-glass new files have no owner", on: number, by: "sara") }
    for number in numbers { try await world.request(number) }
    async let one: Void = world.work()
    async let two: Void = twin.work()
    _ = try await (one, two)
    try await world.settle()
    #expect(Set(world.model.read { $0.merges.map(\.number) }) == Set(numbers))
    #expect(world.model.read { $0.merges.count } == 20)
    let records = try await world.store.records(in: "data", after: 0, limit: 100)
    #expect(records.count == 20)
    // The chain holds.
    for (former, record) in zip(records, records.dropFirst()) { #expect(record.previous == former.digest) }
  }
}
