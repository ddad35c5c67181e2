import ClusterSupport
import Foundation
import HTTPTransport
import TestSupport
import Testing

/// Asked once, so that one line says it.
private let isReady = ClusterTools.areThere(for: "TestClusterTests")

@Suite(.enabled(if: isReady))
struct TestClusterTests {
  @Test func usersHaveTheirRights() async throws {
    let cluster = try await TestCluster.shared()
    #expect(try await cluster.ask(.get, "/readyz").status == 200)
    #expect(try await cluster.ask(.get, "/api/v1/secrets", as: "stranger").status == 403)
    #expect(try await cluster.ask(.get, "/api/v1/secrets", as: "nobody").status == 401)

    let name = "readers-\(UUID().uuidString.lowercased())"
    try await cluster.create(
      "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
      #"""
      {"metadata":{"name":"\#(name)"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"readers"}],
      "roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"view"}}
      """#)
    // What the role says is filled in by a controller, and servers learn of rights a moment later.
    var status = 0
    for _ in 0..<200 where status != 200 {
      status = try await cluster.ask(.get, "/api/v1/configmaps", as: "reader").status
      if status != 200 { try await Task.sleep(for: .milliseconds(50)) }
    }
    #expect(status == 200)
    #expect(try await cluster.ask(.get, "/api/v1/secrets", as: "reader").status == 403)
  }

  @Test func whatIsAskedIsInTheAuditLog() async throws {
    let cluster = try await TestCluster.shared()
    let namespace = try await cluster.makeNamespace("audit")
    let lines = try cluster.audit(containing: namespace)
    #expect(lines.contains { $0.contains(#""verb":"create""#) && $0.contains(#""username":"admin""#) })
  }

  @Test func aDeletedNamespaceGoes() async throws {
    let cluster = try await TestCluster.shared()
    let path = "/api/v1/namespaces/\(try await cluster.makeNamespace("going"))"
    try await cluster.create(path + "/configmaps", #"{"metadata":{"name":"content"}}"#)
    #expect(try await cluster.ask(.delete, path).status == 200)
    var status = 200
    for _ in 0..<600 where status == 200 {
      status = try await cluster.ask(.get, path).status
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(status == 404)
  }

  @Test func kubectlWorks() async throws {
    guard ClusterTools.kubectlIsThere() else { return }
    let cluster = try await TestCluster.shared()
    let namespace = try await cluster.makeNamespace("kubectl")
    let made = try cluster.kubectl("-n", namespace, "create", "configmap", "made", "--from-literal=a=b")
    #expect(made.status == 0, "\(made.errors)")
    // By certificate.
    let seen = try cluster.kubectl(
      "--context=administrator", "-n", namespace, "get", "configmap", "made", "-o", "jsonpath={.data.a}")
    #expect(seen.output == "b", "\(seen.errors)")
    let refused = try cluster.kubectl("--context=certified", "-n", namespace, "create", "configmap", "x")
    #expect(refused.errors.contains(#"User "certified" cannot create resource"#), "\(refused.errors)")
  }

  @Test func aListExpiresWhenFormerStatesAreForgotten() async throws {
    let cluster = try await TestCluster.shared()
    let path = "/api/v1/namespaces/\(try await cluster.makeNamespace("expiry"))/configmaps"
    for index in 0..<3 { try await cluster.create(path, #"{"metadata":{"name":"c\#(index)"}}"#) }
    let first = try await cluster.ask(.get, path + "?limit=1")
    let list = try JSONSerialization.jsonObject(with: Data(first.body)) as? [String: Any]
    let token = try #require((list?["metadata"] as? [String: Any])?["continue"] as? String)
    try await cluster.create(path, #"{"metadata":{"name":"later"}}"#)
    try await cluster.forgetFormerStates()
    #expect(try await cluster.ask(.get, path + "?limit=1&continue=\(token)").status == 410)
  }

  /// On a cluster of its own, as one definition can be there in one version only.
  @Test func definitionsOfCapsuleAndKubeVelaAreTaken() async throws {
    guard let folder = SharedData.url("data/kubernetes") else { return }
    let cluster = try await TestCluster.start()
    let definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
      .filter { !$0.hasPrefix("examples/") && $0.hasSuffix(".yaml") }
    #expect(files.count > 5)
    for file in files {
      let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
      try await cluster.install(definition: text)
      let list = try await cluster.ask(.get, definitions)
      let items = try JSONSerialization.jsonObject(with: Data(list.body)) as? [String: Any]
      let names = (items?["items"] as? [[String: Any]] ?? []).compactMap { ($0["metadata"] as? [String: Any])?["name"] }
      let name = try #require(names.first as? String, "\(file)")
      #expect(names.count == 1)
      #expect(try await cluster.ask(.delete, "\(definitions)/\(name)").status == 200)
      for _ in 0..<600 where try await cluster.ask(.get, "\(definitions)/\(name)").status != 404 {
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }

  @Test func nothingStaysOfACluster() async throws {
    var cluster: TestCluster? = try await TestCluster.start()
    let (url, folder) = try #require(cluster.map { ($0.url, $0.folder) })
    #expect(FileManager.default.fileExists(atPath: folder + "/audit.log"))
    cluster = nil
    #expect(!FileManager.default.fileExists(atPath: folder))
    await #expect(throws: HTTPError.self) { try await CurlClient().send(HTTPRequest(.get, url)) }
    let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
    for process in processes {
      let line = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))) ?? Data()
      #expect(!String(decoding: line, as: UTF8.self).contains(folder.split(separator: "/").last ?? "?"))
    }
  }
}
