/// As whom Remit works on GitHub. Descriptions show no secret.
public enum GitHubCredentials: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A personal access token, classic or fine-grained.
  case token(String)
  /// A GitHub App by its id or client id, with the PEM text of its private RSA key.
  case app(id: String, privateKey: String)

  /// The kind, without the secret.
  public var description: String {
    switch self {
    case .token: "token"
    case .app(let id, _): "App \(id)"
    }
  }

  /// The kind, without the secret.
  public var debugDescription: String { description }

  /// Nothing to see.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
