import ClusterSupport
import Kubernetes
import Testing

/// What a run over many objects costs; printed, as timing fails no test.
@Suite(.enabled(if: isReady)) struct SpeedTests {
  @Test func manyObjects() async throws {
    let cluster = try await TestCluster.shared()
    let (api, namespace) = (try cluster.client(), try await cluster.makeNamespace("many"))
    let objects = try (0..<200).map {
      try configMap(namespace, "c\($0)", "a: '\(String(repeating: "x", count: 1_500))'")
    }
    let clock = ContinuousClock()
    let trial = ApplyOptions(fieldManager: "remit", dryRun: true)
    let first = try await clock.measure {
      for object in objects { _ = try await api.apply(object, to: configMaps, mine) }
    }
    let tried = try await clock.measure {
      for object in objects { _ = try await api.apply(object, to: configMaps, trial) }
    }
    let together = try await clock.measure {
      try await withThrowingTaskGroup(of: Void.self) { group in
        for object in objects { group.addTask { _ = try await api.apply(object, to: configMaps, trial) } }
        try await group.waitForAll()
      }
    }
    var count = 0
    let listed = try await clock.measure {
      count = try await api.list(configMaps, ListOptions(namespace: namespace)).objects.count
    }
    #expect(count >= 200)
    print("200 objects: applied in \(first), tried in \(tried), at once in \(together), listed in \(listed)")
  }
}
