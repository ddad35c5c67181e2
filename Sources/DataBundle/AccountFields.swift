/// A place where repositories live and people have accounts.
public enum Forge: String, Hashable, Sendable, CaseIterable {
  /// GitLab
  case gitlab
  /// GitHub
  case github
  /// Gitea and Forgejo
  case gitea
}

/// The fields of users and bots that hold their account names: `policy.identity`.
public enum AccountFields: Hashable, Sendable {
  /// One field, whatever the forge.
  case one(String)
  /// A field for each forge that is used.
  case byForge([Forge: String])

  /// All the fields, sorted.
  public var all: [String] {
    switch self {
    case .one(let field): [field]
    case .byForge(let fields): Set(fields.values).sorted()
    }
  }

  /// The field that counts on a forge. Without a forge it has to be clear.
  public func field(for forge: Forge?) throws(AccountFieldError) -> String {
    switch self {
    case .one(let field): return field
    case .byForge(let fields):
      let names = fields.keys.map(\.rawValue).sorted()
      guard !names.isEmpty else { throw AccountFieldError("\"policy.identity\" names no account field") }
      if let forge {
        if let field = fields[forge] { return field }
        throw AccountFieldError(
          "\"policy.identity\" names no account field for \(forge.rawValue), only for \(names.joined(separator: " and "))"
        )
      }
      if fields.count == 1, let field = fields.values.first { return field }
      throw AccountFieldError(
        "\"policy.identity\" names an account field per forge: choose one with "
          + names.map { "--forge \($0)" }.joined(separator: " or "))
    }
  }
}

/// Which field holds the account names is not clear.
public struct AccountFieldError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Why, and what to do.
  public let description: String

  init(_ description: String) { self.description = description }
}
