/// The store in a SQL database, SQLite or PostgreSQL. `Stores.open` makes one.
struct SQLStore: Store {
  let database: any SQLDatabase
  let schema: Schema
  /// The deliveries that are being stored.
  let deliveries = DeliveryBatcher()

  /// A store in a database, whose tables are made or brought up to this version.
  init(_ database: any SQLDatabase, schema: Schema = .current) async throws(StoreError) {
    self.database = database
    self.schema = schema
    do throws(StoreError) {
      try await database.write { session throws(StoreError) in try schema.migrate(session) }
    } catch {
      await database.close()
      throw error
    }
  }

  func check() async throws(StoreError) {
    try await database.write { [schema] session throws(StoreError) in try schema.check(session) }
  }

  func close() async { await database.close() }
}
