public import BotServer
internal import BotService
public import Logging
internal import Webhooks

extension Service {
  /// What answers over HTTP for the service: webhooks, pages, API. `onListening` gets the port. Throws where names, tokens
  /// or webhook secrets cannot be used.
  public func server(
    logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws -> BotServer {
    var options = ServerOptions()
    options.host = configuration.host
    options.port = configuration.port
    options.adminToken = configuration.adminToken?.value
    let hooks = try configuration.repositories.filter { !$0.webhook.secrets.isEmpty }.map { repository in
      var hook = HookEndpoint(
        repository: repository.name, forge: repository.forge,
        verifier: try WebhookVerifier(repository.forge, secrets: repository.webhook.secrets.map(\.value)),
        projectName: repository.project)
      hook.debounce = configuration.debounce
      return hook
    }
    let served = configuration.repositories.map { repository in
      ServedRepository(name: repository.name, branches: repository.settings.branches)
    }
    return try BotServer(
      context: context, hooks: hooks, repositories: served, options: options, logger: logger, onListening: onListening)
  }
}
