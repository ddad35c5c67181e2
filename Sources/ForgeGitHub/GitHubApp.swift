internal import Forges
internal import HTTPTransport
internal import JWTKit

/// Proves to be a GitHub App: signs with its key, and gets and keeps tokens of its installation in one repository.
///
/// A token is used for 50 of its 60 minutes. It may have any form and length.
actor GitHubApp: ForgeAuthorization {
  private struct Installation: Decodable {
    var id: Int64
    var app_id: Int64
  }
  private struct Answer: Decodable {
    var token: String
    var expires_at: ISO8601Time
  }
  private struct Token {
    var fields: HTTPHeaders
    var text: String
    var goodUntil: Timestamp
  }
  private struct About: Decodable {
    var slug: String
  }

  private let id: String
  private let key: JWTKeyCollection
  private let repository: String
  private let session: @Sendable (HTTPHeaders) -> ForgeSession
  private let now: @Sendable () -> Timestamp
  private var installation: Installation?
  private var token: Token?
  private var account: ForgeUser?

  /// An App that works on one repository (the path `/repos/owner/name`); `session` makes one with an authorization.
  /// Throws where the key is no RSA key of 2048 bits or more.
  init(
    id: String, privateKey: String, repository: String, now: @escaping @Sendable () -> Timestamp,
    session: @escaping @Sendable (HTTPHeaders) -> ForgeSession
  ) async throws(ForgeError) {
    do {
      key = await JWTKeyCollection().add(
        rsa: try Insecure.RSA.PrivateKey(pem: privateKey), digestAlgorithm: .sha256)
    } catch {
      throw ForgeError(.unauthorized, "GitHub: the App's private key is no PEM text of an RSA key of 2048 bits or more")
    }
    self.id = id
    self.repository = repository
    self.now = now
    self.session = session
  }

  func headers() async throws(ForgeError) -> HTTPHeaders { try await validToken().fields }

  func renew(_ refused: HTTPHeaders) async throws(ForgeError) -> Bool {
    if token?.fields["Authorization"] == refused["Authorization"] { token = nil }
    return true
  }

  /// The installation's token, for git.
  func tokenText() async throws(ForgeError) -> String { try await validToken().text }

  /// The App's number, by which its check runs are found.
  func number() async throws(ForgeError) -> Int64 { try await knownInstallation().app_id }

  /// The account that the App writes as: its name in addresses, and `[bot]`.
  func user(lookUp: (String) async throws(ForgeError) -> ForgeUser?) async throws(ForgeError) -> ForgeUser {
    if let account { return account }
    let name = try await signed().value(About.self, .get, "/app").slug + "[bot]"
    guard let user = try await lookUp(name) else { throw ForgeError(.notFound, "GitHub: there is no account \(name)") }
    account = user
    return user
  }

  private func validToken() async throws(ForgeError) -> Token {
    let start = now()
    if let token, start < token.goodUntil { return token }
    let installation = try await knownInstallation()
    let answer = try await signed().value(
      Answer.self, .post, "/app/installations/\(installation.id)/access_tokens", json: [String: String]())
    let new = Token(
      fields: ["Authorization": "Bearer \(answer.token)"], text: answer.token,
      goodUntil: min(
        Timestamp(milliseconds: start.milliseconds + 50 * 60_000),
        Timestamp(milliseconds: answer.expires_at.value.milliseconds - 60_000)))
    token = new
    return new
  }

  private func knownInstallation() async throws(ForgeError) -> Installation {
    if let installation { return installation }
    let found = try await signed().value(Installation.self, .get, repository + "/installation")
    installation = found
    return found
  }

  /// A session of the App itself. Its token is back-dated by a minute and valid for less than ten, for clocks that
  /// differ.
  private func signed() async throws(ForgeError) -> ForgeSession {
    let seconds = Int(now().milliseconds / 1000)
    do {
      let text = try await key.sign(Claims(iss: id, iat: seconds - 60, exp: seconds + 8 * 60))
      return session(["Authorization": "Bearer \(text)"])
    } catch {
      throw ForgeError(.unauthorized, "GitHub: the App's private key cannot sign")
    }
  }

  private struct Claims: JWTPayload {
    var iss: String
    var iat: Int
    var exp: Int

    func verify(using algorithm: some JWTAlgorithm) throws {}
  }
}
