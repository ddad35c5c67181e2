/// The limits of a `CurlClient`.
public struct CurlOptions: Hashable, Sendable {
  /// How long a connection may take, with TLS, in milliseconds.
  public var connectTimeout = 10_000
  /// How long a whole exchange may take, in milliseconds.
  public var totalTimeout = 60_000
  /// How long next to nothing may come in (less than one byte a second), in seconds.
  public var stallTimeout = 20
  /// The most bytes of header fields that are taken.
  public var maximumHeaderBytes = 128 << 10
  /// The most bytes of a body that are taken.
  public var maximumBodyBytes = 16 << 20
  /// How many redirects of a GET are followed.
  public var maximumRedirects = 3
  /// How many exchanges run at a time; others wait for their turn.
  public var concurrentTransfers = 4
  /// Whether `http` is allowed to hosts other than this machine.
  public var allowsPlainHTTP = false
  /// A file of certificates (PEM) to trust in place of the system's.
  public var certificateFile: String?
  /// What the client calls itself, where the request does not say.
  public var userAgent = "remit"

  /// The usual limits.
  public init() {}
}
