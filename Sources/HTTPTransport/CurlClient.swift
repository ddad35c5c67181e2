internal import Dispatch

/// Sends requests over libcurl: `https` only (and `http` to this machine), without user names, cookies or `.netrc`.
///
/// Redirects of a GET are followed a few times; to another server no header field goes but `Accept` and `User-Agent`.
/// Any other redirect, and one from `https` to `http`, is the answer.
public struct CurlClient: HTTPClient {
  private let options: CurlOptions
  private let handles: HandlePool

  /// A client with limits.
  public init(_ options: CurlOptions = CurlOptions()) {
    self.options = options
    handles = HandlePool(limit: options.concurrentTransfers)
  }

  /// Sends a request; throws what kept it from being answered.
  public func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
    var request = request
    var redirects = 0
    while true {
      let address = try checked(request)
      let response = try await exchange(request, with: address)
      guard redirects < options.maximumRedirects, let next = redirect(of: request, from: address, by: response) else {
        return response
      }
      request = next
      redirects += 1
    }
  }

  private func exchange(_ request: HTTPRequest, with address: WebAddress) async throws(HTTPError) -> HTTPResponse {
    let handle: CurlHandle
    switch await handles.take() {
    case .handle(let taken): handle = taken
    case .cancelled: throw HTTPError(.cancelled, mayHaveArrived: false, "\(address.shown): cancelled")
    case .noLibrary: throw HTTPError(.unreachable, mayHaveArrived: false, "libcurl does not start")
    }
    let options = options
    let cancellation = Cancellation()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        handle.queue.async {
          let incoming = Incoming(options: options, cancellation: cancellation)
          let exchange = Exchange(request: request, address: address, options: options, incoming: incoming)
          continuation.resume(returning: exchange.run(on: handle))
        }
      }
    } onCancel: {
      cancellation.cancel()
    }
    await handles.giveBack(handle)
    return try result.get()
  }

  /// The address of a request that can be sent as it stands; throws `.invalidRequest` otherwise.
  private func checked(_ request: HTTPRequest) throws(HTTPError) -> WebAddress {
    guard let address = WebAddress(request.url) else { throw .invalid("the URL is not one of http or https") }
    guard address.scheme == "https" || address.isLoopback || options.allowsPlainHTTP else {
      throw .invalid("\(address.shown): http without TLS is not allowed")
    }
    guard options.serverName.map(Self.isHostName) ?? true else {
      throw .invalid("\(address.shown): the server's name for TLS is none")
    }
    for field in request.headers.fields {
      guard !field.name.isEmpty, field.name.utf8.allSatisfy(\.isTokenCharacter) else {
        throw .invalid("\(address.shown): a header field's name has a character that is not allowed")
      }
      guard field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
        throw .invalid("\(address.shown): the header field \(field.name) has a character that is not allowed")
      }
    }
    return address
  }

  private static func isHostName(_ text: String) -> Bool { WebAddress("https://\(text)")?.host == text.lowercased() }

  /// The request that follows a redirect; nil where the answer stands.
  private func redirect(
    of request: HTTPRequest, from address: WebAddress, by response: HTTPResponse
  ) -> HTTPRequest? {
    guard request.method == .get, [301, 302, 307, 308].contains(response.status),
      let next = response.headers["Location"].flatMap(address.resolving),
      next.scheme == "https" || address.scheme == "http"
    else { return nil }
    var headers = request.headers
    if !next.hasOrigin(of: address) {
      headers = [:]
      for name in ["Accept", "User-Agent"] { headers[name] = request.headers[name] }
    }
    return HTTPRequest(.get, next.text, headers: headers)
  }
}

extension HTTPError {
  fileprivate static func invalid(_ text: String) -> HTTPError {
    HTTPError(.invalidRequest, mayHaveArrived: false, text)
  }
}

extension UInt8 {
  /// RFC 9110, section 5.6.2.
  fileprivate var isTokenCharacter: Bool {
    switch self {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: "!#$%&'*+-.^_`|~".utf8.contains(self)
    }
  }
}
