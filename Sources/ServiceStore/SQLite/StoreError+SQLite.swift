internal import GRDB

extension StoreError {
  /// What an error of SQLite means. The values of the statement are not in the text.
  init(_ error: any Error, path: String, committing: Bool) {
    if let error = error as? StoreError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self.init(.unavailable, "SQLite \(path): \(type(of: error))")
      return
    }
    let (kind, advice) = Self.meaning(of: error.resultCode, committing: committing)
    let text = "SQLite \(path): \(error.message ?? "error") (code \(error.extendedResultCode.rawValue))"
    self.init(kind, advice.map { "\(text): \($0)" } ?? text)
  }

  /// See https://www.sqlite.org/rescode.html
  private static func meaning(of code: ResultCode, committing: Bool) -> (Kind, advice: String?) {
    switch code {
    case .SQLITE_BUSY, .SQLITE_LOCKED: (.unavailable, "another process holds the database locked")
    case .SQLITE_FULL: (.unavailable, "make room on the disk")
    case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_CANTOPEN, .SQLITE_AUTH:
      (.unavailable, "the file, those beside it and its folder have to be writable for this user")
    // When the log cannot be flushed, what was written to it may still be found after a restart.
    case .SQLITE_IOERR: (committing ? .uncertain : .unavailable, "see the logs of the system for errors of the disk")
    case .SQLITE_CORRUPT: (.incompatible, "restore a backup")
    case .SQLITE_NOTADB: (.incompatible, "this file is not a database")
    case .SQLITE_ERROR, .SQLITE_SCHEMA: (.incompatible, "the tables are not those of this version")
    case .SQLITE_CONSTRAINT, .SQLITE_TOOBIG, .SQLITE_MISMATCH, .SQLITE_RANGE: (.rejected, nil)
    default: (.unavailable, nil)
    }
  }
}
