import ClusterSupport
import Deploying
import Foundation
import HTTPTransport
import Kubernetes
import Synchronization
import Testing

/// A real server behind a connection that has trouble.
@Suite(.enabled(if: isReady)) struct FaultTests {
  /// A client of the cluster through which trouble comes, with short patience.
  private func client(
    _ cluster: TestCluster, _ trouble: @escaping @Sendable (HTTPRequest, Int) -> FaultyClient.Trouble?
  ) throws -> (KubernetesClient, FaultyClient) {
    var options = CurlOptions()
    options.certificateAuthority = Array(cluster.authority.utf8)
    let faulty = FaultyClient(CurlClient(options), trouble)
    var patience = CallPatience()
    patience.firstWait = 1
    let credentials = FixedCredential(Credential(authorization: "Bearer \(cluster.token(of: "admin"))"))
    return (
      KubernetesClient(
        ServerAddress(url: cluster.url, options: options), credentials: credentials, patience: patience,
        connect: { _ in faulty }), faulty
    )
  }

  private func scene() async throws -> Scene {
    var scene = try await Scene()
    scene.addNamespace()
    for name in ["kept", "gone"] { scene.addConfigMap(name) }
    #expect(try await scene.run().state == .deployed)
    scene.commit = "c2"
    scene.objects.removeLast(2)
    scene.addConfigMap("kept", "a: c")
    scene.addConfigMap("new")
    return scene
  }

  /// The state that everything comes to in the end.
  private func finish(_ scene: Scene) async throws {
    let outcome = try await scene.run()
    #expect(outcome.state == .deployed, "\(outcome.troubles)")
    #expect(try await scene.run().plan?.isClean ?? false)
    #expect(try await scene.get(configMaps, "kept")?.text("data", "a") == "c")
    #expect(try await scene.get(configMaps, "new") != nil)
    #expect(try await scene.get(configMaps, "gone") == nil)
    #expect(try await scene.parent()?.journal == nil)
  }

  @Test("pitfall 36: half of a list deletes nothing")
  func halfLists() async throws {
    let scene = try await scene()
    let (api, _) = try client(scene.cluster) { request, _ in
      request.url.contains("/configmaps?") && !request.url.contains("/namespaces/") ? .half : nil
    }
    let outcome = await Deployment(api, RunOptions(plan: scene.options, times: scene.times)).run(try scene.state())
    #expect(outcome.state != .deployed)
    #expect(try await scene.get(configMaps, "gone") != nil)
    try await finish(scene)
  }

  @Test("pitfall 7: a server that hangs costs its own time", .timeLimit(.minutes(2)))
  func hangs() async throws {
    let scene = try await scene()
    let (api, _) = try client(scene.cluster) { request, _ in request.method == .patch ? .hangs : nil }
    var options = RunOptions(plan: scene.options, times: scene.times)
    options.times.cluster = 3_000
    let copy = options
    let outcomes = await Fleet(["test": .api(api)]).run([try scene.state()]) { _ in copy }
    #expect(outcomes.map(\.state) == [.unknown])
    try await finish(scene)
  }

  /// The process dies at any point: the next one brings the same state.
  @Test(arguments: Checkpoint.allCases.filter { $0 != .bridged && $0 != .cleared })
  func diesAtEachPoint(_ checkpoint: Checkpoint) async throws {
    struct Crash: Error {}
    let scene = try await scene()
    let outcome = try await scene.run {
      $0.checkpoints = Checkpoints { if $0 == checkpoint { throw Crash() } }
    }
    #expect(outcome.state == .unknown)
    try await finish(scene)
  }

  /// Each write in its turn: refused for a while, arrived without an answer, and the server gone from there on.
  @Test(arguments: ["429", "500", "breaks", "dies"]) func writesInTrouble(_ kind: String) async throws {
    for number in 1...6 {
      let scene = try await scene()
      let writes = Mutex(0)
      let (api, _) = try client(scene.cluster) { request, _ in
        guard request.method != .get, !request.url.contains("dryRun") else { return nil }
        let count = writes.withLock { count in
          count += 1
          return count
        }
        switch kind {
        case "429":
          return count == number ? .answer(HTTPResponse(status: 429, headers: ["Retry-After": "0"], body: [])) : nil
        case "500": return count == number ? .arrivesAnd(HTTPResponse(status: 500, headers: [:], body: [])) : nil
        case "breaks": return count == number ? .arrivesAndBreaks : nil
        default:
          let broken = HTTPResponse(status: 503, headers: [:], body: Array("gone".utf8))
          return count > number ? .answer(broken) : count == number ? .arrivesAnd(broken) : nil
        }
      }
      let outcome = await Deployment(api, RunOptions(plan: scene.options, times: scene.times)).run(try scene.state())
      if kind == "429" { #expect(outcome.state == .deployed, "\(number): \(outcome.troubles)") }
      try await finish(scene)
    }
  }
}
