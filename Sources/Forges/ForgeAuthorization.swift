public import HTTPTransport

/// What proves to a forge who asks.
public protocol ForgeAuthorization: Sendable {
  /// The header fields to send.
  func headers() async throws(ForgeError) -> HTTPHeaders

  /// Gets other header fields after a request with those given was refused (401); false where there are none to be had.
  func renew(_ refused: HTTPHeaders) async throws(ForgeError) -> Bool
}

/// A token that stays as it is.
public struct FixedAuthorization: ForgeAuthorization {
  private let fields: HTTPHeaders

  /// The header fields to send: `["Authorization": "Bearer …"]`.
  public init(_ fields: HTTPHeaders) { self.fields = fields }

  /// Always the same.
  public func headers() async throws(ForgeError) -> HTTPHeaders { fields }

  /// There are no others.
  public func renew(_ refused: HTTPHeaders) async throws(ForgeError) -> Bool { false }
}
