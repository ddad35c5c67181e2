internal import DocumentModel
internal import FoundationEssentials
internal import HTTPTransport
internal import JSONCoding

/// A program that gives credentials (client.authentication.k8s.io), as a kubeconfig names it.
public struct ExecPlugin: Hashable, Sendable {
  /// `client.authentication.k8s.io/v1` or `…/v1beta1`.
  public var apiVersion: String
  /// The program: a path, or a name to look for in `PATH`.
  public var command: String
  /// Its arguments.
  public var arguments: [String]
  /// What is added to its environment, `KUBERNETES_EXEC_INFO` too.
  public var environment: [String: String]
  /// What to do where the program is not there.
  public var installHint: String?
  /// Where this stands, for errors.
  public var place: String

  init(_ exec: KubeconfigNode, cluster: KubeconfigNode, kubeconfig: Kubeconfig) throws(KubeconfigError) {
    guard let version = try exec.text("apiVersion"),
      ["v1", "v1beta1"].contains(where: { version == "client.authentication.k8s.io/\($0)" })
    else {
      throw exec.error("apiVersion", "this version is not known", "use client.authentication.k8s.io/v1")
    }
    guard let command = try exec.text("command") else {
      throw exec.error("command", "no program is named", "name the plugin")
    }
    let mode = try exec.text("interactiveMode")
    guard mode != nil || version.hasSuffix("/v1beta1") else {
      throw exec.error("interactiveMode", "this is missing", "write Never or IfAvailable")
    }
    guard ["Never", "IfAvailable", nil].contains(mode) else {
      throw exec.error("interactiveMode", "nobody is there to be asked", "use a plugin with Never or IfAvailable")
    }
    apiVersion = version
    // What has a slash is a path, relative to the file; anything else a name.
    self.command = command.contains("/") ? exec.absolute(command) : command
    arguments = try exec.texts("args")
    installHint = try exec.text("installHint")
    place = "\(exec.file): \(exec.context.map { "context \"\($0)\": " } ?? "")\(exec.key)"
    environment = [:]
    for variable in try exec.mappings("env") {
      guard let name = try variable.text("name"), !name.contains("="), !name.contains("\0") else {
        throw variable.error("name", "this is no name of a variable", "give it one")
      }
      environment[name] = try variable.text("value") ?? ""
    }
    let info = try exec.flag("provideClusterInfo") ? try Self.clusterInfo(cluster, kubeconfig) : nil
    environment["KUBERNETES_EXEC_INFO"] = Self.info(version: version, cluster: info)
  }

  /// What the program is told of what is wanted.
  private static func info(version: String, cluster: ((inout JSONWriter) -> Void)?) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("kind", "ExecCredential")
    writer.member("apiVersion", version)
    writer.object("spec") { writer in
      writer.member("interactive", false)
      if let cluster { writer.object("cluster", cluster) }
    }
    writer.endObject()
    return writer.text
  }

  /// What the program is told of the cluster.
  private static func clusterInfo(
    _ cluster: KubeconfigNode, _ kubeconfig: Kubeconfig
  ) throws(KubeconfigError) -> (inout JSONWriter) -> Void {
    let server = try cluster.text("server") ?? ""
    let (name, proxy) = (try cluster.text("tls-server-name"), try cluster.text("proxy-url"))
    let insecure = try cluster.flag("insecure-skip-tls-verify")
    let authority = try kubeconfig.file("certificate-authority", of: cluster, PEM.isCertificate, "certificates")
    var config: NodeID?
    for entry in try cluster.mappings("extensions")
    where try entry.text("name") == "client.authentication.k8s.io/exec" {
      config = entry.child("extension")
    }
    return { writer in
      writer.member("server", server)
      if let name { writer.member("tls-server-name", name) }
      if insecure { writer.member("insecure-skip-tls-verify", true) }
      if let authority { writer.member("certificate-authority-data", Data(authority).base64EncodedString()) }
      if let proxy { writer.member("proxy-url", proxy) }
      if let config {
        writer.key("config")
        writer.value(config, of: cluster.document)
      }
    }
  }

  /// The credential in what the program wrote, and until when it is valid, in milliseconds since 1970.
  func credential(from output: [UInt8]) throws(CredentialFailure) -> (credential: Credential, expires: Int64?) {
    let document = JSONReader(limits: JSONReader.Limits(bytes: 1 << 20)).read(output, file: "plugin").document
    guard let object = document.flatMap(KubernetesObject.init), object.text("kind") == "ExecCredential" else {
      throw failure("what it writes is no ExecCredential")
    }
    guard object.text("apiVersion") == apiVersion else { throw failure("what it writes is not of \(apiVersion)") }
    let token = object.text("status", "token").flatMap { $0.isEmpty ? nil : $0 }
    let certificate = object.text("status", "clientCertificateData").flatMap { $0.isEmpty ? nil : Array($0.utf8) }
    let key = object.text("status", "clientKeyData").flatMap { $0.isEmpty ? nil : Array($0.utf8) }
    guard token != nil || certificate != nil, (certificate == nil) == (key == nil) else {
      throw failure("what it writes has neither a token nor a certificate with its key")
    }
    guard token?.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) ?? true, certificate.map(PEM.isCertificate) ?? true,
      key.map(PEM.isKey) ?? true
    else { throw failure("what it writes is no token, or no PEM") }
    let text = object.text("status", "expirationTimestamp")
    let expires = text.flatMap(Timestamp.seconds)
    guard text == nil || expires != nil else { throw failure("its expirationTimestamp is no time") }
    var credential = Credential(authorization: token.map { "Bearer \($0)" })
    if let certificate, let key { credential.certificate = ClientCertificate(certificate: certificate, key: key) }
    return (credential, expires.map { $0 * 1000 })
  }

  /// A failure that says what to do, and nothing that the program wrote.
  func failure(_ message: String) -> CredentialFailure {
    CredentialFailure("\(place): the plugin \(command): \(message); run it by hand to see more")
  }
}

/// Times of RFC 3339.
enum Timestamp {
  /// Seconds since 1970; nil where the text is no time. Fractions do not count.
  static func seconds(_ text: String) -> Int64? {
    let bytes = Array(text.utf8)
    guard bytes.count >= 20, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] | 0x20 == UInt8(ascii: "t"), bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":")
    else { return nil }
    func number(_ range: Range<Int>) -> Int? {
      let digits = bytes[range]
      guard digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
      return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
    guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
      let minute = number(14..<16), let second = number(17..<19),
      let time = CivilTime.seconds(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    else { return nil }
    var rest = bytes[19...]
    if rest.first == UInt8(ascii: ".") { rest = rest.dropFirst().drop { (0x30...0x39).contains($0) } }
    if rest.count == 1, let last = rest.first, last | 0x20 == UInt8(ascii: "z") { return time }
    let start = rest.startIndex
    guard rest.count == 6, rest[start + 3] == UInt8(ascii: ":"), let sign = rest.first,
      sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), let hours = number(start + 1..<start + 3),
      let minutes = number(start + 4..<start + 6)
    else { return nil }
    return time - Int64((hours * 60 + minutes) * 60) * (sign == UInt8(ascii: "+") ? 1 : -1)
  }
}
