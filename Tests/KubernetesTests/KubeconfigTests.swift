import Foundation
import HTTPTransport
import Kubernetes
import Testing

private let pem = "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n"
private let key = "-----BEGIN PRIVATE KEY-----\ns3cr3t-key\n-----END PRIVATE KEY-----\n"

private func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

/// A kubeconfig with one context.
private func config(cluster: String = "server: 'https://k8s.test'", user: String = "token: s3cr3t") -> String {
  """
  kind: Config
  current-context: it
  contexts: [{name: it, context: {cluster: c, user: u}}]
  clusters: [{name: c, cluster: {\(cluster)}}]
  users: [{name: u, user: {\(user)}}]
  """
}

private func kubeconfig(_ files: [String: String], _ paths: [String] = ["/k/config"]) throws -> Kubeconfig {
  try Kubeconfig(files: paths) { files[$0].map { Array($0.utf8) } }
}

private func access(_ text: String, _ files: [String: String] = [:], context: String? = nil) throws -> ClusterAccess {
  try kubeconfig(files.merging(["/k/config": text]) { $1 }).access(context: context, runner: NoRunner())
}

private struct NoRunner: PluginRunner {
  func run(_ command: String, _ arguments: [String], environment: [String: String]) async -> PluginOutcome { .notFound }
}

@Suite struct KubeconfigTests {
  @Test func ofAllFilesTheFirstCounts() async throws {
    let files = [
      "/a/one": """
      clusters: [{name: c, cluster: {server: 'https://one.test', certificate-authority: certs/ca.pem}}]
      contexts: [{name: x, context: {cluster: c, user: u, namespace: shop}}]
      """,
      "/b/two": """
      current-context: x
      clusters: [{name: c, cluster: {server: 'https://two.test'}}]
      contexts: [{name: x, context: {cluster: c}}, {name: y, context: {cluster: d}}]
      users: [{name: u, user: {token: first}}, {name: broken, user: 5}]
      """, "/c/three": "current-context: y\nusers: [{name: u, user: {token: second}}]", "/a/certs/ca.pem": pem,
    ]
    let merged = try kubeconfig(files, ["/a/one", "", "/absent", "/b/two", "/c/three"])
    #expect(merged.currentContext == "x")
    #expect(merged.contextNames == ["x", "y"])
    let access = try merged.access(runner: NoRunner())
    #expect(access.server.url == "https://one.test")
    #expect(access.namespace == "shop")
    #expect(access.server.options.certificateAuthority == Array(pem.utf8))
    #expect(try await access.credentials.credential() == Credential(authorization: "Bearer first"))
    #expect(throws: KubeconfigError.self) { try merged.access(context: "y", runner: NoRunner()) }
    #expect(Kubeconfig.usualFiles(environment: ["KUBECONFIG": "/a:/b", "HOME": "/h"]) == ["/a", "/b"])
    #expect(Kubeconfig.usualFiles(environment: ["HOME": "/h"]) == ["/h/.kube/config"])
  }

  @Test func everyWayToLogIn() async throws {
    func credential(_ user: String, _ files: [String: String] = [:]) async throws -> Credential {
      try await access(config(user: user), files).credentials.credential()
    }
    #expect(try await credential("token: abc").authorization == "Bearer abc")
    #expect(try await credential("token: abc, tokenFile: t", ["/k/t": "fresh\n"]).authorization == "Bearer fresh")
    #expect(try await credential("username: a, password: 'b:c'").authorization == "Basic \(base64("a:b:c"))")
    let certificate = ClientCertificate(certificate: Array(pem.utf8), key: Array(key.utf8))
    #expect(
      try await credential("client-certificate: a, client-key: /b", ["/k/a": pem, "/b": key]).certificate == certificate
    )
    // Data counts before a file.
    let both =
      "client-certificate-data: \(base64(pem)), client-certificate: x, client-key-data: \(base64(key)), token: abc"
    #expect(try await credential(both) == Credential(authorization: "Bearer abc", certificate: certificate))
    #expect(try await credential("") == Credential())
  }

  @Test func howTheServerIsReached() throws {
    let options = try access(
      config(
        cluster: "server: 'https://k8s.test:6443/base', tls-server-name: api.test, proxy-url: 'socks5://p.test:1080'")
    ).server.options
    #expect(options.serverName == "api.test")
    #expect(options.proxy == "socks5h://p.test:1080")
    #expect(options.verifiesServer)
    #expect(
      try !access(config(cluster: "server: 'https://k8s.test', insecure-skip-tls-verify: true")).server.options
        .verifiesServer)
    #expect(try access(config(cluster: "server: 'http://127.0.0.1:8001'")).server.url == "http://127.0.0.1:8001")
  }

  @Test func asWhomToAct() throws {
    let user = "token: t, as: acme, as-uid: '5', as-groups: [a, b], as-user-extra: {k: [v, w]}"
    #expect(
      try access(config(user: user)).impersonation
        == Impersonation(user: "acme", uid: "5", groups: ["a", "b"], extra: ["k": ["v", "w"]]))
    #expect(try access(config()).impersonation == nil)
  }

  static let wrong: [(String, String)] = [
    ("users[name=u].user.auth-provider", config(user: "auth-provider: {name: gcp, config: {access-token: s3cr3t}}")),
    ("users[name=u].user.exec", config(user: "token: s3cr3t, username: a, password: s3cr3t")),
    ("users[name=u].user.token", config(user: "token: \"s3cr3t\\nx\"")),
    ("users[name=u].user.token", config(user: "token: 5")),
    ("users[name=u].user.client-key", config(user: "client-certificate-data: \(base64(pem))")),
    ("users[name=u].user.client-certificate", config(user: "client-key-data: \(base64(key))")),
    (
      "users[name=u].user.client-key-data",
      config(user: "client-certificate-data: \(base64(pem)), client-key-data: s3cr3t!")
    ),
    ("users[name=u].user.client-certificate", config(user: "client-certificate: absent, client-key: x")),
    ("users[name=u].user.as", config(user: "as-groups: [a]")),
    (
      "users[name=u].user.exec.apiVersion",
      config(user: "exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: x}")
    ),
    (
      "users[name=u].user.exec.interactiveMode",
      config(user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: x}")
    ),
    (
      "users[name=u].user.exec.interactiveMode",
      config(user: "exec: {apiVersion: client.authentication.k8s.io/v1, command: x, interactiveMode: Always}")
    ),
    ("users[name=u].user.exec.command", config(user: "exec: {apiVersion: client.authentication.k8s.io/v1beta1}")),
    (
      "users[name=u].user.exec",
      config(user: "token: s3cr3t, exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: x}")
    ),
    ("clusters[name=c].cluster.server", config(cluster: "proxy-url: x")),
    ("clusters[name=c].cluster.server", config(cluster: "server: 'ftp://k8s.test'")),
    ("clusters[name=c].cluster.server", config(cluster: "server: 'http://k8s.test'")),
    ("clusters[name=c].cluster.server", config(cluster: "server: 'https://user:s3cr3t@k8s.test'")),
    (
      "clusters[name=c].cluster.proxy-url", config(cluster: "server: 'https://k8s.test', proxy-url: 'ftp://u:s3cr3t@p'")
    ),
    ("clusters[name=c].cluster.tls-server-name", config(cluster: "server: 'https://k8s.test', tls-server-name: 'a/b'")),
    (
      "clusters[name=c].cluster.insecure-skip-tls-verify",
      config(cluster: "server: 'https://k8s.test', insecure-skip-tls-verify: 'yes'")
    ),
    (
      "clusters[name=c].cluster.insecure-skip-tls-verify",
      config(
        cluster:
          "server: 'https://k8s.test', insecure-skip-tls-verify: true, certificate-authority-data: \(base64(pem))")
    ),
    (
      "clusters[name=c].cluster.certificate-authority-data",
      config(cluster: "server: 'https://k8s.test', certificate-authority-data: \(base64("s3cr3t"))")
    ),
    ("contexts[name=it].context.cluster", "current-context: it\ncontexts: [{name: it, context: {cluster: none}}]"),
    (
      "contexts[name=it].context.user",
      "current-context: it\ncontexts: [{name: it, context: {cluster: c, user: none}}]\nclusters: [{name: c, cluster: {server: 'https://k8s.test'}}]"
    ),
    ("contexts[0].context", "current-context: it\ncontexts: [{name: it}]"),
    ("current-context", "contexts: []"),
    ("users", "users: {a: s3cr3t}"),
    ("users[0].name", "users: [{user: {token: s3cr3t}}]"),
  ]

  @Test(arguments: wrong) func errorsSayWhereAndNothingSecret(_ key: String, _ text: String) throws {
    let error = try #require(throws: KubeconfigError.self) { try access(text) }
    #expect(error.file == "/k/config")
    #expect(
      error.key == key, "\(error)")
    #expect(!error.help.isEmpty)
    #expect(!"\(error)".contains("s3cr3t"), "\(error)")
  }

  @Test func whatCannotBeReadIsSaid() throws {
    #expect(throws: KubeconfigError.self) { try kubeconfig([:]) }
    for text in ["", "[]", "token: [", "kind: Pod", "s3cr3t", "a: \"s3cr3t"] {
      let error = try #require(throws: KubeconfigError.self) { try access(text) }
      #expect(error.file == "/k/config")
      #expect(!"\(error)".contains("s3cr3t"))
    }
    let error = try #require(throws: KubeconfigError.self) { try access(config(), context: "prod") }
    #expect("\(error)" == "/k/config: context \"prod\": there is no such context; use one of \"it\"")
  }

  @Test func withinACluster() async throws {
    let folder = "/var/run/secrets/kubernetes.io/serviceaccount"
    let files = [folder + "/token": "abc\n", folder + "/ca.crt": pem, folder + "/namespace": "remit-system"]
    let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
    let access = try ClusterAccess.inCluster(environment: environment) { files[$0].map { Array($0.utf8) } }
    #expect(access.server.url == "https://[fd00::1]:443")
    #expect(access.namespace == "remit-system")
    #expect(access.server.options.certificateAuthority == Array(pem.utf8))
    #expect(try await access.credentials.credential().authorization == "Bearer abc")
    #expect(throws: KubeconfigError.self) { try ClusterAccess.inCluster(environment: [:]) { _ in nil } }
    #expect(throws: KubeconfigError.self) { try ClusterAccess.inCluster(environment: environment) { _ in nil } }
  }
}
