internal import Synchronization

/// How many bytes of bodies are held at one time, in all requests together: many large ones cannot fill the memory.
final class BodyBudget: Sendable {
  private let left: Mutex<Int>

  init(bytes: Int) { left = Mutex(bytes) }

  /// Takes some bytes; false where there are not so many left.
  func take(_ count: Int) -> Bool {
    left.withLock { left in
      guard left >= count else { return false }
      left -= count
      return true
    }
  }

  /// Gives bytes back.
  func giveBack(_ count: Int) { left.withLock { $0 += count } }
}
