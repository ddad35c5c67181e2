/// One connection, which is made anew when it broke. It blocks a queue of its own, not Swift's threads.
actor PostgresConnection {
  private let executor: QueueExecutor
  private let url: PostgresURL
  private var link: PostgresLink?

  /// Whether the last attempt to connect failed.
  private(set) var isUnreachable = false

  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  init(_ url: PostgresURL) {
    self.url = url
    executor = QueueExecutor(label: "remit.postgres")
  }

  /// Runs a transaction. Where the connection breaks it throws `.unavailable`, or `.uncertain` after the `COMMIT`.
  func transaction<Value: Sendable>(
    readOnly: Bool, _ body: @Sendable (any SQLSession) throws(StoreError) -> Value
  ) throws(StoreError) -> Value {
    let link = try begin(readOnly: readOnly)
    defer { if link.isBroken { self.link = nil } }
    let value: Value
    do throws(StoreError) {
      value = try body(link)
    } catch {
      do throws(StoreError) { try link.rollback() } catch { self.link = nil }
      throw error
    }
    do throws(StoreError) {
      try link.commit()
    } catch {
      // What has only read is over in any case.
      throw readOnly ? StoreError(.unavailable, error.description) : error
    }
    return value
  }

  /// Begins a transaction. The server may have been restarted since the last one: then it connects once more, which is
  /// safe, as nothing was asked for yet.
  private func begin(readOnly: Bool) throws(StoreError) -> PostgresLink {
    if let link {
      do throws(StoreError) {
        try link.begin(readOnly: readOnly)
        return link
      } catch {
        self.link = nil
      }
    }
    isUnreachable = true
    let link = try PostgresLink(url)
    try link.begin(readOnly: readOnly)
    isUnreachable = false
    self.link = link
    return link
  }

  /// Ends the connection.
  func disconnect() { link = nil }
}
