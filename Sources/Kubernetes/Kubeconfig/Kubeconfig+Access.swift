internal import DocumentModel
internal import FoundationEssentials
public import HTTPTransport

extension Kubeconfig {
  /// The access of a context; nil: the current one. `runner` runs plugins for credentials.
  ///
  /// Throws where an entry cannot be used as it is meant: two ways to log in, a plugin that asks somebody, a provider of
  /// another program.
  public func access(
    context name: String? = nil, options: CurlOptions = CurlOptions(), runner: any PluginRunner = ProcessRunner(),
    clock: HTTPClock = .system
  ) throws(KubeconfigError) -> ClusterAccess {
    let parts = try parts(of: name)
    let server = try server(parts.cluster, options)
    var access = ClusterAccess(
      context: parts.name, server: server, credentials: FixedCredential(Credential()), namespace: parts.namespace)
    guard let user = parts.user else { return access }
    access.impersonation = try impersonation(user)
    access.credentials = try credentials(user, parts.cluster, runner, clock)
    return access
  }

  private func server(_ cluster: KubeconfigNode, _ options: CurlOptions) throws(KubeconfigError) -> ServerAddress {
    guard let url = try cluster.text("server") else {
      throw cluster.error("server", "no server is named", "write its URL: https://HOST:PORT")
    }
    guard let address = WebAddress(url), !url.contains("?") else {
      throw cluster.error("server", "this is no URL of a server", "write https://HOST:PORT")
    }
    guard address.scheme == "https" || address.isLoopback else {
      throw cluster.error("server", "http would show the credentials to everybody", "write https://HOST:PORT")
    }
    var options = options
    options.certificateAuthority = try file("certificate-authority", of: cluster, PEM.isCertificate, "certificates")
    options.serverName = try cluster.text("tls-server-name")
    if let name = options.serverName, WebAddress("https://\(name)")?.host != name.lowercased() {
      throw cluster.error("tls-server-name", "this is no name of a host", "write the name in the server's certificate")
    }
    if try cluster.flag("insecure-skip-tls-verify") {
      guard options.certificateAuthority == nil else {
        throw cluster.error(
          "insecure-skip-tls-verify", "there are certificates to trust, and nobody to verify", "remove one of both")
      }
      options.verifiesServer = false
    }
    if let proxy = try cluster.text("proxy-url") {
      let scheme = proxy.firstRange(of: "://").map { String(proxy[..<$0.lowerBound]) } ?? ""
      guard ["http", "https", "socks5"].contains(scheme) else {
        throw cluster.error("proxy-url", "this is no URL of a proxy", "write http://, https:// or socks5://HOST:PORT")
      }
      // As kubectl: the proxy finds the host.
      options.proxy = scheme == "socks5" ? "socks5h" + proxy.dropFirst(6) : proxy
    }
    return ServerAddress(url: url, options: options)
  }

  private func impersonation(_ user: KubeconfigNode) throws(KubeconfigError) -> Impersonation? {
    let (groups, uid) = (try user.texts("as-groups"), try user.text("as-uid"))
    var extra: [String: [String]] = [:]
    if let node = try user.mapping("as-user-extra") {
      for child in node.document.children(node.node) {
        let key = node.document.key(child) ?? ""
        extra[key] = try node.texts(key)
      }
    }
    guard let name = try user.text("as") else {
      guard groups.isEmpty, uid == nil, extra.isEmpty else {
        throw user.error("as", "groups of somebody without a name", "name the user to act as")
      }
      return nil
    }
    return Impersonation(user: name, uid: uid, groups: groups, extra: extra)
  }

  private func credentials(
    _ user: KubeconfigNode, _ cluster: KubeconfigNode, _ runner: any PluginRunner, _ clock: HTTPClock
  ) throws(KubeconfigError) -> any CredentialSource {
    if user.child("auth-provider") != nil {
      throw user.error(
        "auth-provider", "providers within kubectl are no more", "use the exec plugin of the provider, or a token")
    }
    let certificate = try certificate(user)
    let (token, tokenFile, name) = (try user.text("token"), try user.text("tokenFile"), try user.text("username"))
    let ways = [token ?? tokenFile, name, user.child("exec").map { _ in "exec" }].compactMap(\.self)
    guard ways.count <= 1 else {
      throw user.error("exec", "there is more than one way to log in", "keep one of token, username and exec")
    }
    if let exec = try user.mapping("exec") {
      guard certificate == nil else {
        throw user.error("exec", "there is a certificate, too", "keep one of exec and client-certificate")
      }
      return ExecCredentials(try ExecPlugin(exec, cluster: cluster, kubeconfig: self), runner: runner, clock: clock)
    }
    if let tokenFile { return TokenFile(user.absolute(tokenFile), certificate: certificate, read: read) }
    if let token {
      guard token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw user.error("token", "this has characters that no token has", "look for line breaks and spaces")
      }
      return FixedCredential(Credential(authorization: "Bearer \(token)", certificate: certificate))
    }
    guard let name else { return FixedCredential(Credential(certificate: certificate)) }
    let pair = Data("\(name):\(try user.text("password") ?? "")".utf8).base64EncodedString()
    return FixedCredential(Credential(authorization: "Basic \(pair)", certificate: certificate))
  }

  private func certificate(_ user: KubeconfigNode) throws(KubeconfigError) -> ClientCertificate? {
    let certificate = try file("client-certificate", of: user, PEM.isCertificate, "certificate")
    let key = try file("client-key", of: user, PEM.isKey, "private key")
    switch (certificate, key) {
    case (nil, nil): return nil
    case (let certificate?, let key?): return ClientCertificate(certificate: certificate, key: key)
    case (_, nil): throw user.error("client-key", "there is a certificate without its key", "add the key")
    case (nil, _):
      throw user.error("client-certificate", "there is a key without its certificate", "add the certificate")
    }
  }

  /// What `NAME-data` has, else what is in the file that `NAME` names.
  func file(
    _ name: String, of node: KubeconfigNode, _ isGood: ([UInt8]) -> Bool, _ what: String
  ) throws(KubeconfigError) -> [UInt8]? {
    if let data = try node.bytes("\(name)-data") {
      guard isGood(data) else { throw node.error("\(name)-data", "there is no \(what) in PEM", "encode the PEM file") }
      return data
    }
    guard let path = try node.text(name) else { return nil }
    guard let bytes = read(node.absolute(path)) else {
      throw node.error(name, "\(node.absolute(path)) cannot be read", "see whether it is there, and whose it is")
    }
    guard isGood(bytes) else {
      throw node.error(name, "\(node.absolute(path)) has no \(what) in PEM", "see whether it is the right file")
    }
    return bytes
  }
}
