import ClusterSupport
import Foundation
import TestSupport
import Testing

extension ExampleTests {
  /// `examples/kubenova` on a real API server, by the program itself: what is merged is what is there, and stays. The tests
  /// share one cluster and go one after the other; each leaves it as the data say.
  @Suite(.enabled(if: isReady), .serialized) struct KubeNovaTests {
    private static let app = "tn-acme-shop-app-landing"
    private static let sandbox = "tn-acme-shop-sbx-001"

    /// The example, deployed with the rights of the example for the service alone; nil without the definitions of Capsule and KubeVela.
    static let deployed = Task { () async throws -> Example? in
      guard let example = try await Example.kubenova() else { return nil }
      try await example.actAsService()
      let plan = try await example.remit("deploy", "plan")
      #expect(
        plan.isSuccess && plan.text.contains("+ create Application.core.oam.dev \(app)/landing"), "\(plan.text)")
      #expect(try await example.status("/api/v1/namespaces/\(app)") == 404, "a plan writes nothing")
      async let capsule: Void = example.playCapsule()
      let first = try await example.remit("deploy", "apply")
      try await capsule
      #expect(first.isSuccess && first.text.hasPrefix("dc1: deployed, "), "\(first.text)\(first.complaints)")
      return example
    }

    /// A second run changes nothing; nobody keeps the lease.
    @Test func secondRunChangesNothing() async throws {
      guard let example = try await Self.deployed.value else { return }
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      #expect(try await example.remit("deploy", "status").isSuccess)
      let lease = try await example.get(
        "/apis/coordination.k8s.io/v1/namespaces/remit-system/leases/remit-deploy-remit")
      #expect((lease["spec"] as? [String: Any])?["holderIdentity"] as? String ?? "" == "")
      let why = try await example.remit("why", "Namespace/tn-acme-shop-app-frontend", options: [])
      #expect(why.text.contains("data/apps/acme/shop/frontend.yml"), "\(why.text)\(why.complaints)")
      // Without records objects name no merge request.
      let trace = try await example.remit("trace", "12", options: [])
      #expect(trace.status == 1 && trace.text.isEmpty)
      #expect(trace.complaints.hasSuffix("names the merge request 12\n"), "\(trace.complaints)")
    }

    /// K6: of the users nobody makes a namespace, also not in the tenant.
    @Test func tenantsMakeNoNamespaces() async throws {
      guard let example = try await Self.deployed.value else { return }
      for verb in ["create", "update", "patch", "delete"] {
        for group in ["acme-devs", "globex-devs"] {
          #expect(try await !example.may(group, verb, "namespaces", in: ""), "\(group) \(verb)")
        }
      }
      let tenant = try await example.get("/apis/capsule.clastix.io/v1beta2/tenants/acme")
      let owners = (tenant["spec"] as? [String: Any])?["owners"] as? [[String: Any]] ?? []
      #expect(owners.map { $0["kind"] as? String } == ["ServiceAccount"])
    }

    /// K9: the Capsule tenant is where an app of the tenant is, and comes with the first one.
    @Test func tenantFollowsItsApps() async throws {
      guard let example = try await Self.deployed.value else { return }
      let path = "/apis/capsule.clastix.io/v1beta2/tenants/globex"
      #expect(try await example.status(path) == 404)
      let file = "data/apps/globex/portal/site.yml"
      let text = try example.read(file)
      try example.edit(file) { $0.replacing("/clusters/dc2.yml", with: "/clusters/dc1.yml") }
      async let capsule: Void = example.playCapsule(for: "globex")
      let moved = try await example.remit("deploy", "apply")
      try await capsule
      #expect(moved.isSuccess, "\(moved.text)\(moved.complaints)")
      #expect(try await example.status(path) == 200)
      #expect(try await example.status("/api/v1/namespaces/tn-globex-portal-app-site") == 200)
      // Back where it was: what nobody asks for here any more is found, and stays, as no tombstone names it.
      try example.commit("back", [file: text])
      let plan = try await example.remit("deploy", "plan")
      #expect(plan.text.contains("? undesiredSet Namespace tn-globex-portal-app-site"), "\(plan.text)")
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      #expect(try await example.status(path) == 200)
      // With tombstones it goes, the tenant last.
      try example.commit(
        "here, to go",
        [file: text.replacing("/clusters/dc2.yml", with: "/clusters/dc1.yml") + "delete: true\n"])
      _ = try await example.remit("deploy", "apply")
      _ = try await example.remit("deploy", "apply")
      #expect(try await example.status("/api/v1/namespaces/tn-globex-portal-app-site") == 404)
      #expect(try await example.status(path) == 200, "no tombstone names the tenant")
      try await example.cluster.ask(.delete, path)
      try await example.cluster.ask(.delete, "/api/v1/namespaces/remit-system/configmaps/remit-globex")
      try example.commit("as it was", [file: text])
      try await example.converge()
    }

    /// K10: in app namespaces one looks.
    @Test func appNamespaceIsReadOnly() async throws {
      guard let example = try await Self.deployed.value else { return }
      let readable = [
        "pods", "services", "configmaps", "events", "deployments.apps", "jobs.batch", "ingresses.networking.k8s.io",
        "applications.core.oam.dev",
      ]
      for resource in readable {
        for verb in ["get", "list", "watch"] {
          #expect(try await example.may("acme-devs", verb, resource, in: Self.app), "\(verb) \(resource)")
        }
        for verb in ["create", "update", "patch", "delete", "deletecollection"] {
          #expect(try await !example.may("acme-devs", verb, resource, in: Self.app), "\(verb) \(resource)")
        }
      }
      for resource in ["pods/log", "pods/exec", "pods/attach"] {
        #expect(try await example.may("acme-devs", "get", resource, in: Self.app), "\(resource)")
      }
      #expect(try await example.may("acme-devs", "create", "pods/exec", in: Self.app))
      #expect(try await !example.may("acme-devs", "get", "secrets", in: Self.app))
      try await nothingForOthers(example, in: Self.app)
    }

    /// K11: in sandboxes one works.
    @Test func sandboxIsEditable() async throws {
      guard let example = try await Self.deployed.value else { return }
      for resource in ["pods", "deployments.apps", "configmaps", "secrets", "services", "jobs.batch"] {
        for verb in ["get", "list", "watch", "create", "update", "patch", "delete"] {
          #expect(try await example.may("acme-devs", verb, resource, in: Self.sandbox), "\(verb) \(resource)")
        }
      }
      for resource in [
        "roles.rbac.authorization.k8s.io", "rolebindings.rbac.authorization.k8s.io", "resourcequotas",
        "applications.core.oam.dev",
      ] {
        #expect(try await !example.may("acme-devs", "create", resource, in: Self.sandbox), "\(resource)")
      }
      try await nothingForOthers(example, in: Self.sandbox)
    }

    private func nothingForOthers(_ example: Example, in namespace: String) async throws {
      for place in [namespace, "default", "kube-system"] {
        #expect(try await !example.may("globex-devs", "get", "pods", in: place))
      }
    }

    private func application(_ name: String, labels: String = "{}") -> String {
      """
      {"apiVersion": "core.oam.dev/v1beta1", "kind": "Application", "metadata": {"name": "\(name)", "labels": \(labels)},
      "spec": {"components": []}}
      """
    }

    /// K13: an application that somebody made in a sandbox is listed, and left alone.
    @Test func applicationInSandboxIsReported() async throws {
      guard let example = try await Self.deployed.value else { return }
      let path = "/apis/core.oam.dev/v1beta1/namespaces/\(Self.sandbox)/applications"
      try await example.cluster.create(path, application("own"))
      let plan = try await example.remit("deploy", "plan")
      #expect(plan.text.contains("? misplaced Application.core.oam.dev \(Self.sandbox)/own"), "\(plan.text)")
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      let status = try await example.remit("deploy", "status", "--format", "json")
      #expect(status.text.contains("\"misplaced\": 1"), "\(status.text)")
      #expect(try await example.status(path + "/own") == 200)
      try await example.cluster.ask(.delete, path + "/own")
    }

    /// K17: what people make in their sandboxes is theirs, and what the platform put there is as the data say.
    @Test func sandboxContentIsLeftAlone() async throws {
      guard let example = try await Self.deployed.value else { return }
      let namespace = "/api/v1/namespaces/\(Self.sandbox)"
      try await example.cluster.create(
        "\(namespace)/configmaps", #"{"metadata":{"name":"mine"},"data":{"a":"b"}}"#)
      try await example.patch("\(namespace)/resourcequotas/kubenova", #"{"spec":{"hard":{"pods":"9999"}}}"#)
      #expect(try await example.remit("deploy", "status").status == 1)
      let repaired = try await example.remit("deploy", "apply")
      #expect(repaired.isSuccess && repaired.text.hasPrefix("dc1: deployed, 1 written"), "\(repaired.text)")
      let quota = try await example.get("\(namespace)/resourcequotas/kubenova")
      #expect("\(quota["spec"] ?? "")".contains("9999") == false)
      let mine = try await example.get("\(namespace)/configmaps/mine")
      #expect(mine["data"] as? [String: String] == ["a": "b"])
      #expect((mine["metadata"] as? [String: Any])?["annotations"] == nil)
      try await example.cluster.ask(.delete, "\(namespace)/configmaps/mine")
    }

    /// K21: an upgrade is another version, rendered anew: KubeVela sees one new revision, and none when nothing changes.
    @Test func upgradeMakesOneRevision() async throws {
      guard let example = try await Self.deployed.value else { return }
      let path = "/apis/core.oam.dev/v1beta1/namespaces/\(Self.app)/applications/landing"
      func state() async throws -> (generation: Int, version: String, image: String) {
        let object = try await example.get(path)
        let metadata = try #require(object["metadata"] as? [String: Any])
        let notes = metadata["annotations"] as? [String: String]
        let components = (object["spec"] as? [String: Any])?["components"] as? [[String: Any]]
        let image = (components?.first?["properties"] as? [String: Any])?["image"] as? String
        return (
          metadata["generation"] as? Int ?? 0, notes?["app.oam.dev/publishVersion"] ?? "", image ?? ""
        )
      }
      let file = "data/apps/acme/shop/landing.yml"
      let text = try example.read(file)
      let before = try await state()
      try example.edit(file) { $0.replacing("1.23.0", with: "1.24.0") }
      try await example.converge()
      let after = try await state()
      #expect(after.generation == before.generation + 1)
      #expect(after.version != before.version)
      #expect(before.image.hasSuffix(":1.23.0") && after.image.hasSuffix(":1.24.0"))
      // What is said of it is no other version.
      try example.edit(file) { $0.replacing("Pages that", with: "Texts that") }
      try await example.converge()
      #expect(try await state() == after)
      // Going back is the same line, and the same revision as before.
      try example.commit("back", [file: text])
      try await example.converge()
      let back = try await state()
      #expect(back.version == before.version && back.generation == before.generation + 2)
    }

    /// K22: applications are listed by label; what looks like one of ours and has no file is found.
    @Test func orphansAreListed() async throws {
      guard let example = try await Self.deployed.value else { return }
      let all = try await example.get("/apis/core.oam.dev/v1beta1/applications?labelSelector=kubenova.io/app-id")
      let names = (all["items"] as? [[String: Any]] ?? []).compactMap {
        ($0["metadata"] as? [String: Any])?["name"] as? String
      }
      #expect(names.sorted() == ["backend", "desk", "docs", "frontend", "landing", "mail", "reports"])
      try await example.cluster.create("/api/v1/namespaces", #"{"metadata":{"name":"tn-acme-shop-app-lost"}}"#)
      let path = "/apis/core.oam.dev/v1beta1/namespaces/tn-acme-shop-app-lost/applications"
      try await example.cluster.create(path, application("lost", labels: #"{"kubenova.io/app-id": "x"}"#))
      let plan = try await example.remit("deploy", "plan")
      #expect(plan.text.contains("? marked Application.core.oam.dev tn-acme-shop-app-lost/lost"), "\(plan.text)")
      #expect(plan.text.contains("? named Namespace tn-acme-shop-app-lost"), "\(plan.text)")
      #expect(plan.text.components(separatedBy: "\n").count { $0.hasPrefix("  ? ") } == 2, "\(plan.text)")
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      #expect(try await example.status(path + "/lost") == 200)
      try await example.cluster.ask(.delete, "/api/v1/namespaces/tn-acme-shop-app-lost")
    }

    /// K23: sandboxes have a label of their own, so that they can be shown apart.
    @Test func sandboxesAreListedApart() async throws {
      guard let example = try await Self.deployed.value else { return }
      func namespaces(_ selector: String) async throws -> [String] {
        let list = try await example.get("/api/v1/namespaces?labelSelector=\(selector)")
        return (list["items"] as? [[String: Any]] ?? []).compactMap {
          ($0["metadata"] as? [String: Any])?["name"] as? String
        }
      }
      let sandboxes = try await namespaces("kubenova.io/sandbox%3Dtrue,capsule.clastix.io/tenant%3Dacme")
      #expect(sandboxes.contains(Self.sandbox) && sandboxes.allSatisfy { $0.contains("-sbx-") }, "\(sandboxes)")
      let apps = try await namespaces("kubenova.io/sandbox!%3Dtrue,capsule.clastix.io/tenant%3Dacme")
      #expect(apps.count == 7 && apps.allSatisfy { $0.contains("-app-") }, "\(apps)")
    }

    /// K26: an app whose file is gone keeps its namespace; with a tombstone it goes, in two runs.
    @Test func deletionNeedsATombstone() async throws {
      guard let example = try await Self.deployed.value else { return }
      let file = "data/apps/acme/shop/docs.yml"
      let namespace = "/api/v1/namespaces/tn-acme-shop-app-docs"
      let text = try example.read(file)
      try example.commit("docs are gone", [file: nil])
      let plan = try await example.remit("deploy", "plan")
      #expect(plan.text.contains("unmarked Namespace tn-acme-shop-app-docs"), "\(plan.text)")
      // What is in the namespace is six objects, one more than goes unasked.
      let refused = try await example.remit("deploy", "apply")
      #expect(refused.status == 1 && refused.text.contains("more than may be deleted at once"), "\(refused.text)")
      #expect(try await example.status(namespace + "/configmaps/kubenova-app-docs") == 200)
      // Of another plan the approval does not count, of this one it does.
      let hash = try #require(plan.text.firstMatch(of: /sha256:[0-9a-f]{64}/)?.output)
      let wrong = try await example.remit("deploy", "apply", "--approve", String(hash.dropLast()) + "x")
      #expect(wrong.status == 1 && wrong.text.contains("more than may be deleted at once"), "\(wrong.text)")
      let approved = try await example.remit("deploy", "apply", "--approve", String(hash))
      #expect(approved.text.contains("delete ConfigMap tn-acme-shop-app-docs/kubenova-app-docs"), "\(approved.text)")
      #expect(try await example.status(namespace + "/configmaps/kubenova-app-docs") == 404)
      #expect(try await example.status(namespace) == 200, "no tombstone names it")
      // With the tombstone the namespace goes, in two runs.
      try example.commit("docs go", [file: text + "delete: true\n"])
      let announced = try await example.remit("deploy", "apply")
      #expect(announced.text.contains("announce Namespace tn-acme-shop-app-docs"), "\(announced.text)")
      #expect(try await example.status(namespace) == 200)
      _ = try await example.remit("deploy", "apply")
      #expect(try await example.status(namespace) == 404)
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      // The file may go then, and everything comes back with it.
      try example.commit("docs are gone", [file: nil])
      #expect(try await example.remit("deploy", "apply").text.hasPrefix("dc1: deployed, 0 written"))
      try example.commit("docs", [file: text])
      try await example.converge()
      #expect(try await example.status(namespace + "/configmaps/kubenova-app-docs") == 200)
    }

    /// What is removed within the budget goes at once.
    @Test func pruningWithinTheBudget() async throws {
      guard let example = try await Self.deployed.value else { return }
      let file = "data/deploy/templates/sandbox.yml"
      let text = try example.read(file)
      let path = "/api/v1/namespaces/\(Self.sandbox)/limitranges/kubenova"
      let start = try #require(text.range(of: "- apiVersion: v1\n  kind: LimitRange"))
      try example.commit("no limit ranges", [file: String(text[..<start.lowerBound])])
      let pruned = try await example.remit("deploy", "apply")
      #expect(pruned.isSuccess && pruned.text.contains("delete LimitRange \(Self.sandbox)/kubenova"), "\(pruned.text)")
      #expect(try await example.status(path) == 404)
      try example.commit("limit ranges", [file: text])
      try await example.converge()
      #expect(try await example.status(path) == 200)
    }

    /// K28: what somebody changed in an app's namespace is put back.
    @Test func driftIsRepairedInApps() async throws {
      guard let example = try await Self.deployed.value else { return }
      let binding = "/apis/rbac.authorization.k8s.io/v1/namespaces/\(Self.app)/rolebindings/kubenova-app-readonly"
      try await example.cluster.ask(.delete, binding)
      try await example.patch("/api/v1/namespaces/\(Self.app)", #"{"metadata":{"labels":{"kubenova.io/app-id":"x"}}}"#)
      let status = try await example.remit("deploy", "status")
      #expect(status.status == 1, "\(status.text)")
      let repaired = try await example.remit("deploy", "apply")
      #expect(repaired.isSuccess && repaired.text.hasPrefix("dc1: deployed, "), "\(repaired.text)")
      #expect(try await example.status(binding) == 200)
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
    }
  }
}
