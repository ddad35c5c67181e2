import ClusterSupport
import DocumentModel
import Foundation
import Kubernetes
import TestSupport
import Testing

/// Server-side apply as it is, on a real server.
@Suite(.enabled(if: isReady)) struct ApplyTests {
  @Test func createsChangesAndLeavesAsItIs() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    var trial = mine
    trial.dryRun = true
    let tried = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, trial)
    #expect(tried.isCreated)
    #expect(tried.object.resourceVersion == nil)
    #expect(try await api.get(configMaps, namespace: namespace, name: "it") == nil)

    let made = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, mine)
    #expect(made.isCreated)
    let again = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, mine)
    #expect(!again.isCreated)
    #expect(again.object.resourceVersion == made.object.resourceVersion)
    #expect(again.object.groupVersionKind == configMaps.groupVersionKind)

    // What came from a server, managers and all, may be applied.
    let back = try await api.apply(again.object, to: configMaps, mine)
    #expect(back.object.resourceVersion == made.object.resourceVersion)
    let manager = try #require(back.object.managers.first)
    #expect(manager.name == "remit")
    #expect(manager.operation == .apply)
    #expect(
      manager.fields == [FieldPath("data", "a")] || manager.fields == [FieldPath("data", "a"), FieldPath("data")])
  }

  @Test("pitfall 20: conflicts name managers and fields") func conflictsNameManagersAndFields() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    _ = try await api.apply(configMap(namespace, "it", "a: '1', b: '1'"), to: configMaps, .init(fieldManager: "other"))
    let update = try object(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: \(namespace)}, data: {a: '1', b: '1', c: '1'}}"
    )
    _ = try await api.replace(update, in: configMaps, fieldManager: "updater")

    for dryRun in [true, false] {
      let error = await failure {
        try await api.apply(
          configMap(namespace, "it", "a: '2', c: '2'"), to: configMaps, .init(fieldManager: "remit", dryRun: dryRun))
      }
      #expect(
        error?.kind
          == .fieldConflict([
            FieldConflict(manager: "other", version: nil, field: ".data.a"),
            FieldConflict(manager: "updater", version: "v1", field: ".data.c"),
          ]))
      #expect(error?.action == .resolveConflict)
      #expect(error?.status == 409)
    }
    let forced = try await api.apply(
      configMap(namespace, "it", "a: '2', c: '2'"), to: configMaps, .init(fieldManager: "remit", force: true))
    #expect(forced.object.text("data", "a") == "2")
    // What others own stays, and is found.
    #expect(
      forced.object.foreignFields(below: [FieldPath("data")], manager: "remit")
        == [ForeignField(path: FieldPath("data", "b"), managers: ["other"])])
  }

  @Test("pitfall 26: preconditions hold also with force") func preconditionsHoldAlsoWithForce() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let first = try await api.apply(configMap(namespace, "it", "a: '1'"), to: configMaps, mine)
    let (version, uid) = (try #require(first.object.resourceVersion), try #require(first.object.uid))
    let force = ApplyOptions(fieldManager: "remit", force: true)
    _ = try await api.apply(
      configMap(namespace, "it", "a: '2'"), to: configMaps, force, uid: uid, resourceVersion: version)

    let stale = await failure {
      try await api.apply(configMap(namespace, "it", "a: '3'"), to: configMaps, force, resourceVersion: version)
    }
    #expect(stale?.kind == .stale)
    #expect(stale?.action == .replan)

    let absent = await failure {
      try await api.apply(configMap(namespace, "absent", "a: '3'"), to: configMaps, force, uid: uid)
    }
    #expect(absent?.kind == .otherObject)
    #expect(try await api.get(configMaps, namespace: namespace, name: "absent") == nil)

    let other = await failure {
      try await api.apply(
        configMap(namespace, "it", "a: '3'"), to: configMaps, force, uid: UUID().uuidString.lowercased())
    }
    #expect([.otherObject, .immutable].contains(other?.kind), "\(String(describing: other))")
  }

  @Test("pitfall 30: schema errors are permanent") func schemaErrorsArePermanent() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let metadata = "metadata: {name: it, namespace: \(namespace)}"
    let wrong = [
      (configMaps, "{apiVersion: v1, kind: ConfigMap, \(metadata), dtaa: {a: b}}"),
      (configMaps, "{apiVersion: v1, kind: ConfigMap, \(metadata), data: {a: 1}}"),
      (services, "{apiVersion: v1, kind: Service, \(metadata), spec: {ports: [{port: 80}]}}"),
    ]
    for (resource, yaml) in wrong {
      let given = try object(yaml)
      let error = await failure { try await api.apply(given, to: resource, mine) }
      #expect(error?.kind == .schema, "\(String(describing: error))")
      #expect(error?.action == .fail)
    }
  }

  @Test func whatTheServerDropsIsFound() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    try await cluster.install(definition: Self.definition)
    let discovery = try await api.discover()
    let widgets = try #require(discovery.resource(for: GroupKind(group: "remit.test", kind: "Widget")))
    let sent = try object(
      """
      apiVersion: remit.test/v1
      kind: Widget
      metadata: {name: it, namespace: \(namespace)}
      spec: {size: 1, bogus: 2, nothing: null, parts: [{name: a, size: 1}, {name: b, siez: 2}], empty: {}}
      """)
    let answer = try await api.create(sent, in: widgets, dryRun: true)
    #expect(
      sent.fieldsDropped(by: answer.object).map(\.description)
        == [".spec.bogus", ".spec.parts[name=\"b\"].siez"])
    // Of a definition that this server understands well enough, applying says it by itself.
    let refused = await failure { try await api.apply(sent, to: widgets, mine) }
    #expect(refused?.kind == .schema)

    // Of built-in kinds nothing is, though much is filled in, and written in another form.
    let service = try object(
      """
      apiVersion: v1
      kind: Service
      metadata: {name: it, namespace: \(namespace), labels: {a: b}, creationTimestamp: null}
      spec:
        ports: [{port: 81, protocol: TCP, name: b}, {port: 80, protocol: TCP, name: a, targetPort: http}]
        selector: {app: web}
        publishNotReadyAddresses: false
      """)
    let made = try await api.apply(service, to: services, mine)
    #expect(service.fieldsDropped(by: made.object) == [])
  }

  /// A definition that it does not understand so well.
  @Test func whatTheServerDropsOfATenantIsFound() async throws {
    guard let file = SharedData.url("data/kubernetes/capsule/tenants.crd.v0.10.9.yaml") else { return }
    let cluster = try await TestCluster.shared()
    let api = try cluster.client()
    try await cluster.install(definition: String(contentsOf: file, encoding: .utf8))
    let tenants = Resource(
      GroupVersion(group: "capsule.clastix.io", version: "v1beta2"), name: "tenants", kind: "Tenant",
      isNamespaced: false)
    let sent = try object(
      """
      {apiVersion: capsule.clastix.io/v1beta2, kind: Tenant, metadata: {name: dropping},
      spec: {owners: [{kind: User, name: a, bogus: 5}], bogus: 1, cordoned: false}}
      """)
    let answer = try await api.apply(sent, to: tenants, .init(fieldManager: "remit", dryRun: true))
    #expect(sent.fieldsDropped(by: answer.object).map(\.description) == [".spec.owners[0].bogus", ".spec.bogus"])
    #expect(answer.object.managers.first?.fields.contains(FieldPath("spec", "bogus")) ?? false)
  }

  @Test("pitfall 17: what is applied to an object that goes says so") func whatIsAppliedToAnObjectThatGoesSaysSo()
    async throws
  {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let kept = try object(
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: \(namespace), finalizers: [remit.test/wait]}}")
    let made = try await api.apply(kept, to: configMaps, mine)
    let answer = try await api.delete(
      configMaps, namespace: namespace, name: "it", DeleteOptions(uid: made.object.uid ?? ""))
    guard case .pending(let pending) = answer else { return #expect(Bool(false), "\(answer)") }
    #expect(pending.isTerminating)
    #expect(pending.finalizers == ["remit.test/wait"])
    let again = try await api.apply(kept, to: configMaps, mine)
    #expect(again.object.isTerminating)
    let patched = try await api.patch(
      configMaps, namespace: namespace, name: "it", operations: [.remove(JSONPointer(["metadata", "finalizers"]))])
    #expect(patched.object.finalizers == [])
    #expect(try await api.get(configMaps, namespace: namespace, name: "it") == nil)
  }

  /// An object made by kubectl is taken over: managers are replaced where nobody has changed it since.
  @Test func objectsAreAdopted() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let made = try await api.create(
      configMap(namespace, "it", "a: '1', b: '1'"), in: configMaps, fieldManager: "kubectl")
    let applied = try await api.apply(configMap(namespace, "it", "a: '1', b: '1'"), to: configMaps, mine)
    let version = try #require(applied.object.resourceVersion)
    #expect(made.object.uid == applied.object.uid)
    let document = applied.object.document
    let list = try #require(applied.object.node("metadata", "managedFields"))
    let own = try #require(
      document.children(list).first { document.member($0, "manager").flatMap(document.string) == "remit" })
    var builder = DocumentBuilder()
    builder.begin(.array)
    builder.copy(own, of: document)
    builder.end()
    let replacement = builder.finish()
    let managers = try #require(replacement)
    func patch(_ version: String) throws -> [PatchOperation] {
      [
        .test(JSONPointer(["metadata", "resourceVersion"]), try object("v: '\(version)'").list("v")),
        .replace(JSONPointer(["metadata", "managedFields"]), managers),
      ]
    }
    let stale = await failure {
      try await api.patch(configMaps, namespace: namespace, name: "it", operations: try patch("1"))
    }
    #expect(stale?.kind == .invalid)
    let adopted = try await api.patch(configMaps, namespace: namespace, name: "it", operations: try patch(version))
    #expect(adopted.object.managers.map(\.name) == ["remit"])
    // Now what is not applied any more goes.
    let less = try await api.apply(configMap(namespace, "it", "a: '1'"), to: configMaps, mine)
    #expect(less.object.text("data", "b") == nil)
  }

  private static let definition = """
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata: {name: widgets.remit.test}
    spec:
      group: remit.test
      scope: Namespaced
      names: {plural: widgets, singular: widget, kind: Widget}
      versions:
      - name: v1
        served: true
        storage: true
        schema:
          openAPIV3Schema:
            type: object
            properties:
              spec:
                type: object
                properties:
                  size: {type: integer}
                  parts:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items:
                      type: object
                      required: [name]
                      properties: {name: {type: string}, size: {type: integer}}
    """
}
