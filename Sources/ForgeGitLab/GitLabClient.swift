internal import Foundation
public import Forges
public import HTTPTransport

/// One project on GitLab: gitlab.com or self-managed, API v4.
public struct GitLabClient: ForgeClient {
  let session: ForgeSession
  /// The path of the project in the API: `/projects/group%2Fname`.
  let project: String
  private let token: String
  private let address: WebAddress
  private let moreBots: Set<String>

  /// A client for a project, `group/name` or its number; `url` is that of the forge, `https://gitlab.com`. `bots` are
  /// names of accounts that are programs without GitLab saying so. Throws where URL or project cannot be one.
  public init(
    url: String = "https://gitlab.com", project: String, token: String, bots: Set<String> = [],
    client: any HTTPClient, now: @escaping @Sendable () -> Timestamp
  ) throws(ForgeError) {
    guard let address = WebAddress(url), !url.contains("?") else {
      throw ForgeError(.rejected, "GitLab: the URL has to be that of the forge, like https://gitlab.com")
    }
    let parts = project.split(separator: "/", omittingEmptySubsequences: false)
    let isNumber = !project.isEmpty && project.utf8.allSatisfy { (0x30...0x39).contains($0) }
    guard isNumber || parts.count >= 2, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw ForgeError(.rejected, "GitLab: the project has to be group/name or a number")
    }
    self.address = address
    self.token = token
    self.project = "/projects/" + project.percentEncoded
    moreBots = Set(bots.map { $0.lowercased() })
    var base = url[...]
    while base.hasSuffix("/") { base.removeLast() }
    session = ForgeSession(
      "GitLab", base: base + "/api/v4", headers: ["Accept": "application/json"],
      authorization: FixedAuthorization(["PRIVATE-TOKEN": token]), client: client, now: now)
  }

  /// The token's account.
  public func me() async throws(ForgeError) -> ForgeUser {
    user(try await session.value(GitLabUser.self, .get, "/user"))
  }

  /// The account of exactly that name, in any case; nil where it is blocked or otherwise not in use.
  public func user(named name: String) async throws(ForgeError) -> ForgeUser? {
    guard !name.isEmpty else { return nil }
    let found = try await session.value([GitLabUser].self, .get, "/users?username=\(name.percentEncoded)")
    return found.first { $0.username.lowercased() == name.lowercased() && ($0.state ?? "active") == "active" }
      .map(user)
  }

  /// What the last answer said.
  public func budget() async -> RequestBudget? { await session.budget() }

  /// The clone URL, and the token as the password of `oauth2`. Throws where the URL is on another host than the API, so
  /// that the token goes nowhere else.
  public func gitAccess() async throws(ForgeError) -> GitAccess {
    let url = try await session.value(GitLabProject.self, .get, project).http_url_to_repo ?? ""
    guard let repository = WebAddress(url), repository.host == address.host, repository.scheme == address.scheme
    else {
      throw ForgeError(.rejected, "GitLab: the project has no clone URL of \(address.scheme) on \(address.host)")
    }
    let basic = Data("oauth2:\(token)".utf8).base64EncodedString()
    return GitAccess(url: url, authorization: "Basic \(basic)", headReference: "refs/merge-requests/{}/head")
  }

  /// The path of a merge request in the API.
  func path(_ number: Int) -> String { "\(project)/merge_requests/\(number)" }

  /// An account, with the knowledge of who is a program: GitLab says it only in some answers; the names are those of
  /// project and group access tokens (docs.gitlab.com, "Project access tokens", "Bot users for projects").
  func user(_ wire: GitLabUser) -> ForgeUser {
    let name = wire.username.lowercased()
    return ForgeUser(
      id: wire.id, name: wire.username, isBot: wire.bot == true || name.isTokenBot || moreBots.contains(name))
  }
}

extension String {
  /// `project_12_bot_3f…`, `group_12_bot…`.
  fileprivate var isTokenBot: Bool {
    for prefix in ["project_", "group_"] where hasPrefix(prefix) {
      let rest = dropFirst(prefix.count)
      let number = rest.prefix { $0.isNumber }
      if !number.isEmpty, rest.dropFirst(number.count).hasPrefix("_bot") { return true }
    }
    return false
  }
}
