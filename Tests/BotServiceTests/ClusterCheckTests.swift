import Deploying
import Foundation
import HTTPTransport
import Kubernetes
import Testing

@testable import BotService
@testable import ServiceAssembly

/// `remit serve --check` reads the file of the clusters and asks each whether it answers.
@Suite struct ClusterCheckTests {
  /// A cluster that gives every call the same answer.
  private struct Cluster: KubernetesAPI {
    var error: KubernetesError?
    var hangs = false

    func perform(_ call: KubernetesCall) async throws(KubernetesError) -> KubernetesAnswer {
      if hangs { try? await Task.sleep(for: .seconds(3600)) }
      throw error ?? KubernetesError(.cancelled, call.shown, message: "cancelled")
    }
  }

  @Test func eachIsAsked() async {
    let targets: [String: ClusterTarget] = [
      "closed": .api(Cluster(error: KubernetesError(.unauthorized, "get", message: "Unauthorized"))),
      "down": .api(Cluster(error: KubernetesError(.noAnswer, "get", message: "refused"))),
      "folder": .directory(DirectoryTarget("/none")), "hangs": .api(Cluster(hangs: true)),
    ]
    let found = await ClusterCheck(targets, within: 1000).findings()
    #expect(found.map(\.kind) == [.problem, .unknown, .ok, .unknown])
    #expect(found[3].text.hasPrefix("cluster hangs: does not answer"))
  }

  @Test(arguments: [
    (nil, "there is no such file"), ("clusters: 1\n", "must be a mapping"),
    ("clusters: {dc1: {kubeconfig: nowhere.yml}}\n", "nowhere.yml"), ("clusters: {}\n", "names none"),
  ])
  func file(_ text: String?, _ word: String) async throws {
    let file = NSTemporaryDirectory() + "remit-clusters-\(UUID().uuidString).yml"
    defer { try? FileManager.default.removeItem(atPath: file) }
    if let text { try Data(text.utf8).write(to: URL(fileURLWithPath: file)) }
    let found = await ClusterCheck(BotSettings.Deploying(clusters: file)).findings()
    #expect(found.count == 1 && found.allSatisfy { $0.text.contains(word) }, "\(found)")
  }
}
