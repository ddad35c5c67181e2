import ClusterSupport
import DocumentModel
import Foundation
import Kubernetes
import Testing

/// What a real server says, and what is made of it.
@Suite(.enabled(if: isReady)) struct ErrorTests {
  @Test func whatIsMissingIsToldApart() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let here = try configMap(namespace, "it", "a: b")

    let noGroup = Resource(
      GroupVersion(group: "none.test", version: "v1"), name: "things", kind: "Thing", isNamespaced: true)
    let noResource = Resource(
      GroupVersion(group: "apps", version: "v1"), name: "things", kind: "Thing", isNamespaced: true)
    for resource in [noGroup, noResource] {
      let error = await failure {
        try await api.get(resource, namespace: namespace, name: "it")
      }
      #expect(error?.kind == .notServed, "\(String(describing: error))")
      #expect(error?.action == .deferred(.definition))
      let list = await failure { try await api.list(resource) }
      #expect(list?.kind == .notServed)
    }

    let nowhere = try configMap("nowhere", "it", "a: b")
    for dryRun in [true, false] {
      let error = await failure {
        try await api.apply(nowhere, to: configMaps, .init(fieldManager: "remit", dryRun: dryRun))
      }
      #expect(error?.kind == .namespaceMissing("nowhere"))
      #expect(error?.action == .deferred(.namespace("nowhere")))
    }
    #expect(try await api.get(configMaps, namespace: namespace, name: "it") == nil)
    #expect(try await api.get(namespaces, namespace: nil, name: "nowhere") == nil)
    let gone = await failure { try await api.replace(here, in: configMaps) }
    #expect(gone?.kind == .notFound)
  }

  @Test("pitfall 32: nobody grants what he may not do himself") func rightsAreToldApart() async throws {
    let cluster = try await TestCluster.shared()
    let (admin, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let here = try configMap(namespace, "it", "a: b")
    let stranger = try cluster.client("stranger")
    let forbidden = await failure { try await stranger.apply(here, to: configMaps, mine) }
    #expect(forbidden?.kind == .forbidden)
    #expect(forbidden?.message.contains("\"stranger\" cannot patch") ?? false)

    // May make roles and bindings, and has no other rights to give.
    _ = try await admin.apply(
      object(
        """
        {apiVersion: \(rbac), kind: Role, metadata: {name: binder, namespace: \(namespace)},
        rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [rolebindings, roles], verbs: [create, patch]}]}
        """), to: roles, mine)
    _ = try await admin.apply(binding(namespace, "binder", to: "binder", kind: "Role"), to: roleBindings, mine)
    let binder = try cluster.client("deployer")
    let more = try object(
      """
      {apiVersion: \(rbac), kind: Role, metadata: {name: more, namespace: \(namespace)},
      rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}
      """)
    var error: KubernetesError?
    // Servers learn of rights a moment later.
    for _ in 0..<200 {
      error = await failure { try await binder.apply(more, to: roles, mine) }
      guard error?.kind == .forbidden else { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(error?.kind == .escalation, "\(String(describing: error))")
    let viewers = try binding(namespace, "viewers", to: "view", kind: "ClusterRole")
    #expect(await failure { try await binder.apply(viewers, to: roleBindings, mine) }?.kind == .escalation)
    let missing = try binding(namespace, "nobody", to: "there-is-none", kind: "ClusterRole")
    let role404 = await failure { try await binder.apply(missing, to: roleBindings, mine) }
    #expect(role404?.kind == .roleMissing("there-is-none"), "\(String(describing: role404))")
  }

  @Test("pitfall 18: what may not be is permanent") func whatMayNotBeIsPermanent() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let system = try #require(try await api.get(namespaces, namespace: nil, name: "default"))
    let protected = await failure {
      try await api.delete(namespaces, namespace: nil, name: "default", DeleteOptions(uid: system.uid ?? ""))
    }
    #expect(protected?.kind == .namespaceProtected)

    _ = try await api.apply(binding(namespace, "b", to: "view", kind: "ClusterRole"), to: roleBindings, mine)
    let changed = await failure {
      try await api.apply(binding(namespace, "b", to: "edit", kind: "ClusterRole"), to: roleBindings, mine)
    }
    #expect(changed?.kind == .immutable, "\(String(describing: changed))")
    #expect(changed?.causes.first?.field == "roleRef")

    let invalid = try object(
      "{apiVersion: v1, kind: Service, metadata: {name: it, namespace: \(namespace)}, spec: {ports: [{port: 99999, protocol: TCP}]}}"
    )
    let error = await failure { try await api.apply(invalid, to: services, mine) }
    #expect(error?.kind == .invalid)
    #expect(error?.causes.contains { $0.field == "spec.ports[0].port" && $0.reason == "FieldValueInvalid" } ?? false)

    let large = try configMap(namespace, "large", "a: \"\(String(repeating: "x", count: 3 << 20))\"")
    let tooLarge = await failure { try await api.apply(large, to: configMaps, mine) }
    #expect(tooLarge?.kind == .tooLarge, "\(String(describing: tooLarge?.kind))")
  }

  @Test("pitfall 16: namespaces that go are waited for") func namespacesThatGoAreWaitedFor() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let stuck = try object(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: \(namespace), finalizers: [remit.test/wait]}}")
    _ = try await api.apply(stuck, to: configMaps, mine)
    let space = try #require(try await api.get(namespaces, namespace: nil, name: namespace))
    let answer = try await api.delete(namespaces, namespace: nil, name: namespace, DeleteOptions(uid: space.uid ?? ""))
    guard case .pending = answer else { return #expect(Bool(false), "\(answer)") }
    let error = await failure {
      try await api.apply(configMap(namespace, "new", "a: b"), to: configMaps, mine)
    }
    #expect(error?.kind == .namespaceTerminating)
    #expect(error?.action == .waitForDeletion)
    // So that the cluster gets rid of it.
    _ = try await api.patch(
      configMaps, namespace: namespace, name: "it", operations: [.remove(JSONPointer(["metadata", "finalizers"]))])
  }

  @Test("pitfall 31: secrets are not repeated") func secretsAreNotRepeated() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let metadata = "metadata: {name: it, namespace: \(namespace)}"
    for wrong in [
      "data: {password: 'tres secret!'}", "data: {password: 4711471147}", "type: tres-secret, tres: secret",
    ] {
      let secret = try object("{apiVersion: v1, kind: Secret, \(metadata), \(wrong)}")
      let error = try #require(
        await failure { try await api.apply(secret, to: secrets, mine) })
      #expect(!"\(error) \(error.causes)".contains("secret!"))
      #expect(!"\(error) \(error.causes)".contains("4711"))
      #expect(error.message.contains("not shown"))
      #expect(error.action == .fail, "\(error)")
    }
  }
}

private func binding(_ namespace: String, _ name: String, to role: String, kind: String) throws -> KubernetesObject {
  try object(
    """
    {apiVersion: \(rbac), kind: RoleBinding, metadata: {name: \(name), namespace: \(namespace)},
    subjects: [{kind: Group, apiGroup: rbac.authorization.k8s.io, name: deployers}],
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: \(kind), name: \(role)}}
    """)
}
