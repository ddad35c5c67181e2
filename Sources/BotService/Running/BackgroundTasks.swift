internal import Synchronization

/// Runs tasks that prefer it, one after the other, on a thread of its own: what computes between two answers of a cluster does not
/// keep those threads busy that all other tasks share.
///
/// Of usual priority: whoever is resumed by it may start a thread, which would be of the same.
public final class BackgroundTasks: TaskExecutor {
  private struct State {
    var jobs: [UnownedJob] = []
    var isRunning = false
  }

  private let state = Mutex(State())

  /// Without a thread, as long as there is nothing to do.
  public init() {}

  /// Takes a piece of work.
  public func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    let starts = state.withLock { state in
      state.jobs.append(job)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if starts { Blocking.start(0) { self.drain() } }
  }

  private func drain() {
    while true {
      let jobs = state.withLock { state in
        defer { state.jobs = [] }
        state.isRunning = !state.jobs.isEmpty
        return state.jobs
      }
      guard !jobs.isEmpty else { return }
      for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
  }
}
