public import Forges
public import Webhooks

/// How the server behaves.
public struct ServerOptions: Sendable {
  /// The address that it listens on.
  public var host = "127.0.0.1"
  /// The port; 0: any that is free.
  public var port = 8080
  /// The most bytes of a webhook's body (GitHub sends up to 25 MiB).
  public var maximumBodyBytes = 26 << 20
  /// The most bytes of bodies that are being read at one time.
  public var maximumPendingBytes = 96 << 20
  /// The most connections at one time.
  public var maximumConnections = 1024
  /// How long a connection may be silent while a request is waited for, in milliseconds.
  public var idleTimeout = 30_000
  /// How long a body may take, in milliseconds.
  public var bodyTimeout = 30_000
  /// How long requests that have begun may take after the server was told to stop, in milliseconds.
  public var drainTime = 10_000
  /// Whoever says this may requeue jobs; nil: nobody. At least 16 bytes.
  public var adminToken: String?

  /// The usual limits.
  public init() {}
}

/// Where a forge sends the webhooks of one repository: `/hooks/FORGE/NAME`.
public struct HookEndpoint: Sendable {
  /// The repository, by its name in the configuration.
  public var repository: String
  /// The kind of forge.
  public var forge: ForgeKind
  /// Tells who knows the secret.
  public var verifier: WebhookVerifier
  /// The number of the project that the events have to be about.
  public var projectID: Int64?
  /// The full name of that project, for events without a number.
  public var projectName: String?
  /// How long after an event a look begins, so that events that come together are one look, in milliseconds.
  public var debounce: Int64 = 2000

  /// An endpoint from its parts.
  public init(
    repository: String, forge: ForgeKind, verifier: WebhookVerifier, projectID: Int64? = nil, projectName: String? = nil
  ) {
    self.repository = repository
    self.forge = forge
    self.verifier = verifier
    self.projectID = projectID
    self.projectName = projectName
  }
}

/// A repository that the pages show.
public struct ServedRepository: Hashable, Sendable {
  /// Its name in the configuration.
  public var name: String
  /// Its page on the forge.
  public var url: String?
  /// The branches whose merge requests are looked after; empty: all.
  public var branches: Set<String>

  /// A repository from its parts.
  public init(name: String, url: String? = nil, branches: Set<String> = []) {
    self.name = name
    self.url = url
    self.branches = branches
  }
}

/// Why there is no server.
public enum BotServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A repository's name cannot be part of a URL, or is one of the server's own.
  case name(String)
  /// Two repositories have the same name, or two hooks the same place.
  case twice(String)
  /// A hook is for a repository that is not served.
  case unknownRepository(String)
  /// The admin token is too short to be one.
  case weakToken
  /// A page's template is broken: a mistake in this program.
  case template(String)

  /// What is wrong.
  public var description: String {
    switch self {
    case .name(let name):
      "the repository name \"\(name)\" cannot be part of a URL: it needs 1 to 100 of A-Z a-z 0-9 . _ - and must not be "
        + "\(BotServer.reserved.sorted().joined(separator: ", ")), or begin with a dot"
    case .twice(let name): "\(name) is configured twice"
    case .unknownRepository(let name): "there is a webhook for \"\(name)\", which is no repository of the service"
    case .weakToken: "the admin token needs at least 16 bytes"
    case .template(let text): "a page's template is broken: \(text)"
    }
  }
}
