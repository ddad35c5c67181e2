public import Forges
internal import Foundation
public import HTTPTransport

/// One repository on github.com or GitHub Enterprise Server.
public struct GitHubClient: ForgeClient {
  let session: ForgeSession
  /// The App that Remit works as; nil where it works by a token.
  let app: GitHubApp?
  /// The path of the repository: `/repos/owner/name`.
  let repository: String
  private let token: String?

  /// A client for the repository `owner/name`; `api` is `https://api.github.com` or `https://HOST/api/v3`.
  /// Throws where the name or an App's key cannot be one.
  public init(
    api: String = "https://api.github.com", repository: String, credentials: GitHubCredentials,
    client: any HTTPClient, now: @escaping @Sendable () -> Timestamp
  ) async throws(ForgeError) {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw ForgeError(.rejected, "GitHub: the repository must be named owner/name, not \(repository)")
    }
    self.repository = "/repos/" + parts.map { String($0).percentEncoded }.joined(separator: "/")
    let make = { @Sendable (authorization: any ForgeAuthorization) in
      ForgeSession(
        "GitHub", base: api, headers: headers, authorization: authorization, client: client, now: now)
    }
    switch credentials {
    case .token(let text):
      token = text
      app = nil
      session = make(FixedAuthorization(["Authorization": "Bearer \(text)"]))
    case .app(let id, let privateKey):
      let app = try await GitHubApp(
        id: id, privateKey: privateKey, repository: self.repository, now: now,
        session: { make(FixedAuthorization($0)) })
      token = nil
      self.app = app
      session = make(app)
    }
  }

  /// The token's account, or the App's.
  public func me() async throws(ForgeError) -> ForgeUser {
    if let app { return try await app.user(lookUp: user(named:)) }
    return try await session.value(GitHubUser.self, .get, "/user").user
  }

  /// The account of that name in any case; nil for organizations.
  public func user(named name: String) async throws(ForgeError) -> ForgeUser? {
    guard !name.isEmpty, let found = try await session.valueIfFound(GitHubUser.self, "/users/\(name.percentEncoded)"),
      found.login.lowercased() == name.lowercased(), found.type != "Organization"
    else { return nil }
    return found.user
  }

  /// What the last answer said of the primary limit.
  public func budget() async -> RequestBudget? { await session.budget() }

  /// The clone URL, and the token as the password of `x-access-token`.
  public func gitAccess() async throws(ForgeError) -> GitAccess {
    let url = try session.cloneURL(try await session.value(GitHubRepository.self, .get, repository).clone_url)
    var password = token ?? ""
    if let app { password = try await app.tokenText() }
    let basic = Data("x-access-token:\(password)".utf8).base64EncodedString()
    return GitAccess(url: url, authorization: "Basic \(basic)", headReference: "refs/pull/{}/head")
  }
}

/// GitHub refuses requests without a User-Agent; the version is the oldest that all supported servers know.
private let headers: HTTPHeaders = [
  "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "remit",
]
