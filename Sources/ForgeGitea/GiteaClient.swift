public import Forges
internal import Foundation
public import HTTPTransport

/// One repository on a Gitea or Forgejo server.
public struct GiteaClient: ForgeClient {
  let session: ForgeSession
  /// The path of the repository: `/repos/owner/name`.
  let repository: String
  private let token: String

  /// A client for the repository `owner/name`; `api` is `https://HOST/api/v1`. Throws where the name cannot be one.
  public init(
    api: String, repository: String, token: String, client: any HTTPClient, now: @escaping @Sendable () -> Timestamp
  ) throws(ForgeError) {
    let parts = repository.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else {
      throw ForgeError(.rejected, "Gitea: the repository must be named owner/name, not \(repository)")
    }
    self.repository = "/repos/" + parts.map { String($0).percentEncoded }.joined(separator: "/")
    self.token = token
    session = ForgeSession(
      "Gitea", base: api, headers: ["Accept": "application/json", "User-Agent": "remit"],
      authorization: FixedAuthorization(["Authorization": "token \(token)"]), client: client, now: now)
  }

  /// The token's account.
  public func me() async throws(ForgeError) -> ForgeUser {
    try await session.value(GiteaUser.self, .get, "/user").user
  }

  /// The account of that name in any case.
  public func user(named name: String) async throws(ForgeError) -> ForgeUser? {
    guard !name.isEmpty, let found = try await session.valueIfFound(GiteaUser.self, "/users/\(name.percentEncoded)"),
      found.login.lowercased() == name.lowercased()
    else { return nil }
    return found.user
  }

  /// Nothing: neither forge limits requests by itself. A proxy in front of it may.
  public func budget() async -> RequestBudget? { await session.budget() }

  /// The clone URL, and the token as the password of its account.
  public func gitAccess() async throws(ForgeError) -> GitAccess {
    let url = try session.cloneURL(try await session.value(GiteaRepository.self, .get, repository).clone_url)
    let basic = Data("\(try await me().name):\(token)".utf8).base64EncodedString()
    return GitAccess(url: url, authorization: "Basic \(basic)", headReference: "refs/pull/{}/head")
  }

  /// Which of the two forges it is: they differ in a few names.
  func isForgejo() async throws(ForgeError) -> Bool {
    try await session.value(GiteaVersion.self, .get, "/version").isForgejo
  }

  /// Sends a change whose answer says nothing but that it worked.
  func send(_ method: HTTPRequest.Method, _ path: String, json: some Encodable) async throws(ForgeError) {
    try session.checked(try await session.answer(method, path, json: json), method, path)
  }

  /// Removes what is there; it is no error that it is gone.
  func delete(_ path: String) async throws(ForgeError) {
    let response = try await session.answer(.delete, path)
    if response.status != 404 { try session.checked(response, .delete, path) }
  }
}
