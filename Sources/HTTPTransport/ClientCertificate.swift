/// A certificate with which a client shows who it is. Has no text form that shows it.
public struct ClientCertificate: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The certificate, and the ones between it and the authority, PEM.
  public var certificate: [UInt8]
  /// The private key, PEM.
  public var key: [UInt8]

  /// A certificate from its parts.
  public init(certificate: [UInt8], key: [UInt8]) {
    self.certificate = certificate
    self.key = key
  }

  /// That there is one.
  public var description: String { "(client certificate)" }

  /// Nothing of it, not even for `dump`.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
