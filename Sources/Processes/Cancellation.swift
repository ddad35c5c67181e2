internal import Synchronization

/// Tells a program that runs in another thread that nobody waits for it any more.
public final class Cancellation: Sendable {
  private let flag = Atomic<Bool>(false)

  /// Not cancelled yet.
  public init() {}

  /// Whether it is cancelled.
  public var isCancelled: Bool { flag.load(ordering: .relaxed) }

  /// Ends the program soon.
  public func cancel() { flag.store(true, ordering: .relaxed) }
}
