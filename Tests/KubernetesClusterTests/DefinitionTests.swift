import ClusterSupport
import Foundation
import Kubernetes
import Testing

/// Definitions of custom resources that come and go.
@Suite(.enabled(if: isReady)) struct DefinitionTests {
  private let group = "g\(UUID().uuidString.prefix(8).lowercased()).test"

  private var things: Resource {
    Resource(GroupVersion(group: group, version: "v1"), name: "things", kind: "Thing", isNamespaced: true)
  }

  private func definition() throws -> KubernetesObject {
    try object(
      """
      apiVersion: apiextensions.k8s.io/v1
      kind: CustomResourceDefinition
      metadata: {name: things.\(group)}
      spec:
        group: \(group)
        scope: Namespaced
        names: {plural: things, singular: thing, kind: Thing}
        versions:
        - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
      """)
  }

  private func thing(_ namespace: String) throws -> KubernetesObject {
    try object("{apiVersion: \(group)/v1, kind: Thing, metadata: {name: it, namespace: \(namespace)}, spec: {a: 1}}")
  }

  /// Applies an object until its kind is served; anything else that goes wrong is an error.
  private func applyWhenServed(_ object: KubernetesObject, _ api: KubernetesClient) async throws -> WriteAnswer? {
    for _ in 0..<600 {
      do throws(KubernetesError) { return try await api.apply(object, to: things, mine) } catch {
        guard error.action == .deferred(.definition) else { throw error }
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    return nil
  }

  @Test("pitfall 14: an object without its definition is deferred until it is served") func definitionsThatCome()
    async throws
  {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    for dryRun in [true, false] {
      let error = await failure {
        try await api.apply(thing(namespace), to: things, .init(fieldManager: "remit", dryRun: dryRun))
      }
      #expect(error?.kind == .notServed)
      #expect(error?.action == .deferred(.definition))
    }
    _ = try await api.apply(definition(), to: definitions, mine)
    // Taken, and not served at once.
    let made = try #require(try await applyWhenServed(thing(namespace), api))
    #expect(made.isCreated)
    #expect(try await api.list(things, ListOptions(namespace: namespace)).objects.count == 1)
    #expect(try await api.discover().resource(for: things.groupKind) != nil)
  }

  @Test("pitfall 15: objects whose definition was deleted are not known to be absent") func definitionsThatGo()
    async throws
  {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let made = try await api.apply(definition(), to: definitions, mine).object
    _ = try await applyWhenServed(thing(namespace), api)
    let name = try #require(made.name)
    _ = try await api.delete(definitions, namespace: nil, name: name, DeleteOptions(uid: made.uid ?? ""))
    for _ in 0..<600 {
      if try await api.get(definitions, namespace: nil, name: name) == nil { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    // Servers stop serving it a moment later.
    var error: KubernetesError?
    for _ in 0..<200 {
      error = await failure { try await api.list(things, ListOptions(namespace: namespace)) }
      if error != nil { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(error?.kind == .notServed, "\(String(describing: error))")
    #expect(
      await failure { try await api.get(things, namespace: namespace, name: "it") }?.kind == .notServed)
    let deletion = await failure {
      try await api.delete(things, namespace: namespace, name: "it", DeleteOptions(uid: "u"))
    }
    #expect(deletion?.kind == .notServed)
  }
}
