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
  /// Certificates (PEM) to trust in place of the system's, and of `certificateFile`.
  public var certificateAuthority: [UInt8]?
  /// With what the client shows who it is, where the server asks.
  public var clientCertificate: ClientCertificate?
  /// The name that the server's certificate must have, and that the client asks for in the TLS handshake, in place of the
  /// host's name.
  public var serverName: String?
  /// Whether the server has to show who it is. Without that anybody between can read and answer everything.
  public var verifiesServer = true
  /// The URL of a proxy (`http`, `https`, `socks5`); nil: the one that the environment names, none for this machine.
  public var proxy: String?
  /// Whether a kept connection is used for writes, too. libcurl sends a request again when a kept connection turns out to
  /// be closed: only for servers where a write that is done twice does no harm.
  public var keepsConnectionsForWrites = false
  /// What the client calls itself, where the request does not say.
  public var userAgent = "remit"

  /// The usual limits.
  public init() {}
}
