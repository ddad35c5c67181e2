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

  private var deliveries: [DeliveryID: Timestamp] = [:]
  private var sources: [String: Timestamp] = [:]
  private var queue = MemoryJobs()
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
    if let job = delivery.job { queue.request(job, at: delivery.at, delivery.notBefore) }
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
    queue.request(job, at: notBefore, notBefore)
  }

  public func claim(by worker: String, lease: Int64, now: Timestamp) throws(StoreError) -> Claim? {
    try check()
    try Names.check(worker)
    let (end, overflow) = now.milliseconds.addingReportingOverflow(lease)
    guard lease > 0, !overflow else { throw StoreError(.rejected, "a lease of \(lease) milliseconds is not possible") }
    return queue.claim(by: worker, until: Timestamp(milliseconds: end), now: now)
  }

  public func claim(_ job: JobKey, by worker: String, lease: Int64, now: Timestamp) throws(StoreError) -> Claim? {
    try check()
    try Names.check(worker)
    try Names.check(job)
    let (end, overflow) = now.milliseconds.addingReportingOverflow(lease)
    guard lease > 0, !overflow else { throw StoreError(.rejected, "a lease of \(lease) milliseconds is not possible") }
    return queue.claim(job, by: worker, until: Timestamp(milliseconds: end), now: now)
  }

  public func extend(_ claim: Claim, until: Timestamp) throws(StoreError) {
    try check()
    try queue.extend(claim, until: until)
  }

  public func complete(_ claim: Claim) throws(StoreError) {
    try check()
    try queue.complete(claim)
  }

  public func retry(_ claim: Claim, notBefore: Timestamp, error: String) throws(StoreError) {
    try check()
    try queue.wait(claim, until: notBefore, error: error)
  }

  public func postpone(_ claim: Claim, notBefore: Timestamp) throws(StoreError) {
    try check()
    try queue.wait(claim, until: notBefore, error: nil)
  }

  public func bury(_ claim: Claim, error: String, at: Timestamp) throws(StoreError) {
    try check()
    try queue.bury(claim, error: error, at: at)
  }

  public func jobs() throws(StoreError) -> [Job] {
    try check()
    return queue.jobs
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
    if let claim { _ = try queue.held(claim) }
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
