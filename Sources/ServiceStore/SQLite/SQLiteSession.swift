internal import Foundation
internal import GRDB

/// A transaction of a SQLite connection.
struct SQLiteSession: SQLSession {
  let database: Database
  let path: String

  var dialect: SQLDialect { .sqlite }

  func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow] {
    do {
      let statement = try database.cachedStatement(sql: sql)
      // SQLite takes `$1` for a name.
      let named = values.enumerated().map { ("\($0.offset + 1)", $0.element.databaseValue) }
      return try Row.fetchAll(statement, arguments: StatementArguments(Dictionary(uniqueKeysWithValues: named)))
        .map { row in SQLRow(columns: row.databaseValues.map(SQLValue.init)) }
    } catch {
      throw StoreError(error, path: path, committing: false)
    }
  }

  /// Runs something that leaves nothing behind where it throws.
  func inSavepoint<Value>(_ body: (any SQLSession) throws(StoreError) -> Value) throws(StoreError) -> Value {
    try run("SAVEPOINT one")
    do throws(StoreError) {
      let value = try body(self)
      try run("RELEASE one")
      return value
    } catch {
      // Not where SQLite has undone the whole transaction by itself.
      if database.isInsideTransaction {
        try run("ROLLBACK TO one")
        try run("RELEASE one")
      }
      throw error
    }
  }
}

extension SQLValue {
  fileprivate var databaseValue: DatabaseValue {
    switch self {
    case .null: .null
    case .integer(let number): number.databaseValue
    case .text(let text): text.databaseValue
    case .bytes(let bytes): Data(bytes).databaseValue
    }
  }

  fileprivate init(_ value: DatabaseValue) {
    switch value.storage {
    case .null: self = .null
    case .int64(let number): self = .integer(number)
    case .double: self = .null
    case .string(let text): self = .text(text)
    case .blob(let data): self = .bytes([UInt8](data))
    }
  }
}
