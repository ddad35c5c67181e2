internal import Forges

extension SQLStore {
  func claim(by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim? {
    try Names.check(worker)
    let end = try Self.end(of: lease, now)
    return try await database.write { session throws(StoreError) in
      let free = try session.run(
        """
        SELECT repository, kind, subject FROM remit_job WHERE due <= $1
        ORDER BY due, requested_at, repository, kind, subject LIMIT 1 \(session.dialect.lockingFreeRow)
        """, [SQLValue(now)])
      guard let row = free.first else { return nil }
      let job = try JobKey(row)
      guard let fence = try session.run(session.dialect.nextFence).first?.integer(0) else {
        throw StoreError(.incompatible, "the store has no source of fences")
      }
      // A job that is free though it runs has outlived its lease: that attempt failed.
      let taken = try session.run(
        """
        UPDATE remit_job SET
          attempts = attempts + CASE state WHEN 'running' THEN 1 ELSE 0 END,
          error = CASE state WHEN 'running' THEN '\(Claim.expired)' ELSE error END,
          state = 'running', worker = $4, fence = $5, due = $6, again_not_before = NULL, again_requested_at = NULL
        WHERE repository = $1 AND kind = $2 AND subject = $3 RETURNING attempts, requested_at
        """, job.values + [.text(worker), .integer(fence), .integer(end)])
      guard let row = taken.first else { return nil }
      return Claim(job: job, fence: fence, attempts: Int(try row.integer(0)), requestedAt: try row.time(1))
    }
  }

  func claim(_ job: JobKey, by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim? {
    try Names.check(worker)
    try Names.check(job)
    let end = try Self.end(of: lease, now)
    return try await database.write { session throws(StoreError) in
      guard let fence = try session.run(session.dialect.nextFence).first?.integer(0) else {
        throw StoreError(.incompatible, "the store has no source of fences")
      }
      let taken = try session.run(
        """
        INSERT INTO remit_job AS job
          (repository, kind, subject, state, worker, fence, due, not_before, requested_at, attempts)
        VALUES ($1, $2, $3, 'running', $4, $5, $6, $7, $7, 0)
        ON CONFLICT (repository, kind, subject) DO UPDATE SET
          state = 'running', worker = excluded.worker, fence = excluded.fence, due = excluded.due,
          again_not_before = job.not_before, again_requested_at = job.requested_at
        WHERE job.state = 'waiting' AND job.attempts = 0 RETURNING requested_at
        """, job.values + [.text(worker), .integer(fence), .integer(end), SQLValue(now)])
      guard let row = taken.first else { return nil }
      return Claim(job: job, fence: fence, attempts: 0, requestedAt: try row.time(0))
    }
  }

  /// When a lease ends, in milliseconds.
  private static func end(of lease: Int64, _ now: Timestamp) throws(StoreError) -> Int64 {
    let (end, overflow) = now.milliseconds.addingReportingOverflow(lease)
    guard lease > 0, !overflow else { throw StoreError(.rejected, "a lease of \(lease) milliseconds is not possible") }
    return end
  }

  func extend(_ claim: Claim, until: Timestamp) async throws(StoreError) {
    try await update(claim, "due = $5", [SQLValue(until)])
  }

  func complete(_ claim: Claim) async throws(StoreError) {
    try await database.write { session throws(StoreError) in
      let gone = try session.run(
        "DELETE FROM remit_job WHERE \(Claim.condition) AND again_not_before IS NULL RETURNING 1", claim.values)
      guard gone.isEmpty else { return }
      try Self.update(
        claim,
        """
        state = 'waiting', due = again_not_before, not_before = again_not_before, requested_at = again_requested_at,
        attempts = 0, error = NULL, \(Claim.released)
        """, [], session)
    }
  }

  func retry(_ claim: Claim, notBefore: Timestamp, error: String) async throws(StoreError) {
    try await wait(claim, notBefore, ", attempts = attempts + 1, error = $6", [.text(Names.storable(error))])
  }

  func postpone(_ claim: Claim, notBefore: Timestamp) async throws(StoreError) {
    try await wait(claim, notBefore, "", [])
  }

  func bury(_ claim: Claim, error: String, at: Timestamp) async throws(StoreError) {
    try await update(
      claim,
      """
      state = CASE WHEN again_not_before IS NULL THEN 'dead' ELSE 'waiting' END, due = again_not_before,
      not_before = COALESCE(again_not_before, $5),
      attempts = CASE WHEN again_not_before IS NULL THEN attempts + 1 ELSE 0 END,
      error = $6, \(Claim.released)
      """, [SQLValue(at), .text(Names.storable(error))])
  }

  /// Lets a job wait until a time, or until the earlier one at which it was requested while it ran.
  private func wait(
    _ claim: Claim, _ time: Timestamp, _ assignments: String, _ values: [SQLValue]
  ) async throws(StoreError) {
    try await database.write { session throws(StoreError) in
      let due = "\(session.dialect.least)(COALESCE(again_not_before, $5), $5)"
      try Self.update(
        claim, "state = 'waiting', due = \(due), not_before = \(due), \(Claim.released)\(assignments)",
        [SQLValue(time)] + values, session)
    }
  }

  private func update(_ claim: Claim, _ assignments: String, _ values: [SQLValue]) async throws(StoreError) {
    try await database.write { session throws(StoreError) in
      try Self.update(claim, assignments, values, session)
    }
  }

  /// Changes a claimed job; its values are `$5` and on. Throws `.lost` where it is not claimed by this claim any more.
  static func update(
    _ claim: Claim, _ assignments: String, _ values: [SQLValue], _ session: any SQLSession
  ) throws(StoreError) {
    let rows = try session.run(
      "UPDATE remit_job SET \(assignments) WHERE \(Claim.condition) RETURNING 1", claim.values + values)
    guard !rows.isEmpty else { throw .lost(claim) }
  }
}

extension Claim {
  /// What is noted as the error of an attempt that outlived its lease.
  static let expired = "the worker did not finish before its lease ended"
  /// The row of a claim, by `values`.
  fileprivate static let condition = "repository = $1 AND kind = $2 AND subject = $3 AND fence = $4"
  /// Assigns what a job has that nobody works on.
  fileprivate static let released = "worker = NULL, fence = NULL, again_not_before = NULL, again_requested_at = NULL"
  fileprivate var values: [SQLValue] { job.values + [.integer(fence)] }
}

extension StoreError {
  /// Somebody else has the job, or nobody.
  public static func lost(_ claim: Claim) -> StoreError {
    let job = claim.job
    return StoreError(
      .lost, "the claim \(claim.fence) on job \(job.kind) of \(job.repository) '\(job.subject)' does not hold any more")
  }
}
