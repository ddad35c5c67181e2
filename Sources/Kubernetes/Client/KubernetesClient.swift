public import HTTPTransport
internal import JSONCoding

/// How often, and after what time, a call is sent again. Times are in milliseconds.
public struct CallPatience: Hashable, Sendable {
  /// How often a call is sent at most.
  public var maximumAttempts = 4
  /// The longest first wait; it doubles with every attempt, and a random part of it is waited.
  public var firstWait: Int64 = 200
  /// The longest wait where the server names none.
  public var longestWait: Int64 = 5_000
  /// The longest wait that a server may ask for.
  public var longestAskedWait: Int64 = 30_000

  /// The usual patience.
  public init() {}
}

/// Where an API server is and how it is reached.
public struct ServerAddress: Hashable, Sendable {
  /// The URL, with a path where the server is behind one, without a slash at the end.
  public var url: String
  /// Limits, certificates, proxy.
  public var options: CurlOptions

  /// An address from its parts.
  public init(url: String, options: CurlOptions = CurlOptions()) {
    self.url = url
    self.options = options
  }
}

/// An API server over HTTP.
public struct KubernetesClient: KubernetesAPI {
  private let url: String
  private let connections: Connections
  private let credentials: any CredentialSource
  private let impersonation: Impersonation?
  private let patience: CallPatience
  private let clock: HTTPClock
  private let userAgent: String

  /// A client of a server. `connect` gives a client for options, which differ only in the certificate that a credential has.
  public init(
    _ address: ServerAddress, credentials: any CredentialSource, impersonation: Impersonation? = nil,
    userAgent: String = "remit", patience: CallPatience = CallPatience(), clock: HTTPClock = .system,
    connect: @escaping @Sendable (CurlOptions) -> any HTTPClient = { CurlClient($0) }
  ) {
    var options = address.options
    // A redirect would carry an answer of somebody else; and every call here can be repeated, or says when not.
    options.maximumRedirects = 0
    options.keepsConnectionsForWrites = true
    url = address.url.hasSuffix("/") ? String(address.url.dropLast()) : address.url
    connections = Connections(options: options, connect: connect)
    self.credentials = credentials
    self.impersonation = impersonation
    self.userAgent = userAgent
    self.patience = patience
    self.clock = clock
  }

  private init(_ other: KubernetesClient, acting impersonation: Impersonation?) {
    url = other.url
    connections = other.connections
    credentials = other.credentials
    self.impersonation = impersonation
    userAgent = other.userAgent
    patience = other.patience
    clock = other.clock
  }

  /// The same client acting as somebody else.
  public func acting(as impersonation: Impersonation?) -> KubernetesClient {
    KubernetesClient(self, acting: impersonation)
  }

  /// Sends a call, again where that can help and does no harm: after trouble of the server or on the way, after refused
  /// credentials once.
  public func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer {
    var request = try request(for: call)
    var credential = try await self.credential(for: call, insteadOf: nil) ?? Credential()
    var mayAskAgain = true
    var attempt = 1
    while true {
      request.headers["Authorization"] = credential.authorization
      do throws(KubernetesError) { return try await once(request, call, credential) } catch {
        switch error.action {
        case .authenticate where mayAskAgain:
          mayAskAgain = false
          guard let other = try await self.credential(for: call, insteadOf: credential) else { throw error }
          credential = other
        case .retry(let asked):
          let didNothing = error.kind == .tooManyRequests || !error.mayHaveArrived
          guard attempt < patience.maximumAttempts, call.isRepeatable || didNothing,
            asked ?? 0 <= patience.longestAskedWait
          else { throw error }
          let longest = min(patience.longestWait, patience.firstWait << min(Int64(attempt - 1), 16))
          try await pause((asked ?? 0) + clock.random(longest), call, error)
          attempt += 1
        default: throw error
        }
      }
    }
  }

  private func once(
    _ request: HTTPRequest, _ call: KubernetesCall, _ credential: Credential
  ) async throws(KubernetesError) -> KubernetesAnswer {
    let client = await connections.client(with: credential.certificate)
    let response: HTTPResponse
    do throws(HTTPError) { response = try await client.send(request) } catch {
      throw ErrorClassifier.error(error, to: call)
    }
    guard response.isSuccess else { throw ErrorClassifier.error(response, to: call) }
    return try KubernetesAnswer(response, to: call)
  }

  private func request(for call: KubernetesCall) throws(KubernetesError) -> HTTPRequest {
    let type: String? =
      switch call.verb {
      case .apply: "application/apply-patch+yaml"
      case .patch: "application/json-patch+json"
      default: call.body == nil ? nil : "application/json"
      }
    var headers: HTTPHeaders = ["Accept": call.accept ?? "application/json", "User-Agent": agent(for: call)]
    headers["Content-Type"] = type
    headers["Audit-ID"] = call.auditID
    impersonation?.add(to: &headers)
    return HTTPRequest(call.verb.method, url + (try call.path()), headers: headers, body: call.body)
  }

  /// The program, and what it does this for: a comment of the header (RFC 9110), so without what would end it.
  private func agent(for call: KubernetesCall) -> String {
    guard let purpose = call.purpose else { return userAgent }
    let plain = purpose.utf8.filter { (0x20..<0x7F).contains($0) && ![0x28, 0x29, 0x5C].contains($0) }
    return "\(userAgent) (\(String(decoding: plain.prefix(400), as: UTF8.self)))"
  }

  private func credential(
    for call: KubernetesCall, insteadOf refused: Credential?
  ) async throws(KubernetesError) -> Credential? {
    do throws(CredentialFailure) {
      if let refused { return try await credentials.credential(insteadOf: refused) }
      return try await credentials.credential()
    } catch {
      throw KubernetesError(.noCredentials, call.shown, message: error.description)
    }
  }

  private func pause(
    _ time: Int64, _ call: KubernetesCall, _ error: KubernetesError
  ) async throws(KubernetesError) {
    do { try await clock.sleep(time) } catch {
      throw KubernetesError(.cancelled, call.shown, message: "cancelled while waiting")
    }
  }
}

extension KubernetesCall.Verb {
  fileprivate var method: HTTPRequest.Method {
    switch self {
    case .get, .list: .get
    case .create: .post
    case .apply, .patch: .patch
    case .update: .put
    case .delete: .delete
    }
  }
}

extension KubernetesAnswer {
  fileprivate init(_ response: HTTPResponse, to call: KubernetesCall) throws(KubernetesError) {
    let limits = JSONReader.Limits(bytes: 64 << 20, depth: 256)
    guard let document = JSONReader(limits: limits).read(response.body, file: "answer").document else {
      throw KubernetesError(
        .unintelligible, call.shown, status: response.status, message: "the answer is no JSON", mayHaveArrived: true)
    }
    self.init(
      status: response.status, document: document,
      warnings: response.headers.values(of: "Warning").compactMap(WarningField.text),
      auditID: response.headers["Audit-Id"],
      serverTime: response.headers["Date"].flatMap { CivilTime.seconds(httpDate: $0) })
  }
}
