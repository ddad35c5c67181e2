public import Forges
internal import HTTPTransport

extension GitHubClient {
  /// The webhooks of the repository.
  public func hooks() async throws(ForgeError) -> [ForgeHook] {
    try await session.pages(GitHubHook.self, "\(repository)/hooks?per_page=100").map(\.hook)
  }

  /// Sets a webhook up that sends JSON, or corrects the one with that URL.
  public func setUpHook(url: String, secret: String) async throws(ForgeError) -> ForgeHook {
    let path = "\(repository)/hooks"
    let config = Hook.Config(url: url, secret: secret)
    if let old = try await hooks().first(where: { $0.url == url }) {
      return try await session.value(
        GitHubHook.self, .patch, "\(path)/\(old.id)", json: Hook(name: nil, config: config)
      ).hook
    }
    return try await session.value(GitHubHook.self, .post, path, json: Hook(name: "web", config: config)).hook
  }

  private struct Hook: Encodable {
    struct Config: Encodable {
      var url: String
      var secret: String
      var content_type = "json"
      var insecure_ssl = "0"
    }
    var name: String?
    var config: Config
    var active = true
    var events = [
      "check_run", "check_suite", "issue_comment", "pull_request", "pull_request_review", "push", "status",
    ]
  }
}
