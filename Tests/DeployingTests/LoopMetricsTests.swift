import Deploying
import HTTPTransport
import Kubernetes
import Monitoring
import Testing

/// What operators see of the loop.
@Suite struct LoopMetricsTests {
  private func lines(_ numbers: LoopMetrics, _ name: String) -> [String] {
    numbers.metrics.text.split(separator: "\n").map(String.init).filter { $0.hasPrefix("remit_deploy_\(name)") }
  }

  private func scene() throws -> Scene {
    var scene = Scene()
    try scene.addNamespace()
    try scene.add(
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2'}}}")
    return scene
  }

  @Test func countsObjectsDriftAndRepairs() async throws {
    var scene = try scene()
    let waiting = Waiting()
    let numbers = LoopMetrics(clusters: ["dc1", "dc2"], steady: waiting.steady, now: { 5_000 })
    #expect(await numbers.troubles.map(\.cluster) == ["dc1", "dc2"])
    await numbers.note(.began(cluster: "dc1"))
    try await waiting.clock.sleep(2_000)
    await numbers.note(.ran(await scene.run()))
    #expect(await numbers.troubles.map(\.cluster) == ["dc2"])
    #expect(lines(numbers, "objects") == [#"remit_deploy_objects{cluster="dc1",set="acme",state="deployed"} 2"#])
    #expect(lines(numbers, "lease_held{cluster=\"dc1\"}") == [#"remit_deploy_lease_held{cluster="dc1"} 1"#])
    #expect(lines(numbers, "run_seconds_sum") == [#"remit_deploy_run_seconds_sum{cluster="dc1"} 2"#])
    #expect(
      lines(numbers, "last_success_timestamp") == [#"remit_deploy_last_success_timestamp_seconds{cluster="dc1"} 5"#])
    // What differs and is repaired is drift each time; what is only reported is drift once.
    for _ in 0..<2 {
      scene.cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9"))
      await numbers.note(.ran(await scene.run()))
    }
    #expect(lines(numbers, "drift_total{cluster=\"dc1\"}") == [#"remit_deploy_drift_total{cluster="dc1"} 2"#])
    scene.policy.drift = .report
    scene.cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9"))
    for _ in 0..<3 { await numbers.note(.ran(await scene.run())) }
    #expect(lines(numbers, "drift_total{cluster=\"dc1\"}") == [#"remit_deploy_drift_total{cluster="dc1"} 3"#])
    #expect(lines(numbers, "repairs_total{cluster=\"dc1\"}") == [#"remit_deploy_repairs_total{cluster="dc1"} 2"#])
    #expect(
      lines(numbers, "objects") == [
        #"remit_deploy_objects{cluster="dc1",set="acme",state="deployed"} 1"#,
        #"remit_deploy_objects{cluster="dc1",set="acme",state="drift"} 1"#,
      ])
  }

  @Test func tellsWhatIsHeldBack() async throws {
    var scene = try scene()
    for number in 0..<12 { try scene.addConfigMap("c\(number)") }
    #expect(await scene.run().state == .deployed)
    for number in 0..<12 { scene.removeConfigMap("c\(number)") }
    let numbers = LoopMetrics(clusters: ["dc1"], now: { 0 })
    await numbers.note(.ran(await scene.run()))
    #expect(lines(numbers, "prune_blocked") == [#"remit_deploy_prune_blocked{cluster="dc1",set="acme"} 7"#])
    await numbers.note(quarantined: 2)
    #expect(lines(numbers, "quarantined") == ["remit_deploy_quarantined_commits 2"])
  }

  @Test func tellsOfClustersThatDoNotAnswer() async throws {
    let numbers = LoopMetrics(clusters: ["dc1"], now: { 0 })
    await numbers.note(.ran(ClusterOutcome(cluster: "dc1", failure: "no route")))
    await numbers.note(.pausing(cluster: "dc1", 5_000))
    #expect(lines(numbers, "breaker_open") == [#"remit_deploy_breaker_open{cluster="dc1"} 1"#])
    #expect(lines(numbers, "runs_total") == [#"remit_deploy_runs_total{cluster="dc1",result="unknown"} 1"#])
    #expect(await numbers.troubles.map(\.why) == ["no route"])
    // Whoever stands by is ready.
    await numbers.note(.standby(cluster: "dc1"))
    #expect(await numbers.troubles.isEmpty)
    #expect(lines(numbers, "breaker_open") == [#"remit_deploy_breaker_open{cluster="dc1"} 0"#])
    #expect(lines(numbers, "lease_held") == [#"remit_deploy_lease_held{cluster="dc1"} 0"#])
  }

  @Test func tellsOfClustersThatNobodyKeeps() async throws {
    let numbers = LoopMetrics(clusters: ["dc1", "dc2"], now: { 0 })
    await numbers.note(.began(cluster: "dc1"))
    await numbers.note(.ran(await (try scene()).run()))
    #expect(lines(numbers, "lease_held{cluster=\"dc1\"}") == [#"remit_deploy_lease_held{cluster="dc1"} 1"#])
    await numbers.note(.lost(cluster: "dc1"))
    await numbers.note(.unconfigured(cluster: "dc2"))
    #expect(lines(numbers, "lease_held{cluster=\"dc1\"}") == [#"remit_deploy_lease_held{cluster="dc1"} 0"#])
    #expect(await numbers.troubles.map(\.cluster) == ["dc1", "dc2"])
    #expect(await numbers.troubles.last?.why.hasPrefix("not configured") ?? false)
    // It is back.
    await numbers.note(.began(cluster: "dc1"))
    await numbers.note(.ran(await (try scene()).run()))
    #expect(await numbers.troubles.map(\.cluster) == ["dc2"])
  }

  /// However many sets there are, there are not more numbers; sets that are gone leave none.
  @Test func labelsAreBounded() async throws {
    var scene = Scene()
    for number in 0..<5 {
      try scene.add("{apiVersion: v1, kind: Namespace, metadata: {name: n\(number)}}", set: "s\(number)")
    }
    let numbers = LoopMetrics(clusters: ["dc1"], setLimit: 2, now: { 0 })
    await numbers.note(.ran(await scene.run()))
    let expected = [
      #"remit_deploy_objects{cluster="dc1",set="(others)",state="deployed"} 3"#,
      #"remit_deploy_objects{cluster="dc1",set="s0",state="deployed"} 1"#,
      #"remit_deploy_objects{cluster="dc1",set="s1",state="deployed"} 1"#,
    ]
    #expect(lines(numbers, "objects") == expected)
    scene.objects = Array(scene.objects.prefix(1))
    await numbers.note(.ran(await scene.run()))
    #expect(lines(numbers, "objects") == [expected[1]])
  }
}
