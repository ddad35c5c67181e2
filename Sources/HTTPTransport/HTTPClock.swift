internal import FoundationEssentials

/// Time and chance as a client sees them; tests put their own in.
public struct HTTPClock: Sendable {
  /// Milliseconds since 1970.
  public var now: @Sendable () -> Int64
  /// Waits for milliseconds; ends at once, by an error, when the task is cancelled.
  public var sleep: @Sendable (Int64) async throws -> Void
  /// A number from 0 to a limit, that one too.
  public var random: @Sendable (Int64) -> Int64

  /// A clock from its parts.
  public init(
    now: @escaping @Sendable () -> Int64, sleep: @escaping @Sendable (Int64) async throws -> Void,
    random: @escaping @Sendable (Int64) -> Int64
  ) {
    self.now = now
    self.sleep = sleep
    self.random = random
  }

  /// The machine's.
  public static let system = HTTPClock(
    now: { Int64(Date().timeIntervalSince1970 * 1000) },
    sleep: { try await Task.sleep(for: .milliseconds($0)) },
    random: { $0 <= 0 ? 0 : Int64.random(in: 0...$0) })
}
