public import BotService
public import Forges
public import HTTPTransport

/// Sets webhooks up, with all the events that Remit needs.
public enum HookSetup {
  /// What the configuration lacks to set the webhook of a repository up; nil where it lacks nothing.
  public static func problem(with repository: RepositoryConfiguration, of configuration: ServiceConfiguration)
    -> String?
  {
    if configuration.hookURL(of: repository) == nil {
      return "the configuration has no \"url\", so the forge cannot be told where to send"
    }
    guard let secret = repository.webhook.secrets.first else {
      return "the configuration has no \"webhook.secrets\" for \(repository.name)"
    }
    if repository.forge == .gitlab, secret.value.hasPrefix("whsec_") {
      return "GitLab takes a signing secret (whsec_…) on its own page only: set the webhook up there"
    }
    return nil
  }

  /// Sets the webhook of a repository up, or corrects the one with its URL, and gives it. Throws `.rejected` where the
  /// configuration says too little.
  public static func run(
    _ repository: RepositoryConfiguration, of configuration: ServiceConfiguration, http: any HTTPClient,
    clock: ServiceClock = .system
  ) async throws(ForgeError) -> ForgeHook {
    guard let url = configuration.hookURL(of: repository), let secret = repository.webhook.secrets.first else {
      throw ForgeError(.rejected, problem(with: repository, of: configuration) ?? "")
    }
    let client = try await repository.client(through: http, now: clock.now)
    return try await client.setUpHook(url: url, secret: secret.value)
  }
}
