internal import Glibc
internal import Synchronization

/// Work that blocks its thread or computes for long. It has threads of its own, of low priority: what has to be answered at
/// once, webhooks above all, does not wait for it.
public enum Blocking {
  /// How much less important its threads are than others, from 0 to 19 (`nice`(1)).
  private static let niceness: Int32 = 10

  /// Runs a piece of work on a thread of its own and waits for it.
  public static func run<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      start(niceness) {
        let result = Result { () throws(Failure) in try work() }
        Returns.shared.add { continuation.resume(returning: result) }
      }
    }
    return try result.get()
  }

  /// Runs a function on a new thread; on this one, where the system gives no more threads.
  static func start(_ niceness: Int32, _ body: @escaping @Sendable () -> Void) {
    let piece = Unmanaged.passRetained(Piece(niceness, body))
    var thread = pthread_t()
    guard pthread_create(&thread, nil, { Blocking.enter($0) }, piece.toOpaque()) == 0 else {
      return piece.takeRetainedValue().body()
    }
    pthread_detach(thread)
  }

  private static func enter(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer else { return nil }
    let piece = Unmanaged<Piece>.fromOpaque(pointer).takeRetainedValue()
    // For Linux a thread is what other systems call a process.
    if piece.niceness > 0 { setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, piece.niceness) }
    piece.body()
    return nil
  }

  private final class Piece: Sendable {
    let niceness: Int32
    let body: @Sendable () -> Void

    init(_ niceness: Int32, _ body: @escaping @Sendable () -> Void) {
      self.niceness = niceness
      self.body = body
    }
  }

  /// The way back to tasks, by a thread of usual priority. Who resumes a task may start a thread for it, and that would have
  /// the low priority for ever.
  private final class Returns: Sendable {
    static let shared = Returns()

    private let waiting = Mutex<[@Sendable () -> Void]>([])
    private let count: Semaphore

    private init() {
      count = Semaphore()
      Blocking.start(0) { [self] in
        while true {
          count.wait()
          waiting.withLock { $0.removeFirst() }()
        }
      }
    }

    func add(_ body: @escaping @Sendable () -> Void) {
      waiting.withLock { $0.append(body) }
      count.signal()
    }
  }

  /// A counting semaphore (sem_overview(7)).
  private final class Semaphore: @unchecked Sendable {
    private let pointer: UnsafeMutablePointer<sem_t>

    init() {
      pointer = .allocate(capacity: 1)
      sem_init(pointer, 0, 0)
    }

    func wait() { while sem_wait(pointer) != 0 {} }
    func signal() { sem_post(pointer) }
  }
}
