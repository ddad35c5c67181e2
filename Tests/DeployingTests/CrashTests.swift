import Deploying
import Kubernetes
import Synchronization
import Testing

/// A run may die at any point: the next one brings the same state, and removes nothing that should stay.
@Suite struct CrashTests {
  struct Crash: Error {}

  /// A scene in which everything happens: something is made, changed, replaced, deleted, and announced; and what it comes to
  /// without any trouble.
  private static let template = Task { () async throws -> (Scene, [String: String]) in
    var scene = Scene()
    try scene.addTenant()
    try scene.addNamespace()
    try scene.addNamespace("old")
    try scene.addConfigMap("kept", "a: b")
    try scene.addConfigMap("gone", "a: b")
    try scene.addConfigMap("gone2", "a: b")
    try scene.addBinding("view")
    #expect(await scene.run().state == .deployed)
    scene.cluster.put(
      #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"others","namespace":"shop"},"data":{"a":"b"}}"#)
    scene.commit = "c2"
    scene.objects = []
    try scene.addTenant("cordoned: true")
    try scene.addNamespace()
    try scene.addNamespace("new")
    try scene.addNamespace("old", isTombstone: true)
    try scene.addConfigMap("kept", "a: c")
    try scene.addConfigMap("more", "a: d", namespace: "new")
    try scene.addBinding("edit")
    let calm = Scene(copying: scene, MemoryCluster(copying: scene.cluster))
    // What is announced is still to go.
    #expect(await calm.run().state == .partial)
    #expect(await calm.run().state == .deployed)
    return (scene, calm.cluster.picture)
  }

  private func scene() async throws -> (Scene, [String: String]) {
    let (scene, expected) = try await Self.template.value
    return (Scene(copying: scene, MemoryCluster(copying: scene.cluster)), expected)
  }

  @Test(arguments: Checkpoint.allCases) func stopsAtEachPoint(_ checkpoint: Checkpoint) async throws {
    let times = try await passes(of: checkpoint)
    #expect(times > 0, "nothing passes \(checkpoint.rawValue)")
    for time in 1...max(1, times) {
      let (scene, expected) = try await scene()
      let count = Mutex(0)
      let outcome = await scene.run {
        $0.checkpoints = Checkpoints { point in
          guard point == checkpoint else { return }
          let number = count.withLock { count in
            count += 1
            return count
          }
          if number == time { throw Crash() }
        }
      }
      #expect(outcome.state == .unknown)
      try await finish(scene, expected, "\(checkpoint.rawValue) \(time)")
    }
  }

  private func passes(of checkpoint: Checkpoint) async throws -> Int {
    let (scene, _) = try await scene()
    let count = Mutex(0)
    await scene.run {
      $0.checkpoints = Checkpoints { point in if point == checkpoint { count.withLock { $0 += 1 } } }
    }
    return count.withLock { $0 }
  }

  /// Every write fails once: before it arrives, or after.
  @Test(arguments: [false, true]) func everyCallFailsOnce(_ arrives: Bool) async throws {
    let (calm, _) = try await scene()
    calm.cluster.forgetCalls()
    await calm.run()
    let calls = calm.cluster.state.withLock { $0.calls.count }
    #expect(calls > 20)
    for number in 1...calls {
      let (scene, expected) = try await scene()
      scene.cluster.forgetCalls()
      scene.cluster.state.withLock { state in
        state.fault = { call, count in
          guard count == number else { return nil }
          let error = KubernetesError(.noAnswer, call.shown, message: "the connection broke", mayHaveArrived: arrives)
          return arrives ? .after(error) : .before(error)
        }
      }
      await scene.run()
      scene.cluster.state.withLock { $0.fault = nil }
      try await finish(scene, expected, "call \(number)")
    }
  }

  /// Runs until there is nothing to do, and looks at what there is.
  private func finish(_ scene: Scene, _ expected: [String: String], _ what: String) async throws {
    #expect(scene.cluster.value("ConfigMap shop/others") != nil, "\(what)")
    var last = await scene.run()
    for _ in 0..<3 where last.state != .deployed || last.plan?.shown.isEmpty == false { last = await scene.run() }
    #expect(last.state == .deployed, "\(what): \(last.troubles)")
    let picture = scene.cluster.picture
    for key in Set(picture.keys).union(expected.keys).sorted() where !key.hasPrefix("ConfigMap remit-system/") {
      #expect(picture[key] == expected[key], "\(what): \(key)")
    }
    let parent = try #require(try scene.parent)
    #expect(parent.commit == "c2", "\(what)")
    #expect(parent.journal == nil, "\(what)")
    #expect(Set(parent.counts.values).isEmpty == false)
  }
}

extension Scene {
  init(copying other: Scene, _ cluster: MemoryCluster) {
    self.init(cluster)
    commit = other.commit
    objects = other.objects
    policy = other.policy
    times = other.times
  }
}
