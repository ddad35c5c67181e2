import Deploying
import HTTPTransport
import Kubernetes
import Synchronization
import Testing

@Suite struct ConvergingTests {
  /// What was reported.
  final class Reports: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func note(_ text: String) { list.withLock { $0.append(text) } }
  }

  /// Runs a loop until it has reported so many times.
  private func converge(
    _ scene: Scene, _ identity: String, until count: Int, _ each: @escaping @Sendable (Int) -> Void = { _ in }
  ) async -> [String] {
    let (reports, waiting) = (Reports(), Waiting())
    let run = RunOptions(plan: scene.options, times: scene.times, clock: waiting.patientClock, steady: waiting.steady)
    let state = scene.state
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        let loop = Converger(
          "dc1", scene.cluster, .init(run: run, identity: identity, interval: 1_000, leaseWait: 1_000),
          desired: { .success(state) },
          report: { event in
            switch event {
            case .ran(let outcome):
              reports.note(outcome.failure ?? "\(outcome.state.rawValue) \(outcome.plan?.shown ?? [])")
            case .standby: reports.note("standby")
            case .undecided(_, let why): reports.note(why)
            case .began, .pausing, .holding, .lost, .unconfigured: return
            }
            each(reports.all.count)
          })
        await loop.run()
      }
      group.addTask { while reports.all.count < count { try? await Task.sleep(for: .milliseconds(2)) } }
      _ = await group.next()
      group.cancelAll()
    }
    return Array(reports.all.prefix(count))
  }

  @Test func repairsWhatChanges() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.add(
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2'}}}")
    let cluster = scene.cluster
    let reports = await converge(scene, "a", until: 3) { count in
      if count == 1 { cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9")) }
    }
    #expect(
      reports == [
        "deployed [\"create Namespace shop\", \"create ResourceQuota shop/q\"]",
        "deployed [\"repair ResourceQuota shop/q\"]", "deployed []",
      ])
    // It was given back.
    #expect(scene.cluster.value("Lease remit-system/remit-deploy-tests")?["spec", "holderIdentity"] == nil)
  }

  @Test("pitfall 9: of two that converge a cluster one acts")
  func standby() async throws {
    var scene = Scene()
    try scene.addNamespace()
    _ = await converge(scene, "a", until: 1)
    // Somebody else holds it, and renews it.
    scene.cluster.edit("Lease remit-system/remit-deploy-tests", ["spec", "holderIdentity"], .string("b"))
    scene.cluster.edit("Lease remit-system/remit-deploy-tests", ["spec", "leaseDurationSeconds"], .number("3600"))
    scene.cluster.forgetCalls()
    #expect(await converge(scene, "a", until: 2) == ["standby", "standby"])
    #expect(scene.cluster.writes == [])
  }

  @Test("pitfall 27: what somebody changes back every time is repaired so often, and then reported")
  func hotLoop() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.add(
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2'}}}")
    let cluster = scene.cluster
    let reports = await converge(scene, "a", until: 9) { _ in
      cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9"))
    }
    #expect(reports.count { $0.contains("repair") } == 5)
    #expect(reports.last == "partial []")
    #expect(cluster.value("ResourceQuota shop/q")?["spec", "hard", "cpu"]?.text == "9")
  }

  /// What differs is reported where that is the policy, and nothing is written; a label that somebody took off is a difference.
  @Test func reportsOnly() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.add(
      "{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: shop}, spec: {hard: {cpu: '2'}}}")
    #expect(await scene.run().state == .deployed)
    scene.policy.drift = .report
    scene.cluster.edit("Namespace shop", ["metadata", "labels"], nil)
    scene.cluster.edit("ResourceQuota shop/q", ["spec", "hard", "cpu"], .string("9"))
    let plan = try await scene.plan()
    #expect(plan.found == ["drift Namespace shop", "drift ResourceQuota shop/q"])
    #expect(plan.sets[0].findings.last?.changes == [FieldChange(path: ".spec.hard.cpu", old: "\"9\"", new: "\"2\"")])
    #expect(await scene.run().written == 0)
    scene.policy.drift = .repair
    #expect(try await scene.plan().shown == ["repair Namespace shop", "repair ResourceQuota shop/q"])
    #expect(await scene.run().state == .deployed)
    #expect(try await scene.plan().isClean)
  }

  /// Some lists are one field for servers: who wrote the list wrote what is in it.
  @Test(arguments: [DriftMode.report, .repair]) func editorOfAList(_ mode: DriftMode) async throws {
    var scene = try await Scene.deployed {
      try $0.add(
        "{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}, spec: {type: A, ports: [{port: 80}]}}")
    }
    // In one mode it is drift, in the other one somebody else's.
    if mode == .report { scene.policy = .deploying(budget: PruneBudget(), drift: .report) }
    scene.cluster.edit("Service shop/web", ["spec", "ports"], Value(json: #"[{"port":81}]"#))
    scene.cluster.edit("Service shop/web", ["spec", "port"], .string("x"), manager: "nobody")
    let finding = try #require(try await scene.plan().sets.first?.findings.first)
    #expect(finding.kind == (mode == .report ? .drift : .conflict))
    #expect(finding.changes.map(\.path) == [".spec.ports[0].port"])
    #expect(finding.editors.mapValues(\.manager) == [".spec.ports[0].port": "kubectl-edit"])
  }

  /// What makes a role one that gathers the rules of others is an addition, unless it is rendered, and goes as a whole.
  @Test func addedAggregation() async throws {
    func role(_ more: String) -> String {
      """
      {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, \(more)
      rules: [{apiGroups: [''], resources: [pods], verbs: [get]}]}
      """
    }
    var scene = try await Scene.deployed { try $0.add(role("")) }
    let path = ["aggregationRule", "clusterRoleSelectors"]
    scene.cluster.edit("ClusterRole r", path, Value(json: #"[{"matchLabels":{"x":"y"}}]"#))
    #expect(try await scene.plan().found == ["added ClusterRole.rbac.authorization.k8s.io r"])
    scene.policy.drift = .exclusive
    let plan = try await scene.plan()
    #expect(plan.shown == ["strip ClusterRole.rbac.authorization.k8s.io r"])
    #expect(plan.sets.first?.steps.first?.stripped.map(\.description) == [".aggregationRule"])
    // One that is rendered is what it is, and its rules are a controller's.
    var other = try await Scene.deployed { try $0.add(role("aggregationRule: {clusterRoleSelectors: []},")) }
    other.cluster.edit("ClusterRole r", ["rules"], Value(json: "[]"), manager: "controller")
    other.policy.drift = .exclusive
    #expect(try await !other.plan().shown.contains { $0.hasPrefix("strip") })
  }

  @Test func breakerWaitsLongerEachTime() {
    var breaker = ClusterBreaker(firstPause: 100, longestPause: 300)
    #expect(breaker.pause(now: 0) == 0)
    breaker.note(answered: false, now: 0)
    #expect(breaker.pause(now: 40) == 60)
    breaker.note(answered: false, now: 100)
    #expect(breaker.pause(now: 100) == 200)
    for _ in 0..<50 { breaker.note(answered: false, now: 100) }
    #expect(breaker.pause(now: 100) == 300)
    breaker.note(answered: true, now: 100)
    #expect(breaker.pause(now: 100) == 0)
  }

  @Test func statusSaysHowItIs() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a")
    await scene.run()
    #expect(ClusterStatus(try await scene.plan()).state == .deployed)
    scene.cluster.edit("ConfigMap shop/a", ["data", "a"], .string("x"))
    let dead = ClusterPlan(cluster: "dc2", commit: "c1", stop: "it is not known what there is: no route")
    let statuses = [ClusterStatus(try await scene.plan()), ClusterStatus(dead)]
    #expect(statuses.map(\.state) == [.partial, .unknown])
    #expect(
      statuses.table == """
        CLUSTER  SET   STATE    COMMIT  OBJECTS  STEPS  DRIFT  FINDINGS
        dc1      acme  partial  c1      1        0      0      1 conflict
        dc2      -     unknown  -       -        -      -      it is not known what there is: no route

        """)
    #expect(statuses.json.contains("\"conflict\": 1"))
  }

  /// A fleet keeps all its clusters, each by itself.
  @Test func fleetConverges() async throws {
    var scene = Scene()
    try scene.addNamespace()
    let (other, reports) = (MemoryCluster(), Reports())
    other.state.withLock { state in
      state.fault = { call, _ in .before(KubernetesError(.noAnswer, call.shown, message: "no route")) }
    }
    let plan = scene.options
    let state = scene.state
    let fleet = Fleet(["dc1": .api(scene.cluster), "dc2": .api(other)])
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await fleet.converge({ ["dc1", "dc2"] }, interval: 500) { name in
          // Time of its own for each: what one waits is no time for the other.
          let waiting = Waiting()
          let run = RunOptions(plan: plan, clock: waiting.patientClock, steady: waiting.steady)
          return .init(run: run, identity: "a on \(name)", interval: 500)
        } desired: { name in
          var state = state
          state.cluster = name
          return .success(state)
        } report: { event in
          if case .ran(let outcome) = event { reports.note("\(outcome.cluster) \(outcome.state.rawValue)") }
        }
      }
      group.addTask {
        while !Task.isCancelled,
          reports.all.count(where: { $0.hasPrefix("dc1") }) < 3 || !reports.all.contains("dc2 unknown")
        {
          try? await Task.sleep(for: .milliseconds(2))
        }
      }
      _ = await group.next()
      group.cancelAll()
    }
    #expect(reports.all.contains("dc1 deployed"))
    #expect(!reports.all.contains("dc1 unknown"), "\(reports.all)")
    let statuses = await fleet.status([state]) { _ in plan }
    #expect(statuses.map(\.state) == [.deployed])
  }

  /// What came of a run, as people and programs see it; of what was not done why.
  @Test func outcomesAreShown() async throws {
    var scene = Scene()
    try scene.addNamespace()
    try scene.addConfigMap("a")
    scene.cluster.state.withLock { state in
      state.fault = { call, _ in
        guard call.verb == .apply, call.name == "a", !call.parameters.contains(where: { $0.name == "dryRun" }) else {
          return nil
        }
        return .before(KubernetesError(.forbidden, call.shown, status: 403, message: "may not\u{1B}[2J"))
      }
    }
    let outcomes = [await scene.run()]
    #expect(
      outcomes.text == """
        dc1: partial, 1 written
          acme: given up: ConfigMap shop/a was not applied: may not\\u{1B}[2J
          [1/2] create Namespace shop: done
          [2/2] create ConfigMap shop/a: failed: may not\\u{1B}[2J

        """)
    #expect(outcomes.json.contains("\"reason\": \"may not\\u001b[2J\""))
    #expect(!outcomes.isDeployed)
  }

  /// What nobody asks for is reported by rules of the operator, and left alone.
  @Test func orphans() async throws {
    var scene = Scene()
    try scene.addNamespace()
    #expect(await scene.run().state == .deployed)
    for name in ["tn-acme-old", "other"] {
      scene.cluster.put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"\#(name)"}}"#)
    }
    scene.cluster.put(
      #"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"box","labels":{"kubenova.io/sandbox":"true"}}}"#)
    for name in ["box", "other"] {
      scene.cluster.put(
        #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d","namespace":"\#(name)","labels":{"app-id":"1"}}}"#
      )
    }
    let namespaces = GroupVersionKind(MemoryCluster.v1, kind: "Namespace")
    let deployments = GroupVersionKind(GroupVersion(group: "apps", version: "v1"), kind: "Deployment")
    scene.orphanRules = [
      OrphanRule(.named, namespaces, namePrefix: "tn-"), OrphanRule(.marked, deployments, selector: "app-id"),
      OrphanRule(.misplaced, deployments, namespaceLabel: "kubenova.io/sandbox=true"),
    ]
    let plan = try await scene.plan()
    #expect(
      plan.orphans.map { "\($0.reason.rawValue) \($0.key)" } == [
        "marked Deployment.apps box/d", "misplaced Deployment.apps box/d", "marked Deployment.apps other/d",
        "named Namespace tn-acme-old",
      ])
    #expect(plan.orphans.allSatisfy { $0.since == nil })
    // A run takes note of them; nothing else is done, and that once.
    scene.cluster.forgetCalls()
    await scene.run()
    #expect(
      scene.cluster.writes.map { $0.hasSuffix("remit-system/known-orphans-tests") } == [true], "\(scene.cluster.writes)"
    )
    scene.cluster.forgetCalls()
    await scene.run { $0.clock.now = { 3_600_000 } }
    #expect(scene.cluster.writes == [])
    scene.cluster.put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"tn-b"}}"#)
    await scene.run { $0.clock.now = { 7_200_000 } }
    let status = ClusterStatus(try await scene.plan())
    #expect(
      [status].table.hasSuffix(
        """

        CLUSTER  ORPHAN     OBJECT                   SINCE
        dc1      marked     Deployment.apps box/d    1970-01-01T00:00:00Z
        dc1      marked     Deployment.apps other/d  1970-01-01T00:00:00Z
        dc1      misplaced  Deployment.apps box/d    1970-01-01T00:00:00Z
        dc1      named      Namespace tn-acme-old    1970-01-01T00:00:00Z
        dc1      named      Namespace tn-b           1970-01-01T02:00:00Z

        """), "\([status].table)")
    #expect(status.orphans == ["marked": 2, "misplaced": 1, "named": 2])
    #expect([status].json.contains(#""since": "1970-01-01T02:00:00Z""#))
    // Another object of the same name is another orphan.
    scene.cluster.remove("Namespace tn-b")
    scene.cluster.put(#"{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"tn-b"}}"#)
    #expect(try await scene.plan().orphans.last?.since == nil)
    // What somebody writes there is not believed beyond its form.
    let text =
      #"{\"orphans\":[{\"class\":\"named\",\"kind\":\"Namespace\",\"name\":\"tn-b\",\"since\":\"<b>@all</b>\"}]}"#
    scene.cluster.put(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"known-orphans-tests","namespace":"remit-system"},"data":{"orphans":"\#(text)"}}"#
    )
    #expect(try await scene.plan().orphans.allSatisfy { $0.since == nil })
  }
}

extension ConvergingTests {
  /// A cluster whose datafile comes later is kept from then on; one that nobody knows to reach is said once.
  @Test func clustersComeLater() async throws {
    var scene = Scene()
    try scene.addNamespace()
    let (state, plan, later) = (scene.state, scene.options, MemoryCluster())
    let reports = Reports()
    let asked = Reports()
    let fleet = Fleet(["dc1": .api(scene.cluster), "dc2": .api(later), "never": .api(MemoryCluster())])
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await fleet.converge(
          {
            asked.note("again")
            return asked.all.count < 3 ? ["dc1", "dc3"] : ["dc1", "dc2", "dc3"]
          }, interval: 5
        ) { name in
          let waiting = Waiting()
          return .init(
            run: RunOptions(plan: plan, clock: waiting.patientClock, steady: waiting.steady), identity: name,
            interval: 500)
        } desired: { name in
          var state = state
          state.cluster = name
          return .success(state)
        } report: { event in
          switch event {
          case .ran(let outcome): reports.note("\(outcome.cluster) \(outcome.state.rawValue)")
          case .unconfigured(let cluster): reports.note("\(cluster) unconfigured")
          default: break
          }
        }
      }
      group.addTask {
        while !Task.isCancelled, !reports.all.contains("dc2 deployed") {
          try? await Task.sleep(for: .milliseconds(2))
        }
      }
      _ = await group.next()
      group.cancelAll()
    }
    #expect(later.value("Namespace shop") != nil)
    #expect(reports.all.count { $0 == "dc3 unconfigured" } == 1)
    #expect(!reports.all.contains { $0.hasPrefix("never") })
  }

  /// An API that takes calls and answers none: the lease runs out while a call for it hangs, and that is said.
  @Test func leaseThatCannotBeRenewed() async throws {
    var scene = Scene()
    try scene.addNamespace()
    let (reports, waiting, state, cluster) = (Reports(), Waiting(), scene.state, scene.cluster)
    let run = RunOptions(plan: scene.options, clock: waiting.patientClock, steady: waiting.steady)
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await Converger("dc1", cluster, .init(run: run, identity: "a")) {
          cluster.state.withLock { $0.fault = { _, _ in .hang } }
          return .success(state)
        } report: { event in
          if case .lost = event { reports.note("lost") }
        }.run()
      }
      group.addTask { while !Task.isCancelled, reports.all.isEmpty { try? await Task.sleep(for: .milliseconds(2)) } }
      _ = await group.next()
      cluster.state.withLock { $0.fault = nil }
      group.cancelAll()
    }
    #expect(reports.all == ["lost"])
  }

  /// A plan in which nothing may be written does not begin with that there is nothing to do.
  @Test func blockedSetsAreSaid() async throws {
    var scene = try await Scene.deployed()
    scene.deployer = "somebody else"
    scene.removeConfigMap("a")
    let text = Plan([try await scene.plan()]).text()
    #expect(text.hasPrefix("dc1: 1 set blocked\n"), "\(text)")
  }
}

extension Waiting {
  /// A clock whose waits let others go on, too.
  var patientClock: HTTPClock {
    let clock = clock
    return HTTPClock(
      now: clock.now,
      sleep: { wait in
        try await Task.sleep(for: .milliseconds(1))
        try await clock.sleep(wait)
      }, random: clock.random)
  }
}
