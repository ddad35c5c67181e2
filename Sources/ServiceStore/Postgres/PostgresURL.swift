internal import CLibpq

/// The URL of a PostgreSQL database. It may hold a password, which nothing prints.
struct PostgresURL: Sendable, CustomStringConvertible, CustomReflectable {
  /// The URL as it was given. Never to be printed.
  let text: String
  /// Where the database is, for people.
  let description: String
  /// Texts that no error may show.
  private let secrets: [String]

  var customMirror: Mirror { Mirror(self, children: []) }

  /// Throws `.rejected` where libpq cannot read the URL, or would read a part of the password as something else.
  init(_ text: String) throws(StoreError) {
    guard !text.utf8.contains(0), let options = Self.options(of: text) else { throw Self.unreadable }
    let database = options["dbname"] ?? ""
    let host = options["host"] ?? options["hostaddr"] ?? ""
    let ports = (options["port"] ?? "").split(separator: ",")
    // An unescaped `@` or `/` in a password moves the rest of it into the host, the port or the database.
    guard !database.contains(where: { "@/".contains($0) }), !host.contains("@"), ports.allSatisfy({ UInt16($0) != nil })
    else { throw Self.unreadable }
    self.text = text
    let secrets = [options["password"], options["sslpassword"]].compactMap { $0 }.filter { !$0.isEmpty }
    self.secrets = secrets
    description = Self.redact(
      "PostgreSQL \(host.isEmpty ? "" : "\(host):")\(ports.joined(separator: ","))/\(database)", secrets)
  }

  /// A text without the passwords.
  func redacted(_ text: String) -> String { Self.redact(text, secrets) }

  private static func redact(_ text: String, _ secrets: [String]) -> String {
    secrets.reduce(text) { text, secret in
      text.split(separator: secret, omittingEmptySubsequences: false).joined(separator: "***")
    }
  }

  private static let unreadable = StoreError(
    .rejected,
    "the URL of the PostgreSQL database cannot be read (it is not shown, as it may hold a password): it has the form "
      + "postgres://USER:PASSWORD@HOST:PORT/DATABASE, other characters than letters, digits and - . _ ~ as %XX")

  /// What libpq reads in a URL; nil where it cannot.
  private static func options(of url: String) -> [String: String]? {
    var message: UnsafeMutablePointer<CChar>?
    let parsed = PQconninfoParse(url, &message)
    defer {
      PQfreemem(message)
      PQconninfoFree(parsed)
    }
    guard var option = parsed else { return nil }
    var result: [String: String] = [:]
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { result[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
    return result
  }
}
