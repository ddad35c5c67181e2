public import HTTPTransport

/// How a cluster is reached, and as whom.
public struct ClusterAccess: Sendable {
  /// The context it is from; nil within a cluster.
  public var context: String?
  /// The server.
  public var server: ServerAddress
  /// Where credentials come from.
  public var credentials: any CredentialSource
  /// As whom to act; nil: as oneself.
  public var impersonation: Impersonation?
  /// The namespace where none is named.
  public var namespace: String?

  /// An access from its parts.
  public init(
    context: String? = nil, server: ServerAddress, credentials: any CredentialSource,
    impersonation: Impersonation? = nil, namespace: String? = nil
  ) {
    self.context = context
    self.server = server
    self.credentials = credentials
    self.impersonation = impersonation
    self.namespace = namespace
  }

  /// A client of the cluster.
  public func client(
    userAgent: String = "remit", patience: CallPatience = CallPatience(), clock: HTTPClock = .system
  ) -> KubernetesClient {
    KubernetesClient(
      server, credentials: credentials, impersonation: impersonation, userAgent: userAgent, patience: patience,
      clock: clock)
  }

  /// The access that a program has within a cluster: its service account, by the files that the cluster puts there.
  public static func inCluster(
    environment: [String: String], options: CurlOptions = CurlOptions(), read: @escaping Kubeconfig.FileReader
  ) throws(KubeconfigError) -> ClusterAccess {
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"] else {
      throw KubeconfigError(
        "KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are not set",
        help: "run within a cluster, or name a kubeconfig")
    }
    let url = "https://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    guard WebAddress(url) != nil else {
      throw KubeconfigError("KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are no address", help: "correct them")
    }
    guard let authority = read(folder + "/ca.crt"), PEM.isCertificate(authority) else {
      throw KubeconfigError(
        file: folder + "/ca.crt", "there are no certificates", help: "let the pod mount its service account's token")
    }
    let tokens = TokenFile(folder + "/token", read: read)
    do throws(CredentialFailure) { _ = try tokens.current() } catch {
      throw KubeconfigError(
        file: folder + "/token", "there is no token", help: "let the pod mount its service account's token")
    }
    var options = options
    options.certificateAuthority = authority
    let namespace = read(folder + "/namespace").map { String(decoding: $0, as: UTF8.self) }
    return ClusterAccess(
      server: ServerAddress(url: url, options: options), credentials: tokens,
      namespace: namespace.flatMap { Naming.isLabel($0) ? $0 : nil })
  }
}

/// The text form of certificates and keys (RFC 7468), as far as it is looked at here.
enum PEM {
  /// Whether there is a certificate.
  static func isCertificate(_ bytes: [UInt8]) -> Bool { contains(bytes, "-----BEGIN CERTIFICATE-----") }

  /// Whether there is a private key of some kind.
  static func isKey(_ bytes: [UInt8]) -> Bool { contains(bytes, "PRIVATE KEY-----") && contains(bytes, "-----BEGIN ") }

  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    String(decoding: bytes, as: UTF8.self).firstRange(of: text) != nil
  }
}

/// A token in a file that others rotate: it is read anew for each call.
public struct TokenFile: CredentialSource {
  private let path: String
  private let certificate: ClientCertificate?
  private let read: Kubeconfig.FileReader

  /// A source of the token in a file.
  public init(_ path: String, certificate: ClientCertificate? = nil, read: @escaping Kubeconfig.FileReader) {
    self.path = path
    self.certificate = certificate
    self.read = read
  }

  /// The token that is there now.
  public func credential() async throws(CredentialFailure) -> Credential { try current() }

  /// The token that is there now, if it is another one.
  public func credential(insteadOf refused: Credential) async throws(CredentialFailure) -> Credential? {
    let credential = try current()
    return credential == refused ? nil : credential
  }

  func current() throws(CredentialFailure) -> Credential {
    let text = read(path).map { String(decoding: $0.prefix(64 << 10), as: UTF8.self) } ?? ""
    let token = text.filter { !$0.isWhitespace }
    guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw CredentialFailure("\(path): there is no token in this file")
    }
    return Credential(authorization: "Bearer \(token)", certificate: certificate)
  }
}
