internal import Forges

extension SQLStore {
  func append(
    to chain: String, name: String, at: Timestamp,
    _ make: @escaping @Sendable (_ sequence: Int64, _ previous: String?) -> (digest: String, text: String)
  ) async throws(StoreError) -> StoredRecord {
    try Names.check(chain, name)
    return try await database.write { session throws(StoreError) in
      // The chain's row is updated, so that only one transaction adds to a chain at a time.
      try session.run(
        "INSERT INTO remit_chain (name) VALUES ($1) ON CONFLICT (name) DO UPDATE SET name = excluded.name",
        [.text(chain)])
      if let record = try Self.record(in: chain, named: name, session) { return record }
      let last = try session.run(
        "SELECT sequence, digest FROM remit_record WHERE chain = $1 ORDER BY sequence DESC LIMIT 1", [.text(chain)]
      ).first
      let sequence = try last?.integer(0) ?? 0
      let previous = try last?.text(1)
      let made = make(sequence + 1, previous)
      guard !made.digest.utf8.contains(0), !made.text.utf8.contains(0) else {
        throw StoreError(.rejected, "a record has a NUL character")
      }
      try session.run(
        """
        INSERT INTO remit_record (chain, sequence, name, previous, digest, content, added_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .text(chain), .integer(sequence + 1), .text(name), SQLValue(previous), .text(made.digest), .text(made.text),
          SQLValue(at),
        ])
      return StoredRecord(
        chain: chain, sequence: sequence + 1, name: name, previous: previous, digest: made.digest, text: made.text,
        at: at)
    }
  }

  func record(in chain: String, named name: String) async throws(StoreError) -> StoredRecord? {
    try Names.check(chain, name)
    return try await database.read { session throws(StoreError) in
      try Self.record(in: chain, named: name, session)
    }
  }

  func records(in chain: String, after: Int64, limit: Int) async throws(StoreError) -> [StoredRecord] {
    try Names.check(chain)
    return try await database.read { session throws(StoreError) in
      var records: [StoredRecord] = []
      for row in try session.run(
        "\(StoredRecord.selection) WHERE chain = $1 AND sequence > $2 ORDER BY sequence LIMIT $3",
        [.text(chain), .integer(after), .integer(Int64(max(0, limit)))])
      {
        records.append(try StoredRecord(row))
      }
      return records
    }
  }
}

extension SQLStore {
  private static func record(
    in chain: String, named name: String, _ session: any SQLSession
  ) throws(StoreError) -> StoredRecord? {
    let row = try session.run(
      "\(StoredRecord.selection) WHERE chain = $1 AND name = $2", [.text(chain), .text(name)]
    ).first
    guard let row else { return nil }
    return try StoredRecord(row)
  }
}

extension StoredRecord {
  fileprivate static let selection =
    "SELECT chain, sequence, name, previous, digest, content, added_at FROM remit_record"

  fileprivate init(_ row: SQLRow) throws(StoreError) {
    self.init(
      chain: try row.text(0), sequence: try row.integer(1), name: try row.text(2), previous: try row.optionalText(3),
      digest: try row.text(4), text: try row.text(5), at: try row.time(6))
  }
}
