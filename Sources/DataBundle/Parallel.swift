internal import Synchronization

/// Work on many items with all cores, the results in the order of the items.
public enum Parallel {
  /// How many items a worker takes at a time.
  private static let block = 16

  /// Maps items in blocks. `makeWorker` gives each worker its own state (a file reader, scratch memory), used on one
  /// thread only; the results come back by index, so the order never depends on timing.
  public static func map<Item: Sendable, Worker, Output: Sendable, Failure: Error>(
    _ items: [Item], makeWorker: @Sendable () throws(Failure) -> Worker,
    _ transform: @Sendable (inout Worker, Item) throws(Failure) -> Output
  ) throws(Failure) -> [Output] {
    let workers = min(Threads.coreCount, (items.count + block - 1) / block)
    guard workers > 1 else {
      var worker = try makeWorker()
      var results: [Output] = []
      results.reserveCapacity(items.count)
      for item in items { results.append(try transform(&worker, item)) }
      return results
    }
    let next = Atomic<Int>(0)
    let collected = Mutex<[(start: Int, outputs: [Output])]>([])
    let failure = Mutex<(index: Int, error: Failure)?>(nil)
    Threads.run(workers) {
      var position = 0
      guard next.load(ordering: .relaxed) < items.count else { return }
      do throws(Failure) {
        var worker = try makeWorker()
        while failure.withLock({ $0 == nil }) {
          let start = next.wrappingAdd(block, ordering: .relaxed).oldValue
          guard start < items.count else { return }
          var outputs: [Output] = []
          outputs.reserveCapacity(block)
          for index in start..<min(start + block, items.count) {
            position = index
            outputs.append(try transform(&worker, items[index]))
          }
          let result = (start: start, outputs: outputs)
          collected.withLock { $0.append(result) }
        }
      } catch {
        let found = (index: position, error: error)
        failure.withLock { known in
          if let earlier = known, earlier.index <= found.index { return }
          known = found
        }
      }
    }
    if let failed = failure.withLock({ $0 }) { throw failed.error }
    return collected.withLock { $0 }.sorted { $0.start < $1.start }.flatMap(\.outputs)
  }
}
