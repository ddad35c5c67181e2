public import BotServer
internal import BotService
public import Logging
internal import Webhooks

extension Service {
  /// What answers HTTP for the service: webhooks, pages, API. `onListening` gets the port once connections are accepted.
  /// Throws what is wrong with the names, secrets and tokens of the configuration.
  public func server(
    logger: Logger, onListening: @escaping @Sendable (Int) async -> Void = { _ in }
  ) throws(ServerError) -> BotServer {
    var hooks: [HookEndpoint] = []
    for repository in configuration.repositories where !repository.webhook.secrets.isEmpty {
      do throws(WebhookSecretError) {
        var hook = HookEndpoint(
          repository: repository.name, forge: repository.forge,
          verifier: try WebhookVerifier(repository.forge, secrets: repository.webhook.secrets.map(\.value)),
          projectName: repository.project)
        hook.debounce = configuration.debounce
        hooks.append(hook)
      } catch {
        throw ServerError(description: "\(repository.name): \(error.description)")
      }
    }
    var options = ServerOptions()
    options.host = configuration.host
    options.port = configuration.port
    options.adminToken = configuration.adminToken?.value
    let served = configuration.repositories.map {
      ServedRepository(name: $0.name, url: $0.webURL, branches: $0.settings.branches)
    }
    do throws(BotServerError) {
      return try BotServer(
        context: context, hooks: hooks, repositories: served, options: options, logger: logger, onListening: onListening
      )
    } catch {
      throw ServerError(description: error.description)
    }
  }
}

/// The configuration does not allow to serve HTTP.
public struct ServerError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What is wrong, and what to do.
  public let description: String
}

extension RepositoryConfiguration {
  /// The project's page.
  fileprivate var webURL: String { url.hasSuffix("/") ? url + project : "\(url)/\(project)" }
}
