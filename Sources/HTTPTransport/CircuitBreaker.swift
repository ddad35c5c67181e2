/// Stops asking a server that does not answer: after some failures in a row nothing is sent for a while, then a single
/// request tries whether it answers again.
struct CircuitBreaker {
  private let failuresAllowed: Int
  private let pause: Int64
  private var failures = 0
  private var closedUntil: Int64?
  private var isProbing = false

  init(failuresAllowed: Int, pause: Int64) {
    self.failuresAllowed = failuresAllowed
    self.pause = pause
  }

  /// Whether a request may be sent now. One that may be sent has to be followed by `succeeded`, `failed` or `abandoned`.
  mutating func mayPass(now: Int64) -> Bool {
    guard let closedUntil else { return true }
    guard now >= closedUntil, !isProbing else { return false }
    isProbing = true
    return true
  }

  /// The server answered.
  mutating func succeeded() {
    failures = 0
    closedUntil = nil
    isProbing = false
  }

  /// There was no answer, or one of 5xx.
  mutating func failed(now: Int64) {
    failures += 1
    isProbing = false
    if failures >= failuresAllowed { closedUntil = now + pause }
  }

  /// It is not known how the server does: the request was cancelled, or could not be sent at all.
  mutating func abandoned() { isProbing = false }
}
