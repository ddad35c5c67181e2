import ClusterSupport
import ForgeDoubles
import Forges
import Foundation
import HTTPTransport
import Processes
import Synchronization
import TestSupport
import Testing

/// `remit deploy converge` as a process, on a real API server: what it says of itself, and what `status` says then.
@Suite(.enabled(if: isReady)) struct LoopTests {
  private static let remit: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("remit").path
  }()

  /// A program that runs, with what it says on standard error.
  private final class Loop: Sendable {
    private let process: RunningProgram
    private let log: String
    var text: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }

    init(_ arguments: [String], in folder: String, environment: [String: String] = [:]) throws {
      log = FileManager.default.temporaryDirectory.appendingPathComponent("remit-loop-\(UUID().uuidString)").path
      process = try Program(
        [LoopTests.remit] + arguments,
        environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"].merging(environment) { $1 }, folder: folder
      ).start(errors: .file(log))
    }

    deinit { try? FileManager.default.removeItem(atPath: log) }

    /// The port that the numbers are served on.
    func port() async throws -> Int {
      for _ in 0..<1200 {
        if let line = text.split(separator: "\n").first(where: { $0.contains("numbers are served on port") }) {
          return Int(line.split(separator: " ").last ?? "") ?? 0
        }
        try await Task.sleep(for: .milliseconds(50))
      }
      throw CancellationError()
    }

    /// Ends it as a service manager does.
    func end() -> Int32 {
      process.signal(SIGTERM)
      if case .exited(let status) = process.wait().ending { return status }
      return -1
    }
  }

  private func repository(_ name: String) throws -> GitFixture {
    let git = try GitFixture()
    try git.commit(files(name).mapValues { Optional($0) })
    return git
  }

  private func files(_ name: String) -> [String: String] {
    [
      ".remit.yml": """
      data: d
      resources: r
      schemas: [s]
      deploy:
        clusters: [/c-1.yml]
        orphans: [{class: named, kind: v1/Namespace, prefix: \(name)-}]

      """, "r/none": "",
      "s/c-1.yml": "type: object\n", "s/a-1.yml": "type: object\n", "s/deploy/template-1.yml": "type: object\n",
      "d/c.yml": "$schema: /c-1.yml\nname: dc1\n",
      "d/a.yml": "$schema: /a-1.yml\nname: \(name)\nsize: '1'\ncluster: {$ref: /c.yml}\n",
      "d/t.yml": """
      $schema: /deploy/template-1.yml
      name: t
      for: /a-1.yml
      scope: platform
      set: {$eval: datafile.name}
      clusters: [{$eval: datafile.cluster}]
      allow: {kinds: [v1/Namespace, v1/ResourceQuota]}
      objects:
        - {apiVersion: v1, kind: Namespace, metadata: {name: {$eval: datafile.name}}}
        - apiVersion: v1
          kind: ResourceQuota
          metadata: {name: q, namespace: {$eval: datafile.name}}
          spec: {hard: {pods: {$eval: datafile.size}}}

      """,
    ]
  }

  /// The loop asks for the same of records as a single run does.
  @Test func unsignedRecordsAreNotDeployed() async throws {
    let cluster = try await TestCluster.shared()
    let name = "loop-\(UUID().uuidString.prefix(8).lowercased())"
    let git = try repository(name)
    try git.write("clusters.yml", "clusters: {dc1: {kubeconfig: \(cluster.kubeconfig)}}\n")
    let baseline = try git.git("rev-parse HEAD")
    try git.commit(["d/a.yml": "$schema: /a-1.yml\nname: \(name)\nsize: '9'\ncluster: {$ref: /c.yml}\n"])
    func run(_ words: String...) throws {
      let outcome = try Program(words, environment: ["PATH": "/usr/bin:/bin"], folder: git.path).run()
      try #require(outcome.isSuccess, "\(outcome.complaints)")
    }
    try run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "key")
    try run("openssl", "pkey", "-in", "key", "-pubout", "-out", "pub")
    try run(Self.remit, "deploy", "allow", "HEAD", "--by", "mallory", "--reason", "none")
    let loop = try Loop(
      [
        "deploy", "converge", "--interval", "1", "--clusters", "clusters.yml", "--baseline", baseline, "--deployer",
        name,
        "--record-keys", "pub",
      ], in: git.path)
    let path = "/api/v1/namespaces/\(name)/resourcequotas/q"
    for _ in 0..<600 where try await cluster.ask(.get, path).status != 200 {
      try await Task.sleep(for: .milliseconds(100))
    }
    // Several runs later nothing has changed.
    try await Task.sleep(for: .seconds(4))
    func pods(_ number: String) async throws -> Bool {
      let quota = String(decoding: try await cluster.ask(.get, path).body, as: UTF8.self)
      return quota.contains(#""pods":"\#(number)""#)
    }
    #expect(try await pods("1"), "\(loop.text)")
    #expect(loop.end() == 0, "\(loop.text)")
    // Signed it is deployed.
    let gated = [
      "deploy", "converge", "--interval", "1", "--clusters", "clusters.yml", "--baseline", baseline, "--deployer", name,
      "--record-keys", "pub",
    ]
    try run(
      Self.remit, "deploy", "allow", "HEAD", "--by", "root", "--reason", "seen", "--signing-key", "key",
      "--record-keys",
      "pub")
    let signed = try Loop(gated, in: git.path)
    for _ in 0..<600 where try await !pods("9") { try await Task.sleep(for: .milliseconds(100)) }
    #expect(signed.end() == 0, "\(signed.text)")
    // Records that are lost, as in a clone without notes, or edited by whoever may, take nothing back.
    try git.git("update-ref -d refs/notes/remit")
    let lost = try Loop(gated, in: git.path)
    for _ in 0..<600 where !lost.text.contains("quarantined") { try await Task.sleep(for: .milliseconds(100)) }
    try await Task.sleep(for: .seconds(4))
    #expect(try await pods("9"), "\(lost.text)")
    #expect(lost.end() == 0, "\(lost.text)")
  }

  @Test func numbersAndStatus() async throws {
    let cluster = try await TestCluster.shared()
    let name = "loop-\(UUID().uuidString.prefix(8).lowercased())"
    let git = try repository(name)
    try git.write(
      "clusters.yml",
      "clusters: {dc1: {kubeconfig: \(cluster.kubeconfig), drift: report}}\n")
    let orphan = #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)-old"}}"#
    try #require(try await cluster.ask(.post, "/api/v1/namespaces", orphan).isSuccess)
    let options = ["--clusters", "clusters.yml", "--ungated", "--deployer", name]
    let loop = try Loop(
      ["deploy", "converge", "--interval", "1", "--metrics", "127.0.0.1:0"] + options, in: git.path)
    let client = CurlClient()
    let url = "http://127.0.0.1:\(try await loop.port())"
    func text(_ path: String) async throws -> (status: Int, text: String) {
      let answer = try await client.send(HTTPRequest(.get, url + path))
      return (answer.status, String(decoding: answer.body, as: UTF8.self))
    }
    /// Asks until the numbers have a line.
    func wait(for line: String) async throws -> String {
      var last = ""
      for _ in 0..<600 {
        last = try await text("/metrics").text
        if last.contains(line) { return last }
        try await Task.sleep(for: .milliseconds(100))
      }
      Issue.record("no \(line) in \(last)\(loop.text)")
      return last
    }
    #expect(try await text("/healthz").status == 200)
    let deployed = try await wait(for: #"remit_deploy_objects{cluster="dc1",set="\#(name)",state="deployed"} 2"#)
    #expect(deployed.contains(#"remit_deploy_lease_held{cluster="dc1"} 1"#))
    #expect(deployed.contains(#"remit_deploy_orphans{class="named",cluster="dc1"} 1"#))
    #expect(deployed.contains(#"remit_deploy_last_success_commit_timestamp_seconds{cluster="dc1"} 1700000100"#))
    #expect(try await text("/readyz") == (200, "ready\n"))
    // Somebody changes what was applied: that is seen, once, and left.
    let change = try await cluster.ask(
      .patch, "/api/v1/namespaces/\(name)/resourcequotas/q", #"{"spec":{"hard":{"pods":"7"}}}"#,
      type: "application/merge-patch+json")
    try #require(change.isSuccess)
    let drifted = try await wait(for: #"remit_deploy_objects{cluster="dc1",set="\#(name)",state="drift"} 1"#)
    #expect(drifted.contains(#"remit_deploy_drift_total{cluster="dc1"} 1"#))
    let status = try Program(
      [Self.remit, "deploy", "status"] + options, environment: ["PATH": "/usr/bin:/bin"], folder: git.path
    ).run()
    #expect(status.text.contains("1 drift"), "\(status.text)\(status.complaints)")
    #expect(status.text.contains(#/dc1 +named +Namespace loop-[-0-9a-z]+-old +20[-0-9]+T[:0-9]+Z/#), "\(status.text)")
    // The option counts before the file.
    #expect(loop.end() == 0, "\(loop.text)")
    let applied = try Program(
      [Self.remit, "deploy", "apply", "--drift", "repair"] + options, environment: ["PATH": "/usr/bin:/bin"],
      folder: git.path
    ).run()
    #expect(applied.isSuccess && applied.text.contains("repair ResourceQuota \(name)/q: done"), "\(applied.text)")
  }

  /// What somebody changes on the cluster becomes a merge request on the forge, and goes with the change.
  @Test(.enabled(if: GitHTTPServer.isInstalled(for: "LoopTests"))) func proposes() async throws {
    let cluster = try await TestCluster.shared()
    let name = "loop-\(UUID().uuidString.prefix(8).lowercased())"
    let (model, token) = (try ForgeModel(files: files(name)), "only-the-forge-may-see-this")
    let server = try GitHTTPServer(
      serving: model.git.path + "/.git", at: "platform/data.git", user: "remit", password: token)
    let face = try ForgeFace(.gitea, of: model, token: token, git: server.url)
    defer { face.stop() }
    let git = try GitFixture(initialised: false)
    try git.git(["clone", "-q", model.git.path, "data"])
    try git.write("clusters.yml", "clusters: {dc1: {kubeconfig: \(cluster.kubeconfig), drift: report}}\n")
    try git.write(
      "remit.yml",
      """
      state: \(git.path)/state
      repositories:
      - {name: data, forge: gitea, url: '\(face.url)/api/v1', project: platform/data, allowHTTP: true, token: {env: TOKEN}}

      """)
    let loop = try Loop(
      [
        "deploy", "converge", "--repo", "data", "--interval", "1", "--clusters", "clusters.yml", "--ungated",
        "--deployer", name, "--propose", "data", "--config", "remit.yml",
      ], in: git.path, environment: ["TOKEN": token])
    func wait(_ what: String, until isSo: () async throws -> Bool) async throws {
      for _ in 0..<600 {
        if try await isSo() { return }
        try await Task.sleep(for: .milliseconds(100))
      }
      Issue.record("not \(what): \(loop.text)")
    }
    let path = "/api/v1/namespaces/\(name)/resourcequotas/q"
    func change(_ pods: String) async throws {
      let body = #"{"spec":{"hard":{"pods":"\#(pods)"}}}"#
      let answer = try await cluster.ask(.patch, path, body, type: "application/merge-patch+json")
      try #require(answer.isSuccess)
    }
    try await wait("deployed") { try await cluster.ask(.get, path).status == 200 }
    let main = try model.tip()
    try await change("7")
    try await wait("opened") { model.read { $0.items[1]?.text.isEmpty == false } }
    let item = try #require(model.read { $0.items[1] })
    #expect(item.mergeRequest.title == "Drift on dc1: 1 field as the cluster has it")
    #expect(
      item.text.contains("<code>.spec.hard.pods</code> | <code>\"1\"</code> | <code>\"7\"</code> | <code>"),
      "\(item.text)")
    #expect(!item.text.contains("| unknown |"), "who did it is in the managed fields")
    let branch = item.mergeRequest.sourceBranch
    #expect(try model.git.git(["diff", "--unified=0", main, branch]).contains("-size: '1'\n+size: '7'"))
    try await change("1")
    try await wait("closed") { model.read { $0.items[1]?.mergeRequest.state == .closed } }
    #expect(loop.end() == 0, "\(loop.text)")
    #expect(model.read { $0.items.count } == 1)
    #expect(model.read { $0.writes } == ["open 1", "addComment 1", "close 1"])
    #expect(try model.tip() == main && face.violations == [])
    #expect(!loop.text.contains(token))
  }

  @Test func addressThatCannotBeListenedOn() throws {
    let git = try repository("x")
    try git.write("clusters.yml", "clusters: {dc1: {directory: out}}\n")
    let run = try Program(
      [
        Self.remit, "deploy", "converge", "--clusters", "clusters.yml", "--ungated", "--metrics", "192.0.2.1:1",
      ], environment: ["PATH": "/usr/bin:/bin"], folder: git.path
    ).run()
    #expect(run.status == 2 && run.complaints.contains("cannot be listened on"), "\(run.complaints)")
  }
}
