internal import Dispatch
internal import Glibc

/// Threads for work that keeps all cores busy.
enum Threads {
  /// How many threads can run at a time, at least 1.
  static let coreCount = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

  /// Runs a piece of work on several threads at once, this one among them, and waits until all have done it.
  ///
  /// Not `concurrentPerform`: its threads are those that Swift's tasks run on, and a service could answer nothing meanwhile.
  static func run(_ count: Int, _ work: @Sendable () -> Void) {
    withoutActuallyEscaping(work) { work in
      let group = DispatchGroup()
      for _ in 1..<max(1, count) {
        // A serial queue of its own always gets a thread.
        DispatchQueue(label: "remit.parallel").async(group: group, execute: work)
      }
      work()
      group.wait()
    }
  }
}
