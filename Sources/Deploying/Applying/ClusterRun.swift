internal import HTTPTransport
internal import Kubernetes

/// One run on a cluster: from a plan to its end, one write after the other. All that is known of how far it came is on the
/// cluster: a run that dies is taken up by the next one.
struct ClusterRun {
  let api: any KubernetesAPI
  let desired: DesiredState
  let options: RunOptions
  let plan: ClusterPlan
  let hash: String
  var live: LiveState
  /// What each set has on the cluster, by the set's id.
  private(set) var members: [String: Set<ObjectKey>] = [:]
  /// The places of the desired objects of each set.
  let places: [String: [Int]]
  /// How far the sets are, by name.
  var progress: [String: SetProgress] = [:]

  /// How far a set is.
  struct SetProgress {
    var plan: SetPlan
    var parent: SetParent
    var results: [StepResult] = []
    /// Why no more of the set is applied.
    var failure: String?
  }

  init(_ api: any KubernetesAPI, _ desired: DesiredState, _ options: RunOptions, _ plan: ClusterPlan, _ live: LiveState)
  {
    self.api = api
    self.desired = desired
    self.options = options
    self.plan = plan
    self.live = live
    hash = plan.hash
    places = Dictionary(grouping: desired.objects.indices) { desired.objects[$0].set }
    for (key, object) in live.members {
      if let id = ApplySet.membership(of: object) { members[id, default: []].insert(key) }
    }
    for set in plan.sets where set.stop == nil {
      var parent =
        set.parent
        ?? SetParent(name: set.name, deployer: options.plan.deployer, clusterUID: live.clusterUID)
      parent.cluster = desired.cluster
      progress[set.name] = SetProgress(plan: set, parent: parent)
    }
  }

  /// Does all that is planned. Throws where the run has to end.
  mutating func run() async throws(RunStop) {
    try await pass(.planned)
    guard !progress.isEmpty else { return }
    try await ensureNamespace()
    for name in names { try await open(name) }
    for stage in Stage.allCases { try await apply(stage) }
    for stage in Stage.allCases.reversed() { try await remove(stage) }
    for name in names { try await close(name) }
  }

  /// The names of the sets that may be written to, sorted.
  var names: [String] { progress.keys.sorted() }

  /// What came of it so far.
  var outcomes: [SetOutcome] {
    plan.sets.map { set in
      guard let progress = progress[set.name] else {
        return SetOutcome(name: set.name, results: [], findings: set.findings, stop: set.stop)
      }
      var results = progress.results
      // What was not come to.
      let taken = Set(results.map(\.step))
      for step in set.steps where !taken.contains(step) {
        results.append(StepResult(step: step, state: .skipped(progress.failure ?? "the run ended before")))
      }
      return SetOutcome(name: set.name, results: results, findings: set.findings, stop: progress.failure)
    }
  }

  /// Takes note of what an object is now.
  mutating func note(_ object: KubernetesObject) {
    guard let key = object.key else { return }
    if let before = live.members[key].flatMap(ApplySet.membership) { members[before]?.remove(key) }
    live.members[key] = object
    if let id = ApplySet.membership(of: object) { members[id, default: []].insert(key) }
  }

  /// Takes note that an object of a set is gone.
  mutating func note(gone key: ObjectKey, from set: String) {
    live.members[key] = nil
    members[SetParent.id(of: set)]?.remove(key)
  }

  /// What the cluster's audit log says that a write is for: the same ids that stand on the object.
  func purpose(_ provenance: Provenance? = nil) -> String {
    let parts = [
      ("plan", hash), ("commit", provenance?.commit ?? desired.commit),
      ("merge-request", provenance?.mergeRequest ?? ""), ("record", provenance?.record ?? ""),
    ]
    return parts.filter { !$0.1.isEmpty }.map { "\($0.0) \($0.1)" }.joined(separator: "; ")
  }

  /// A point at which a test may end the run.
  func pass(_ checkpoint: Checkpoint) async throws(RunStop) {
    do { try await options.checkpoints.pass(checkpoint) } catch { throw .checkpoint(error) }
  }

  /// Comes before each write.
  func confirm() async throws(RunStop) {
    guard await options.mayWrite() else { throw .notAllowed }
  }

  /// Ends the run where nothing else on the cluster will do either.
  func check(_ error: KubernetesError) throws(RunStop) {
    if TrialRunner.endsAll(error) { throw .cluster(error.description) }
  }

  func pause() async throws(RunStop) {
    do { try await options.clock.sleep(max(1, options.times.interval)) } catch {
      throw .cluster("the run was cancelled")
    }
  }

  /// The namespace of the parents.
  private func ensureNamespace() async throws(RunStop) {
    guard live.namespaces?[SetParent.namespace] == nil else { return }
    try await confirm()
    do throws(KubernetesError) { try await ParentNamespace.ensure(on: api) } catch {
      throw .cluster(error.description)
    }
  }
}
