public import Forges
internal import HTTPTransport

extension GiteaClient {
  /// The webhooks of the repository.
  public func hooks() async throws(ForgeError) -> [ForgeHook] {
    try await session.numberedPages(GiteaHook.self, "\(repository)/hooks?limit=50").map(\.hook)
  }

  /// Sets a webhook up that sends JSON, and then removes others with that URL: the secret of a webhook cannot be changed
  /// in all versions.
  public func setUpHook(url: String, secret: String) async throws(ForgeError) -> ForgeHook {
    let path = "\(repository)/hooks"
    let old = try await hooks().filter { $0.url == url }
    let order = Order(
      type: try await isForgejo() ? "forgejo" : "gitea",
      config: ["url": url, "secret": secret, "content_type": "json"])
    let new = try await session.value(GiteaHook.self, .post, path, json: order).hook
    for hook in old where hook.id != new.id { try await delete("\(path)/\(hook.id)") }
    return new
  }

  private struct Order: Encodable {
    var type: String
    var config: [String: String]
    var active = true
    var events = [
      "issue_comment", "pull_request", "pull_request_comment", "pull_request_label", "pull_request_review",
      "pull_request_review_approved", "pull_request_review_comment", "pull_request_review_rejected",
      "pull_request_sync", "push", "status",
    ]
  }
}
