import ForgeDoubles
import Forges
import Foundation
import ServiceStore
import TestSupport
import Testing

@testable import BotService

/// What happens in a world, and what came of it.
extension World {
  // MARK: - What happens

  /// A commit on main that gives the example's shop more processor time; another number is another commit.
  func proposal(cpu: Int = 20) throws -> String {
    let text = try model.git.git(["show", "main:\(Self.file)"]) + "\n"
    let changed = text.replacingOccurrences(of: "cpu: 16", with: "cpu: \(cpu)")
    try #require(changed != text)
    return try model.commit([Self.file: changed], on: try model.tip(), "more processor time")
  }

  /// Opens the merge request, by carla, who owns nothing there. Where the forge does not tell every push (GitHub), words count
  /// for commits only that the service has seen: it has seen this one.
  func open(cpu: Int = 20) async throws -> Int {
    let number = try model.open(try proposal(cpu: cpu), by: model.user("carla"))
    guard !repository.client.tellsEveryPush else { return number }
    let look = JobKey(kind: JobKind.look, repository: "data", subject: String(number))
    let claim = try #require(try await store.claim(look, by: "first", lease: 1000, now: context.clock.now()))
    let reader = MergeRequestReader(context: context, repository: repository)
    try await reader.remember(try #require(try await reader.observe(number)), claim)
    try await store.complete(claim)
    model.advance(1000)
    return number
  }

  /// Asks for a look, as a webhook would.
  func request(_ number: Int) async throws {
    try await store.request(
      JobKey(kind: JobKind.look, repository: "data", subject: String(number)), notBefore: context.clock.now())
  }

  /// Asks for a sweep, as the timer would.
  func requestSweep() async throws {
    try await store.request(
      JobKey(kind: JobKind.sweep, repository: "data", subject: ""), notBefore: context.clock.now())
  }

  /// Works until nothing is left to do; time passes where jobs wait. Jobs that still wait after so many turns are given
  /// back.
  @discardableResult
  func settle(turns: Int = 60) async throws -> [Job] {
    for _ in 0..<turns {
      model.advance(1000)
      if try await runner.runOne() { continue }
      let waiting = try await store.jobs().filter { $0.state == .waiting }
      guard let next = waiting.map(\.notBefore).min() else { return try await store.jobs() }
      model.advance(max(0, next.milliseconds - context.clock.now().milliseconds))
    }
    return try await store.jobs()
  }

  /// Looks at a merge request until there is nothing to do.
  @discardableResult
  func work(on number: Int, turns: Int = 60) async throws -> [Job] {
    try await request(number)
    return try await settle(turns: turns)
  }

  // MARK: - What came of it

  func item(_ number: Int) throws -> ModelState.Item { try #require(model.read { $0.items[number] }) }

  /// The reports on a merge request: comments of the service that are no answers.
  func reports(_ number: Int) throws -> [String] {
    try item(number).comments.filter { $0.author.id == model.bot.id && $0.body.hasPrefix("<!-- remit:report") }.map(
      \.body)
  }

  func merges() -> [ModelState.Merge] { model.read { $0.merges } }

  /// What holds after whatever went wrong: one report, nothing merged but what was approved, nothing asked that the forge
  /// does not have, no job lost.
  func expectSound(
    _ number: Int, merged head: String?, jobs: [Job] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(try reports(number).count == 1, sourceLocation: sourceLocation)
    #expect(merges().map(\.head) == (head.map { [$0] } ?? []), sourceLocation: sourceLocation)
    #expect(face.violations == [], sourceLocation: sourceLocation)
    #expect(jobs == [], sourceLocation: sourceLocation)
    #expect(face.unusedFaults == 0, "a fault did not happen", sourceLocation: sourceLocation)
    try RequestLog.check(face, kind, sourceLocation: sourceLocation)
  }
}
