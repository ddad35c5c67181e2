/// Opens stores.
public enum Stores {
  /// The store at a location: the path of a SQLite file, or a `postgres://` or `postgresql://` URL.
  ///
  /// Its tables are made or brought up to this version. Throws `.unavailable`, `.incompatible`, or `.rejected` where the
  /// URL cannot be read; no error shows the password.
  public static func open(_ location: String) async throws(StoreError) -> any Store {
    let scheme = location.prefix { $0 != ":" }.lowercased()
    if location.dropFirst(scheme.count).hasPrefix("://") {
      guard scheme == "postgres" || scheme == "postgresql" else {
        throw StoreError(.rejected, "a store is the path of a SQLite file or a postgres:// URL, not a \(scheme):// URL")
      }
      return try await SQLStore(PostgresDatabase(PostgresURL(location)))
    }
    guard !location.isEmpty, !location.utf8.contains(0) else {
      throw StoreError(.rejected, "a store needs the path of a SQLite file or a postgres:// URL")
    }
    return try await SQLStore(SQLiteDatabase(path: location))
  }
}
