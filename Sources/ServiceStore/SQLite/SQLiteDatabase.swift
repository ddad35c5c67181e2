internal import Dispatch
internal import Foundation
internal import GRDB
internal import Synchronization

/// A SQLite file: one connection that writes, a few that read.
///
/// Write-ahead logging with `synchronous=FULL`: what is committed is on the disk. Writes that wait for each other are
/// committed together, each in its own savepoint: one flush of the disk for all of them.
final class SQLiteDatabase: SQLDatabase {
  private let path: String
  private let pool: DatabasePool
  private let waiting = Mutex<[SQLiteWrite]>([])

  /// Opens or makes the file, readable by its owner only. `busyTimeout` is how long to wait for other processes.
  convenience init(path: String, busyTimeout: Double = 5) async throws(StoreError) {
    let result: Result<DatabasePool, StoreError> = await withCheckedContinuation { continuation in
      DispatchQueue(label: "remit.sqlite.open").async {
        continuation.resume(returning: Self.open(path, busyTimeout: busyTimeout))
      }
    }
    self.init(path: path, pool: try result.get())
  }

  private init(path: String, pool: DatabasePool) {
    self.path = path
    self.pool = pool
  }

  private static func open(_ path: String, busyTimeout: Double) -> Result<DatabasePool, StoreError> {
    // SQLite gives the files beside the database the permissions of the database.
    let file = Foundation.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      return .failure(StoreError(.unavailable, "cannot open \(path): \(String(cString: strerror(errno)))"))
    }
    Foundation.close(file)
    var configuration = Configuration()
    configuration.label = "remit.sqlite"
    configuration.busyMode = .timeout(busyTimeout)
    configuration.maximumReaderCount = 4
    do {
      let pool = try DatabasePool(path: path, configuration: configuration)
      // GRDB sets NORMAL, with which the last commits may be lost when the power fails.
      try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
      return .success(pool)
    } catch {
      return .failure(StoreError(error, path: path, committing: false))
    }
  }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      pool.asyncRead { [path] access in
        continuation.resume(
          returning: access.mapError { StoreError($0, path: path, committing: false) }.flatMap { database in
            Result { () throws(StoreError) in try body(SQLiteSession(database: database, path: path)) }
          })
      }
    }
    return try result.get()
  }

  func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
      let write = SQLiteWrite(
        run: { [path] database in
          let result = Result { () throws(StoreError) in
            try SQLiteSession(database: database, path: path).inSavepoint(body)
          }
          return { continuation.resume(returning: $0.map(Result.failure) ?? result) }
        },
        fail: { continuation.resume(returning: .failure($0)) })
      waiting.withLock { $0.append(write) }
      pool.asyncWriteWithoutTransaction { database in
        SQLiteWrite.commit(self.takeWaiting(), to: database, path: self.path)
      }
    }
    return try result.get()
  }

  /// What one transaction is to do: all that waits. The first of the accesses that were asked for takes everything.
  private func takeWaiting() -> [SQLiteWrite] {
    waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
  }

  func close() async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      DispatchQueue(label: "remit.sqlite.close").async { [pool] in
        try? pool.close()
        continuation.resume()
      }
    }
  }
}
