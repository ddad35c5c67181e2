internal import Forges
internal import ServiceStore

extension ServiceContext {
  /// How long a job is nobody else's without a sign of life, in milliseconds.
  static let lease: Int64 = 120_000
  /// How many signs of life a job gives at most, one every quarter of a lease: what takes three hours hangs.
  static let beats = 360

  /// Makes sure that the jobs are still this worker's, for another while. Comes before everything that is seen outside.
  func confirm(_ claims: Claim...) async throws(StoreError) {
    for claim in claims { try await store.extend(claim, until: clock.now().adding(Self.lease)) }
  }

  /// Does the work of a claim, which is prolonged as long as that takes: a slow forge makes a job long, and does not make it
  /// anybody else's.
  func holding<Value>(_ claim: Claim, _ work: () async throws -> Value) async throws -> Value {
    let heart = Task { await prolong(claim) }
    defer { heart.cancel() }
    return try await work()
  }

  /// A claim that is lost stays lost: what its worker writes is refused. Other trouble of the store may pass.
  private func prolong(_ claim: Claim) async {
    for _ in 0..<Self.beats {
      await beat()
      if Task.isCancelled { return }
      do throws(StoreError) { try await confirm(claim) } catch { if error.kind == .lost { return } }
    }
  }
}
