internal import CLibpq
internal import Foundation

/// An open connection, used by one thread at a time. No call waits longer than its limit.
final class PostgresLink: SQLSession {
  /// How long connecting and a statement may take, in seconds. The server gives up a little earlier.
  private static let (connectLimit, statementLimit) = (5, 10)

  private let handle: OpaquePointer
  private let url: PostgresURL
  private var isCutOff = false

  var dialect: SQLDialect { .postgres }

  /// Whether the connection is of no use any more.
  var isBroken: Bool { isCutOff || PQstatus(handle) != CONNECTION_OK }

  /// Connects; throws `.unavailable`, or `.incompatible` where the server cannot keep the store.
  init(_ url: PostgresURL) throws(StoreError) {
    self.url = url
    // What the URL itself says comes later and wins, but for the encoding.
    let options = [
      ("connect_timeout", "\(Self.connectLimit)"), ("application_name", "remit"), ("keepalives", "1"),
      ("keepalives_idle", "15"), ("keepalives_interval", "5"), ("keepalives_count", "3"), ("tcp_user_timeout", "15000"),
      ("dbname", url.text), ("client_encoding", "UTF8"),
    ]
    let (keywords, values) = (CStrings(options.map(\.0)), CStrings(options.map(\.1)))
    guard let handle = keywords.withPointers({ keywords in values.withPointers { PQconnectdbParams(keywords, $0, 1) } })
    else { throw StoreError(.unavailable, "\(url): out of memory") }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else {
      let lines = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline)
      throw StoreError(.unavailable, "\(url): \(url.redacted(lines.joined(separator: " ")))")
    }
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    PQsetnonblocking(handle, 1)
    try checkServer()
  }

  deinit { PQfinish(handle) }

  private func checkServer() throws(StoreError) {
    if let encoding = PQparameterStatus(handle, "server_encoding").map({ String(cString: $0) }), encoding != "UTF8" {
      throw StoreError(.incompatible, "\(url): the database has the encoding \(encoding), make one with UTF8")
    }
    guard PQserverVersion(handle) >= 120_000 else {
      throw StoreError(.incompatible, "\(url): the server is older than PostgreSQL 12")
    }
    // Without it, what was committed last is lost when the server crashes.
    try run(
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'")
  }

  /// Begins a transaction. Its settings are set here, as a connection pooler may give every one to another connection.
  func begin(readOnly: Bool) throws(StoreError) {
    let limit = (Self.statementLimit - 1) * 1000
    try send {
      PQsendQuery(
        $0,
        """
        BEGIN ISOLATION LEVEL READ COMMITTED \(readOnly ? "READ ONLY" : "READ WRITE");
        SET LOCAL statement_timeout = \(limit); SET LOCAL idle_in_transaction_session_timeout = \(3 * limit)
        """)
    }
  }

  /// Commits. Throws `.uncertain` where it may have happened though the answer did not come.
  func commit() throws(StoreError) {
    do throws(StoreError) {
      let (_, tag) = try send { PQsendQuery($0, "COMMIT") }
      guard tag == "COMMIT" else { throw StoreError(.unavailable, "\(url): the server undid the transaction") }
    } catch {
      throw isBroken ? StoreError(.uncertain, error.description) : error
    }
  }

  /// Undoes the transaction.
  func rollback() throws(StoreError) { try send { PQsendQuery($0, "ROLLBACK") } }

  func run(_ sql: String, _ values: [SQLValue]) throws(StoreError) -> [SQLRow] {
    let parameters = PostgresParameters(values)
    return try send { parameters.send(sql, to: $0) }.rows
  }

  /// Sends something and gives the rows and the tag of the last answer, or throws the first error.
  @discardableResult
  private func send(_ request: (OpaquePointer) -> Int32) throws(StoreError) -> (rows: [SQLRow], tag: String) {
    let deadline = ContinuousClock.now + .seconds(Self.statementLimit)
    guard !isBroken, request(handle) == 1 else { throw lost() }
    while true {
      let left = PQflush(handle)
      if left == 0 { break }
      guard left == 1 else { throw lost() }
      try wait(for: POLLIN | POLLOUT, until: deadline)
      guard PQconsumeInput(handle) == 1 else { throw lost() }
    }
    var answer: (rows: [SQLRow], tag: String) = ([], "")
    var failure: StoreError?
    while let result = try nextResult(until: deadline) {
      defer { PQclear(result) }
      switch PQresultStatus(result) {
      case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
        answer = (PostgresAnswer.rows(of: result), String(cString: PQcmdStatus(result)))
      default: failure = failure ?? StoreError(result, url)
      }
    }
    if let failure { throw isBroken ? StoreError(.unavailable, failure.description) : failure }
    return answer
  }

  /// The next answer to what was sent; nil where there are no more.
  private func nextResult(until deadline: ContinuousClock.Instant) throws(StoreError) -> OpaquePointer? {
    while PQisBusy(handle) == 1 {
      try wait(for: POLLIN, until: deadline)
      guard PQconsumeInput(handle) == 1 else { throw lost() }
    }
    return PQgetResult(handle)
  }

  private func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(StoreError) {
    var item = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
    let left = (deadline - ContinuousClock.now) / .milliseconds(1)
    guard left > 0, poll(&item, 1, Int32(left) + 1) != 0 else {
      isCutOff = true
      throw StoreError(.unavailable, "\(url): no answer for \(Self.statementLimit) seconds")
    }
  }

  private func lost() -> StoreError {
    isCutOff = true
    let message = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline).joined(separator: " ")
    return StoreError(.unavailable, "\(url): \(message.isEmpty ? "the connection is closed" : url.redacted(message))")
  }
}
