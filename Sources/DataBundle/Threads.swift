internal import Glibc

/// Threads for work that keeps all cores busy.
enum Threads {
  /// How many threads can run at a time, at least 1.
  static let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Runs a piece of work on several threads at once, this one among them, and waits until all have done it. There may be
  /// fewer, where the system gives no more.
  ///
  /// Not `concurrentPerform`: its threads are those that Swift's tasks run on, and a service could answer nothing meanwhile. New
  /// threads have the priority of the one that starts them.
  static func run(_ count: Int, _ work: @Sendable () -> Void) {
    withoutActuallyEscaping(work) { work in
      let piece = Piece(work)
      let pointer = Unmanaged.passUnretained(piece).toOpaque()
      var threads: [pthread_t] = []
      for _ in 1..<max(1, count) {
        var thread = pthread_t()
        let code = pthread_create(&thread, nil, { Threads.enter($0) }, pointer)
        if code == 0 { threads.append(thread) }
      }
      withExtendedLifetime(piece) {
        work()
        for thread in threads { pthread_join(thread, nil) }
      }
    }
  }

  private static func enter(_ pointer: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let pointer else { return nil }
    Unmanaged<Piece>.fromOpaque(pointer).takeUnretainedValue().work()
    return nil
  }

  private final class Piece: Sendable {
    let work: @Sendable () -> Void

    init(_ work: @escaping @Sendable () -> Void) { self.work = work }
  }
}
