public import HTTPTransport
internal import Synchronization

/// Gives prepared answers to the requests that are expected, in their order, and keeps every request.
public final class ScriptedHTTPClient: HTTPClient {
  /// A request that is expected, and its answer.
  public struct Exchange: Sendable {
    var method: HTTPRequest.Method
    var url: String
    var answer: Result<HTTPResponse, HTTPError>

    /// An answer to a request. The URL may be its end, from a slash.
    public init(_ method: HTTPRequest.Method, _ url: String, _ answer: HTTPResponse) {
      self.method = method
      self.url = url
      self.answer = .success(answer)
    }

    /// An answer of JSON to a request.
    public init(
      _ method: HTTPRequest.Method, _ url: String, _ status: Int = 200, _ json: String = "", headers: HTTPHeaders = [:]
    ) {
      self.init(method, url, HTTPResponse(status: status, headers: headers, body: Array(json.utf8)))
    }

    /// No answer to a request.
    public init(_ method: HTTPRequest.Method, _ url: String, failing error: HTTPError) {
      self.method = method
      self.url = url
      self.answer = .failure(error)
    }
  }

  private struct State {
    var script: ArraySlice<Exchange>
    var requests: [HTTPRequest] = []
  }

  private let state: Mutex<State>

  /// A client that knows these exchanges.
  public init(_ script: [Exchange]) { state = Mutex(State(script: script[...])) }

  /// The requests that came, the unexpected too.
  public var requests: [HTTPRequest] { state.withLock { $0.requests } }

  /// The requests that were expected and did not come.
  public var missing: [String] { state.withLock { $0.script.map { "\($0.method.rawValue) \($0.url)" } } }

  /// Gives the next answer; throws `.invalidRequest` where another request was expected.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let answer: Result<HTTPResponse, HTTPError>? = state.withLock { state in
      state.requests.append(request)
      guard let next = state.script.first, next.method == request.method, request.url.hasSuffix(next.url)
      else { return nil }
      state.script.removeFirst()
      return next.answer
    }
    guard let answer else {
      throw HTTPError(
        .invalidRequest, mayHaveArrived: false, "not in the script: \(request.method.rawValue) \(request.url)")
    }
    return try answer.get()
  }
}

extension HTTPRequest {
  /// The body as text.
  public var bodyText: String { String(decoding: body ?? [], as: UTF8.self) }
}
