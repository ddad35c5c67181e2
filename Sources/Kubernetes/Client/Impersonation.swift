internal import HTTPTransport

/// As whom a client acts, where its own user may act as others (`Impersonate-…` fields).
public struct Impersonation: Hashable, Sendable {
  /// The user.
  public var user: String
  /// The user's uid (Kubernetes 1.22 and later).
  public var uid: String?
  /// The user's groups.
  public var groups: [String]
  /// What else is known of the user; it is in the audit log. `merge-request: 4711`
  public var extra: [String: [String]]

  /// An impersonation from its parts.
  public init(user: String, uid: String? = nil, groups: [String] = [], extra: [String: [String]] = [:]) {
    self.user = user
    self.uid = uid
    self.groups = groups
    self.extra = extra
  }

  /// Adds its fields.
  func add(to headers: inout HTTPHeaders) {
    headers.append("Impersonate-User", user)
    if let uid { headers.append("Impersonate-Uid", uid) }
    for group in groups { headers.append("Impersonate-Group", group) }
    for (key, values) in extra.sorted(by: { $0.key < $1.key }) {
      for value in values { headers.append("Impersonate-Extra-" + Naming.percentEncoded(key.lowercased()), value) }
    }
  }
}
