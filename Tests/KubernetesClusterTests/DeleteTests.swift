import ClusterSupport
import Foundation
import Kubernetes
import Testing

@Suite(.enabled(if: isReady)) struct DeleteTests {
  @Test func answersAreToldApart() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    func delete(_ name: String, _ options: DeleteOptions) async throws -> DeleteAnswer {
      try await api.delete(configMaps, namespace: namespace, name: name, options)
    }
    let made = try await api.apply(configMap(namespace, "it", "a: '1'"), to: configMaps, mine).object
    let (uid, version) = (try #require(made.uid), try #require(made.resourceVersion))
    _ = try await api.apply(configMap(namespace, "it", "a: '2'"), to: configMaps, mine)

    let other = await failure { try await delete("it", DeleteOptions(uid: UUID().uuidString.lowercased())) }
    #expect(other?.kind == .otherObject)
    #expect(other?.action == .replan)
    let stale = await failure { try await delete("it", DeleteOptions(uid: uid, resourceVersion: version)) }
    #expect(stale?.kind == .stale)
    #expect(await failure { try await delete("it", DeleteOptions(uid: "")) }?.kind == .invalidCall)

    guard case .gone = try await delete("it", DeleteOptions(uid: uid, dryRun: true)) else {
      return #expect(Bool(false), "tried")
    }
    #expect(try await api.get(configMaps, namespace: namespace, name: "it") != nil)
    guard case .gone = try await delete("it", DeleteOptions(uid: uid)) else { return #expect(Bool(false), "gone") }
    #expect(try await api.get(configMaps, namespace: namespace, name: "it") == nil)
    guard case .absent = try await delete("it", DeleteOptions(uid: uid)) else { return #expect(Bool(false), "absent") }
  }

  @Test func whatBelongsToADeletedObjectGoes() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let owner = try await api.apply(configMap(namespace, "owner", "a: b"), to: configMaps, mine).object
    let uid = try #require(owner.uid)
    let owned = try await api.apply(
      object(
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: owned, namespace: \(namespace),
        ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: owner, uid: \(uid), controller: true}]}}
        """), to: configMaps, mine)
    #expect(owned.object.owners.map(\.uid) == [uid])
    #expect(owned.object.owners.first?.isController == true)
    _ = try await api.delete(configMaps, namespace: namespace, name: "owner", DeleteOptions(uid: uid))
    for _ in 0..<600 {
      if try await api.get(configMaps, namespace: namespace, name: "owned") == nil { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(try await api.get(configMaps, namespace: namespace, name: "owned") == nil)
  }
}
