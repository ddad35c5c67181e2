public import HTTPTransport
internal import Synchronization

/// Answers every request by a function, and keeps it.
public final class AnsweringHTTPClient: HTTPClient {
  private let answer: @Sendable (HTTPRequest) -> HTTPResponse
  private let received = Mutex<[HTTPRequest]>([])

  /// A client that answers by a function.
  public init(_ answer: @escaping @Sendable (HTTPRequest) -> HTTPResponse) { self.answer = answer }

  /// The requests that came, in order.
  public var requests: [HTTPRequest] { received.withLock { $0 } }

  /// Gives what the function says; never throws.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    received.withLock { $0.append(request) }
    return answer(request)
  }
}
