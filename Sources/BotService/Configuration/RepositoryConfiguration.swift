public import DataBundle
public import Forges
public import Ownership

/// What the configuration says of one repository.
public struct RepositoryConfiguration: Hashable, Sendable {
  /// As whom Remit works on the forge.
  public enum Credentials: Hashable, Sendable {
    /// An access token.
    case token(Secret)
    /// A GitHub App by its id, with its private key.
    case app(id: String, key: Secret)
  }

  /// The webhook.
  public struct Webhook: Hashable, Sendable {
    /// The secret, or two while it is being changed; the first one is what a hook is set up with.
    public var secrets: [Secret] = []
    /// Its URL, where it is another than the service's.
    public var url: String?
  }

  /// Its name, part of URLs.
  public var name: String
  /// The kind of forge.
  public var forge: ForgeKind
  /// The URL of the forge's interface: `https://gitlab.com`, `https://api.github.com`, `https://HOST/api/v1`.
  public var url: String
  /// Its name on the forge, `group/project`.
  public var project: String
  /// The folder of the data repository in it; `""` at the top.
  public var folder = ""
  /// The rules.
  public var mode = OwnershipMode.strict
  /// As whom Remit works.
  public var credentials: Credentials
  /// The webhook.
  public var webhook = Webhook()
  /// How Remit behaves.
  public var settings = BotSettings()
  /// The private key that signs records, PEM; nil: they are not signed.
  public var recordKey: Secret?
  /// Whether the forge may be reached without TLS; only on this machine, for tests.
  public var allowsHTTP = false

  /// Whether the two are one project; forges tell names apart by letters, not by their case.
  func isSameProject(as other: Self) -> Bool {
    url.lowercased() == other.url.lowercased() && project.lowercased() == other.project.lowercased()
  }

  /// The forge as policies name it.
  public var policyForge: Forge {
    switch forge {
    case .gitlab: .gitlab
    case .github: .github
    case .gitea: .gitea
    }
  }
}
