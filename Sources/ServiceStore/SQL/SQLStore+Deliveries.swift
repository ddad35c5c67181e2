internal import Forges

extension SQLStore {
  func accept(_ delivery: Delivery) async throws(StoreError) -> Bool {
    try Names.check(delivery.source, delivery.id)
    if let job = delivery.job { try Names.check(job) }
    return try await deliveries.accept(delivery, into: database)
  }

  func lastDeliveries() async throws(StoreError) -> [String: Timestamp] {
    try await database.read { session throws(StoreError) in
      let rows = try session.run(
        """
        SELECT name, MAX(at) FROM (
          SELECT source AS name, arrived_at AS at FROM remit_delivery
          UNION ALL SELECT name, last_delivery_at AS at FROM remit_source) AS deliveries
        GROUP BY name
        """)
      var result: [String: Timestamp] = [:]
      for row in rows { result[try row.text(0)] = try row.time(1) }
      return result
    }
  }

  func forgetDeliveries(before time: Timestamp) async throws(StoreError) {
    try await database.write { session throws(StoreError) in
      try session.run(
        """
        INSERT INTO remit_source (name, last_delivery_at)
        SELECT source, MAX(arrived_at) FROM remit_delivery WHERE arrived_at < $1 GROUP BY source ORDER BY source
        ON CONFLICT (name) DO UPDATE SET last_delivery_at = excluded.last_delivery_at
        WHERE excluded.last_delivery_at > remit_source.last_delivery_at
        """, [SQLValue(time)])
      try session.run("DELETE FROM remit_delivery WHERE arrived_at < $1", [SQLValue(time)])
    }
  }
}
