internal import Dispatch

/// Work that blocks its thread or computes for long, kept off the threads that run tasks: those answer webhooks meanwhile.
enum Blocking {
  /// Runs a piece of work on a thread of its own and waits for it.
  ///
  /// A serial queue of its own always gets a thread. The threads of concurrent queues are those that Swift's tasks run on, one
  /// for each core: two decisions at a time would leave none for anything else.
  static func run<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
  ) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
      DispatchQueue(label: "remit.blocking").async {
        do throws(Failure) { continuation.resume(returning: .success(try work())) } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
    return try result.get()
  }
}
