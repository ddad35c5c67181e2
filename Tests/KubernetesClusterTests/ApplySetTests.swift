import ClusterSupport
import Foundation
import JSONCoding
import Kubernetes
import Testing

@Suite(.enabled(if: isReady)) struct ApplySetTests {
  /// kubectl goes on with a set that was written here, and removes what is in it no more; what it writes is read here.
  @Test func kubectlGoesOnWithASet() async throws {
    guard ClusterTools.kubectlIsThere() else { return }
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("set"))
    let parent = ObjectKey(configMaps.groupKind, namespace: namespace, name: "parent")
    var set = ApplySet(
      parent: parent, tooling: "kubectl/v1.32.4", kinds: [configMaps.groupKind], namespaces: [namespace])
    _ = try await api.apply(parentObject(set), to: configMaps, .init(fieldManager: "kubectl-applyset"))
    for name in ["old", "kept"] {
      _ = try await api.apply(
        object(
          """
          {apiVersion: v1, kind: ConfigMap, metadata: {name: \(name), namespace: \(namespace),
          labels: {\(ApplySet.memberLabel): \(set.id)}}, data: {a: b}}
          """), to: configMaps, .init(fieldManager: "kubectl"))
    }
    let members = try await api.list(
      configMaps, ListOptions(namespace: namespace, labelSelector: set.memberSelector, metadataOnly: true))
    #expect(members.objects.compactMap(\.name) == ["kept", "old"])

    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: new}\ndata: {}"
    let kept = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kept}\ndata: {a: b}"
    let result = try cluster.kubectl(
      "-n", namespace, "apply", "--server-side", "--prune", "--applyset=configmap/parent", "-f", "-",
      input: secret + "\n---\n" + kept, environment: ["KUBECTL_APPLYSET": "true"])
    #expect(result.status == 0, "\(result.errors)")
    #expect(try await api.get(configMaps, namespace: namespace, name: "old") == nil)
    #expect(try await api.get(configMaps, namespace: namespace, name: "kept") != nil)

    let after = try #require(try await api.get(configMaps, namespace: namespace, name: "parent"))
    let read = try #require(try ApplySet.read(after, tool: "kubectl"))
    set.kinds.insert(secrets.groupKind)
    set.tooling = read.tooling
    set.namespaces = []
    #expect(read == set)
    #expect(throws: ApplySetError.otherTool(read.tooling)) { try ApplySet.read(after, tool: "remit") }
    let made = try #require(try await api.get(secrets, namespace: namespace, name: "new"))
    #expect(ApplySet.membership(of: made) == set.id)
  }

  private func parentObject(_ set: ApplySet) throws -> KubernetesObject {
    func list(_ texts: [String: String]) -> String { texts.map { "\($0.key): '\($0.value)'" }.joined(separator: ", ") }
    return try object(
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: \(set.parent.name), namespace: \(set.parent.namespace ?? ""),
      labels: {\(list(set.labels))}, annotations: {\(list(set.annotations))}}}
      """)
  }
}
