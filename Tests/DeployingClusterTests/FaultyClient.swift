import HTTPTransport
import Synchronization

/// A client of a server that has trouble: what a test says becomes of each request.
final class FaultyClient: HTTPClient {
  /// What becomes of a request.
  enum Trouble: Sendable {
    /// It is answered with this instead.
    case answer(HTTPResponse)
    /// It arrives, and this is answered.
    case arrivesAnd(HTTPResponse)
    /// It arrives, and the connection breaks.
    case arrivesAndBreaks
    /// It arrives, and half of the answer comes.
    case half
    /// Nobody answers.
    case hangs
  }

  private let inner: any HTTPClient
  private let count = Mutex(0)
  private let trouble: @Sendable (HTTPRequest, Int) -> Trouble?

  init(_ inner: any HTTPClient, _ trouble: @escaping @Sendable (HTTPRequest, Int) -> Trouble?) {
    self.inner = inner
    self.trouble = trouble
  }

  var requests: Int { count.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    let number = count.withLock { count in
      count += 1
      return count
    }
    switch trouble(request, number) {
    case nil: return try await inner.send(request)
    case .answer(let response)?: return response
    case .arrivesAnd(let response)?:
      _ = try await inner.send(request)
      return response
    case .arrivesAndBreaks?:
      _ = try await inner.send(request)
      throw HTTPError(.interrupted, mayHaveArrived: true, "the connection broke")
    case .half?:
      var response = try await inner.send(request)
      response.body = Array(response.body.prefix(response.body.count / 2))
      return response
    case .hangs?:
      do { try await Task.sleep(for: .seconds(3600)) } catch {}
      throw HTTPError(.cancelled, mayHaveArrived: true, "cancelled")
    }
  }
}
