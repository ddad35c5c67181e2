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
    #expect(processes(of: folder).isEmpty)
  }

  /// A test run that crashes leaves nothing.
  @Test func nothingStaysOfACrash() async throws {
    let result = try #require(
      await #expect(processExitsWith: .signal(SIGKILL), observing: [\.standardOutputContent]) {
        let cluster = try await TestCluster.start(TestCluster.Options(controllers: true))
        print("folder:\(cluster.folder):")
        fflush(nil)
        kill(getpid(), SIGKILL)
      })
    let output = String(decoding: result.standardOutputContent, as: UTF8.self)
    let parts = output.split(separator: "folder:").last?.split(separator: ":").first
    let folder = try #require(parts.map(String.init), "\(output)")
    #expect(folder.contains("remit-cluster-"))
    try await waitForTheEnd(of: folder)
    for _ in 0..<600 where FileManager.default.fileExists(atPath: folder) {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(!FileManager.default.fileExists(atPath: folder))
  }

  /// Nor does anything run on when the shell that would end it is killed.
  @Test func nothingRunsOnWithoutItsKeeper() async throws {
    let cluster = try await TestCluster.start(TestCluster.Options(controllers: true))
    #expect(processes(of: cluster.folder).count >= 4)
    let keeper = try #require(processes(of: cluster.folder).first { $0.value.hasPrefix("bash") }?.key)
    kill(keeper, SIGKILL)
    try await waitForTheEnd(of: cluster.folder)
    try FileManager.default.removeItem(atPath: cluster.folder)
    try? FileManager.default.removeItem(atPath: "/dev/shm/" + URL(fileURLWithPath: cluster.folder).lastPathComponent)
  }

  private func waitForTheEnd(of folder: String) async throws {
    for _ in 0..<600 where !processes(of: folder).isEmpty { try await Task.sleep(for: .milliseconds(50)) }
    #expect(processes(of: folder).isEmpty)
  }

  /// The processes that were started with a cluster's folder, or work in it, with their command lines.
  private func processes(of folder: String) -> [pid_t: String] {
    let name = URL(fileURLWithPath: folder).lastPathComponent
    let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc"))?.compactMap(pid_t.init) ?? []
    return all.reduce(into: [:]) { result, process in
      let line = (try? Data(contentsOf: URL(fileURLWithPath: "/proc/\(process)/cmdline"))) ?? Data()
      let text = String(decoding: line.map { $0 == 0 ? 32 : $0 }, as: UTF8.self)
      let place = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(process)/cwd")) ?? ""
      if text.contains(name) || place.contains(name) { result[process] = text }
    }
  }
}
