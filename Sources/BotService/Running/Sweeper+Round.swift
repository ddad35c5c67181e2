internal import Forges
internal import ServiceStore

/// The merge requests that a sweep wants looks at.
struct Round: Hashable, Sendable, Codable {
  var at: Timestamp
  var numbers: [Int]
}

/// How far the looks of a round have been asked for.
struct RoundProgress: Hashable, Sendable, Codable {
  /// The round.
  var at: Timestamp
  /// It began after this number, where the one before had come to: nobody is always the last.
  var start: Int
  /// The number that was asked for last.
  var last: Int
  /// How many of the round have been asked for.
  var given: Int
}

extension Sweeper {
  /// The subject of the job that asks for the looks of a round.
  static let rest = "looks"
  /// So many looks wait at a time because of a sweep: whoever asks for one has no more than these before him.
  static let slice = 20

  /// Asks for the next looks of the round, as many as leave the queue short, and at least for one.
  func handOut(_ claim: Claim) async throws -> JobOutcome {
    let (store, now) = (context.store, context.clock.now())
    guard let round = try await store.decoded(Round.self, Kept.round, repository.name) else { return .done }
    var progress =
      try await store.decoded(RoundProgress.self, Kept.progress, repository.name)
      ?? RoundProgress(at: round.at, start: 0, last: 0, given: 0)
    if progress.at != round.at {
      progress = RoundProgress(at: round.at, start: progress.last, last: progress.last, given: 0)
    }
    let order = round.numbers.filter { $0 > progress.start } + round.numbers.filter { $0 <= progress.start }
    let waiting = try await store.jobs().count {
      $0.key.kind == JobKind.look && $0.key.repository == repository.name && $0.state != .dead && $0.notBefore <= now
    }
    for number in order.dropFirst(progress.given).prefix(max(1, Self.slice - waiting)) {
      try await store.request(
        JobKey(kind: JobKind.look, repository: repository.name, subject: String(number)), notBefore: now)
      progress.last = number
      progress.given += 1
    }
    try await store.encode(progress, Kept.progress, repository.name, under: claim)
    return progress.given < order.count ? .again(now.adding(500)) : .done
  }
}
