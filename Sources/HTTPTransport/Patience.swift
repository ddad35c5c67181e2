/// How patient a `PatientClient` is. Times are in milliseconds.
public struct Patience: Hashable, Sendable {
  /// How often a request is sent at most.
  public var maximumAttempts = 4
  /// The longest first wait between two attempts; it doubles with every attempt.
  public var firstWait: Int64 = 500
  /// The longest wait between two attempts where the server names none.
  public var longestWait: Int64 = 30_000
  /// The longest wait that a server may ask for; for longer ones the answer goes back to the caller.
  public var longestAskedWait: Int64 = 60_000
  /// The wait after a refusal for asking too often, where the server names none (GitHub asks for a minute).
  public var limitedWait: Int64 = 60_000
  /// The time between the beginnings of two writes to a server.
  public var writeGap: Int64 = 0
  /// How many failures in a row are taken before a server is asked no more for a while.
  public var failuresAllowed = 8
  /// How long it is asked no more.
  public var pause: Int64 = 30_000
  /// How much is kept to answer 304 from.
  public var cacheBytes = 32 << 20

  /// The usual patience.
  public init() {}
}
