internal import Crypto

public import Forges
public import HTTPTransport
internal import JSONCoding

/// What an authentic delivery says: where to look again. It is a hint, never a fact; what is so is asked of the forge.
public struct WebhookEvent: Hashable, Sendable {
  /// Where to look.
  public enum Hint: Hashable, Sendable {
    /// Something about this merge request changed.
    case mergeRequest(Int)
    /// This branch was pushed to, made or removed.
    case branch(String)
    /// CI said something of this commit; the event names no merge request.
    case commit(String)
    /// The forge tries the hook out.
    case ping
    /// Nothing that Remit looks at.
    case nothing
  }

  /// The same for every time this delivery is sent; at most 200 characters.
  public var deliveryID: String
  /// The project's number, where the event names it.
  public var projectID: Int64?
  /// The project's full name, where the event names it: `group/project`.
  public var projectName: String?
  /// Where to look.
  public var hint: Hint

  /// Reads a delivery that is authentic (`WebhookVerifier`). What cannot be read is a hint for nothing.
  public static func read(_ forge: ForgeKind, headers: HTTPHeaders, body: [UInt8]) -> WebhookEvent {
    var event = WebhookEvent(deliveryID: identify(forge, headers, body), hint: .nothing)
    let limits = JSONReader.Limits(bytes: 26 << 20, depth: 64, nodes: 1_000_000)
    guard let document = JSONReader(limits: limits).read(body, file: "webhook").document else { return event }
    let payload = WebhookPayload(document)
    switch forge {
    case .gitlab:
      event.projectID = payload.number("project", "id") ?? payload.number("project_id")
      event.projectName = payload.text("project", "path_with_namespace")
      event.hint = payload.gitLabHint
    case .github:
      event.projectID = payload.number("repository", "id")
      event.projectName = payload.text("repository", "full_name")
      event.hint = payload.gitHubHint(headers["X-GitHub-Event"] ?? "")
    case .gitea:
      event.projectID = payload.number("repository", "id")
      event.projectName = payload.text("repository", "full_name")
      event.hint = payload.giteaHint(headers["X-Forgejo-Event"] ?? headers["X-Gitea-Event"] ?? "")
    }
    return event
  }
}

/// The headers with a delivery's id, the best first. GitLab's `X-Gitlab-Event-UUID` is shared by several deliveries.
private func identify(_ forge: ForgeKind, _ headers: HTTPHeaders, _ body: [UInt8]) -> String {
  let names =
    switch forge {
    case .gitlab: ["Idempotency-Key", "webhook-id", "X-Gitlab-Webhook-UUID"]
    case .github: ["X-GitHub-Delivery"]
    case .gitea: ["X-Forgejo-Delivery", "X-Gitea-Delivery"]
    }
  for name in names {
    guard let id = headers[name], (1...200).contains(id.utf8.count), id.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
    else { continue }
    return id
  }
  return "sha256:" + hex(SHA256.hash(data: body))
}
