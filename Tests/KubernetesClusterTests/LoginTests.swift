import ClusterSupport
import Foundation
import HTTPTransport
import Kubernetes
import Testing

/// As whom a client comes, and what the cluster's audit log says of it.
@Suite(.enabled(if: isReady)) struct LoginTests {
  private func access(_ cluster: TestCluster, user: String, cluster more: String = ", certificate-authority: ca.crt")
    throws -> ClusterAccess
  {
    let name = "kubeconfig-\(UUID().uuidString)"
    let path = "\(cluster.folder)/\(name)"
    try """
    apiVersion: v1
    kind: Config
    current-context: it
    contexts: [{name: it, context: {cluster: it, user: it, namespace: default}}]
    clusters: [{name: it, cluster: {server: "\(cluster.url)"\(more)}}]
    users: [{name: it, user: {\(user)}}]
    """.write(toFile: path, atomically: true, encoding: .utf8)
    return try Kubeconfig(files: [path], read: readFile).access()
  }

  /// As whom the server sees a client: what it says to somebody who may not.
  private func name(of client: KubernetesClient) async -> String? {
    let all = Resource(GroupVersion(group: "", version: "v1"), name: "nodes", kind: "Node", isNamespaced: false)
    let error = await failure { try await client.list(all) }
    return error?.message.split(separator: "\"").dropFirst().first.map(String.init) ?? "(\(String(describing: error)))"
  }

  @Test func byCertificate() async throws {
    let cluster = try await TestCluster.shared()
    let byFile = try access(cluster, user: "client-certificate: certified.crt, client-key: certified.key")
    #expect(await name(of: byFile.client()) == "certified")
    #expect(byFile.namespace == "default")
    func data(_ file: String) throws -> String {
      try Data(contentsOf: URL(fileURLWithPath: "\(cluster.folder)/\(file)")).base64EncodedString()
    }
    let byData = try access(
      cluster,
      user: "client-certificate-data: \(data("certified.crt")), client-key-data: \(data("certified.key"))",
      cluster: ", certificate-authority-data: \(data("ca.crt"))")
    #expect(await name(of: byData.client()) == "certified")
  }

  @Test func onlyTheServerThatIsMeant() async throws {
    let cluster = try await TestCluster.shared()
    let token = "token: \(cluster.token(of: "stranger"))"
    let named = try access(
      cluster, user: token, cluster: ", certificate-authority: ca.crt, tls-server-name: cluster.test")
    #expect(await name(of: named.client()) == "stranger")
    var patience = CallPatience()
    patience.maximumAttempts = 1
    let misnamed = try access(
      cluster, user: token, cluster: ", certificate-authority: ca.crt, tls-server-name: other.test")
    #expect(await failure { try await misnamed.client(patience: patience).version() }?.kind == .noAnswer)
    let strange = try access(cluster, user: token, cluster: ", certificate-authority: certified.crt")
    #expect(await failure { try await strange.client(patience: patience).version() }?.kind == .noAnswer)
    var careless = named
    careless.server.options.certificateAuthority = nil
    careless.server.options.verifiesServer = false
    #expect(await name(of: careless.client()) == "stranger")
  }

  @Test func byATokenFileThatIsRotated() async throws {
    let cluster = try await TestCluster.shared()
    let path = "\(cluster.folder)/token-\(UUID().uuidString)"
    func write(_ token: String) throws { try (token + "\n").write(toFile: path, atomically: true, encoding: .utf8) }
    try write(cluster.token(of: "reader"))
    let client = try access(cluster, user: "tokenFile: \(path)").client()
    #expect(await name(of: client) == "reader")
    try write(cluster.token(of: "stranger"))
    #expect(await name(of: client) == "stranger")
    try write("expired")
    #expect(await failure { try await client.version() }?.kind == .unauthorized)
    try FileManager.default.removeItem(atPath: path)
    #expect(await failure { try await client.version() }?.kind == .noCredentials)
  }

  @Test func byAPluginThatIsAskedAgain() async throws {
    let cluster = try await TestCluster.shared()
    let id = UUID().uuidString
    let script = "\(cluster.folder)/plugin-\(id)"
    // The first token is no good; the next ones are.
    try #"""
    #!/bin/sh
    echo "$KUBERNETES_EXEC_INFO" >>"$0.info"
    count=$(wc -l <"$0.info")
    if [ "$count" -eq 1 ]; then token=bad; else token=$TOKEN; fi
    echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'"$token"'"}}'
    """#.write(toFile: script, atomically: true, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
    let client = try access(
      cluster,
      user: """
        exec: {apiVersion: client.authentication.k8s.io/v1, command: ./plugin-\(id), interactiveMode: Never,
        provideClusterInfo: true, env: [{name: TOKEN, value: \(cluster.token(of: "stranger"))}]}
        """
    ).client()
    #expect(await name(of: client) == "stranger")
    #expect(await name(of: client) == "stranger")
    let asked = try String(contentsOfFile: script + ".info", encoding: .utf8).split(separator: "\n")
    #expect(asked.count == 2)
    #expect(asked.first?.contains(#""interactive":false,"cluster":{"server":"\#(cluster.url)""#) ?? false)
    #expect(asked.first?.contains("certificate-authority-data") ?? false)
  }

  @Test func byAPluginThatGivesACertificate() async throws {
    let cluster = try await TestCluster.shared()
    let script = "\(cluster.folder)/plugin-\(UUID().uuidString)"
    try #"""
    #!/bin/sh
    text() { awk '{printf "%s\\n", $0}' "$1"; }
    printf %s '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{
    "expirationTimestamp":"2999-01-01T00:00:00Z","clientCertificateData":"'"$(text certified.crt)"'","clientKeyData":"'"$(text certified.key)"'"}}'
    """#.write(toFile: script, atomically: true, encoding: .utf8)
    let client = try access(
      cluster,
      user: """
        exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: sh,
        args: [-c, 'cd "\(cluster.folder)" && . "\(script)"']}
        """
    ).client()
    #expect(await name(of: client) == "certified")
  }

  @Test func asSomebodyElseWithANameInTheAuditLog() async throws {
    let cluster = try await TestCluster.shared()
    let (admin, namespace) = (try cluster.client(), try await cluster.makeNamespace("audit"))
    let id = UUID().uuidString.lowercased()
    let access = try access(
      cluster,
      user: """
        token: \(cluster.token(of: "admin")), as: tenant-acme, as-groups: ['system:masters', tenants],
        as-user-extra: {Merge-Request: ['4711']}
        """)
    var options = mine
    options.auditID = id
    let answer = try await access.client(userAgent: "remit/1.2 (test)").apply(
      configMap(namespace, "it", "a: b"), to: configMaps, options)
    #expect(answer.auditID == id)
    let line = try #require(try cluster.audit(containing: id).first)
    for part in [
      #""auditID":"\#(id)""#, #""username":"tenant-acme""#, #""merge-request":["4711"]"#,
      #""userAgent":"remit/1.2 (test)""#,
      #""username":"admin""#, #""tenants""#, #""verb":"patch""#,
    ] {
      #expect(line.contains(part), "\(part) not in \(line)")
    }
    // Rights are those of whom one acts as.
    let bounded = admin.acting(as: Impersonation(user: "tenant-acme"))
    #expect(
      await failure { try await bounded.apply(configMap(namespace, "it", "a: c"), to: configMaps, mine) }?.kind
        == .forbidden)
  }
}
