internal import Forges
internal import ServiceStore

/// The queue of jobs of a store in memory.
struct MemoryJobs {
  struct Entry {
    var state = Job.State.waiting
    /// When it may be taken: `notBefore` while it waits, the end of the lease while it runs, nil when it is dead.
    var due: Timestamp?
    var notBefore: Timestamp
    var requestedAt: Timestamp
    var attempts = 0
    var error: String?
    var worker: String?
    var fence: Int64?
    /// What was requested while it ran.
    var again: (notBefore: Timestamp, requestedAt: Timestamp)?
  }

  private var entries: [JobKey: Entry] = [:]
  private var lastFence: Int64 = 0

  mutating func request(_ job: JobKey, at: Timestamp, _ notBefore: Timestamp) {
    guard var entry = entries[job] else {
      entries[job] = Entry(due: notBefore, notBefore: notBefore, requestedAt: at)
      return
    }
    switch entry.state {
    case .running:
      let again = entry.again ?? (notBefore, at)
      entry.again = (min(again.notBefore, notBefore), min(again.requestedAt, at))
    case .waiting:
      entry.notBefore = min(entry.notBefore, notBefore)
      entry.due = entry.notBefore
      entry.requestedAt = min(entry.requestedAt, at)
    case .dead:
      entry.state = .waiting
      entry.notBefore = notBefore
      entry.due = notBefore
      entry.requestedAt = min(entry.requestedAt, at)
      entry.attempts = 0
    }
    entries[job] = entry
  }

  mutating func claim(by worker: String, until end: Timestamp, now: Timestamp) -> Claim? {
    let free = entries.filter { entry in entry.value.due.map { $0 <= now } ?? false }
    let first = free.min { one, other in
      let (a, b) = (one.value, other.value)
      if a.due != b.due { return (a.due ?? now) < (b.due ?? now) }
      if a.requestedAt != b.requestedAt { return a.requestedAt < b.requestedAt }
      return one.key < other.key
    }
    guard let (job, former) = first else { return nil }
    var entry = former
    if entry.state == .running {
      entry.attempts += 1
      entry.error = "the worker did not finish before its lease ended"
    }
    lastFence += 1
    entry.state = .running
    entry.worker = worker
    entry.fence = lastFence
    entry.due = end
    entry.again = nil
    entries[job] = entry
    return Claim(job: job, fence: lastFence, attempts: entry.attempts, requestedAt: entry.requestedAt)
  }

  mutating func claim(_ job: JobKey, by worker: String, until end: Timestamp, now: Timestamp) -> Claim? {
    let former = entries[job]
    var entry = former ?? Entry(notBefore: now, requestedAt: now)
    // As in the database: a number is used up whether the job is free or not.
    lastFence += 1
    guard entry.state == .waiting, entry.attempts == 0 else { return nil }
    (entry.state, entry.worker, entry.fence, entry.due) = (.running, worker, lastFence, end)
    entry.again = former.map { ($0.notBefore, $0.requestedAt) }
    entries[job] = entry
    return Claim(job: job, fence: lastFence, attempts: 0, requestedAt: entry.requestedAt)
  }

  mutating func extend(_ claim: Claim, until: Timestamp) throws(StoreError) {
    var entry = try held(claim)
    entry.due = until
    entries[claim.job] = entry
  }

  mutating func complete(_ claim: Claim) throws(StoreError) {
    let again = try held(claim).again
    entries[claim.job] = again.map { again in
      Entry(due: again.notBefore, notBefore: again.notBefore, requestedAt: again.requestedAt)
    }
  }

  /// Lets a job wait; with an error where the attempt failed.
  mutating func wait(_ claim: Claim, until time: Timestamp, error: String?) throws(StoreError) {
    var entry = try held(claim)
    if let error {
      entry.attempts += 1
      entry.error = Names.storable(error)
    }
    release(claim.job, entry, until: min(entry.again?.notBefore ?? time, time))
  }

  mutating func bury(_ claim: Claim, error: String, at: Timestamp) throws(StoreError) {
    var entry = try held(claim)
    entry.error = Names.storable(error)
    entry.attempts = entry.again == nil ? entry.attempts + 1 : 0
    let isDead = entry.again == nil
    release(claim.job, entry, until: entry.again?.notBefore ?? at)
    if isDead {
      entries[claim.job]?.state = .dead
      entries[claim.job]?.due = nil
    }
  }

  /// Lets a job wait that nobody works on any more.
  private mutating func release(_ job: JobKey, _ entry: Entry, until time: Timestamp) {
    var entry = entry
    (entry.state, entry.due, entry.notBefore) = (.waiting, time, time)
    (entry.worker, entry.fence, entry.again) = (nil, nil, nil)
    entries[job] = entry
  }

  func held(_ claim: Claim) throws(StoreError) -> Entry {
    guard let entry = entries[claim.job], entry.fence == claim.fence else { throw .lost(claim) }
    return entry
  }

  var jobs: [Job] {
    entries.sorted { $0.key < $1.key }.map { key, entry in
      Job(
        key: key, state: entry.state, notBefore: entry.notBefore, requestedAt: entry.requestedAt,
        attempts: entry.attempts, error: entry.error, worker: entry.worker)
    }
  }
}
