import ClusterSupport
import Foundation
import Processes
import TestSupport
import Testing

/// `examples/kubenova` on a real API server, by the program itself: what is merged is what is there, and stays.
@Suite(.enabled(if: isReady)) struct KubeNovaTests {
  /// The example in a git repository of its own, and the clusters that are deployed to.
  private struct World {
    let cluster: TestCluster
    let folder: URL
    private var data: URL { folder.appendingPathComponent("examples/kubenova") }

    /// The program beside the one that runs the tests.
    private static let remit: String = {
      let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
      return URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("remit").path
    }()

    /// Nil, with a line that says so, without the definitions of Capsule and KubeVela.
    init?() async throws {
      guard let shared = SharedData.url("data/kubernetes", for: "KubeNova on a real server") else { return nil }
      cluster = try await TestCluster.start(.init(controllers: true))
      for name in ["capsule/tenants.crd.v0.10.9.yaml", "kubevela/applications.crd.v1.10.9.yaml"] {
        let definition = try String(contentsOf: shared.appendingPathComponent(name), encoding: .utf8)
        try await cluster.install(definition: definition)
      }
      folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-kubenova-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
      for name in ["examples", "schemas", "change-types"] {
        try FileManager.default.copyItem(
          at: package.appendingPathComponent(name), to: folder.appendingPathComponent(name))
      }
      try write("clusters.yml", "clusters: {dc1: {kubeconfig: \(cluster.kubeconfig)}}\n", below: folder)
      try git("init", "-q", "-b", "main")
      try commit("the example")
    }

    func write(_ path: String, _ text: String, below folder: URL? = nil) throws {
      try Data(text.utf8).write(to: (folder ?? data).appendingPathComponent(path))
    }

    func read(_ path: String) throws -> String {
      try String(contentsOf: data.appendingPathComponent(path), encoding: .utf8)
    }

    private func git(_ arguments: String...) throws {
      let identity = ["-c", "user.name=Test", "-c", "user.email=test@example.com"]
      let run = try Program(
        ["git"] + identity + arguments, environment: ["PATH": "/usr/bin:/bin", "GIT_CONFIG_NOSYSTEM": "1"],
        folder: folder.path
      ).run()
      try #require(run.isSuccess, "\(run.complaints)")
    }

    func commit(_ message: String) throws {
      try git("add", "-A")
      try git("commit", "-q", "-m", message)
    }

    func remit(_ words: String..., options: [String] = ["--ungated", "--cluster", "dc1"]) throws -> Program.Outcome {
      try Program(
        [Self.remit] + words + ["--clusters", folder.path + "/clusters.yml"] + options,
        environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"], folder: data.path
      ).run()
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

    /// Says of the tenant what Capsule would say: that it has taken it.
    func playCapsule() async throws {
      let path = "/apis/capsule.clastix.io/v1beta2/tenants/acme"
      for _ in 0..<600 {
        if try await status(path) == 200 {
          let answer = try await cluster.ask(
            .patch, path + "/status", #"{"status":{"state":"Active","size":0}}"#, type: "application/merge-patch+json")
          try #require(answer.isSuccess, "\(String(decoding: answer.body, as: UTF8.self))")
          return
        }
        try await Task.sleep(for: .milliseconds(100))
      }
    }

    func status(_ path: String) async throws -> Int { try await cluster.ask(.get, path).status }
  }

  private static let app = "tn-acme-shop-app-landing"
  private static let sandbox = "tn-acme-shop-sbx-001"

  @Test func wholeLife() async throws {
    guard let world = try await World() else { return }
    defer { try? FileManager.default.removeItem(at: world.folder) }
    // Merged, planned, deployed; a second run changes nothing.
    let plan = try world.remit("deploy", "plan")
    #expect(
      plan.isSuccess && plan.text.contains("+ create Application.core.oam.dev \(Self.app)/landing"), "\(plan.text)")
    #expect(try await world.status("/api/v1/namespaces/\(Self.app)") == 404, "a plan writes nothing")
    async let capsule: Void = world.playCapsule()
    let first = try world.remit("deploy", "apply")
    try await capsule
    #expect(first.isSuccess && first.text.hasPrefix("dc1: deployed, "), "\(first.text)\(first.complaints)")
    #expect(try world.remit("deploy", "apply").text == "dc1: deployed, 0 written\n")
    #expect(try world.remit("deploy", "status").isSuccess)
    #expect(try await world.status("/apis/capsule.clastix.io/v1beta2/tenants/acme") == 200)

    try await rights(world)
    try await drift(world)
    try await removal(world)

    let why = try world.remit(
      "why", "Namespace/tn-acme-shop-app-frontend", options: ["--cluster", "dc1"])
    #expect(why.text.contains("data/apps/acme/shop/frontend.yml"), "\(why.text)\(why.complaints)")
    #expect(try world.remit("trace", "12", options: []).status == 1, "without records objects name no merge request")
  }

  /// What the members of a tenant may do, as the design says: look into apps, work in sandboxes.
  private func rights(_ world: World) async throws {
    let readable = [
      "pods", "services", "configmaps", "events", "deployments.apps", "jobs.batch", "ingresses.networking.k8s.io",
      "applications.core.oam.dev",
    ]
    for resource in readable {
      for verb in ["get", "list", "watch"] {
        #expect(try await world.may("acme-devs", verb, resource, in: Self.app), "\(verb) \(resource)")
      }
      for verb in ["create", "update", "patch", "delete", "deletecollection"] {
        #expect(try await !world.may("acme-devs", verb, resource, in: Self.app), "\(verb) \(resource)")
      }
    }
    #expect(try await world.may("acme-devs", "get", "pods/log", in: Self.app))
    #expect(try await world.may("acme-devs", "create", "pods/exec", in: Self.app))
    #expect(try await !world.may("acme-devs", "get", "secrets", in: Self.app))
    for resource in ["pods", "deployments.apps", "configmaps", "secrets", "services", "jobs.batch"] {
      for verb in ["get", "list", "watch", "create", "update", "patch", "delete"] {
        #expect(try await world.may("acme-devs", verb, resource, in: Self.sandbox), "\(verb) \(resource)")
      }
    }
    for resource in ["roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io", "resourcequotas"] {
      #expect(try await !world.may("acme-devs", "create", resource, in: Self.sandbox), "\(resource)")
    }
    // Of another tenant's, and outside of all, nothing.
    for namespace in [Self.app, Self.sandbox, "default", "kube-system"] {
      #expect(try await !world.may("globex-devs", "get", "pods", in: namespace))
    }
  }

  /// What somebody changed is put back; what people make in their sandboxes is theirs.
  private func drift(_ world: World) async throws {
    try await world.cluster.create(
      "/api/v1/namespaces/\(Self.sandbox)/configmaps", #"{"metadata":{"name":"mine"},"data":{"a":"b"}}"#)
    let binding =
      "/apis/rbac.authorization.k8s.io/v1/namespaces/\(Self.app)/rolebindings/kubenova-app-readonly"
    try await world.cluster.ask(.delete, binding)
    try await world.cluster.ask(
      .patch, "/api/v1/namespaces/\(Self.sandbox)/resourcequotas/kubenova", #"{"spec":{"hard":{"pods":"9999"}}}"#,
      type: "application/merge-patch+json")
    let status = try world.remit("deploy", "status")
    #expect(status.status == 1, "\(status.text)")
    let repaired = try world.remit("deploy", "apply")
    #expect(repaired.isSuccess && repaired.text.hasPrefix("dc1: deployed, 2 written"), "\(repaired.text)")
    #expect(try await world.status(binding) == 200)
    let quota = try await world.cluster.ask(.get, "/api/v1/namespaces/\(Self.sandbox)/resourcequotas/kubenova")
    #expect(!String(decoding: quota.body, as: UTF8.self).contains("\"9999\""))
    #expect(try await world.status("/api/v1/namespaces/\(Self.sandbox)/configmaps/mine") == 200)
  }

  /// An app whose file is gone keeps its namespace; with a tombstone it goes, in two runs.
  private func removal(_ world: World) async throws {
    let file = "data/apps/acme/shop/landing.yml"
    let text = try world.read(file)
    try world.write(file, text + "delete: true\n")
    try world.commit("landing goes")
    let announced = try world.remit("deploy", "apply")
    #expect(try await world.status("/api/v1/namespaces/\(Self.app)") == 200, "\(announced.text)")
    for _ in 0..<3 { _ = try world.remit("deploy", "apply") }
    #expect(try await world.status("/api/v1/namespaces/\(Self.app)") == 404)
    let last = try world.remit("deploy", "apply")
    #expect(last.isSuccess && last.text == "dc1: deployed, 0 written\n", "\(last.text)")
  }
}
