import Foundation
import ForgeDoubles
import Forges
import ServiceStore
import Synchronization
import TestSupport
import Workflows

@testable import BotService

/// A forge, a store and a service that looks after a small data repository: documents a and b with a team each.
final class BotWorld: Sendable {
  let model: ForgeModel
  let store: any Store
  let context: ServiceContext
  let repository: BotRepository
  let runner: JobRunner
  /// What is to be thrown at checkpoints and calls.
  let faults: Faults
  private let folder: String

  /// Team A is alice and anna, team B bob; mallory owns nothing; sara may break the glass.
  static let files: [String: String] = {
    var files = [
      "data/docs/a.yml": "$schema: /doc-1.yml\ntext: one\nsize: 1\n",
      "data/docs/b.yml": "$schema: /doc-1.yml\ntext: two\nsize: 1\n",
      "data/ct/doc.yml":
        "$schema: /app-interface/change-type-1.yml\nname: doc\ncontextType: datafile\ncontextSchema: /doc-1.yml\n"
        + "priority: medium\nchanges:\n- provider: jsonPath\n  jsonPathSelectors: [text, size]\n",
      "data/roles/sre.yml": "$schema: /access/role-1.yml\nname: sre\n",
    ]
    for team in ["a", "b"] {
      files["data/roles/\(team).yml"] =
        "$schema: /access/role-1.yml\nname: team-\(team)\nself_service:\n- change_type: {$ref: /ct/doc.yml}\n"
        + "  datafiles: [{$ref: /docs/\(team).yml}]\n"
    }
    for (name, role) in [("alice", "a"), ("anna", "a"), ("bob", "b"), ("sara", "sre")] {
      files["data/users/\(name).yml"] =
        "$schema: /access/user-1.yml\nname: \(name)\norg_username: \(name)\nroles: [{$ref: /roles/\(role).yml}]\n"
    }
    for schema in ["doc-1", "access/role-1", "access/user-1", "access/bot-1", "app-interface/change-type-1"] {
      files["schemas/\(schema).yml"] = "type: object\n"
    }
    return files
  }()

  init(
    files: [String: String] = BotWorld.files, store: (any Store)? = nil, model: ForgeModel? = nil,
    character: ForgeModel.Character = .init(), replica: String = "one",
    log: ServiceLog = .none, pulse: Pulse? = nil, recordKey: RecordSigningKey? = nil,
    planMaker: (any PlanMaker)? = nil,
    settings change: (inout BotSettings) -> Void = { _ in }
  ) throws {
    let model = try model ?? ForgeModel(files: files, character: character)
    let faults = Faults()
    self.model = model
    self.faults = faults
    self.store = store ?? MemoryStore()
    folder = NSTemporaryDirectory() + "remit-mirror-\(UUID().uuidString)"
    var settings = BotSettings()
    settings.approves = true
    settings.merging.isEnabled = true
    settings.breakGlassRole = "/roles/sre.yml"
    change(&settings)
    var context = ServiceContext(
      store: self.store,
      clock: ServiceClock(now: { model.read { $0.now } }, sleep: { model.advance($0) }), log: log,
      url: "https://remit.test",
      checkpoints: Checkpoints { point in try faults.pass(point) })
    if let pulse { context.beat = { await pulse.wait() } }
    self.context = context
    let client = ModelClient(model) { (call, tookEffect) async throws(ForgeError) in
      await faults.meanwhile(call, tookEffect)
      try faults.pass(call, tookEffect)
    }
    repository = BotRepository(
      name: "data", forge: .github, host: "forge.test", client: client,
      mirror: Mirror(at: folder, of: client, allowsPlainHTTP: true), settings: settings,
      recordKey: recordKey,
      planMaker: planMaker)
    runner = JobRunner(context: context, repositories: [repository], name: replica)
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  // MARK: - Doing

  /// The text of document a or b with another size.
  static func document(_ name: String, text: String? = nil, size: Int = 1) -> [String: String?] {
    ["data/docs/\(name).yml": "$schema: /doc-1.yml\ntext: \(text ?? (name == "a" ? "one" : "two"))\nsize: \(size)\n"]
  }

  /// Opens a merge request that changes files of main.
  func open(_ files: [String: String?], by author: String, isDraft: Bool = false) throws -> Int {
    try model.open(model.commit(files, on: model.tip()), by: model.user(author), isDraft: isDraft)
  }

  /// Pushes files on top of what a merge request has.
  func push(_ files: [String: String?], to number: Int, by user: String) throws {
    let head = model.read { $0.items[number]?.mergeRequest.head }
    try model.push(model.commit(files, on: head), to: number, by: model.user(user))
  }

  @discardableResult
  func comment(_ body: String, on number: Int, by user: String) -> Int64 {
    model.advance(1000)
    return model.comment(body, on: number, by: model.user(user))
  }

  /// Lets time pass, asks for a look at each open merge request, and works until there is nothing left to do now.
  func settle(_ numbers: Int..., sweeping: Bool = false) async throws {
    model.advance(1000)
    let open = model.read { $0.items.keys.sorted() }
    for number in numbers.isEmpty ? open : numbers {
      try await store.request(
        JobKey(kind: JobKind.look, repository: "data", subject: String(number)), notBefore: model.read { $0.now })
    }
    try await work()
  }

  /// Works until nothing can be done for five minutes to come.
  func work() async throws {
    for _ in 0..<400 {
      if try await runner.runOne() { continue }
      let now = model.read { $0.now }
      let next = try await store.jobs().filter { $0.state != .dead }.map(\.notBefore).min()
      guard let next, next.milliseconds - now.milliseconds < 300_000 else { return }
      model.advance(max(1, next.milliseconds - now.milliseconds))
    }
  }

  // MARK: - Seeing

  private func item(_ number: Int) -> ModelState.Item {
    guard let item = model.read({ $0.items[number] }) else {
      preconditionFailure("there is no merge request \(number)")
    }
    return item
  }

  func mergeRequest(_ number: Int) -> ForgeMergeRequest { item(number).mergeRequest }

  /// The service's report comments.
  func reports(_ number: Int) -> [String] {
    let bot = model.bot.id
    return item(number).comments.filter { $0.author.id == bot && $0.body.hasPrefix(Marker.report) }.map(\.body)
  }

  func comments(_ number: Int) -> [ForgeComment] { item(number).comments }

  func status(_ number: Int) -> CommitStatus? {
    model.read { state in state.items[number]?.mergeRequest.head.flatMap { state.statuses[$0]?["remit"] } }
  }

  func standing(_ number: Int) async throws -> Standing? {
    try await store.standings(of: "data").first { $0.number == number }
  }
}

/// What goes wrong when, in one world.
final class Faults: Sendable {
  struct Crash: Error {}
  private let state = Mutex<(checkpoints: [Checkpoint: Int], calls: [(ModelCall, Bool, ForgeError)])>(([:], []))
  private let everyCall = Mutex<(@Sendable (ModelCall, Bool) throws(ForgeError) -> Void)?>(nil)
  private let during = Mutex<(@Sendable (ModelCall, Bool) async -> Void)?>(nil)
  private let everyPoint = Mutex<(@Sendable (Checkpoint) throws -> Void)?>(nil)

  /// Crashes the next time a checkpoint is passed, or the one after so many.
  func crash(at point: Checkpoint, after passes: Int = 0) { state.withLock { $0.checkpoints[point] = passes } }

  /// Lets the next such call fail, before or after it took effect.
  func fail(_ call: ModelCall, _ error: ForgeError, afterEffect: Bool = false) {
    state.withLock { $0.calls.append((call, afterEffect, error)) }
  }

  /// Asks a function at each call.
  func atEachCall(_ body: (@Sendable (ModelCall, Bool) throws(ForgeError) -> Void)?) {
    everyCall.withLock { $0 = body }
  }

  /// Lets things happen during each call.
  func duringEachCall(_ body: (@Sendable (ModelCall, Bool) async -> Void)?) { during.withLock { $0 = body } }

  func meanwhile(_ call: ModelCall, _ tookEffect: Bool) async { await during.withLock { $0 }?(call, tookEffect) }

  /// Asks a function at each checkpoint.
  func atEachPoint(_ body: (@Sendable (Checkpoint) throws -> Void)?) { everyPoint.withLock { $0 = body } }

  func pass(_ point: Checkpoint) throws {
    try everyPoint.withLock { $0 }?(point)
    let crashes = state.withLock { state in
      guard let left = state.checkpoints[point] else { return false }
      state.checkpoints[point] = left > 0 ? left - 1 : nil
      return left == 0
    }
    if crashes { throw Crash() }
  }

  func pass(_ call: ModelCall, _ tookEffect: Bool) throws(ForgeError) {
    try everyCall.withLock { $0 }?(call, tookEffect)
    let error: ForgeError? = state.withLock { state in
      guard let index = state.calls.firstIndex(where: { $0.0 == call && $0.1 == tookEffect }) else { return nil }
      return state.calls.remove(at: index).2
    }
    if let error { throw error }
  }
}
