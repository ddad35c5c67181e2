internal import Forges
internal import ServiceStore

/// Looks like a store and lets nothing be changed: reads come from another store if there is one, writes vanish.
struct ReadOnlyStore: Store {
  let base: (any Store)?

  func accept(_ delivery: Delivery) async throws(StoreError) -> Bool { false }
  func lastDeliveries() async throws(StoreError) -> [String: Timestamp] { try await base?.lastDeliveries() ?? [:] }
  func forgetDeliveries(before: Timestamp) async throws(StoreError) {}

  func request(_ job: JobKey, notBefore: Timestamp) async throws(StoreError) {}
  func claim(by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim? { nil }
  func claim(_ job: JobKey, by worker: String, lease: Int64, now: Timestamp) async throws(StoreError) -> Claim? { nil }
  func extend(_ claim: Claim, until: Timestamp) async throws(StoreError) {}
  func complete(_ claim: Claim) async throws(StoreError) {}
  func retry(_ claim: Claim, notBefore: Timestamp, error: String) async throws(StoreError) {}
  func postpone(_ claim: Claim, notBefore: Timestamp) async throws(StoreError) {}
  func bury(_ claim: Claim, error: String, at: Timestamp) async throws(StoreError) {}
  func jobs() async throws(StoreError) -> [Job] { try await base?.jobs() ?? [] }

  func value(_ kind: String, _ name: String) async throws(StoreError) -> [UInt8]? { try await base?.value(kind, name) }
  func values(_ kind: String) async throws(StoreError) -> [String: [UInt8]] { try await base?.values(kind) ?? [:] }
  func set(_ value: [UInt8]?, _ kind: String, _ name: String, under claim: Claim?) async throws(StoreError) {}
  func pin(_ value: [UInt8], _ kind: String, _ name: String) async throws(StoreError) -> [UInt8] {
    guard let present = try await base?.value(kind, name) else { return value }
    return present
  }

  func append(
    to chain: String, name: String, at: Timestamp,
    _ make: @escaping @Sendable (_ sequence: Int64, _ previous: String?) -> (digest: String, text: String)
  ) async throws(StoreError) -> StoredRecord {
    throw StoreError(.rejected, "nothing is recorded in a simulation")
  }
  func record(in chain: String, named name: String) async throws(StoreError) -> StoredRecord? {
    try await base?.record(in: chain, named: name)
  }
  func records(in chain: String, after: Int64, limit: Int) async throws(StoreError) -> [StoredRecord] {
    try await base?.records(in: chain, after: after, limit: limit) ?? []
  }

  func check() async throws(StoreError) { try await base?.check() }
  func close() async {}
}
