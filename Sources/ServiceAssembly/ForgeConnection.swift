public import BotService
public import Forges
internal import ForgeGitHub
internal import ForgeGitLab
internal import ForgeGitea
public import HTTPTransport

extension RepositoryConfiguration {
  /// A client for the project. Throws where project or credentials cannot be used; nothing is sent.
  public func client(
    through http: any HTTPClient, now: @escaping @Sendable () -> Timestamp
  ) async throws(ForgeError) -> any ForgeClient {
    switch (forge, credentials) {
    case (.gitlab, .token(let token)):
      return try GitLabClient(url: url, project: project, token: token.value, client: http, now: now)
    case (.github, .token(let token)):
      return try await GitHubClient(
        api: apiURL, repository: project, credentials: .token(token.value), client: http, now: now)
    case (.github, .app(let id, let key)):
      return try await GitHubClient(
        api: apiURL, repository: project, credentials: .app(id: id, privateKey: key.value), client: http, now: now)
    case (.gitea, .token(let token)):
      return try GiteaClient(api: apiURL, repository: project, token: token.value, client: http, now: now)
    case (.gitlab, .app), (.gitea, .app): throw ForgeError(.rejected, "only GitHub has Apps")
    }
  }

  /// The URL of the interface: people may give that of the forge.
  var apiURL: String {
    guard let address = WebAddress(url), address.path == "/" else { return url }
    switch forge {
    case .gitlab: return url
    case .github:
      if address.host == "github.com" { return "https://api.github.com" }
      return address.host.hasPrefix("api.") ? url : url + "/api/v3"
    case .gitea: return url + "/api/v1"
    }
  }

  /// The host whose accounts these are.
  var host: String {
    guard let address = WebAddress(url) else { return url }
    return address.port == 443 ? address.host : "\(address.host):\(address.port)"
  }
}
