internal import Forges
internal import ServiceStore

/// The decision behind a merge that was asked for. It stays apart from the draft of the last look, which may say something else
/// by the time it is known that the merge happened.
struct MergeAttempt: Hashable, Sendable, Codable {
  var draft: String
  var at: Timestamp

  /// A forge that has not merged after so many milliseconds will not.
  static let patience: Int64 = 600_000
}

extension Recorder {
  /// Keeps the decision that a merge is asked for with.
  func keepAttempt(_ reading: Reading, _ judgement: Judgement, _ claim: Claim) async throws {
    let name = Kept.name(repository.name, reading.observation.mergeRequest.number)
    guard let draft = draft(reading, judgement) else { return }
    try await context.store.encode(
      MergeAttempt(draft: draft, at: context.clock.now()), Kept.attempt, name, under: claim)
  }

  /// Forgets it: the merge did not happen.
  func forgetAttempt(_ number: Int, _ claim: Claim) async throws {
    try await context.store.set(nil, Kept.attempt, Kept.name(repository.name, number), under: claim)
  }

  /// Forgets it for a merge request that is still open long after.
  func forgetOldAttempt(_ name: String, _ claim: Claim) async throws {
    guard let attempt = try await context.store.decoded(MergeAttempt.self, Kept.attempt, name),
      attempt.at.adding(MergeAttempt.patience) <= context.clock.now()
    else { return }
    try await context.store.set(nil, Kept.attempt, name, under: claim)
  }
}
