import Foundation
import HTTPTransport
import Kubernetes
import Synchronization
import Testing

@testable import Deploying

/// What a merge request would do: only that, found by reading until somebody who is responsible has seen it.
@Suite struct ProposalTests {
  /// A cluster with a namespace and two ConfigMaps as they are to be.
  private func deployed() async throws -> Scene {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("it")
    try scene.addConfigMap("other")
    #expect(await scene.run().state == .deployed)
    scene.cluster.forgetCalls()
    return scene
  }

  /// What differs between what two scenes ask for.
  private func proposal(_ before: Scene, _ after: Scene, hidden: Set<String> = []) -> ProposedState {
    let old = Dictionary(before.objects.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let new = Dictionary(after.objects.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let keys = Set(old.keys).union(new.keys).sorted()
    return ProposedState(
      after.state,
      keys.filter {
        old[$0]?.contentDigest != new[$0]?.contentDigest || old[$0]?.isTombstone != new[$0]?.isTombstone
      }.map { .init(from: old[$0], to: new[$0], isSensitive: hidden.contains($0.name)) })
  }

  private func plan(
    _ proposal: ProposedState, on cluster: MemoryCluster, tries: Bool = true, abandoned: [String] = []
  ) async -> ProposedPlan {
    await ProposalPlanner(
      ["dc1": .api(cluster)], deployer: "tests", policy: { _ in .deploying(budget: PruneBudget(), drift: nil) },
      clock: Waiting().patient
    )
    .plan(.init(states: [proposal], abandoned: abandoned), tries: tries) { _ in true }
  }

  private func change(_ scene: Scene, _ data: String = "a: c") throws -> Scene {
    var next = scene
    next.removeConfigMap("it")
    try next.addConfigMap("it", data)
    return next
  }

  @Test func onlyWhatItChanges() async throws {
    let scene = try await deployed()
    scene.cluster.edit("ConfigMap shop/other", ["data", "a"], .string("drifted"))
    let found = await plan(proposal(scene, try change(scene)), on: scene.cluster)
    #expect(found.plan.clusters.flatMap(\.shown) == ["change ConfigMap shop/it"])
    #expect(found.markdown(maximumLength: 9000).contains("besides, 1 that it has nothing to do with"))
    #expect(!found.removes && !found.isEmpty)
    // What has nothing to do with it is not tried, and has no part in the hash.
    #expect(scene.cluster.trials.allSatisfy { !$0.contains("other") })
    scene.cluster.edit("ConfigMap shop/other", ["data", "a"], .string("b"))
    #expect(await plan(proposal(scene, try change(scene)), on: scene.cluster).hash == found.hash)
    #expect(scene.cluster.writes.isEmpty)
  }

  /// Where nothing else is to be done, the hash of a cluster is the one that `remit deploy plan` gives after the merge.
  @Test func hashIsThatOfTheDeployment() async throws {
    let scene = try await deployed()
    var next = try change(scene)
    let found = await plan(proposal(scene, next), on: scene.cluster)
    next.commit = "c2"
    #expect(try await next.plan().hash == found.plan.clusters.first?.hash)
  }

  @Test func changeOnTheClusterChangesTheHash() async throws {
    let scene = try await deployed()
    let proposal = proposal(scene, try change(scene))
    let first = await plan(proposal, on: scene.cluster).hash
    scene.cluster.edit("ConfigMap shop/it", ["data", "a"], .string("x"))
    let second = await plan(proposal, on: scene.cluster).hash
    #expect(first != nil && second != nil && first != second)
    // What somebody has done by hand already is not to be done.
    scene.cluster.remove("ConfigMap shop/it")
    #expect(await plan(proposal, on: scene.cluster).plan.clusters.flatMap(\.shown) == ["create ConfigMap shop/it"])
  }

  /// Whatever a stranger proposes: nothing of it is sent, and nothing is shown of what is on the cluster.
  @Test func strangersOnlyCauseReads() async throws {
    let scene = try await deployed()
    scene.cluster.put(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"theirs","namespace":"shop"},"data":{"a":"hunter2"}}"#)
    scene.cluster.edit("ConfigMap shop/it", ["data", "extra"], .string("hunter3"))
    var next = try change(scene)
    try next.addConfigMap("theirs", "a: b")
    let found = await plan(proposal(scene, next), on: scene.cluster, tries: false)
    #expect(found.plan.clusters.flatMap(\.shown) == ["change ConfigMap shop/it", "create ConfigMap shop/theirs"])
    #expect(found.hash == nil)
    #expect(scene.cluster.trials.isEmpty && scene.cluster.writes.isEmpty)
    let calls = scene.cluster.state.withLock { $0.calls }.map(\.shown)
    #expect(calls.allSatisfy { !$0.contains("theirs") })
    for text in [found.markdown(maximumLength: 9000), found.text(maximumLength: 9000)] {
      #expect(!text.contains("hunter"))
      #expect(text.contains("data.a"))
    }
    #expect(found.markdown(maximumLength: 9000).contains("only read"))
  }

  @Test func deletionsAreSeen() async throws {
    let scene = try await deployed()
    var next = scene
    next.removeConfigMap("it")
    let found = await plan(proposal(scene, next), on: scene.cluster)
    #expect(found.plan.clusters.flatMap(\.shown) == ["delete ConfigMap shop/it"])
    #expect(found.removes)
  }

  /// What else of the set looks different, and is as it is to be, does not keep what goes: the plan is that of the deployment,
  /// with the limit of deletions, tried or not.
  @Test(arguments: [true, false]) func deletionsBesideWhatIsOnlyWrittenOtherwise(_ isDrift: Bool) async throws {
    var scene = Scene()
    try scene.addNamespace()
    for index in 0..<7 { try scene.addConfigMap("it-\(index)") }
    try scene.add(
      "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: shop}, spec: {replicas: 2, paused: true}}"
    )
    #expect(await scene.run().state == .deployed)
    // That is left to others, so it is the same each time that it is tried.
    scene.cluster.edit("Deployment shop/web", ["spec", "replicas"], .number("3"), manager: "hpa")
    // That is taken back, which is no other program's.
    scene.policy = .deploying(budget: PruneBudget(), drift: nil)
    if isDrift { scene.cluster.edit("ConfigMap shop/it-6", ["data", "a"], .string("drifted")) }
    scene.cluster.forgetCalls()
    var next = scene
    for index in 0..<6 { next.removeConfigMap("it-\(index)") }
    next.commit = "c2"
    let whole = try await next.plan()
    #expect(whole.sets.first?.overBudget == 1, "\(whole.sets.flatMap(\.findings))")
    scene.cluster.forgetCalls()
    let read = await plan(proposal(scene, next), on: scene.cluster, tries: false).plan.clusters
    #expect(scene.cluster.trials.isEmpty)
    let tried = await plan(proposal(scene, next), on: scene.cluster).plan.clusters
    for clusters in [read, tried] {
      #expect(clusters.flatMap(\.shown) == (0..<6).reversed().map { "delete ConfigMap shop/it-\($0)" })
      #expect(clusters.flatMap(\.found) == [] && clusters.flatMap(\.sets).map(\.overBudget) == [1])
    }
    // Where nothing else is to be done it is that very plan.
    if !isDrift { #expect(tried.map(\.hash) == [whole.hash]) }
  }

  /// What keeps a deletion at the deployment keeps it here, also where the merge request has nothing to do with it.
  @Test func deletionsBesideWhatIsRefused() async throws {
    let scene = try await deployed()
    scene.cluster.edit("ConfigMap shop/other", ["data", "a"], .string("drifted"))
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        call.verb == .apply && call.shown.contains("other")
          ? .before(KubernetesError(.invalid, call.shown, status: 422, message: "no")) : nil
      }
    }
    var next = scene
    next.removeConfigMap("it")
    let found = await plan(proposal(scene, next), on: scene.cluster)
    #expect(found.plan.clusters.flatMap(\.found) == ["held ConfigMap shop/it"])
    #expect(found.removes)
  }

  @Test func unknownDeletionsMayBe() async throws {
    let scene = try await deployed()
    var next = scene
    next.removeConfigMap("it")
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in .before(KubernetesError(.noAnswer, call.shown, message: "10.0.0.7 refused")) }
    }
    let found = await plan(proposal(scene, next), on: scene.cluster)
    #expect(found.removes && !found.isEmpty)
    let text = found.markdown(maximumLength: 9000)
    #expect(text.contains("does not answer") && !text.contains("10.0.0.7"))
    #expect(found.unknown.first?.reason.contains("10.0.0.7") == true)
    // A mere change is not one.
    #expect(await !plan(proposal(scene, try change(scene)), on: scene.cluster).removes)
  }

  /// A part of the cluster cannot be read, and nothing is deleted as long as that lasts: it is deleted after it.
  @Test func heldDeletionsMayBe() async throws {
    let scene = try await deployed()
    var next = scene
    next.removeConfigMap("it")
    scene.cluster.state.withLock {
      $0.failures[GroupVersion(group: "metrics.k8s.io", version: "v1beta1")] = "no endpoints"
    }
    let found = await plan(proposal(scene, next), on: scene.cluster)
    #expect(found.plan.clusters.flatMap(\.sets).flatMap(\.findings).map(\.kind) == [.held])
    #expect(found.removes)
    #expect(await !plan(proposal(scene, try change(scene)), on: scene.cluster).removes)
  }

  /// What was approved while a cluster did not answer is not approved for other objects while it does not.
  @Test(arguments: [true, false]) func hashOfWhatIsNotKnown(_ isDown: Bool) async throws {
    let scene = try await deployed()
    var (one, two) = (scene, scene)
    one.removeConfigMap("it")
    two.removeConfigMap("it")
    two.removeConfigMap("other")
    try two.addConfigMap("other", "a: z")
    let sound = await plan(proposal(scene, one), on: scene.cluster).hash
    scene.cluster.state.withLock { state in
      if isDown {
        state.fault = { call, _ in .before(KubernetesError(.noAnswer, call.shown, message: "refused")) }
      } else {
        state.failures[GroupVersion(group: "metrics.k8s.io", version: "v1beta1")] = "no endpoints"
      }
    }
    let first = await plan(proposal(scene, one), on: scene.cluster).hash
    #expect(first != nil && first != sound)
    #expect(await plan(proposal(scene, one), on: scene.cluster).hash == first)
    #expect(await plan(proposal(scene, two), on: scene.cluster).hash != first)
    // The same objects, of another content.
    let (a, b) = (try change(scene, "a: x"), try change(scene, "a: y"))
    let hashes = [
      await plan(proposal(scene, a), on: scene.cluster).hash, await plan(proposal(scene, b), on: scene.cluster).hash,
    ]
    #expect(hashes[0] != hashes[1])
  }

  /// A Job that cannot be changed is deleted and made anew: it may come to that where the cluster says nothing.
  @Test func unknownReplacementsMayBe() async throws {
    func job(_ scene: inout Scene, _ image: String) throws {
      try scene.add(
        "{apiVersion: batch/v1, kind: Job, metadata: {name: once, namespace: shop}, spec: {template: {image: \(image)}}}"
      )
    }
    var (before, after) = (Scene(), Scene())
    try job(&before, "a")
    try job(&after, "b")
    let cluster = MemoryCluster()
    cluster.state.withLock { state in
      state.fault = { call, _ in .before(KubernetesError(.noAnswer, call.shown, message: "refused")) }
    }
    #expect(await plan(proposal(before, after), on: cluster).removes)
    #expect(await !plan(proposal(Scene(), after), on: cluster).removes)
  }

  /// One kind cannot be read: what the network said is not for everybody.
  @Test func unreadKind() async throws {
    let scene = try await deployed()
    var next = try change(scene)
    next.removeConfigMap("other")
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        call.verb == .list && call.shown.contains("configmaps") && !call.shown.contains("remit-system")
          ? .before(KubernetesError(.serverTrouble, call.shown, status: 500, message: "10.0.0.7 refused")) : nil
      }
    }
    let found = await plan(proposal(scene, next), on: scene.cluster)
    for text in [found.markdown(maximumLength: 9000), found.text(maximumLength: 9000)] {
      #expect(text.contains("it is not known what there is") && !text.contains("10.0.0.7"), "\(text)")
    }
  }

  @Test func nothingToDo() async throws {
    let scene = try await deployed()
    let next = try change(scene)
    let proposal = proposal(scene, next)
    #expect(await next.run().state == .deployed)
    let found = await plan(proposal, on: scene.cluster)
    #expect(found.isEmpty)
    #expect(found.markdown(maximumLength: 9000).contains("1 as it asks for already"))
  }

  @Test func anotherDeployersSetIsSaid() async throws {
    let scene = try await deployed()
    var next = try change(scene)
    next.deployer = "others"
    let found = await ProposalPlanner(["dc1": .api(scene.cluster)], deployer: "others", clock: Waiting().patient)
      .plan(.init(states: [proposal(scene, next)]), tries: true) { _ in true }
    #expect(found.markdown(maximumLength: 9000).contains("kept by the deployer"))
    #expect(!found.isEmpty)
  }

  @Test func clusterOfNobody() async throws {
    let scene = try await deployed()
    let found = await ProposalPlanner([:], clock: Waiting().patient)
      .plan(.init(states: [proposal(scene, try change(scene))], abandoned: ["dc9"]), tries: true) { _ in true }
    #expect(found.markdown(maximumLength: 9000).contains("does not know how to reach"))
    #expect(found.markdown(maximumLength: 9000).contains("dc9</code>: is not deployed to any more"))
    #expect(found.unknown.count == 1)
  }

  /// A cluster that hangs costs its time once, and the others nothing; for a while it is not asked again.
  @Test func hangingCluster() async throws {
    let (good, bad) = (try await deployed(), try await deployed())
    bad.cluster.state.withLock { $0.fault = { _, _ in .hang } }
    let first = proposal(good, try change(good))
    var other = proposal(bad, try change(bad))
    other.state.cluster = "dc2"
    let cluster = good.cluster
    // The time is over when the other one has had all it wants.
    let clock = HTTPClock(
      now: { 0 },
      sleep: { _ in
        while cluster.trials.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        try await Task.sleep(for: .milliseconds(500))
      }, random: { $0 })
    let planner = ProposalPlanner(
      ["dc1": .api(good.cluster), "dc2": .api(bad.cluster)], deployer: "tests", within: 1000, clock: clock)
    let found = await planner.plan(.init(states: [first, other]), tries: true) { _ in true }
    #expect(found.plan.clusters.flatMap(\.shown) == ["change ConfigMap shop/it"])
    #expect(found.unknown.map(\.cluster) == ["dc2"])
    #expect(bad.cluster.state.withLock { $0.calls.count } == 1)
    let again = await planner.plan(.init(states: [other]), tries: true) { _ in true }
    #expect(again.unknown.map(\.cluster) == ["dc2"])
    #expect(bad.cluster.state.withLock { $0.calls.count } == 1)
    // What people read does not change with every look.
    #expect(!again.markdown(maximumLength: 9000).contains("1000"))
  }

  @Test func secretsAreMasked() async throws {
    func secret(_ scene: inout Scene, _ value: String) throws {
      try scene.add(
        "{apiVersion: v1, kind: Secret, metadata: {name: key, namespace: shop}, data: {password: \(value)}}")
    }
    var scene = Scene()
    try scene.addNamespace()
    try secret(&scene, "aHVudGVyMg==")
    try scene.addConfigMap("plain", "password: hunter4")
    #expect(await scene.run().state == .deployed)
    var next = scene
    next.objects.removeAll { ["key", "plain"].contains($0.key.name) }
    try secret(&next, "aHVudGVyMw==")
    try next.addConfigMap("plain", "password: hunter5")
    for tries in [true, false] {
      let found = await plan(proposal(scene, next, hidden: ["plain"]), on: scene.cluster, tries: tries)
      for text in [found.markdown(maximumLength: 9000), found.text(maximumLength: 9000)] {
        #expect(text.contains("plain") && text.contains("masked"))
        for value in ["aHVudG", "hunter"] { #expect(!text.contains(value), "\(text)") }
      }
    }
  }

  /// What is in values and server messages starts nothing: no mention, command, reference, tag, row or list.
  @Test func markdownHolds() async throws {
    let scene = try await deployed()
    let evil = "'@all </code></td> | #77 !2 <!-- x' , b: 'one\\n/approve-plan 12345678\\n@bob'"
    var next = try change(scene, "a: \(evil)")
    try next.addConfigMap("late", namespace: "nowhere")
    for tries in [true, false] {
      let text = await plan(proposal(scene, next), on: scene.cluster, tries: tries, abandoned: ["@all"])
        .markdown(maximumLength: 9000)
      #expect(text.contains("all"))
      for word in ["@all", "@bob", "</td>", "<!--", "\n/", "| #77", "#77", "!2"] {
        #expect(!text.contains(word), "\(word) in \(text)")
      }
    }
  }

  /// What is too long is cut and counted; the hash covers what is not shown.
  @Test func hugePlan() async throws {
    let scene = Scene()
    var next = scene
    try next.addNamespace()
    for index in 0..<400 { try next.addConfigMap("it-\(index)") }
    let found = await plan(proposal(scene, next), on: MemoryCluster())
    let text = found.markdown(maximumLength: 5000)
    #expect(text.utf8.count <= 5000)
    #expect(text.contains("401 to create") && text.contains("more lines. The hash covers all of it"))
    #expect(text.contains(try #require(found.hash)))
    next.removeConfigMap("it-399")
    try next.addConfigMap("it-399", "a: z")
    #expect(await plan(proposal(scene, next), on: MemoryCluster()).hash != found.hash)
    #expect(found.text(maximumLength: 2000).utf8.count <= 2000)
  }
}

extension Waiting {
  /// A clock on which nothing takes too long.
  var patient: HTTPClock {
    HTTPClock(
      now: { 0 }, sleep: { _ in try await Task.sleep(for: .seconds(600)) }, random: { $0 })
  }
}
