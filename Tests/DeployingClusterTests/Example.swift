import ClusterSupport
import Dispatch
import Foundation
import Processes
import TestSupport
import Testing

/// A data repository in git, a cluster for it, and the program: what a deployment is made of.
struct Example: Sendable {
  let cluster: TestCluster
  /// The top of the repository; below the cluster's folder, with which it goes.
  let folder: URL
  /// The data repository.
  let data: URL
  /// The cluster as the data repository calls it.
  let clusterName: String

  /// The program beside the one that runs the tests.
  static let remit: String = {
    let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("remit").path
  }()

  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// An empty repository. `data`: where in it the data repository is.
  init(on clusterName: String, _ cluster: TestCluster, data: String = "") throws {
    self.cluster = cluster
    self.clusterName = clusterName
    folder = URL(fileURLWithPath: cluster.folder).appendingPathComponent("repository-\(UUID().uuidString.prefix(8))")
    self.data = data.isEmpty ? folder : folder.appendingPathComponent(data)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try configure()
    try git("init", "-q", "-b", "main")
  }

  /// A copy of an example on a cluster of its own. `definitions`: files below `data/kubernetes` of the shared data. Nil, with
  /// a line that says so, where they are not there.
  static func copy(_ name: String, on clusterName: String, definitions: [String] = []) async throws -> Example? {
    var texts: [String] = []
    for definition in definitions {
      guard let file = SharedData.url("data/kubernetes/\(definition)", for: "\(name) on a real server") else {
        return nil
      }
      texts.append(try String(contentsOf: file, encoding: .utf8))
    }
    let cluster = try await TestCluster.start(.init(controllers: true))
    for text in texts { try await cluster.install(definition: text) }
    let example = try Example(on: clusterName, cluster, data: "examples/\(name)")
    for part in ["examples/\(name)", "schemas", "change-types"] {
      let target = example.folder.appendingPathComponent(part)
      try FileManager.default.createDirectory(
        at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: package.appendingPathComponent(part), to: target)
    }
    try example.commit("the example")
    return example
  }

  /// KubeNova's first data centre.
  static func kubenova() async throws -> Example? {
    try await copy(
      "kubenova", on: "dc1",
      definitions: ["capsule/tenants.crd.v0.10.9.yaml", "kubevela/applications.crd.v1.10.9.yaml"])
  }

  /// Has the program act as the service account of `examples/service/kubernetes-converge.yml`, with the rights that stand there.
  func actAsService() async throws {
    let url = Self.package.appendingPathComponent("examples/service/kubernetes-converge.yml")
    let rbac = "/apis/rbac.authorization.k8s.io/v1"
    for text in try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n---\n") {
      let object = try object(text)
      let within = object.namespace.map { "/namespaces/\($0)" } ?? ""
      switch object.text("kind") {
      case "Namespace": try await cluster.create("/api/v1/namespaces", text)
      case "ServiceAccount": try await cluster.create("/api/v1\(within)/serviceaccounts", text)
      case let kind? where object.text("apiVersion")?.hasPrefix("rbac") ?? false:
        try await cluster.create("\(rbac)\(within)/\(kind.lowercased())s", text)
      default: break
      }
    }
    let request = #"{"apiVersion":"authentication.k8s.io/v1","kind":"TokenRequest","spec":{}}"#
    let answer = try await cluster.ask(
      .post, "/api/v1/namespaces/remit/serviceaccounts/remit-converge/token", request)
    let body = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    let token = try #require((body?["status"] as? [String: Any])?["token"] as? String)
    let kubeconfig = cluster.folder + "/service-kubeconfig"
    try Data(
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: it, cluster: {server: "\(cluster.url)", certificate-authority: ca.crt}}]
      users: [{name: it, user: {token: \(token)}}]
      contexts: [{name: it, context: {cluster: it, user: it}}]
      current-context: it

      """.utf8
    ).write(to: URL(fileURLWithPath: kubeconfig))
    try configure(kubeconfig: kubeconfig)
  }

  /// Says how the cluster is reached: by a kubeconfig, the cluster's own where none is given; or that a folder stands for it.
  func configure(kubeconfig: String? = nil, directory: String? = nil) throws {
    let access = directory.map { "directory: \($0)" } ?? "kubeconfig: \(kubeconfig ?? cluster.kubeconfig)"
    try Data("clusters: {\(clusterName): {\(access)}}\n".utf8).write(
      to: folder.appendingPathComponent("clusters.yml"))
  }
}

/// The repository.
extension Example {
  func read(_ path: String) throws -> String {
    try String(contentsOf: data.appendingPathComponent(path), encoding: .utf8)
  }

  /// Writes files of the data repository; nil removes one.
  func write(_ files: [String: String?]) throws {
    for (path, text) in files {
      let url = data.appendingPathComponent(path)
      guard let text else {
        try FileManager.default.removeItem(at: url)
        continue
      }
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  @discardableResult
  func git(_ arguments: String...) throws -> String {
    let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
    let run = try Program(
      ["git"] + identity + arguments, environment: ["PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"],
      folder: folder.path
    ).run()
    try #require(run.isSuccess, "\(run.complaints)")
    return run.text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Commits everything to the branch that is checked out.
  @discardableResult
  func commit(_ message: String, _ files: [String: String?] = [:]) throws -> String {
    try write(files)
    try git("add", "-A")
    try git("commit", "-q", "-m", message)
    return try git("rev-parse", "HEAD")
  }

  /// Commits an edit of one file.
  func edit(_ path: String, _ change: (String) -> String) throws {
    let text = try read(path)
    let next = change(text)
    try #require(next != text, "\(path) does not change")
    try commit("\(path) changes", [path: next])
  }
}

/// The program.
extension Example {
  /// Runs the program in the data repository. `options`: what else it is told than where clusters are.
  func remit(_ words: String..., options: [String] = ["--ungated"]) async throws -> Program.Outcome {
    try await program(words, options).runAside()
  }

  func program(_ words: [String], _ options: [String]) -> Program {
    let narrow = words.first == "trace" ? [] : ["--cluster", clusterName]
    return Program(
      [Self.remit] + words + ["--clusters", folder.path + "/clusters.yml"] + narrow + options,
      environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"], folder: data.path)
  }

  /// Applies until everything is as it is to be: removals take two runs.
  func converge(options: [String] = ["--ungated"], _ location: SourceLocation = #_sourceLocation) async throws {
    var last = try await remit("deploy", "apply", options: options)
    for _ in 0..<4 where last.text != nothingToDo { last = try await remit("deploy", "apply", options: options) }
    #expect(last.text == nothingToDo, "\(last.text)\(last.complaints)", sourceLocation: location)
  }

  /// Writes the objects as they are applied to a folder, and gives its path.
  func objectsAsFiles() async throws -> String {
    let objects = cluster.folder + "/objects-\(UUID().uuidString.prefix(8))"
    let clusters = folder.appendingPathComponent("clusters.yml")
    let access = try String(contentsOf: clusters, encoding: .utf8)
    try configure(directory: objects)
    let written = try await remit("deploy", "apply")
    try Data(access.utf8).write(to: clusters)
    try #require(written.isSuccess && written.text.hasPrefix("\(clusterName): deployed, "), "\(written.text)")
    try cluster.copySeals(into: objects)
    return objects
  }

  /// What kubectl would change of the objects in a folder.
  func kubectlDiff(_ objects: String) throws -> ProgramResult {
    try cluster.kubectl("diff", "--server-side", "--field-manager=remit", "-R", "-f", objects)
  }

  /// What a run says that has nothing to do.
  var nothingToDo: String { "\(clusterName): deployed, 0 written\n" }
}

/// The cluster.
extension Example {
  func status(_ path: String) async throws -> Int { try await cluster.ask(.get, path).status }

  /// What the API server answers, as JSON.
  func get(_ path: String) async throws -> [String: Any] {
    let answer = try await cluster.ask(.get, path)
    try #require(answer.isSuccess, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
    return try #require(try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any])
  }

  func patch(_ path: String, _ body: String) async throws {
    let answer = try await cluster.ask(.patch, path, body, type: "application/merge-patch+json")
    try #require(answer.isSuccess, "\(path): \(String(decoding: answer.body, as: UTF8.self))")
  }

  /// What the API server thinks that a group may do (SubjectAccessReview).
  func may(_ group: String, _ verb: String, _ resource: String, in namespace: String) async throws -> Bool {
    let parts = resource.split(separator: ".", maxSplits: 1).map(String.init)
    let names = parts[0].split(separator: "/").map(String.init)
    var attributes = [
      "verb": verb, "resource": names[0], "group": parts.count > 1 ? parts[1] : "", "namespace": namespace,
    ]
    if names.count > 1 { attributes["subresource"] = names[1] }
    let spec: [String: Any] = ["user": "somebody", "groups": [group], "resourceAttributes": attributes]
    let body = try JSONSerialization.data(withJSONObject: ["spec": spec])
    let answer = try await cluster.ask(
      .post, "/apis/authorization.k8s.io/v1/subjectaccessreviews", String(decoding: body, as: UTF8.self))
    let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any]
    return try #require((object?["status"] as? [String: Any])?["allowed"] as? Bool)
  }

  /// Says of a tenant what Capsule would say, as soon as it is there: that it has taken it.
  func playCapsule(for tenant: String = "acme") async throws {
    let path = "/apis/capsule.clastix.io/v1beta2/tenants/\(tenant)"
    for _ in 0..<600 {
      if try await status(path) == 200 {
        return try await patch(path + "/status", #"{"status":{"state":"Active","size":0}}"#)
      }
      try await Task.sleep(for: .milliseconds(100))
    }
  }
}

extension Program {
  /// Runs it on a thread of its own: the tasks of all tests share as many as there are cores.
  func runAside() async throws -> Outcome {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue(label: "program").async { continuation.resume(with: Result { try run() }) }
    }
  }
}
