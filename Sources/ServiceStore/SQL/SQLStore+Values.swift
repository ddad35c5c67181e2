extension SQLStore {
  func value(_ kind: String, _ name: String) async throws(StoreError) -> [UInt8]? {
    try Names.check(kind, name)
    return try await database.read { session throws(StoreError) in
      try session.run(
        "SELECT content FROM remit_value WHERE kind = $1 AND name = $2", [.text(kind), .text(name)]
      ).first?.bytes(0)
    }
  }

  func values(_ kind: String) async throws(StoreError) -> [String: [UInt8]] {
    try Names.check(kind)
    return try await database.read { session throws(StoreError) in
      var result: [String: [UInt8]] = [:]
      for row in try session.run("SELECT name, content FROM remit_value WHERE kind = $1", [.text(kind)]) {
        result[try row.text(0)] = try row.bytes(1)
      }
      return result
    }
  }

  func set(
    _ value: [UInt8]?, _ kind: String, _ name: String, under claim: Claim?
  ) async throws(StoreError) {
    try Names.check(kind, name)
    try await database.write { session throws(StoreError) in
      // An update, so that nobody takes the job before this transaction ends.
      if let claim { try Self.update(claim, "fence = fence", [], session) }
      guard let value else {
        try session.run("DELETE FROM remit_value WHERE kind = $1 AND name = $2", [.text(kind), .text(name)])
        return
      }
      try session.run(
        """
        INSERT INTO remit_value (kind, name, content) VALUES ($1, $2, $3)
        ON CONFLICT (kind, name) DO UPDATE SET content = excluded.content
        """, [.text(kind), .text(name), .bytes(value)])
    }
  }

  func pin(_ value: [UInt8], _ kind: String, _ name: String) async throws(StoreError) -> [UInt8] {
    try Names.check(kind, name)
    return try await database.write { session throws(StoreError) in
      // An update that changes nothing, as only a changed row is returned.
      let rows = try session.run(
        """
        INSERT INTO remit_value AS old (kind, name, content) VALUES ($1, $2, $3)
        ON CONFLICT (kind, name) DO UPDATE SET content = old.content RETURNING content
        """, [.text(kind), .text(name), .bytes(value)])
      guard let row = rows.first else { throw StoreError(.incompatible, "the store gave no value back") }
      return try row.bytes(0)
    }
  }
}
