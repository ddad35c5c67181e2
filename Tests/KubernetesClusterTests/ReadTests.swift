import ClusterSupport
import Foundation
import Kubernetes
import Testing

/// One after the other: some make the server forget what others are listing.
@Suite(.serialized, .enabled(if: isReady)) struct ReadTests {
  private func filled(_ cluster: TestCluster, _ count: Int) async throws -> (KubernetesClient, String) {
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("list"))
    for index in 0..<count {
      _ = try await api.apply(
        object(
          """
          {apiVersion: v1, kind: ConfigMap, metadata: {name: c\(index), namespace: \(namespace), labels: {odd: '\(index % 2)'}},
          data: {a: b}}
          """), to: configMaps, mine)
    }
    return (api, namespace)
  }

  @Test func listsAreCompleteAndSayWhatTheyHold() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = try await filled(cluster, 7)
    var options = ListOptions(namespace: namespace, pageSize: 2)
    let all = try await api.list(configMaps, options)
    // Every namespace has the cluster's certificates, too, from 1.20 on with one more controller.
    #expect(Set(all.objects.compactMap(\.name)).isSuperset(of: (0..<7).map { "c\($0)" }))
    #expect(all.objects.allSatisfy { $0.groupVersionKind == configMaps.groupVersionKind })
    #expect(all.resourceVersion != nil)

    options.labelSelector = "odd=1"
    #expect(try await api.list(configMaps, options).objects.compactMap(\.name) == ["c1", "c3", "c5"])
    options.labelSelector = "odd in (0,1), odd!=0"
    #expect(try await api.list(configMaps, options).objects.count == 3)
    options.labelSelector = "nobody=has"
    #expect(try await api.list(configMaps, options).objects.isEmpty)
    options.labelSelector = "((("
    #expect(await failure { try await api.list(configMaps, options) }?.kind == .badRequest)

    options = ListOptions(labelSelector: "odd", metadataOnly: true, pageSize: 3)
    let metadata = try await api.list(configMaps, options).objects.filter { $0.namespace == namespace }
    #expect(metadata.count == 7)
    #expect(metadata.allSatisfy { $0.node("data") == nil && $0.uid != nil && $0.managers.first?.name == "remit" })
    #expect(metadata.first?.key == ObjectKey(configMaps.groupKind, namespace: namespace, name: "c0"))

    options = ListOptions(namespace: namespace, maximumObjects: 3)
    #expect(await failure { try await api.list(configMaps, options) }?.kind == .overBudget)
  }

  /// The states between two pages are forgotten: the list is begun anew.
  @Test("pitfall 36: an expired list begins anew") func anExpiredListBeginsAnew() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = try await filled(cluster, 5)
    let forgetful = Intervening(api) { call, number in
      guard call.parameters.contains(where: { $0.name == "continue" }), number <= 3 else { return }
      _ = try await api.apply(configMap(namespace, "new\(number)", "a: b"), to: configMaps, mine)
      try await cluster.forgetFormerStates()
    }
    let list = try await forgetful.list(configMaps, ListOptions(namespace: namespace, pageSize: 2))
    let calls = await forgetful.calls
    #expect(calls.filter { !$0.parameters.contains { $0.name == "continue" } }.count >= 2)
    #expect(list.objects.compactMap(\.name).filter { $0.hasPrefix("c") }.count == 5)
    #expect(Set(list.objects.compactMap(\.name)).count == list.objects.count)

    // Each time again: then there is no list.
    let hopeless = Intervening(api) { call, number in
      guard call.parameters.contains(where: { $0.name == "continue" }) else { return }
      _ = try await api.apply(configMap(namespace, "new\(number)", "a: c"), to: configMaps, mine)
      try await cluster.forgetFormerStates()
    }
    let error = await failure {
      try await hopeless.list(configMaps, ListOptions(namespace: namespace, pageSize: 1, maximumRestarts: 2))
    }
    #expect(error?.kind == .expired)
  }

  @Test func discoveryKnowsWhatIsServed() async throws {
    let cluster = try await TestCluster.shared()
    let api = try cluster.client("stranger")
    let discovery = try await api.discover()
    // Of definitions that other tests make and delete meanwhile not everything is served.
    #expect(discovery.failures.keys.allSatisfy { $0.group.hasSuffix(".test") })
    #expect(
      discovery.resource(for: GroupVersionKind(GroupVersion(group: "", version: "v1"), kind: "ConfigMap"))?.name
        == "configmaps")
    let binding = try #require(discovery.resource(for: GroupKind(group: rbac.group, kind: "RoleBinding")))
    #expect(binding.groupVersion == rbac)
    #expect(binding.isNamespaced)
    #expect(binding.verbs.isSuperset(of: ["get", "list", "patch", "delete"]))
    #expect(discovery.resource(for: GroupKind("Namespace")!)?.isNamespaced == false)
    #expect(!discovery.resources.contains { $0.name.contains("/") })
    #expect(discovery.resource(for: GroupKind(group: "none.test", kind: "Thing")) == nil)
    let version = try await api.version()
    #expect(version.hasPrefix("v"))
  }

  /// A group whose own server does not answer. On a cluster of its own, as it disturbs everybody.
  @Test("pitfall 6: partial discovery is told") func partialDiscoveryIsTold() async throws {
    let cluster = try await TestCluster.start()
    try await cluster.create(
      "/apis/apiregistration.k8s.io/v1/apiservices",
      #"""
      {"metadata":{"name":"v1.broken.test"},"spec":{"group":"broken.test","version":"v1","groupPriorityMinimum":10,
      "versionPriority":10,"insecureSkipTLSVerify":true,"service":{"name":"none","namespace":"default"}}}
      """#)
    let api = try cluster.client()
    let broken = GroupVersion(group: "broken.test", version: "v1")
    var discovery = try await api.discover()
    for _ in 0..<100 where discovery.isComplete {
      try await Task.sleep(for: .milliseconds(100))
      discovery = try await api.discover()
    }
    #expect(!discovery.isComplete)
    #expect(discovery.failures.keys.contains(broken))
    #expect(discovery.serves(broken))
    #expect(discovery.resource(for: GroupKind("ConfigMap")!) != nil)
  }

  @Test func rightsCanBeAskedFor() async throws {
    let cluster = try await TestCluster.shared()
    let question = AccessQuestion(verb: "patch", group: "", resource: "configmaps", namespace: "default")
    #expect(try await cluster.client().may(question))
    #expect(try await !cluster.client("stranger").may(question))
  }

  @Test func warningsAreCollected() async throws {
    let cluster = try await TestCluster.shared()
    let old = Resource(
      GroupVersion(group: "extensions", version: "v1beta1"), name: "ingresses", kind: "Ingress", isNamespaced: true)
    let list = try await cluster.client().list(old, ListOptions(namespace: "default"))
    #expect(list.warnings.contains { $0.contains("extensions/v1beta1 Ingress is deprecated") })
  }
}

/// Does something before each call.
actor Intervening: KubernetesAPI {
  private let api: any KubernetesAPI
  private let before: @Sendable (KubernetesCall, Int) async throws -> Void
  private(set) var calls: [KubernetesCall] = []

  init(_ api: any KubernetesAPI, before: @escaping @Sendable (KubernetesCall, Int) async throws -> Void) {
    self.api = api
    self.before = before
  }

  func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer {
    calls.append(call)
    do { try await before(call, calls.count) } catch {
      throw error as? KubernetesError ?? KubernetesError(.unintelligible, call.shown, message: "\(error)")
    }
    return try await api.perform(call)
  }
}
