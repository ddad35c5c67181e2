/// Sends requests through another client, and again where that is safe and can help.
///
/// - A GET is sent again after no answer or 5xx; anything else only where the server surely did nothing.
/// - What a server says of waiting is done. Where that is long, its refusal is the answer, and until then requests are
///   answered by 429 with `Retry-After` without being sent.
/// - GETs are conditional where an answer is kept (RFC 9110, section 13); answers are kept apart by credentials.
/// - A server that fails again and again is not asked for a while: `HTTPError.Kind.suspended`.
public actor PatientClient: HTTPClient {
  /// What is remembered of a server.
  private struct Server {
    var breaker: CircuitBreaker
    var nextWrite: Int64 = .min
  }

  /// A server and who asks.
  private struct Account: Hashable {
    var host: String
    var credentials: Credentials
  }

  private let client: any HTTPClient
  private let patience: Patience
  private let clock: HTTPClock
  private var servers: [String: Server] = [:]
  private var limits: [Account: RateLimit] = [:]
  private var limitedUntil: [Account: Int64] = [:]
  private var cache: ResponseCache

  /// A client that sends through another one.
  public init(_ client: any HTTPClient, patience: Patience = Patience(), clock: HTTPClock = .system) {
    self.client = client
    self.patience = patience
    self.clock = clock
    cache = ResponseCache(maximumBytes: patience.cacheBytes)
  }

  /// What the last answer to a request with these credentials said.
  public func rateLimit(for request: HTTPRequest) async -> RateLimit? { limits[account(of: request)] }

  /// Sends a request, again if need be; throws what the other client throws, and `.suspended`.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let account = account(of: request)
    let key = ResponseCache.Key(
      credentials: account.credentials, url: request.url, accept: request.headers["Accept"])
    let kept = request.method == .get && request.headers["If-None-Match"] == nil ? cache.response(for: key) : nil
    var conditional = request
    if let kept { conditional.headers["If-None-Match"] = kept.tag }

    let response = try await attempts(conditional, account)
    if let kept, response.status == 304 { return kept.response }
    if request.method == .get { cache.keep(response, for: key) }
    return response
  }

  private func attempts(_ request: HTTPRequest, _ account: Account) async throws(HTTPError) -> HTTPResponse {
    var attempt = 1
    while true {
      if let refusal = try await refusal(of: request, account) { return refusal }
      if request.method != .get { try await waitForTurn(to: account.host, request) }
      let outcome = try await once(request, account)
      let backoff = clock.random(min(patience.longestWait, patience.firstWait << min(Int64(attempt - 1), 16)))
      guard let wait = wait(after: outcome, of: request, backoff: backoff), attempt < patience.maximumAttempts,
        wait <= patience.longestAskedWait
      else {
        return try outcome.get()
      }
      try await pause(wait, request, mayHaveArrived: outcome.mayHaveArrived)
      attempt += 1
    }
  }

  /// Sends once, unless the server is not to be asked, and notes what comes of it.
  private func once(
    _ request: HTTPRequest, _ account: Account
  ) async throws(HTTPError) -> Result<HTTPResponse, HTTPError> {
    guard servers[account.host, default: unknownServer].breaker.mayPass(now: clock.now()) else {
      throw HTTPError(
        .suspended, mayHaveArrived: false, "\(account.host) failed several times and is not asked for a while")
    }
    let outcome: Result<HTTPResponse, HTTPError>
    do throws(HTTPError) { outcome = .success(try await client.send(request)) } catch { outcome = .failure(error) }
    let now = clock.now()
    switch outcome {
    case .success(let response):
      if response.status >= 500 {
        servers[account.host]?.breaker.failed(now: now)
      } else {
        servers[account.host]?.breaker.succeeded()
      }
      note(response, account, now: now)
    case .failure(let error):
      switch error.kind {
      case .unreachable, .timeout, .interrupted: servers[account.host]?.breaker.failed(now: now)
      case .tooLarge: servers[account.host]?.breaker.succeeded()
      case .invalidRequest, .cancelled, .suspended: servers[account.host]?.breaker.abandoned()
      }
    }
    return outcome
  }

  /// How long to wait before sending again; nil where it is not to be sent again.
  private func wait(
    after outcome: Result<HTTPResponse, HTTPError>, of request: HTTPRequest, backoff: Int64
  ) -> Int64? {
    let now = clock.now()
    switch outcome {
    case .success(let response):
      let asked = response.retryTime(now: now).map { $0 - now }
      if response.isLimited { return max(asked ?? max(patience.limitedWait, backoff), backoff) }
      guard response.status >= 500 else { return nil }
      let didNothing = response.status == 503 && asked != nil
      return request.method == .get || didNothing ? max(asked ?? 0, backoff) : nil
    case .failure(let error):
      switch error.kind {
      case .unreachable, .timeout, .interrupted:
        return request.method == .get || !error.mayHaveArrived ? backoff : nil
      case .tooLarge, .invalidRequest, .cancelled, .suspended: return nil
      }
    }
  }

  /// Notes what the server says of its limits.
  private func note(_ response: HTTPResponse, _ account: Account, now: Int64) {
    // Tokens of apps change every hour; what is known of old ones goes at some time.
    if limits.count > 64 { limits = [:] }
    if let limit = RateLimit(response.headers, now: now) { limits[account] = limit }
    limitedUntil = limitedUntil.filter { $0.value > now }
    if response.isLimited { limitedUntil[account] = response.retryTime(now: now) ?? now + patience.limitedWait }
  }

  /// Waits while the server does not want to be asked; where that is too long, gives the answer in place of its own.
  private func refusal(of request: HTTPRequest, _ account: Account) async throws(HTTPError) -> HTTPResponse? {
    let wait = limitedUntil[account].map { $0 - clock.now() } ?? 0
    if (1...patience.longestAskedWait).contains(wait) { try await pause(wait, request, mayHaveArrived: false) }
    let now = clock.now()
    guard let until = limitedUntil[account], until > now else { return nil }
    return HTTPResponse(
      status: 429, headers: ["Retry-After": String((until - now + 999) / 1000)],
      body: Array("not sent: the server asked to wait".utf8))
  }

  private func waitForTurn(to host: String, _ request: HTTPRequest) async throws(HTTPError) {
    let now = clock.now()
    let start = max(now, servers[host, default: unknownServer].nextWrite)
    servers[host, default: unknownServer].nextWrite = start + patience.writeGap
    if start > now { try await pause(start - now, request, mayHaveArrived: false) }
  }

  private func pause(_ time: Int64, _ request: HTTPRequest, mayHaveArrived: Bool) async throws(HTTPError) {
    do { try await clock.sleep(time) } catch {
      throw HTTPError(
        .cancelled, mayHaveArrived: mayHaveArrived, "\(request.method.rawValue) \(request.shownURL): cancelled")
    }
  }

  private var unknownServer: Server {
    Server(breaker: CircuitBreaker(failuresAllowed: patience.failuresAllowed, pause: patience.pause))
  }

  private func account(of request: HTTPRequest) -> Account {
    let address = WebAddress(request.url)
    return Account(
      host: address.map { "\($0.host):\($0.port)" } ?? "", credentials: Credentials(request.headers))
  }
}

extension HTTPRequest {
  /// Host and path of the URL, for messages.
  var shownURL: String { WebAddress(url)?.shown ?? "(no URL)" }
}

extension Result where Success == HTTPResponse, Failure == HTTPError {
  /// Whether the server may have done what it was asked.
  fileprivate var mayHaveArrived: Bool {
    if case .failure(let error) = self { return error.mayHaveArrived }
    return false
  }
}
