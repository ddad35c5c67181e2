@testable import Deploying
import HTTPTransport
import Kubernetes
import Testing

/// Anybody can put the label of a set on objects: what they are like costs no plan anything.
@Suite struct OutlineTests {
  private func large(_ name: String, manager: String = "kubectl") throws -> KubernetesObject {
    let keys = (0..<2_000).map { "k\($0)" }
    let data = keys.map { #""\#($0)":"v""# }.joined(separator: ",")
    let fields = keys.map { #""f:\#($0)":{}"# }.joined(separator: ",")
    return try object(
      """
      {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"\(name)","namespace":"box","uid":"u","resourceVersion":"3",
      "labels":{"applyset.kubernetes.io/part-of":"\(SetParent.id(of: "acme"))",\(data)},
      "annotations":{"remit.dev/object":"ConfigMap box/\(name)","remit.dev/inputs":"\(String(repeating: "x", count: 99_999))",\(data)},
      "finalizers":[\(keys.map { "\"a.test/\($0)\"" }.joined(separator: ","))],
      "ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":"w"}],
      "managedFields":[{"manager":"\(manager)","operation":"Apply","apiVersion":"v1","fieldsV1":{"f:data":{\(fields)}}}]},
      "data":{\(data)}}
      """)
  }

  @Test func keepsWhoAndWhoseItIs() throws {
    let (full, outline) = (try large("a", manager: "remit"), try large("a", manager: "remit").outline)
    #expect(outline.document.nodeCount < 40, "\(outline.document.nodeCount) of \(full.document.nodeCount)")
    #expect(outline.key == full.key && outline.uid == "u" && outline.resourceVersion == "3")
    #expect(ApplySet.membership(of: outline) == SetParent.id(of: "acme"))
    #expect(outline.annotations == ["remit.dev/object": "ConfigMap box/a"])
    #expect(outline.finalizers.count == 10)
    #expect(outline.owners.isEmpty)
    let key = try #require(full.key)
    #expect(Planner.isApplied(outline, as: key) && Planner.isApplied(full, as: key))
    #expect(!Planner.isApplied(try large("a").outline, as: key))
  }

  @Test func controllersStay() throws {
    let owned = try object(
      """
      {apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: box, deletionTimestamp: '2026-01-01T00:00:00Z',
      ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: w, controller: true}]}}
      """)
    #expect(owned.outline.owners == owned.owners)
    #expect(owned.outline.isTerminating)
  }

  /// What is asked for is kept as it is, whatever else has the label.
  @Test func plansWithStrangersOnTheCluster() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a", (0..<50).map { "k\($0): v" }.joined(separator: ", "))
    try scene.addConfigMap("b")
    #expect(await scene.run().state == .deployed)
    scene.cluster.put(String(decoding: try large("copy").json, as: UTF8.self))
    let wanted = scene.objects.filter { $0.key.name != "b" }
    let live = try await LiveReader(api: scene.cluster, clock: Waiting().clock).read(for: wanted)
    let sizes = Dictionary(uniqueKeysWithValues: live.members.map { ($0.key.name, $0.value.document.nodeCount) })
    #expect(sizes["a"] ?? 0 > 50)
    #expect(sizes["b"] ?? 99 < 40 && sizes["copy"] ?? 99 < 40, "\(sizes)")
    scene.removeConfigMap("b")
    let plan = try await scene.plan()
    #expect(plan.shown == ["delete ConfigMap shop/b"])
    #expect(plan.found == ["copied ConfigMap box/copy"])
  }
}
