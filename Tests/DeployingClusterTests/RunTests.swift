import ClusterSupport
import Deploying
import Kubernetes
import Testing

@Suite(.enabled(if: isReady)) struct RunTests {
  /// From nothing to everything, and nothing the second time.
  @Test func deploysAndThenHasNothingToDo() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.addConfigMap()
    scene.add("{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: NS}, spec: {hard: {cpu: 2000m}}}")
    let plan = try await scene.plan()
    #expect(
      plan.shown == [
        "create Namespace \(scene.set)", "create ResourceQuota \(scene.set)/q", "create ConfigMap \(scene.set)/it",
      ])
    let outcome = try await scene.run { $0.expectedHash = plan.hash }
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(outcome.written == 3)
    let live = try #require(try await scene.get(configMaps, "it"))
    #expect(live.annotations[Marks.mergeRequest] == "!7")
    #expect(Provenance(of: live)?.inputs == ["/a.yml"])

    let before = try await scene.parent()
    let again = try await scene.run()
    #expect(again.plan?.isClean ?? false, "\(again.plan?.shown ?? []) \(again.troubles)")
    #expect(again.written == 0)
    #expect(try await scene.parent() == before)
    #expect(before?.commit == "c1")
    #expect(before?.journal == nil)
    #expect(before?.set.kinds.map(\.description).sorted() == ["ConfigMap", "Namespace", "ResourceQuota"])
  }

  /// A change is one; what others did is repaired; what is not asked for any more goes.
  @Test func changesRepairsAndPrunes() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.addConfigMap("kept")
    scene.addConfigMap("gone")
    #expect(try await scene.run().state == .deployed)
    try await scene.cluster.ask(
      .patch, "/api/v1/namespaces/\(scene.set)/configmaps/kept", #"{"data":{"a":"other"}}"#,
      type: "application/merge-patch+json")
    scene.objects.removeLast()
    scene.commit = "c2"
    let plan = try await scene.plan()
    // The field went over to whoever changed it: a conflict, which is nobody's to decide.
    // What merely is not asked for any more waits as well.
    #expect(plan.found == ["held ConfigMap \(scene.set)/gone", "conflict ConfigMap \(scene.set)/kept"])
    scene.policy.conflicts.takenFrom = ["curl", "unknown", ""]
    let outcome = try await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(
      outcome.plan?.shown == ["repair ConfigMap \(scene.set)/kept", "delete ConfigMap \(scene.set)/gone"])
    let kept = try #require(try await scene.get(configMaps, "kept"))
    #expect(kept.text("data", "a") == "b")
    // The content is the same: where it comes from is the same.
    #expect(kept.annotations[Marks.commit] == "c1")
    #expect(try await scene.get(configMaps, "gone") == nil)
    #expect(try await scene.parent()?.commit == "c2")
  }

  /// After `remit-system` was lost each object gets its new seal, one with drift that is only reported, too; and what somebody
  /// made of its marks is written anew.
  @Test func sealsAnew() async throws {
    var scene = try await Scene()
    scene.policy.drift = .report
    scene.policy.conflicts.takenFrom = ["people"]
    scene.addNamespace()
    scene.addConfigMap("as-is")
    scene.addConfigMap("drifted")
    #expect(try await scene.run().state == .deployed)
    let configMaps = "/api/v1/namespaces/\(scene.set)/configmaps"
    let merging = "application/merge-patch+json"
    try await scene.cluster.ask(
      .patch, configMaps + "/drifted?fieldManager=people", #"{"data":{"a":"other"}}"#, type: merging)
    try await scene.cluster.ask(.delete, "/api/v1/namespaces/remit-system/configmaps/remit-\(scene.set)")
    let first = try await scene.run()
    #expect(first.plan?.found == ["drift ConfigMap \(scene.set)/drifted"], "\(first.troubles)")
    #expect(first.written == 3 && first.plan?.shown.allSatisfy { $0.hasPrefix("mark ") } == true, "\(first.troubles)")
    #expect(try await scene.get(SetParent.resource, "drifted")?.text("data", "a") == "other")
    #expect(try await scene.run().written == 0)
    // The own patch is in nobody's way when the seals are written once more.
    try await scene.cluster.ask(.delete, "/api/v1/namespaces/remit-system/configmaps/remit-\(scene.set)")
    scene.policy.drift = .repair
    #expect(try await scene.run().state == .deployed)
    #expect(try await scene.get(SetParent.resource, "drifted")?.text("data", "a") == "b")
    scene.policy.drift = .report
    try await scene.cluster.ask(
      .patch, configMaps + "/as-is?fieldManager=people",
      #"{"metadata":{"annotations":{"remit.dev/merge-request":"!99","remit.dev/gone-inputs":"[]"}}}"#, type: merging)
    let marked = try await scene.run()
    #expect(marked.plan?.shown == ["mark ConfigMap \(scene.set)/as-is"], "\(marked.troubles)")
    #expect(try await scene.get(SetParent.resource, "as-is")?.annotations[Marks.mergeRequest] == "!7")
    #expect(try await scene.run().written == 0)
    scene.objects.removeAll { $0.yaml.contains("drifted") }
    #expect(try await scene.plan().shown == ["delete ConfigMap \(scene.set)/drifted"])
  }

  /// What another set asks for now goes over to it as it is, and is not made anew.
  @Test func movesToAnotherSet() async throws {
    var scene = try await Scene()
    scene.addNamespace()
    scene.addConfigMap("moves")
    #expect(try await scene.run().state == .deployed)
    let uid = try await scene.get(configMaps, "moves")?.uid
    var state = try scene.state()
    let moved = try DesiredObject(
      state.objects[1].object, set: "\(scene.set)-next", provenance: Provenance(commit: "c2"), datafile: "/b.yml:1")
    state = DesiredState(cluster: "test", commit: "c2", objects: [state.objects[0], moved])
    let outcome = await Deployment(scene.api, RunOptions(plan: scene.options)).run(state)
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(outcome.plan?.shown == ["adopt ConfigMap \(scene.set)/moves"])
    let live = try #require(try await scene.get(configMaps, "moves"))
    #expect(live.uid == uid && live.labels[ApplySet.memberLabel] == SetParent.id(of: moved.set))
    let again = await Deployment(scene.api, RunOptions(plan: scene.options)).run(state)
    #expect(again.state == .deployed && again.written == 0, "\(again.troubles)")
  }
}
