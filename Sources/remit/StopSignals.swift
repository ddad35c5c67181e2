import Dispatch
import Glibc

/// Waits for SIGTERM and SIGINT, which from then on do nothing by themselves.
struct StopSignals: Sendable {
  private let arrivals: AsyncStream<Void>

  /// Begins to listen, as long as the process lives.
  init() {
    let (arrivals, arrival) = AsyncStream.makeStream(of: Void.self)
    self.arrivals = arrivals
    for number in [SIGTERM, SIGINT] {
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      // The source is held by its own handler.
      source.setEventHandler { withExtendedLifetime(source) { _ = arrival.yield() } }
      source.resume()
    }
  }

  /// Comes back with the first signal, or when the task is cancelled.
  func first() async {
    for await _ in arrivals { return }
  }
}
