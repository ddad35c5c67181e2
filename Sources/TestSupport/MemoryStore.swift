public import Forges
public import ServiceStore

/// A store in memory, for tests, and the model that the real ones are compared with.
///
/// Its calls are described where `Store` is.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public actor MemoryStore: Store {
  private struct DeliveryID: Hashable {
    var source: String
    var id: String
  }

  private struct Entry {
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

  private var deliveries: [DeliveryID: Timestamp] = [:]
  private var sources: [String: Timestamp] = [:]
  private var entries: [JobKey: Entry] = [:]
  private var lastFence: Int64 = 0
  private var kinds: [String: [String: [UInt8]]] = [:]
  private var chains: [String: [StoredRecord]] = [:]
  private var isClosed = false

  /// An empty store.
  public init() {}

  public func accept(_ delivery: Delivery) throws(StoreError) -> Bool {
    try check()
    try Names.check(delivery.source, delivery.id)
    if let job = delivery.job { try Names.check(job) }
    let id = DeliveryID(source: delivery.source, id: delivery.id)
    guard deliveries[id] == nil else { return false }
    deliveries[id] = delivery.at
    sources[delivery.source] = max(sources[delivery.source] ?? delivery.at, delivery.at)
    if let job = delivery.job { request(job, at: delivery.at, delivery.notBefore) }
    return true
  }

  public func lastDeliveries() throws(StoreError) -> [String: Timestamp] {
    try check()
    return sources
  }

  public func forgetDeliveries(before time: Timestamp) throws(StoreError) {
    try check()
    deliveries = deliveries.filter { $0.value >= time }
  }

  public func request(_ job: JobKey, notBefore: Timestamp) throws(StoreError) {
    try check()
    try Names.check(job)
    request(job, at: notBefore, notBefore)
  }

  private func request(_ job: JobKey, at: Timestamp, _ notBefore: Timestamp) {
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

  public func claim(by worker: String, lease: Int64, now: Timestamp) throws(StoreError) -> Claim? {
    try check()
    try Names.check(worker)
    let (end, overflow) = now.milliseconds.addingReportingOverflow(lease)
    guard lease > 0, !overflow else { throw StoreError(.rejected, "a lease of \(lease) milliseconds is not possible") }
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
    entry.due = Timestamp(milliseconds: end)
    entry.again = nil
    entries[job] = entry
    return Claim(job: job, fence: lastFence, attempts: entry.attempts, requestedAt: entry.requestedAt)
  }

  public func extend(_ claim: Claim, until: Timestamp) throws(StoreError) {
    var entry = try held(claim)
    entry.due = until
    entries[claim.job] = entry
  }

  public func complete(_ claim: Claim) throws(StoreError) {
    let again = try held(claim).again
    entries[claim.job] = again.map { again in
      Entry(due: again.notBefore, notBefore: again.notBefore, requestedAt: again.requestedAt)
    }
  }

  public func retry(_ claim: Claim, notBefore: Timestamp, error: String) throws(StoreError) {
    var entry = try held(claim)
    entry.attempts += 1
    entry.error = Names.storable(error)
    release(claim.job, entry, until: min(entry.again?.notBefore ?? notBefore, notBefore))
  }

  public func postpone(_ claim: Claim, notBefore: Timestamp) throws(StoreError) {
    let entry = try held(claim)
    release(claim.job, entry, until: min(entry.again?.notBefore ?? notBefore, notBefore))
  }

  public func bury(_ claim: Claim, error: String, at: Timestamp) throws(StoreError) {
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
  private func release(_ job: JobKey, _ entry: Entry, until time: Timestamp) {
    var entry = entry
    (entry.state, entry.due, entry.notBefore) = (.waiting, time, time)
    (entry.worker, entry.fence, entry.again) = (nil, nil, nil)
    entries[job] = entry
  }

  private func held(_ claim: Claim) throws(StoreError) -> Entry {
    try check()
    guard let entry = entries[claim.job], entry.fence == claim.fence else { throw .lost(claim) }
    return entry
  }

  public func jobs() throws(StoreError) -> [Job] {
    try check()
    return entries.sorted { $0.key < $1.key }.map { key, entry in
      Job(
        key: key, state: entry.state, notBefore: entry.notBefore, requestedAt: entry.requestedAt,
        attempts: entry.attempts, error: entry.error, worker: entry.worker)
    }
  }

  public func value(_ kind: String, _ name: String) throws(StoreError) -> [UInt8]? { try values(kind, name)[name] }

  public func values(_ kind: String) throws(StoreError) -> [String: [UInt8]] { try values(kind, "") }

  private func values(_ kind: String, _ name: String) throws(StoreError) -> [String: [UInt8]] {
    try check()
    try Names.check(kind, name)
    return kinds[kind] ?? [:]
  }

  public func set(_ value: [UInt8]?, _ kind: String, _ name: String, under claim: Claim?) throws(StoreError) {
    var values = try values(kind, name)
    if let claim { _ = try held(claim) }
    values[name] = value
    kinds[kind] = values
  }

  public func pin(_ value: [UInt8], _ kind: String, _ name: String) throws(StoreError) -> [UInt8] {
    if let old = try values(kind, name)[name] { return old }
    kinds[kind, default: [:]][name] = value
    return value
  }

  public func append(
    to chain: String, name: String, at: Timestamp,
    _ make: @escaping @Sendable (_ sequence: Int64, _ previous: String?) -> (digest: String, text: String)
  ) throws(StoreError) -> StoredRecord {
    if let record = try record(in: chain, named: name) { return record }
    let last = chains[chain]?.last
    let sequence = (last?.sequence ?? 0) + 1
    let (digest, text) = make(sequence, last?.digest)
    guard !digest.utf8.contains(0), !text.utf8.contains(0) else {
      throw StoreError(.rejected, "a record has a NUL character")
    }
    let record = StoredRecord(
      chain: chain, sequence: sequence, name: name, previous: last?.digest, digest: digest, text: text, at: at)
    chains[chain, default: []].append(record)
    return record
  }

  public func record(in chain: String, named name: String) throws(StoreError) -> StoredRecord? {
    try check()
    try Names.check(chain, name)
    return chains[chain]?.first { $0.name == name }
  }

  public func records(in chain: String, after: Int64, limit: Int) throws(StoreError) -> [StoredRecord] {
    try check()
    try Names.check(chain)
    return Array((chains[chain] ?? []).filter { $0.sequence > after }.prefix(max(0, limit)))
  }

  public func check() throws(StoreError) {
    guard !isClosed else { throw StoreError(.unavailable, "the store is closed") }
  }

  public func close() { isClosed = true }
}
