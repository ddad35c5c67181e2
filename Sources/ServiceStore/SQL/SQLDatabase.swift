internal import Forges

/// A database that runs what a store wants done, each in one transaction.
protocol SQLDatabase: Sendable {
  /// Runs statements that change nothing.
  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value

  /// Runs statements as one transaction: all happened and last, or it throws as `Store` says.
  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value

  /// Ends all connections.
  func close() async
}

/// A transaction that is going on.
protocol SQLSession {
  /// What this database says differently.
  var dialect: SQLDialect { get }

  /// Runs one statement with its values `$1`, `$2` …, and gives the rows.
  @discardableResult
  func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow]
}

extension SQLSession {
  /// Runs one statement without values.
  @discardableResult
  func run(_ sql: String) throws(StoreError) -> [SQLRow] { try run(sql, []) }
}

/// A value that goes to a statement or comes from it.
enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case text(String)
  case bytes([UInt8])

  /// A text or nothing.
  init(_ text: String?) { self = text.map(SQLValue.text) ?? .null }
  /// A time.
  init(_ time: Timestamp) { self = .integer(time.milliseconds) }
}

/// One row of an answer; its columns are read by their place.
struct SQLRow: Hashable, Sendable {
  /// The values.
  var columns: [SQLValue]

  func integer(_ column: Int) throws(StoreError) -> Int64 {
    guard case .integer(let number)? = value(column) else { throw unexpected(column, "a number") }
    return number
  }

  func text(_ column: Int) throws(StoreError) -> String {
    guard case .text(let text)? = value(column) else { throw unexpected(column, "a text") }
    return text
  }

  func optionalText(_ column: Int) throws(StoreError) -> String? {
    value(column) == .null ? nil : try text(column)
  }

  func bytes(_ column: Int) throws(StoreError) -> [UInt8] {
    guard case .bytes(let bytes)? = value(column) else { throw unexpected(column, "bytes") }
    return bytes
  }

  func time(_ column: Int) throws(StoreError) -> Timestamp { Timestamp(milliseconds: try integer(column)) }

  private func value(_ column: Int) -> SQLValue? { columns.indices.contains(column) ? columns[column] : nil }

  private func unexpected(_ column: Int, _ what: String) -> StoreError {
    StoreError(.incompatible, "the store holds something else than \(what) in column \(column) of an answer")
  }
}

/// What the two databases say differently. All other statements are the same in both.
struct SQLDialect: Sendable {
  /// The type of bytes.
  var bytesType: String
  /// The function that gives the smaller of two numbers.
  var least: String
  /// Ends a `SELECT` of one free row, so that nobody else gets that row.
  var lockingFreeRow: String
  /// Makes the source of fences.
  var makeFences: [String]
  /// Gives the next fence.
  var nextFence: String
  /// Runs before a migration, so that only one process does it; nil where a transaction does that by itself.
  var lockForMigration: String?

  /// SQLite: a transaction that writes is alone.
  static let sqlite = SQLDialect(
    bytesType: "BLOB", least: "MIN", lockingFreeRow: "",
    makeFences: ["CREATE TABLE remit_fence (last BIGINT NOT NULL)", "INSERT INTO remit_fence (last) VALUES (0)"],
    nextFence: "UPDATE remit_fence SET last = last + 1 RETURNING last", lockForMigration: nil)

  /// PostgreSQL: many transactions at once, in isolation `READ COMMITTED`.
  static let postgres = SQLDialect(
    bytesType: "BYTEA", least: "LEAST", lockingFreeRow: "FOR UPDATE SKIP LOCKED",
    makeFences: ["CREATE SEQUENCE remit_fence AS BIGINT"], nextFence: "SELECT nextval('remit_fence')",
    lockForMigration: "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7235419826541)) AS lock")
}
