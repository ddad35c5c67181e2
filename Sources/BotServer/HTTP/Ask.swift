internal import HTTPTransport

/// A request to the server, as far as it has been read.
struct Ask: Sendable {
  /// The values of the places in the route's path, percent-decoded.
  var parameters: [String: String] = [:]
  /// The fields of the query, decoded; of those that are there twice the first.
  var query: [String: String] = [:]
  /// The header fields.
  var headers: HTTPHeaders = [:]
  /// Reads the body, of at most so many bytes.
  var body: @Sendable (_ limit: Int) async throws(BodyError) -> [UInt8] = { _ in [] }
}

/// Why there is no body to work with.
enum BodyError: Error, Hashable, Sendable {
  /// It has more bytes than allowed.
  case tooLarge
  /// Too many bodies are being read at this time.
  case busy
  /// It did not come to its end.
  case broken
}
