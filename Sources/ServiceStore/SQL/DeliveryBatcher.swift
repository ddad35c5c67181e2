internal import Forges

/// Stores deliveries. Those that come while others are being stored wait for each other and share one transaction: in a storm
/// the disk is flushed once for many, and a few statements do for all of them.
actor DeliveryBatcher {
  private typealias Waiting = (delivery: Delivery, continuation: CheckedContinuation<Result<Bool, StoreError>, Never>)

  /// Some way below the 32,766 values that a statement of SQLite may have (https://sqlite.org/limits.html, 9), of five each.
  private static let limit = 1000

  private var waiting: [Waiting] = []
  private var isStoring = false

  /// Notes a delivery and requests its job; false: it was noted before.
  func accept(_ delivery: Delivery, into database: any SQLDatabase) async throws(StoreError) -> Bool {
    let result: Result<Bool, StoreError> = await withCheckedContinuation { continuation in
      waiting.append((delivery, continuation))
      guard !isStoring else { return }
      isStoring = true
      Task { await storeAll(into: database) }
    }
    return try result.get()
  }

  private func storeAll(into database: any SQLDatabase) async {
    while !waiting.isEmpty {
      let batch = Array(waiting.prefix(Self.limit))
      waiting.removeFirst(batch.count)
      let deliveries = batch.map(\.delivery)
      do throws(StoreError) {
        let areNew = try await database.write { session throws(StoreError) in try Self.store(deliveries, session) }
        for (waiting, isNew) in zip(batch, areNew) { waiting.continuation.resume(returning: .success(isNew)) }
      } catch {
        for waiting in batch { waiting.continuation.resume(returning: .failure(error)) }
      }
    }
    isStoring = false
  }

  /// Which of them are new. Both statements go by the order of the keys, so that two transactions never wait for each other.
  private static func store(_ deliveries: [Delivery], _ session: any SQLSession) throws(StoreError) -> [Bool] {
    var first: [DeliveryKey: Int] = [:]
    for (index, delivery) in deliveries.enumerated() where first[DeliveryKey(delivery)] == nil {
      first[DeliveryKey(delivery)] = index
    }
    var values: [SQLValue] = []
    var rows: [String] = []
    for (key, index) in first.sorted(by: { $0.key < $1.key }) {
      rows.append("($\(values.count + 1), $\(values.count + 2), $\(values.count + 3))")
      values += [.text(key.source), .text(key.id), SQLValue(deliveries[index].at)]
    }
    let added = try session.run(
      """
      INSERT INTO remit_delivery (source, id, arrived_at) VALUES \(rows.joined(separator: ", "))
      ON CONFLICT (source, id) DO NOTHING RETURNING source, id
      """, values)
    var areNew = [Bool](repeating: false, count: deliveries.count)
    for row in added {
      if let index = first[DeliveryKey(source: try row.text(0), id: try row.text(1))] { areNew[index] = true }
    }
    var requests: [JobKey: JobRequest] = [:]
    for (delivery, isNew) in zip(deliveries, areNew) where isNew {
      guard let job = delivery.job else { continue }
      let known = requests[job] ?? JobRequest(job: job, at: delivery.at, notBefore: delivery.notBefore)
      requests[job] = JobRequest(
        job: job, at: min(known.at, delivery.at), notBefore: min(known.notBefore, delivery.notBefore))
    }
    try SQLStore.request(requests.values.sorted { $0.job < $1.job }, session)
    return areNew
  }
}

/// Names a delivery; there is at most one of each.
private struct DeliveryKey: Hashable, Comparable {
  var source: String
  var id: String

  init(source: String, id: String) {
    self.source = source
    self.id = id
  }

  init(_ delivery: Delivery) { self.init(source: delivery.source, id: delivery.id) }

  static func < (one: Self, other: Self) -> Bool { (one.source, one.id) < (other.source, other.id) }
}
