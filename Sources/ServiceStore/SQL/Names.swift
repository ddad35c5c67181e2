/// Refuses what a database cannot keep, in the same way for all stores.
public enum Names {
  /// The longest name, in bytes: three of them fit an entry of a PostgreSQL index (2704 bytes).
  static let longest = 800

  /// Throws `.rejected` where a name is longer than 800 bytes or has a NUL character, which PostgreSQL does not keep.
  public static func check(_ names: String...) throws(StoreError) {
    for name in names {
      guard name.utf8.count <= longest else {
        throw StoreError(.rejected, "a name of \(name.utf8.count) bytes is too long, \(longest) are allowed")
      }
      guard !name.utf8.contains(0) else { throw StoreError(.rejected, "a name has a NUL character") }
    }
  }

  /// Throws `.rejected` where a job's name cannot be kept.
  public static func check(_ job: JobKey) throws(StoreError) { try check(job.kind, job.repository, job.subject) }

  /// A text without NUL characters, which PostgreSQL does not keep; each becomes U+FFFD.
  public static func storable(_ text: String) -> String {
    guard text.utf8.contains(0) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
  }
}
