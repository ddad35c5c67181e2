internal import Foundation

/// The files that a cluster's programs and its users read: certificates, tokens, the audit policy, kubeconfigs.
struct ClusterFiles {
  /// A user who logs in by token.
  struct User {
    var name: String
    var groups: [String]
    var token: String
  }

  let folder: String
  let users: [User]

  /// Makes all files that do not depend on a port.
  init(in folder: String) throws {
    self.folder = folder
    users = [
      ("admin", ["system:masters"]), ("deployer", ["deployers"]), ("reader", ["readers"]), ("stranger", []),
    ].map { User(name: $0.0, groups: $0.1, token: "\($0.0)-\(UUID().uuidString.lowercased())") }
    let made = try ProgramResult(of: ["sh", "-c", Self.certificates], in: folder)
    guard made.status == 0 else { throw ClusterFailure(description: "openssl: \(made.errors)") }
    try write(
      "tokens.csv",
      users.map { "\($0.token),\($0.name),uid-\($0.name),\"\($0.groups.joined(separator: ","))\"\n" }.joined())
    try write(
      "audit.yaml",
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived]
      rules: [{level: Metadata}]

      """)
  }

  /// The certificates of one authority: of the server, for its address and two names; of an administrator; and of the
  /// user `certified` in the group `readers`. And the key that signs the tokens of service accounts.
  private static let certificates = """
    set -e
    new='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 3'
    openssl req -x509 $new -keyout ca.key -out ca.crt -subj /CN=remit-test-ca
    issue() {
      openssl req -x509 $new -CA ca.crt -CAkey ca.key -keyout "$1.key" -out "$1.crt" -subj "$2" \
        -addext basicConstraints=critical,CA:FALSE -addext "$3"
    }
    issue server /CN=kube-apiserver 'subjectAltName=IP:127.0.0.1,DNS:localhost,DNS:cluster.test'
    issue administrator /O=system:masters/CN=administrator extendedKeyUsage=clientAuth
    issue certified /O=readers/CN=certified extendedKeyUsage=clientAuth
    openssl ecparam -genkey -name prime256v1 -noout -out accounts.key
    openssl ec -in accounts.key -pubout -out accounts.pub
    """

  /// Writes the kubeconfig of all users, a context of the same name for each, and gives its path. The current one is
  /// `admin`; `administrator` and `certified` log in by certificate.
  func writeKubeconfig(url: String) throws -> String {
    let certified = ["administrator", "certified"]
    let names = users.map(\.name) + certified
    let text =
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: test, cluster: {server: "\(url)", certificate-authority: ca.crt}}]
      contexts:

      """ + names.map { "- {name: \($0), context: {cluster: test, user: \($0)}}\n" }.joined() + "users:\n"
      + users.map { "- {name: \($0.name), user: {token: \($0.token)}}\n" }.joined()
      + certified.map {
        "- {name: \($0), user: {client-certificate: \($0).crt, client-key: \($0).key}}\n"
      }.joined() + "current-context: admin\n"
    return try write("kubeconfig", text)
  }

  /// Writes a file into the folder that only its owner may read, and gives its path.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    let path = "\(folder)/\(name)"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    return path
  }
}
