/// Sends requests. Any status is an answer; an error is thrown only where there is none.
public protocol HTTPClient: Sendable {
  /// Sends one request and gives the whole answer.
  func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse

  /// What is left of the number of requests that the server of a URL allows, as its last answer said to a request with
  /// these credentials; nil where that is not known.
  func rateLimit(for request: HTTPRequest) async -> RateLimit?
}

extension HTTPClient {
  /// Nothing is known of limits.
  public func rateLimit(for request: HTTPRequest) async -> RateLimit? { nil }
}

/// There was no answer, or none that may be used.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What kind of trouble it was.
  public enum Kind: Hashable, Sendable {
    /// The URL, or a header field, cannot be sent.
    case invalidRequest
    /// No connection: name, address, TLS.
    case unreachable
    /// Nothing came in time.
    case timeout
    /// The connection broke off in the middle.
    case interrupted
    /// The answer is larger than allowed.
    case tooLarge
    /// The task was cancelled.
    case cancelled
    /// The server is asked no more for a while, because it did not answer again and again.
    case suspended
  }

  /// What kind of trouble it was.
  public var kind: Kind
  /// Whether the server may have done what it was asked: false only where nothing can have arrived.
  public var mayHaveArrived: Bool
  /// What happened, with host and path, without query, user or any header.
  public var description: String

  /// An error from its parts.
  public init(_ kind: Kind, mayHaveArrived: Bool, _ description: String) {
    self.kind = kind
    self.mayHaveArrived = mayHaveArrived
    self.description = description
  }
}
