internal import GRDB

/// Something that is to be written, and somebody who waits for it.
struct SQLiteWrite: Sendable {
  /// Tells the one who waits what came of it; with the error that undid it where the transaction was not committed.
  typealias Answer = @Sendable (StoreError?) -> Void

  /// Does it in a savepoint of the transaction that is going on.
  let run: @Sendable (Database) -> Answer
  /// Tells the one who waits that it was not tried.
  let fail: @Sendable (StoreError) -> Void

  /// Does several writes in one transaction. Each fails by itself, but all are committed together or not at all.
  static func commit(_ writes: [SQLiteWrite], to database: Database, path: String) {
    guard !writes.isEmpty else { return }
    do {
      try database.beginTransaction(.immediate)
    } catch {
      let error = StoreError(error, path: path, committing: false)
      for write in writes { write.fail(error) }
      return
    }
    var answers: [Answer] = []
    for write in writes {
      // Where the disk is full and the like, SQLite may have ended the transaction: nothing may go on outside it.
      guard database.isInsideTransaction else { break }
      answers.append(write.run(database))
    }
    let error = end(database, path: path)
    for answer in answers { answer(error) }
    for write in writes.dropFirst(answers.count) { write.fail(error ?? endedEarly(path)) }
  }

  /// Commits, and gives the error where that failed.
  private static func end(_ database: Database, path: String) -> StoreError? {
    guard database.isInsideTransaction else { return endedEarly(path) }
    do {
      try database.commit()
      return nil
    } catch {
      try? database.rollback()
      return StoreError(error, path: path, committing: true)
    }
  }

  private static func endedEarly(_ path: String) -> StoreError {
    StoreError(.unavailable, "SQLite \(path): the transaction was undone, the disk may be full")
  }
}
