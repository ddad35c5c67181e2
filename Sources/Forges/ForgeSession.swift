internal import Foundation
public import HTTPTransport

/// Asks one forge: adds the headers, reads JSON, follows pages, and turns what goes wrong into `ForgeError`.
public struct ForgeSession: Sendable {
  /// What the forge is called in errors: `GitHub`.
  public let name: String
  /// The URL that all paths are put behind, without a slash at the end: `https://api.github.com`.
  public let base: String

  private let headers: HTTPHeaders
  private let authorization: any ForgeAuthorization
  let client: any HTTPClient
  private let now: @Sendable () -> Timestamp

  /// A session that sends these header fields with every request, and those of the authorization.
  public init(
    _ name: String, base: String, headers: HTTPHeaders, authorization: any ForgeAuthorization,
    client: any HTTPClient, now: @escaping @Sendable () -> Timestamp
  ) {
    self.name = name
    var base = base[...]
    while base.hasSuffix("/") { base.removeLast() }
    self.base = String(base)
    self.headers = headers
    self.authorization = authorization
    self.client = client
    self.now = now
  }

  /// What is left of the request budget, as far as the HTTP client knows.
  public func budget() async -> RequestBudget? {
    guard let request = try? await request(.get, "/"), let limit = await client.rateLimit(for: request) else {
      return nil
    }
    return RequestBudget(
      remaining: limit.remaining, limit: limit.limit,
      resetsAt: limit.resetsAt.map { Timestamp(milliseconds: $0) })
  }

  // MARK: - Asking

  /// The answer, whatever its status; the path is percent-encoded and may have a query. After a 401 the authorization
  /// is renewed once. Throws where there is no answer.
  public func answer(
    _ method: HTTPRequest.Method, _ path: String, body: [UInt8]? = nil
  ) async throws(ForgeError) -> HTTPResponse {
    try await renewing(method, path, body) { request throws(HTTPError) in
      try await client.send(request)
    } status: {
      $0.status
    }
  }

  /// The answer with a JSON body sent, whatever its status.
  public func answer(
    _ method: HTTPRequest.Method, _ path: String, json: some Encodable
  ) async throws(ForgeError) -> HTTPResponse {
    try await answer(method, path, body: try encode(json))
  }

  /// The value in the answer; throws for every status but 2xx.
  public func value<Value: Decodable>(
    _ type: Value.Type = Value.self, _ method: HTTPRequest.Method, _ path: String
  ) async throws(ForgeError) -> Value {
    try decode(type, try checked(try await answer(method, path), method, path), path)
  }

  /// The value in the answer to a JSON body; throws for every status but 2xx.
  public func value<Value: Decodable>(
    _ type: Value.Type = Value.self, _ method: HTTPRequest.Method, _ path: String, json: some Encodable
  ) async throws(ForgeError) -> Value {
    try decode(type, try checked(try await answer(method, path, json: json), method, path), path)
  }

  /// The value in the answer; nil where the forge says that there is no such thing (404).
  public func valueIfFound<Value: Decodable>(
    _ type: Value.Type = Value.self, _ path: String
  ) async throws(ForgeError) -> Value? {
    let response = try await answer(.get, path)
    if response.status == 404 { return nil }
    return try decode(type, try checked(response, .get, path), path)
  }

  /// The clone URL that a forge told, if the token may be sent there: it is on the host that the forge is asked at, or on
  /// that host without `api.` (GitHub), with the same scheme.
  public func cloneURL(_ url: String?) throws(ForgeError) -> String {
    guard let url, let place = WebAddress(url), let own = WebAddress(base), place.scheme == own.scheme,
      place.host == own.host || "api." + place.host == own.host
    else {
      throw ForgeError(.rejected, "\(name): the repository has no clone URL on the host of \(base)")
    }
    return url
  }

  // MARK: - Reading answers

  /// The answer itself if its status is 2xx; throws what it means otherwise.
  @discardableResult
  public func checked(
    _ response: HTTPResponse, _ method: HTTPRequest.Method, _ path: String
  ) throws(ForgeError) -> HTTPResponse {
    if response.isSuccess { return response }
    let kind = ForgeError.Kind(response, now: now())
    let message = ForgeMessage(response).text
    throw ForgeError(
      kind,
      "\(name): \(method.rawValue) \(withoutQuery(path)) gave \(response.status)"
        + (message.isEmpty ? "" : ": \(message)"))
  }

  /// The value in a body.
  public func decode<Value: Decodable>(
    _ type: Value.Type, _ response: HTTPResponse, _ path: String
  ) throws(ForgeError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(response.body))
    } catch {
      let what = (error as? DecodingError)?.place ?? "is no JSON"
      throw ForgeError(.unreadable, "\(name): the answer to \(withoutQuery(path)) \(what)")
    }
  }

  /// Sends a request, and once more with renewed authorization where that of the first was refused.
  func renewing<Answer>(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil,
    send: (HTTPRequest) async throws(HTTPError) -> Answer, status: (Answer) -> Int?
  ) async throws(ForgeError) -> Answer {
    let first = try await request(method, path, body)
    let answer = try await sent(first, path, send)
    guard status(answer) == 401, try await authorization.renew(first.headers) else { return answer }
    return try await sent(try await request(method, path, body), path, send)
  }

  private func sent<Answer>(
    _ request: HTTPRequest, _ path: String, _ send: (HTTPRequest) async throws(HTTPError) -> Answer
  ) async throws(ForgeError) -> Answer {
    do throws(HTTPError) {
      return try await send(request)
    } catch {
      throw ForgeError(
        ForgeError.Kind(error), "\(name): \(request.method.rawValue) \(withoutQuery(path)): \(error)")
    }
  }

  private func request(
    _ method: HTTPRequest.Method, _ path: String, _ body: [UInt8]? = nil
  ) async throws(ForgeError) -> HTTPRequest {
    var fields = headers
    for field in try await authorization.headers().fields { fields[field.name] = field.value }
    if body != nil { fields["Content-Type"] = "application/json" }
    return HTTPRequest(method, base + path, headers: fields, body: body)
  }

  private func encode(_ value: some Encodable) throws(ForgeError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value))
    } catch {
      throw ForgeError(.rejected, "\(name): the request cannot be written as JSON")
    }
  }
}

private func withoutQuery(_ path: String) -> Substring { path.prefix { $0 != "?" } }

extension DecodingError {
  /// Where a body is not as expected, without anything it contains.
  fileprivate var place: String {
    let context =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
        .dataCorrupted(let context):
        Optional(context)
      @unknown default: Optional<Context>.none
      }
    let path = context?.codingPath.map(\.stringValue).joined(separator: ".") ?? ""
    let missing = if case .keyNotFound(let key, _) = self { "lacks \(key.stringValue)" } else { "cannot be understood" }
    return path.isEmpty ? missing : "\(missing) at \(path)"
  }
}
