public import HTTPTransport

/// As whom a client comes. Has no text form that shows it.
public struct Credential: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
  /// The value of the `Authorization` field; nil: none.
  public var authorization: String?
  /// The certificate; nil: none.
  public var certificate: ClientCertificate?

  /// A credential from its parts.
  public init(authorization: String? = nil, certificate: ClientCertificate? = nil) {
    self.authorization = authorization
    self.certificate = certificate
  }

  /// That there is one.
  public var description: String { "(credential)" }
  /// Nothing of it.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Where credentials come from.
public protocol CredentialSource: Sendable {
  /// The credential to use now; throws a text that says why there is none.
  func credential() async throws(CredentialFailure) -> Credential

  /// Another one in place of one that the server refused; nil where there cannot be another.
  func credential(insteadOf refused: Credential) async throws(CredentialFailure) -> Credential?
}

/// Why there are no credentials. Never holds any.
public struct CredentialFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened, and what to do.
  public var description: String

  /// A failure.
  public init(_ description: String) { self.description = description }
}

/// A credential that stays as it is.
public struct FixedCredential: CredentialSource {
  private let fixed: Credential

  /// A source of one credential.
  public init(_ credential: Credential) { fixed = credential }

  /// The credential.
  public func credential() async throws(CredentialFailure) -> Credential { fixed }

  /// None.
  public func credential(insteadOf refused: Credential) async throws(CredentialFailure) -> Credential? { nil }
}
