internal import Forges

extension SQLStore {
  func request(_ job: JobKey, notBefore: Timestamp) async throws(StoreError) {
    try Names.check(job)
    try await database.write { session throws(StoreError) in
      try Self.request([JobRequest(job: job, at: notBefore, notBefore: notBefore)], session)
    }
  }

  /// Requests jobs in a transaction, each once and in the order of their keys, so that two transactions never wait for each
  /// other. What a request means depends on where the job stands: see `Store.request`.
  static func request(_ requests: [JobRequest], _ session: any SQLSession) throws(StoreError) {
    guard !requests.isEmpty else { return }
    let least = session.dialect.least
    var values: [SQLValue] = []
    var rows: [String] = []
    for request in requests {
      let first = values.count
      values += request.job.values + [SQLValue(request.notBefore), SQLValue(request.at)]
      let (due, at) = (first + 4, first + 5)
      rows.append("($\(first + 1), $\(first + 2), $\(first + 3), 'waiting', $\(due), $\(due), $\(at), 0)")
    }
    try session.run(
      """
      INSERT INTO remit_job AS job (repository, kind, subject, state, due, not_before, requested_at, attempts)
      VALUES \(rows.joined(separator: ", "))
      ON CONFLICT (repository, kind, subject) DO UPDATE SET
        state = CASE job.state WHEN 'running' THEN 'running' ELSE 'waiting' END,
        due = CASE job.state
          WHEN 'running' THEN job.due WHEN 'dead' THEN excluded.due ELSE \(least)(job.due, excluded.due) END,
        not_before = CASE job.state
          WHEN 'running' THEN job.not_before WHEN 'dead' THEN excluded.not_before
          ELSE \(least)(job.not_before, excluded.not_before) END,
        requested_at = CASE job.state
          WHEN 'running' THEN job.requested_at ELSE \(least)(job.requested_at, excluded.requested_at) END,
        attempts = CASE job.state WHEN 'dead' THEN 0 ELSE job.attempts END,
        again_not_before = CASE job.state
          WHEN 'running' THEN \(least)(COALESCE(job.again_not_before, excluded.not_before), excluded.not_before) END,
        again_requested_at = CASE job.state
          WHEN 'running' THEN \(least)(COALESCE(job.again_requested_at, excluded.requested_at), excluded.requested_at) END
      """, values)
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

/// That a job is wanted.
struct JobRequest: Hashable, Sendable {
  var job: JobKey
  /// Since when.
  var at: Timestamp
  /// Not before then.
  var notBefore: Timestamp
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
