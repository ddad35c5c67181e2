/// A PostgreSQL database: a few connections, each used by one transaction at a time.
actor PostgresDatabase: SQLDatabase {
  private typealias Taken = Result<PostgresConnection, StoreError>

  private let connections: [PostgresConnection]
  private var idle: [PostgresConnection]
  private var waiting: [CheckedContinuation<Taken, Never>] = []
  private var isClosed = false

  /// A database at a URL. Connections are made when they are needed, at most `limit`.
  init(_ url: PostgresURL, limit: Int = 8) {
    connections = (0..<max(1, limit)).map { _ in PostgresConnection(url) }
    idle = connections
  }

  nonisolated func read<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try await transaction(readOnly: true, body)
  }

  nonisolated func write<Value: Sendable>(
    _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    try await transaction(readOnly: false, body)
  }

  private nonisolated func transaction<Value: Sendable>(
    readOnly: Bool, _ body: @escaping @Sendable (any SQLSession) throws(StoreError) -> Value
  ) async throws(StoreError) -> Value {
    let connection = try await take()
    do throws(StoreError) {
      let value = try await connection.transaction(readOnly: readOnly, body)
      await giveBack(connection)
      return value
    } catch {
      // Those who wait would only wait for the same failure.
      if await connection.isUnreachable { await failWaiting(error) }
      await giveBack(connection)
      throw error
    }
  }

  /// A connection that nobody uses, as soon as there is one.
  private func take() async throws(StoreError) -> PostgresConnection {
    guard !isClosed else { throw Self.closed }
    // The one used last, so that no more connections are made than needed.
    if let connection = idle.popLast() { return connection }
    let taken: Taken = await withCheckedContinuation { waiting.append($0) }
    return try taken.get()
  }

  private func giveBack(_ connection: PostgresConnection) async {
    if isClosed { await connection.disconnect() }
    if waiting.isEmpty {
      idle.append(connection)
    } else {
      waiting.removeFirst().resume(returning: .success(connection))
    }
  }

  private func failWaiting(_ error: StoreError) {
    for continuation in waiting { continuation.resume(returning: .failure(error)) }
    waiting = []
  }

  func close() async {
    isClosed = true
    failWaiting(Self.closed)
    for connection in connections { await connection.disconnect() }
  }

  private static let closed = StoreError(.unavailable, "the store is closed")
}
