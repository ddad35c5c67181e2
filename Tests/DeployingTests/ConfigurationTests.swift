import Deploying
import Foundation
import Kubernetes
import Testing

@Suite struct ConfigurationTests {
  private func read(_ text: String) throws -> ClusterConfiguration {
    try ClusterConfiguration(Array(text.utf8), file: "/etc/remit/clusters.yml")
  }

  @Test(
    "pitfall 34: how clusters are reached is in a file of the operator's, which says nothing twice and nothing unknown")
  func reads() throws {
    let configuration = try read(
      """
      clusters:
        dc1: {kubeconfig: kube/config, context: dc1}
        dc2: {kubeconfig: /secret/config}
        here: {inCluster: true}
        review: {directory: ../review}
      """)
    #expect(
      configuration.clusters == [
        "dc1": .kubeconfig(file: "/etc/remit/kube/config", context: "dc1"),
        "dc2": .kubeconfig(file: "/secret/config", context: nil), "here": .inCluster,
        "review": .directory("/etc/remit/../review"),
      ])
  }

  @Test func readsModes() throws {
    let configuration = try read("clusters: {dc1: {inCluster: true, drift: report}, dc2: {inCluster: true}}")
    #expect(configuration.drift == ["dc1": .report])
  }

  @Test(arguments: [
    ("clusters: {a: {inCluster: true, drift: repare}}", "did you mean \"repair\"?"),
    ("clusters: {a: {kubeconfig: x, inCluster: true}}", ":1: it is not clear how"),
    ("clusters: {a: {}}", "it is not clear how"),
    ("clusters: {a: {directory: x, context: y}}", "it is not clear how"),
    ("clusters: {a: {kubeconfg: x}}", "unknown key \"kubeconfg\"; did you mean \"kubeconfig\"?"),
    ("clusters: {a: {kubeconfig: 7}}", "must be a text"),
    ("clusters: {a: {inCluster: yes please}}", "must be true or false"),
    ("clusters: {A_b: {inCluster: true}}", "is no name for a cluster"),
    ("clusters: {a: {inCluster: true}}\nmore: 1", "unknown key \"more\""),
    ("clusters: [a]", "must be a mapping"), ("[]", "expected an object"), ("", "empty"), ("a: [", "clusters.yml:2"),
    ("clusters:\n  a: {inCluster: true}\n  a: {inCluster: true}", "clusters.yml:3"),
  ])
  func refuses(_ text: String, _ message: String) throws {
    do {
      _ = try read(text)
      Issue.record("it was read: \(text)")
    } catch let error as ClusterConfigurationError {
      #expect(error.description.contains(message), "\(error)")
    }
  }

  /// Links in the folder lead nothing out of it: not what is written, not what is deleted, not what is read.
  @Test func linksInDirectories() async throws {
    let files = FileManager.default
    let base = files.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)").path
    defer { try? files.removeItem(atPath: base) }
    let (folder, outside) = (base + "/target", base + "/outside")
    var scene = Scene()
    try scene.addConfigMap("a")
    try scene.addConfigMap("b")
    func run(_ scene: Scene) -> ClusterOutcome {
      DirectoryTarget(folder).run(scene.state, RunOptions(plan: scene.options))
    }
    // A namespace's folder is a link.
    try files.createDirectory(atPath: folder + "/acme", withIntermediateDirectories: true)
    try files.createDirectory(atPath: outside, withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: folder + "/acme/shop", withDestinationPath: outside)
    let linked = run(scene)
    #expect(linked.state == .partial)
    #expect(linked.troubles.contains { $0.contains("acme/shop is a link") }, "\(linked.troubles)")
    #expect(try files.contentsOfDirectory(atPath: outside) == [])
    // So is a set's.
    try files.removeItem(atPath: folder + "/acme")
    try files.createSymbolicLink(atPath: folder + "/acme", withDestinationPath: outside)
    #expect(run(scene).troubles.contains { $0.contains("target/acme is a link") })
    #expect(try files.contentsOfDirectory(atPath: outside) == [])
    try files.removeItem(atPath: folder + "/acme")
    #expect(run(scene).state == .deployed)
    // What was written lies elsewhere now: it is neither read nor deleted there.
    try files.removeItem(atPath: outside)
    try files.moveItem(atPath: folder + "/acme/shop", toPath: outside)
    try files.createSymbolicLink(atPath: folder + "/acme/shop", withDestinationPath: outside)
    scene.removeConfigMap("b")
    #expect(run(scene).plan?.shown == ["create ConfigMap shop/a"])
    #expect(try files.contentsOfDirectory(atPath: outside).count == 2)
    // A folder that is a link itself was named so.
    try files.createSymbolicLink(atPath: base + "/named", withDestinationPath: base + "/real")
    try files.createDirectory(atPath: base + "/real", withIntermediateDirectories: true)
    let named = DirectoryTarget(base + "/named").run(scene.state, RunOptions(plan: scene.options))
    #expect(named.state == .deployed)
  }

  /// Two clusters in one folder would remove each other's files, by whatever path they come.
  @Test func foldersAreOfOneClusterEach() throws {
    let files = FileManager.default
    let base = files.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)").path
    defer { try? files.removeItem(atPath: base) }
    try files.createDirectory(atPath: base + "/real", withIntermediateDirectories: true)
    try files.createSymbolicLink(atPath: base + "/link", withDestinationPath: base + "/real")
    func read(_ a: String, _ b: String) throws -> ClusterConfiguration {
      let text = "clusters:\n  a: {directory: \(a)}\n  b: {directory: \(b)}\n"
      return try ClusterConfiguration(Array(text.utf8), file: base + "/clusters.yml")
    }
    for (a, b) in [
      ("real", "real"), ("real", "link"), ("real", "./x/../real/"), ("link/new", "real/new"), ("new", "new/below"),
      ("real/a", "link"), (base + "/real", "real"), (base, "real"),
    ] {
      do {
        _ = try read(a, b)
        Issue.record("\(a) and \(b) were read")
      } catch let error as ClusterConfigurationError {
        #expect(error.description.contains(":3: its folder is that of the cluster \"a\""), "\(a) \(b): \(error)")
      }
    }
    for (a, b) in [("real", "really"), ("real/a", "link/b"), ("new", "newer")] {
      #expect(try read(a, b).clusters.count == 2)
    }
  }

  /// What somebody changed in a folder is drift, as on a cluster.
  @Test func driftInDirectories() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let file = folder + "/acme/shop/ConfigMap.a.json"
    var scene = Scene()
    try scene.addConfigMap("a", "key: value")
    func run() -> ClusterOutcome { DirectoryTarget(folder).run(scene.state, RunOptions(plan: scene.options)) }
    #expect(run().state == .deployed)
    let written = try String(contentsOfFile: file, encoding: .utf8)
    let changed = written.replacing("\"value\"", with: "\"other\"")
    try changed.write(toFile: file, atomically: true, encoding: .utf8)
    scene.policy.drift = .report
    let reported = run()
    #expect(reported.state == .partial && reported.plan?.found == ["drift ConfigMap shop/a"])
    #expect(reported.plan?.sets.first?.findings.first?.changes.map(\.path) == [".data.key"])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == changed)
    scene.policy.drift = .repair
    #expect(run().plan?.shown == ["repair ConfigMap shop/a"])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == written)
    // So is a field that somebody added: in a file nobody has fields of their own.
    let added = written.replacing("\"key\" : \"value\"", with: "\"key\" : \"value\", \"more\": \"x\"")
      .replacing("\"key\": \"value\"", with: "\"key\": \"value\", \"more\": \"x\"")
    try #require(added != written)
    try added.write(toFile: file, atomically: true, encoding: .utf8)
    #expect(run().plan?.shown == ["repair ConfigMap shop/a"])
    #expect(try String(contentsOfFile: file, encoding: .utf8) == written)
    // What is rendered differently is written in all modes.
    scene.policy.drift = .report
    scene.removeConfigMap("a")
    try scene.addConfigMap("a", "key: next")
    #expect(run().plan?.shown == ["change ConfigMap shop/a"])
  }

  /// A folder in place of a cluster: the same plan, the same rules.
  @Test func directories() async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var scene = Scene()
    try scene.addNamespace()
    for number in 0..<7 { try scene.addConfigMap("c\(number)") }
    let fleet = Fleet(["dc1": .directory(DirectoryTarget(folder))])
    func run(_ scene: Scene, approved: String? = nil) async -> ClusterOutcome? {
      let options = RunOptions(plan: scene.options, approvedHash: approved)
      return await fleet.run([scene.state]) { _ in options }.first
    }
    let first = try #require(await run(scene))
    #expect(first.state == .deployed, "\(first.troubles)")
    #expect(FileManager.default.fileExists(atPath: folder + "/acme/shop/ConfigMap.c0.json"))
    #expect(FileManager.default.fileExists(atPath: folder + "/acme/_cluster/Namespace.shop.json"))
    let second = try #require(await run(scene))
    #expect(second.plan?.isClean ?? false)
    #expect(second.written == 0)
    try "not ours".write(toFile: folder + "/acme/README", atomically: true, encoding: .utf8)
    scene.objects.removeAll { $0.key.groupKind.kind == "ConfigMap" }
    let many = try #require(await run(scene))
    #expect(many.state == .partial)
    let deleted = try #require(await run(scene, approved: many.plan?.hash))
    #expect(deleted.state == .deployed)
    #expect(!FileManager.default.fileExists(atPath: folder + "/acme/shop/ConfigMap.c0.json"))
    scene.objects = []
    try scene.addConfigMap("x")
    #expect(await run(scene)?.plan?.found == ["unmarked Namespace shop"])
    #expect(FileManager.default.fileExists(atPath: folder + "/acme/README"))
  }
}
