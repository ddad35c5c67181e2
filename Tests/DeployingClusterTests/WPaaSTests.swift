import ClusterSupport
import Foundation
import Testing

extension ExampleTests {
  /// `examples/wpaas` on a real API server, by the program itself. The tests share one cluster and go one after the other; each
  /// leaves it as the data say.
  @Suite(.enabled(if: isReady), .serialized) struct WPaaSTests {
    private static let blog = "/apis/apps/v1/namespaces/wp-acm-default-default/deployments/blog-wordpress"
    private static let file = "data/instances/acm/default/default/blog.yml"

    private static let deployed = Task { () async throws -> Example? in
      guard let example = try await Example.copy("wpaas", on: "west") else { return nil }
      let first = try await example.remit("deploy", "apply")
      #expect(first.isSuccess && first.text.hasPrefix("west: deployed, "), "\(first.text)\(first.complaints)")
      return example
    }

    private func spec(_ example: Example, _ path: String) async throws -> [String: Any] {
      try #require(try await example.get(path)["spec"] as? [String: Any])
    }

    @Test func secondRunChangesNothing() async throws {
      guard let example = try await Self.deployed.value else { return }
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      #expect(try await example.remit("deploy", "status").isSuccess)
      let database = try await spec(example, "/apis/apps/v1/namespaces/wp-acm-default-default/statefulsets/blog-db")
      #expect(database["replicas"] as? Int == 1)
    }

    /// W17: the address of the pool is the one of the service.
    @Test func addressIsPublic() async throws {
      guard let example = try await Self.deployed.value else { return }
      func address(_ name: String, in namespace: String) async throws -> String? {
        try await spec(example, "/api/v1/namespaces/\(namespace)/services/\(name)")["loadBalancerIP"] as? String
      }
      #expect(try await address("blog-public", in: "wp-acm-default-default") == "192.0.2.17")
      #expect(try await address("shop-public", in: "wp-acm-default-shop") == "2001:db8:100::5")
      let ingress = try await spec(
        example, "/apis/networking.k8s.io/v1/namespaces/wp-acm-default-default/ingresses/blog")
      let hosts = (ingress["rules"] as? [[String: Any]] ?? []).compactMap { $0["host"] as? String }
      #expect(hosts == ["blog.default.acm.www.wpaas.example", "www.acme-weddings.example"])
      // Given back, it goes.
      let text = try example.read(Self.file)
      try example.edit(Self.file) {
        $0.replacing("publicIP:\n  pool: {$ref: /pools/public-v4.yml}\n  address: 192.0.2.17\n", with: "")
      }
      let applied = try await example.remit("deploy", "apply")
      #expect(applied.text.contains("delete Service wp-acm-default-default/blog-public"), "\(applied.text)")
      try example.commit("back", [Self.file: text])
      try await example.converge()
    }

    /// W18: what is written is what there is: scaled by the data, and brought back where somebody changed it by hand.
    @Test func instanceConverges() async throws {
      guard let example = try await Self.deployed.value else { return }
      func replicas() async throws -> Int? { try await spec(example, Self.blog)["replicas"] as? Int }
      let text = try example.read(Self.file)
      #expect(try await replicas() == 2)
      try example.edit(Self.file) { $0.replacing("instances: 2", with: "instances: 3") }
      try await example.converge()
      #expect(try await replicas() == 3)
      // By hand, as kubectl does it; and the image beside it.
      let body = #"{"spec":{"replicas":1,"template":{"spec":{"containers":[{"name":"wordpress","image":"mine:1"}]}}}}"#
      let answer = try await example.cluster.ask(
        .patch, Self.blog + "?fieldManager=kubectl-edit", body, type: "application/strategic-merge-patch+json")
      #expect(answer.isSuccess)
      try await example.cluster.ask(.delete, "/api/v1/namespaces/wp-acm-default-default/services/blog-wordpress")
      let status = try await example.remit("deploy", "status")
      #expect(status.status == 1, "\(status.text)")
      let repaired = try await example.remit("deploy", "apply")
      #expect(repaired.isSuccess && repaired.text.hasPrefix("west: deployed, 2 written"), "\(repaired.text)")
      #expect(try await replicas() == 3)
      #expect("\(try await spec(example, Self.blog))".contains("mine:1") == false)
      // An autoscaler keeps the number where it is its own.
      let shop = "/apis/apps/v1/namespaces/wp-acm-default-shop/deployments/shop-wordpress"
      let scaled = try await example.cluster.ask(
        .patch, shop + "?fieldManager=horizontal-pod-autoscaler", #"{"spec":{"replicas":7}}"#,
        type: "application/merge-patch+json")
      #expect(scaled.isSuccess)
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      #expect(try await spec(example, shop)["replicas"] as? Int == 7)
      try example.commit("back", [Self.file: text])
      try await example.converge()
    }

    /// W10: of a suspended customer nothing runs, and it all comes back.
    @Test func suspendedCustomerStops() async throws {
      guard let example = try await Self.deployed.value else { return }
      func running() async throws -> [Int?] {
        let database = "/apis/apps/v1/namespaces/wp-acm-default-default/statefulsets/blog-db"
        return [
          try await spec(example, Self.blog)["replicas"] as? Int, try await spec(example, database)["replicas"] as? Int,
        ]
      }
      let bread = "/apis/apps/v1/namespaces/wp-blu-default-default/deployments/bread-wordpress"
      #expect(try await spec(example, bread)["replicas"] as? Int == 0)
      let file = "data/customers/acm.yml"
      let text = try example.read(file)
      try example.edit(file) { $0.replacing("status: paid", with: "status: suspended") }
      try await example.converge()
      #expect(try await running() == [0, 0])
      try example.commit("paid", [file: text])
      try await example.converge()
      #expect(try await running() == [2, 1])
    }

    /// W11: a mark removes nothing; operations does, with tombstones, and then the files.
    @Test func customerIsRemovedByTombstones() async throws {
      guard let example = try await Self.deployed.value else { return }
      let namespace = "/api/v1/namespaces/wp-blu-default-default"
      let files = [
        "data/customers/blu.yml", "data/orgs/blu/default.yml", "data/spaces/blu/default/default.yml",
        "data/instances/blu/default/default/bread.yml",
      ]
      let texts = try files.map { ($0, try example.read($0)) }
      try example.edit(files[0]) { $0 + "toBeRemoved: true\n" }
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      // Without tombstones nothing of the customer's goes, though its files have gone.
      let others = [
        "data/people/blu/ben.yml", "data/roles/blu-admin.yml", "data/roles/blu-default.yml", "data/users/bea.yml",
        "data/users/ben.yml",
      ]
      let kept = try others.map { ($0, try example.read($0)) }
      try example.commit("gone", Dictionary(uniqueKeysWithValues: (files + others).map { ($0, nil) }))
      let plan = try await example.remit("deploy", "plan")
      #expect(plan.text.contains("? undesiredSet Namespace wp-blu-default-default"), "\(plan.text)")
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      #expect(try await example.status(namespace) == 200)
      // With them everything goes, in two runs.
      let marked = texts.map { ($0.0, Optional($0.1 + "delete: true\n")) }
      let back = kept.map { ($0.0, Optional($0.1)) }
      try example.commit("to go", Dictionary(uniqueKeysWithValues: marked + back))
      let announced = try await example.remit("deploy", "apply")
      #expect(announced.text.contains("announce Namespace wp-blu-default-default"), "\(announced.text)")
      #expect(try await example.status(namespace) == 200)
      #expect(
        try await example.status("/apis/apps/v1" + namespace.dropFirst(7) + "/deployments/bread-wordpress") == 404)
      _ = try await example.remit("deploy", "apply")
      #expect(try await example.status(namespace) == 404)
      try example.commit("gone", Dictionary(uniqueKeysWithValues: (files + others).map { ($0, nil) }))
      #expect(try await example.remit("deploy", "apply").text == example.nothingToDo)
      try example.commit("back", Dictionary(uniqueKeysWithValues: texts.map { ($0.0, Optional($0.1)) } + back))
      try await example.converge()
    }
  }
}
