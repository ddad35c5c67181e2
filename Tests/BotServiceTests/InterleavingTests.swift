import Forges
import ForgeDoubles
import ServiceStore
import Synchronization
import TestSupport
import Testing

@testable import BotService

/// Random interleavings of pushes, comments, edits, hooks, sweeps, crashes and two replicas, judged by a model of its own: a
/// merge is of a head that its owners have approved as it is, and approvals never outlive what they were for.
@Suite struct InterleavingTests {
  @Test("random interleavings", arguments: UInt64(1)...16)
  func random(_ seed: UInt64) async throws {
    var script = try Script(seed: seed)
    try await script.run(steps: 60)
    script.judge()
  }

  @Test("random interleavings on a forge that tells of pushes late or never", arguments: UInt64(1)...16)
  func randomWithLostPushes(_ seed: UInt64) async throws {
    var script = try Script(seed: seed, losesPushes: true)
    try await script.run(steps: 60)
    script.judge()
  }

  @Test("the model itself finds a merge that nobody allowed")
  func oracleBites() async throws {
    let script = try Script(seed: 1)
    try script.world.model.forceMerge(2, by: script.world.model.user("mallory"))
    #expect(!script.wrongMerges().isEmpty)
  }
}

/// A run, and what the judge knows of it.
private struct Script {
  let world: BotWorld
  let twin: BotWorld
  private var random: SeededGenerator
  private let numbers: [Int]
  /// What was said while which head was there, by comment: only what was never changed or removed counts.
  private var said: [Int64: (number: Int, who: String, body: String, head: String, order: Int)] = [:]
  /// When a comment was changed or removed.
  private var touched: [Int64: Int] = [:]
  private var pushers: [Int: Set<String>] = [:]
  /// All heads of each merge request, with who pushed them.
  private var heads: [Int: [(head: String, by: String)]] = [:]
  private let character: ForgeModel.Character
  private var order = 0
  /// When each was last pointed at another branch.
  private var retargeted: [Int: Int] = [:]
  /// For each merge the number of what had been said before it.
  private var mergeOrders: [Int: Int] = [:]

  private static let people = ["alice", "anna", "bob", "mallory"]

  init(seed: UInt64, losesPushes: Bool = false) throws {
    var random = SeededGenerator(seed: seed)
    var character = ForgeModel.Character()
    character.tellsPushes = random.chance(losesPushes ? 80 : 60)
    character.losesPushes = losesPushes
    character.approvalsNameHeads = random.chance(50)
    if random.chance(30) { character.resolution = 1000 }
    self.character = character
    world = try BotWorld(character: character)
    try world.model.move("other", to: world.model.tip())
    twin = try BotWorld(store: world.store, model: world.model, character: character, replica: "two")
    var numbers: [Int] = []
    for author in ["alice", "mallory"] {
      let number = try world.open(Script.files(&random), by: author)
      numbers.append(number)
      pushers[number] = [author]
      heads[number] = [(world.mergeRequest(number).head ?? "", author)]
    }
    self.numbers = numbers
    self.random = random
  }

  private static func files(_ random: inout SeededGenerator) -> [String: String?] {
    var files: [String: String?] = [:]
    // Few values, so that a former state comes back.
    if random.chance(60) { files.merge(BotWorld.document("a", size: 2 + random.below(2))) { $1 } }
    if random.chance(60) || files.isEmpty { files.merge(BotWorld.document("b", size: 2 + random.below(2))) { $1 } }
    return files
  }

  private func head(_ number: Int) -> String { world.mergeRequest(number).head ?? "" }

  mutating func run(steps: Int) async throws {
    for _ in 0..<steps {
      world.model.advance(Int64(random.below(3)) * 700)
      try await step()
      noteMerges()
    }
    world.faults.atEachCall(nil)
    world.model.advance(ServiceContext.lease + 1000)
    for _ in 0..<3 { try await world.settle() }
    noteMerges()
    for number in numbers {
      let looked = world.mergeRequest(number).state == .open
      #expect(
        world.reports(number).count == 1 || !looked && world.reports(number).count <= 1, "one report on \(number)")
    }
    #expect(try await world.store.jobs().allSatisfy { $0.state != .dead })
  }

  private mutating func step() async throws {
    let number = random.pick(numbers)
    let isOpen = world.mergeRequest(number).state == .open
    switch random.below(100) {
    case 0..<12 where isOpen:
      let who = random.chance(70) ? world.mergeRequest(number).author.name : random.pick(Script.people)
      try push(number, by: who)
    case 12..<40 where isOpen:
      let body = random.pick(["/lgtm", "/lgtm", "/lgtm", "/lgtm cancel", "/hold", "/hold cancel", "nice\n\n> /lgtm"])
      say(body, on: number, by: random.pick(Script.people))
    case 40..<44:
      if let id = said.keys.sorted().randomElement(using: &random), let was = said[id] {
        touch(id)
        world.model.advance(1000)
        world.model.edit(id, on: was.number, to: random.pick(["/lgtm", "/hold cancel", "never mind"]))
      }
    case 44..<47:
      if let id = said.keys.sorted().randomElement(using: &random), let was = said[id] {
        touch(id)
        world.model.remove(id, on: was.number)
      }
    case 47..<52:
      // The target moves: bob leaves or comes back.
      let roles = random.chance(50) ? "" : "{$ref: /roles/b.yml}"
      let user = "$schema: /access/user-1.yml\nname: bob\norg_username: bob\nroles: [\(roles)]\n"
      try world.model.move("main", to: world.model.commit(["data/users/bob.yml": user], on: world.model.tip()))
    case 52..<56:
      try await world.store.request(JobKey(kind: JobKind.sweep, repository: "data", subject: ""), notBefore: now)
    case 56..<66:
      // A hook, one or several; others are lost.
      for _ in 0...random.below(2) { try await hook(number) }
    case 66..<72:
      world.faults.crash(at: random.pick(Checkpoint.allCases), after: random.below(3))
      try await hook(number)
      try await world.workUntilDeath()
    case 72..<78:
      let call = random.pick(ModelCall.allCases)
      world.faults.fail(call, ForgeError(.unavailable, "random"), afterEffect: random.chance(50))
    case 78..<80: world.model.tellPushes(of: number)
    case 80..<84:
      // A push in the middle of somebody's work.
      let (model, mallory) = (world.model, world.model.user("mallory"))
      guard isOpen else { break }
      let commit = try nextHead(number)
      let (count, at, tick, isTold) = (Counter(), random.below(12), tick, isTold())
      world.faults.atEachCall { (_, _) throws(ForgeError) in
        guard count.next() == at else { return }
        model.advance(tick)
        try? model.push(commit, to: number, by: mallory, isTold: isTold)
      }
      note(commit, on: number, by: "mallory")
      try await hook(number)
      try await Script.work(world, jobs: 3)
      world.faults.atEachCall(nil)
    case 84..<87 where isOpen:
      world.model.retarget(number, to: world.mergeRequest(number).targetBranch == "main" ? "other" : "main")
      order += 1
      retargeted[number] = order
      order += 1
    default:
      let (one, two) = (world, twin)
      // Both replicas at once.
      async let first: Void = Script.work(one, jobs: 2)
      async let second: Void = Script.work(two, jobs: 2)
      _ = try await (first, second)
    }
  }

  /// How long to wait before a push that may not be told. What happens in one moment of the forge's clock has no order then, not
  /// even for somebody who looks at it: the one thing that Remit cannot know there.
  private var tick: Int64 { character.tellsPushes && !character.losesPushes ? 0 : character.resolution }

  private mutating func isTold() -> Bool { !character.losesPushes || random.chance(40) }

  /// A new commit on top of the head, or one that was the head before.
  private mutating func nextHead(_ number: Int) throws -> String {
    if random.chance(40), let former = heads[number]?.randomElement(using: &random)?.head { return former }
    return try world.model.commit(Script.files(&random), on: head(number))
  }

  private mutating func push(_ number: Int, by who: String) throws {
    world.model.advance(tick)
    let commit = try nextHead(number)
    try world.model.push(commit, to: number, by: world.model.user(who), isTold: isTold())
    note(commit, on: number, by: who)
  }

  private mutating func note(_ head: String, on number: Int, by who: String) {
    pushers[number, default: []].insert(who)
    heads[number, default: []].append((head, who))
  }

  private var now: Timestamp { world.model.read { $0.now } }

  private func hook(_ number: Int) async throws {
    try await world.store.request(
      JobKey(kind: JobKind.look, repository: "data", subject: String(number)), notBefore: now)
  }

  private static func work(_ world: BotWorld, jobs: Int) async throws {
    for _ in 0..<jobs where try await !world.runner.runOne() { return }
  }

  private mutating func touch(_ comment: Int64) {
    order += 1
    if touched[comment] == nil { touched[comment] = order }
  }

  private mutating func say(_ body: String, on number: Int, by who: String) {
    order += 1
    world.model.advance(1000)
    let id = world.model.comment(body, on: number, by: world.model.user(who))
    said[id] = (number, who, body, head(number), order)
  }

  private mutating func noteMerges() {
    for merge in world.model.read({ $0.merges }) where mergeOrders[merge.number] == nil {
      mergeOrders[merge.number] = order
    }
  }

  // MARK: - Judging

  func judge() { for wrong in wrongMerges() { Issue.record("\(wrong)") } }

  /// What is wrong with the merges that happened.
  func wrongMerges() -> [String] {
    world.model.read { $0.merges }.flatMap { merge in
      ["a", "b"].compactMap { wrong(merge, document: $0) }
    }
  }

  private func content(_ commit: String, _ document: String) -> String {
    (try? world.model.git.git(["show", "\(commit):data/docs/\(document).yml"])) ?? ""
  }

  /// Whether the merge changed a document that nobody who owned it then had approved as it is.
  private func wrong(_ merge: ModelState.Merge, document: String) -> String? {
    let (base, merged) = (content("\(merge.commit)^1", document), content(merge.commit, document))
    guard base != merged else { return nil }
    var owners = document == "a" ? ["alice", "anna"] : []
    if document == "b",
      (try? world.model.git.git(["show", "\(merge.commit)^1:data/users/bob.yml"]))?.contains("roles/b") == true
    {
      owners = ["bob"]
    }
    let until = mergeOrders[merge.number] ?? .max
    let before = said.filter {
      $0.value.number == merge.number && $0.value.order <= until && (touched[$0.key] ?? .max) > until
    }
    .sorted { $0.value.order < $1.value.order }.map(\.value)
    let words = before.filter { owners.contains($0.who) }
    let author = world.mergeRequest(merge.number).author.name
    for owner in owners {
      // Whatever was touched is not judged: a hold that somebody removed may or may not have been seen.
      let holds = words.filter { $0.who == owner && $0.body.hasPrefix("/hold") }
      if holds.last?.body == "/hold", !touched.keys.contains(where: { said[$0]?.who == owner }) {
        return "!\(merge.number): \(document) was merged although \(owner) holds it"
      }
    }
    // A change of branch after the merge is none.
    let since = retargeted[merge.number].flatMap { $0 <= until ? $0 : nil }
    if owners.contains(author), since == nil, pushers[merge.number] == [author] { return nil }
    // Who pushed in between may not be told, but then the author pushed that very commit.
    if owners.contains(author), since == nil, character.losesPushes,
      heads[merge.number]?.contains(where: { $0 == (merge.head, author) }) == true
    {
      return nil
    }
    let hasConsent = words.contains {
      $0.body == "/lgtm" && $0.order > since ?? 0 && content($0.head, document) == merged
    }
    return hasConsent ? nil : "!\(merge.number): \(document) was merged without an owner's word: \(merged)"
  }
}
