internal import Forges

/// What the configuration file of the service says.
public struct ServiceConfiguration: Hashable, Sendable {
  /// What the service writes about itself.
  public struct Log: Hashable, Sendable {
    /// The least important kind of event that is written.
    public enum Level: String, Hashable, Sendable, CaseIterable { case debug, info, warning, error }

    /// How an event is written.
    public enum Format: String, Hashable, Sendable, CaseIterable {
      /// A JSON object on a line, for programs.
      case json
      /// A line for people.
      case text
    }

    /// The least important kind of event that is written.
    public var level = Level.info
    /// How an event is written.
    public var format = Format.json
  }

  /// The host to listen on.
  public var host = "127.0.0.1"
  /// The port to listen on; 0: any that is free.
  public var port = 8080
  /// Where people and forges reach the service, without a slash at the end; nil: nowhere.
  public var url: String?
  /// The folder for everything that can be made again: mirrors of the repositories.
  public var state = "/var/lib/remit"
  /// Where the store is: the path of a SQLite file or a `postgres://` URL, which may hold a password.
  public var store = Secret("/var/lib/remit/remit.db")
  /// How many jobs are worked on at a time.
  public var workers = 4
  /// How often all open merge requests are looked at, in milliseconds.
  public var sweepInterval: Int64 = 600_000
  /// How long to wait for more events after one, in milliseconds.
  public var debounce: Int64 = 3000
  /// What the service writes about itself.
  public var log = Log()
  /// The token with which the API may change something; nil: it may not.
  public var adminToken: Secret?
  /// The repositories.
  public var repositories: [RepositoryConfiguration] = []

  /// What holds where nothing is configured.
  public init() {}

  /// The URL of a repository's webhook; nil where neither it nor the service has one.
  public func hookURL(of repository: RepositoryConfiguration) -> String? {
    repository.webhook.url ?? url.map { "\($0)/hooks/\(repository.forge.rawValue)/\(repository.name)" }
  }
}
