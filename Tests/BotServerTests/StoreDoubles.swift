import Forges
import Foundation
import ServiceStore
import Synchronization
import TestSupport

/// A store whose first `accept` is done although its connection breaks off.
final class UncertainStore: Store {
  private let base = MemoryStore()
  private let failures: Mutex<Int>

  init(failures: Int) { self.failures = Mutex(failures) }

  func accept(_ delivery: Delivery) async throws(StoreError) -> Bool {
    let isNew = try await base.accept(delivery)
    let fails = failures.withLock { left in
      left -= 1
      return left >= 0
    }
    if fails { throw StoreError(.uncertain, "the connection broke off") }
    return isNew
  }

  func lastDeliveries() async throws(StoreError) -> [String: Timestamp] { try await base.lastDeliveries() }
  func forgetDeliveries(before: Timestamp) async throws(StoreError) { try await base.forgetDeliveries(before: before) }
  func request(_ job: JobKey, notBefore: Timestamp) async throws(StoreError) {
    try await base.request(job, notBefore: notBefore)
  }
  func claim(by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim? {
    try await base.claim(by: worker, lease: lease, now: now)
  }
  func claim(_ job: JobKey, by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim? {
    try await base.claim(job, by: worker, lease: lease, now: now)
  }
  func extend(_ claim: Claim, until: Timestamp) async throws(StoreError) { try await base.extend(claim, until: until) }
  func complete(_ claim: Claim) async throws(StoreError) { try await base.complete(claim) }
  func retry(_ claim: Claim, notBefore: Timestamp, error: String) async throws(StoreError) {
    try await base.retry(claim, notBefore: notBefore, error: error)
  }
  func postpone(_ claim: Claim, notBefore: Timestamp) async throws(StoreError) {
    try await base.postpone(claim, notBefore: notBefore)
  }
  func bury(_ claim: Claim, error: String, at: Timestamp) async throws(StoreError) {
    try await base.bury(claim, error: error, at: at)
  }
  func jobs() async throws(StoreError) -> [Job] { try await base.jobs() }
  func value(_ kind: String, _ name: String) async throws(StoreError) -> [UInt8]? { try await base.value(kind, name) }
  func values(_ kind: String) async throws(StoreError) -> [String: [UInt8]] { try await base.values(kind) }
  func set(_ value: [UInt8]?, _ kind: String, _ name: String, under claim: Claim?) async throws(StoreError) {
    try await base.set(value, kind, name, under: claim)
  }
  func pin(_ value: [UInt8], _ kind: String, _ name: String) async throws(StoreError) -> [UInt8] {
    try await base.pin(value, kind, name)
  }
  func append(
    to chain: String, name: String, at: Timestamp,
    _ make: @escaping @Sendable (_ sequence: Int64, _ previous: String?) -> (digest: String, text: String)
  ) async throws(StoreError) -> StoredRecord { try await base.append(to: chain, name: name, at: at, make) }
  func record(in chain: String, named name: String) async throws(StoreError) -> StoredRecord? {
    try await base.record(in: chain, named: name)
  }
  func records(in chain: String, after: Int64, limit: Int) async throws(StoreError) -> [StoredRecord] {
    try await base.records(in: chain, after: after, limit: limit)
  }
  func check() async throws(StoreError) { try await base.check() }
  func close() async { await base.close() }
}

/// Runs something with a SQLite store in a folder that is removed afterwards.
func withSQLite(_ body: (any Store) async throws -> Void) async throws {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-server-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  let store = try await Stores.open(folder.appendingPathComponent("store.db").path)
  try await body(store)
  await store.close()
}
