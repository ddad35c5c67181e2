import Testing

@testable import Deploying

/// What is known to be as it is to be without asking the server.
@Suite struct ContainmentTests {
  /// What is tried after somebody, or the server itself, took a field away.
  private func trials(_ yaml: String, without path: [String], of key: String) async throws -> [String] {
    let scene = try await Scene.deployed { try $0.add(yaml) }
    scene.cluster.edit(key, path, nil)
    _ = try await scene.plan()
    return scene.cluster.trials
  }

  /// Servers do not store empty lists of built-in kinds, and store all of custom resources. An empty mapping means something.
  @Test func emptyLists() async throws {
    func service(_ spec: String) -> String {
      "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {type: ClusterIP, \(spec)}}"
    }
    let key = "Service shop/web"
    #expect(try await trials(service("externalIPs: []"), without: ["spec", "externalIPs"], of: key).isEmpty)
    #expect(try await !trials(service("selector: {}"), without: ["spec", "selector"], of: key).isEmpty)
    #expect(try await !trials(service("externalIPs: [a]"), without: ["spec", "externalIPs"], of: key).isEmpty)
    let tenant =
      "{apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: acme}, spec: {cordoned: false, owners: []}}"
    #expect(try await !trials(tenant, without: ["spec", "owners"], of: "Tenant acme").isEmpty)
  }
}
