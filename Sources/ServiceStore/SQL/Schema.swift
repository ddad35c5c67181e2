/// The tables of the store, and how older ones become these. The number of migrations is the version.
struct Schema: Sendable {
  /// The statements that lead from each version to the next; the first makes everything.
  var migrations: [@Sendable (SQLDialect) -> [String]]

  /// The version that this program uses.
  var version: Int64 { Int64(migrations.count) }

  /// The tables as this program uses them.
  static let current = Schema(migrations: [Self.first])

  /// Brings the store to this version, in the transaction of the session. Throws `.incompatible` where it is newer.
  func migrate(_ session: any SQLSession) throws(StoreError) {
    if let lock = session.dialect.lockForMigration { try session.run(lock) }
    try session.run("CREATE TABLE IF NOT EXISTS remit_schema (version BIGINT NOT NULL)")
    let found = try session.run("SELECT version FROM remit_schema").first?.integer(0)
    if found == nil { try session.run("INSERT INTO remit_schema (version) VALUES (0)") }
    let start = found ?? 0
    guard start >= 0, start <= version else { throw incompatible(start) }
    for migration in migrations[Int(start)...] {
      for statement in migration(session.dialect) { try session.run(statement) }
    }
    if start < version { try session.run("UPDATE remit_schema SET version = $1", [.integer(version)]) }
  }

  /// Writes the version over itself, which shows that the store can be written to and is still of this version.
  func check(_ session: any SQLSession) throws(StoreError) {
    let found = try session.run("UPDATE remit_schema SET version = version RETURNING version").first?.integer(0)
    guard found == version else { throw incompatible(found ?? 0) }
  }

  private func incompatible(_ found: Int64) -> StoreError {
    StoreError(
      .incompatible,
      "the store has schema version \(found), this program knows versions up to \(version): "
        + "run the version of Remit that wrote it or a newer one, or restore the backup made before the upgrade")
  }

  /// Version 1.
  ///
  /// `due` is when a job may be taken: `not_before` while it waits, the end of the lease while it runs, nothing when it
  /// is dead. `fence` and `worker` are set only while it runs. `again_…` is what was requested while it ran.
  private static let first: @Sendable (SQLDialect) -> [String] = { dialect in
    dialect.makeFences + [
      """
      CREATE TABLE remit_delivery (
        source TEXT NOT NULL, id TEXT NOT NULL, arrived_at BIGINT NOT NULL, PRIMARY KEY (source, id))
      """,
      "CREATE INDEX remit_delivery_arrival ON remit_delivery (arrived_at)",
      "CREATE TABLE remit_source (name TEXT NOT NULL PRIMARY KEY, last_delivery_at BIGINT NOT NULL)",
      """
      CREATE TABLE remit_job (
        repository TEXT NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL,
        state TEXT NOT NULL, due BIGINT, not_before BIGINT NOT NULL, requested_at BIGINT NOT NULL,
        attempts BIGINT NOT NULL, error TEXT, worker TEXT, fence BIGINT,
        again_not_before BIGINT, again_requested_at BIGINT,
        PRIMARY KEY (repository, kind, subject))
      """,
      "CREATE INDEX remit_job_due ON remit_job (due)",
      """
      CREATE TABLE remit_value (
        kind TEXT NOT NULL, name TEXT NOT NULL, content \(dialect.bytesType) NOT NULL, PRIMARY KEY (kind, name))
      """,
      "CREATE TABLE remit_chain (name TEXT NOT NULL PRIMARY KEY)",
      """
      CREATE TABLE remit_record (
        chain TEXT NOT NULL, sequence BIGINT NOT NULL, name TEXT NOT NULL, previous TEXT, digest TEXT NOT NULL,
        content TEXT NOT NULL, added_at BIGINT NOT NULL, PRIMARY KEY (chain, sequence), UNIQUE (chain, name))
      """,
    ]
  }
}
