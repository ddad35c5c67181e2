import ClusterSupport
import DocumentModel
import Foundation
import HTTPTransport
import Kubernetes
import Testing

/// What goes wrong on clusters, as far as a client has to know it; other tests by such numbers stand beside what they test.
@Suite(.enabled(if: isReady)) struct PitfallTests {
  @Test("pitfall 6: what may not be read is not taken for absent") func forbiddenIsNotAbsent() async throws {
    let cluster = try await TestCluster.shared()
    let (stranger, namespace) = (try cluster.client("stranger"), try await cluster.makeNamespace())
    let options = ListOptions(namespace: namespace)
    #expect(await failure { try await stranger.list(configMaps, options) }?.kind == .forbidden)
    #expect(
      await failure { try await stranger.get(configMaps, namespace: namespace, name: "it") }?.kind == .forbidden)
    #expect(await failure { try await stranger.clusterUID() }?.kind == .forbidden)
    let deletion = await failure {
      try await stranger.delete(configMaps, namespace: namespace, name: "it", DeleteOptions(uid: "u"))
    }
    #expect(deletion?.kind == .forbidden)
  }

  @Test("pitfall 13: the server's clock is told, in answers of all kinds") func theServersClockIsTold() async throws {
    let cluster = try await TestCluster.shared()
    let calls = [
      KubernetesCall(.get, .path(["version"])), KubernetesCall(.list, .collection(configMaps, namespace: nil)),
    ]
    for call in calls {
      let time = try #require(try await cluster.client().perform(call).serverTime)
      // The same machine, with time for a test to sleep.
      #expect(abs(Double(time) - Date().timeIntervalSince1970) < 600)
    }
  }

  @Test("pitfall 21: what others add to a quota stays, is found, and can be taken away")
  func addedKeysOfAQuota() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    func quota(_ hard: String) throws -> KubernetesObject {
      try object(
        "{apiVersion: v1, kind: ResourceQuota, metadata: {name: it, namespace: \(namespace)}, spec: {hard: {\(hard)}}}")
    }
    _ = try await api.apply(quota("pods: '3'"), to: quotas, mine)
    _ = try await api.apply(quota("services: '99'"), to: quotas, .init(fieldManager: "somebody"))
    let forced = try await api.apply(quota("pods: '3'"), to: quotas, .init(fieldManager: "remit", force: true))
    #expect(forced.object.text("spec", "hard", "services") == "99")
    let foreign = forced.object.foreignFields(below: [FieldPath("spec")], manager: "remit")
    #expect(foreign == [ForeignField(path: FieldPath("spec", "hard", "services"), managers: ["somebody"])])
    let cleaned = try await api.patch(
      quotas, namespace: namespace, name: "it", operations: [.remove(JSONPointer(["spec", "hard", "services"]))])
    #expect(cleaned.object.foreignFields(below: [FieldPath("spec")], manager: "remit") == [])
    #expect(cleaned.object.text("spec", "hard", "pods") == "3")
  }

  @Test("pitfall 22: an object with a copied label shows that we did not make it") func copiedLabels() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    func member(_ name: String, _ more: String = "") throws -> KubernetesObject {
      try object(
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: \(namespace),
        labels: {\(ApplySet.memberLabel): \(namespace)}\(more)}, data: {a: b}}
        """)
    }
    let original = try await api.apply(member("original"), to: configMaps, mine).object
    let owner =
      "ownerReferences: [{apiVersion: v1, kind: ConfigMap, name: original, uid: \(original.uid ?? ""), controller: true}]"
    _ = try await api.create(member("copy", ", " + owner), in: configMaps, fieldManager: "operator")
    let members = try await api.list(
      configMaps,
      ListOptions(
        namespace: namespace, labelSelector: "\(ApplySet.memberLabel)=\(namespace)", metadataOnly: true)
    ).objects
    #expect(members.compactMap(\.name) == ["copy", "original"])
    let own = members.filter { member in
      member.managers.contains { $0.name == "remit" && $0.operation == .apply }
        && !member.owners.contains(where: \.isController)
    }
    #expect(own.compactMap(\.name) == ["original"])
  }

  /// All sets have one manager, so the server sees no conflict in it.
  @Test("pitfall 23: whose set an object is in is seen before it is taken over") func twoSetsWantOneObject()
    async throws
  {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    func member(of set: String) throws -> KubernetesObject {
      try object(
        """
        {apiVersion: v1, kind: ConfigMap, metadata: {name: it, namespace: \(namespace),
        labels: {\(ApplySet.memberLabel): \(set)}}}
        """)
    }
    _ = try await api.apply(member(of: "one"), to: configMaps, mine)
    let live = try #require(try await api.get(configMaps, namespace: namespace, name: "it"))
    #expect(ApplySet.membership(of: live) == "one")
    let tried = try await api.apply(member(of: "two"), to: configMaps, .init(fieldManager: "remit", dryRun: true))
    #expect(ApplySet.membership(of: tried.object) == "two")
    // With what was seen as a precondition nobody can have taken it meanwhile.
    _ = try await api.apply(member(of: "three"), to: configMaps, mine)
    let late = await failure {
      try await api.apply(member(of: "two"), to: configMaps, mine, resourceVersion: live.resourceVersion)
    }
    #expect(late?.kind == .stale)
  }

  @Test("pitfall 24: a deletion that a webhook rejects is an error, and the object stays")
  func rejectedDeletions() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("webhook"))
    let label = try object(
      "{apiVersion: v1, kind: Namespace, metadata: {name: \(namespace), labels: {hook: \(namespace)}}}")
    _ = try await api.apply(label, to: namespaces, mine)
    let made = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, mine).object
    let hooks = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"
    try await cluster.create(
      hooks,
      """
      metadata: {name: \(namespace)}
      webhooks:
      - name: nobody.remit.test
        clientConfig: {url: 'https://127.0.0.1:1/'}
        failurePolicy: Fail
        sideEffects: None
        admissionReviewVersions: [v1]
        timeoutSeconds: 1
        namespaceSelector: {matchLabels: {hook: \(namespace)}}
        rules: [{apiGroups: [''], apiVersions: [v1], operations: [DELETE], resources: [configmaps]}]
      """)
    func delete(dryRun: Bool) async throws -> DeleteAnswer {
      try await api.delete(
        configMaps, namespace: namespace, name: "it", DeleteOptions(uid: made.uid ?? "", dryRun: dryRun))
    }
    // Servers learn of webhooks a moment later.
    var error: KubernetesError?
    for _ in 0..<200 {
      error = await failure { try await delete(dryRun: true) }
      if error != nil { break }
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(error?.kind == .serverTrouble)
    let rejected = await failure { try await delete(dryRun: false) }
    #expect(rejected?.message.contains("failed calling webhook") ?? false, "\(String(describing: rejected))")
    #expect(rejected?.action == .retry(after: nil))
    #expect(try await api.get(configMaps, namespace: namespace, name: "it")?.uid == made.uid)
    try await cluster.ask(.delete, "\(hooks)/\(namespace)")
  }

  @Test("pitfall 25: an object that was made anew is not deleted") func objectsMadeAnew() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let planned = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, mine).object
    let options = DeleteOptions(uid: planned.uid ?? "")
    guard case .gone = try await api.delete(configMaps, namespace: namespace, name: "it", options) else {
      return #expect(Bool(false))
    }
    let anew = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, mine).object
    #expect(anew.uid != planned.uid)
    let error = await failure { try await api.delete(configMaps, namespace: namespace, name: "it", options) }
    #expect(error?.kind == .otherObject)
    #expect(error?.action == .replan)
    #expect(try await api.get(configMaps, namespace: namespace, name: "it")?.uid == anew.uid)
  }

  @Test("pitfall 28: what is applied again changes nothing, not even the version") func applyingAgain() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace())
    let made = try await api.apply(configMap(namespace, "it", "a: b"), to: configMaps, mine).object
    for force in [false, true] {
      let again = try await api.apply(
        configMap(namespace, "it", "a: b"), to: configMaps, .init(fieldManager: "remit", force: force))
      #expect(again.object.resourceVersion == made.resourceVersion)
      #expect(again.object.managers == made.managers)
    }
  }

  @Test("pitfall 29: an object of a namespace that is only planned is tried in another one")
  func plannedNamespaces() async throws {
    let cluster = try await TestCluster.shared()
    let (api, scratch) = (try cluster.client(), try await cluster.makeNamespace("scratch"))
    let trial = ApplyOptions(fieldManager: "remit", dryRun: true)
    let planned = "planned-\(UUID().uuidString.prefix(8).lowercased())"
    let error = await failure { try await api.apply(configMap(planned, "it", "a: b"), to: configMaps, trial) }
    #expect(error?.action == .deferred(.namespace(planned)))
    _ = try await api.apply(configMap(scratch, "it", "a: b"), to: configMaps, trial)
    let wrong = await failure { try await api.apply(configMap(scratch, "it", "a: 1"), to: configMaps, trial) }
    #expect(wrong?.kind == .schema)
    #expect(try await api.get(namespaces, namespace: nil, name: planned) == nil)
    #expect(try await api.get(configMaps, namespace: scratch, name: "it") == nil)
  }

  @Test("pitfall 35: a cluster made anew behind the same URL is another one") func clustersMadeAnew() async throws {
    let (cluster, other) = (try await TestCluster.shared(), try await TestCluster.start())
    let uid = try await cluster.client().clusterUID()
    #expect(try await cluster.client("administrator").clusterUID() == uid)
    #expect(try await other.client().clusterUID() != uid)
    #expect(UUID(uuidString: uid) != nil)
  }
}
