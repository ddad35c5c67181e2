internal import Forges

extension SQLStore {
  func request(_ job: JobKey, notBefore: Timestamp) async throws(StoreError) {
    try Names.check(job)
    try await database.write { session throws(StoreError) in
      try Self.request(job, at: notBefore, notBefore: notBefore, session)
    }
  }

  /// Requests a job in a transaction. What it means depends on where the job stands: see `Store.request`.
  static func request(
    _ job: JobKey, at: Timestamp, notBefore: Timestamp, _ session: any SQLSession
  ) throws(StoreError) {
    let least = session.dialect.least
    try session.run(
      """
      INSERT INTO remit_job AS job (repository, kind, subject, state, due, not_before, requested_at, attempts)
      VALUES ($1, $2, $3, 'waiting', $4, $4, $5, 0)
      ON CONFLICT (repository, kind, subject) DO UPDATE SET
        state = CASE job.state WHEN 'running' THEN 'running' ELSE 'waiting' END,
        due = CASE job.state WHEN 'running' THEN job.due WHEN 'dead' THEN $4 ELSE \(least)(job.due, $4) END,
        not_before = CASE job.state
          WHEN 'running' THEN job.not_before WHEN 'dead' THEN $4 ELSE \(least)(job.not_before, $4) END,
        requested_at = CASE job.state WHEN 'running' THEN job.requested_at ELSE \(least)(job.requested_at, $5) END,
        attempts = CASE job.state WHEN 'dead' THEN 0 ELSE job.attempts END,
        again_not_before = CASE job.state WHEN 'running' THEN \(least)(COALESCE(job.again_not_before, $4), $4) END,
        again_requested_at = CASE job.state WHEN 'running' THEN \(least)(COALESCE(job.again_requested_at, $5), $5) END
      """, job.values + [SQLValue(notBefore), SQLValue(at)])
  }

  func jobs() async throws(StoreError) -> [Job] {
    try await database.read { session throws(StoreError) in
      var jobs: [Job] = []
      for row in try session.run(
        "SELECT repository, kind, subject, state, not_before, requested_at, attempts, error, worker FROM remit_job")
      {
        jobs.append(try Job(row))
      }
      return jobs.sorted { $0.key < $1.key }
    }
  }
}

extension JobKey {
  /// The values of its columns: repository, kind, subject.
  var values: [SQLValue] { [.text(repository), .text(kind), .text(subject)] }

  /// A key from the first three columns of a row.
  init(_ row: SQLRow) throws(StoreError) {
    self.init(kind: try row.text(1), repository: try row.text(0), subject: try row.text(2))
  }
}

extension Job {
  fileprivate init(_ row: SQLRow) throws(StoreError) {
    let name = try row.text(3)
    guard let state = State(rawValue: name) else {
      throw StoreError(.incompatible, "the store has a job in the unknown state '\(name)'")
    }
    self.init(
      key: try JobKey(row), state: state, notBefore: try row.time(4), requestedAt: try row.time(5),
      attempts: Int(try row.integer(6)), error: try row.optionalText(7), worker: try row.optionalText(8))
  }
}
