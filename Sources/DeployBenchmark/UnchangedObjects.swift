import ClusterSupport
import Foundation
import Measuring
import Processes

/// Objects that are on the cluster as they should be: what it costs to find that out, beside kubectl.
struct UnchangedObjects {
  let request: Request

  init(_ request: Request) { self.request = request }

  private static let peer = "peer"
  private let apply = "remit deploy apply"
  private let plan = "remit deploy plan"
  private let kubectlApply = "kubectl apply --server-side --prune --applyset"
  private let kubectlDiff = "kubectl diff --server-side"

  func markdown() async throws -> String {
    Request.progress("\(request.objects) objects: starting an API server")
    let cluster = try await TestCluster.start()
    let repository = try FleetRepository(
      request.work + "/unchanged", datafiles: max(1, request.objects / FleetRepository.objectsOfEach),
      on: [("one", cluster)])
    for name in [FleetRepository.namespace, Self.peer] { try await cluster.make(namespace: name) }
    _ = try repository.measure(request.remit, "apply")
    let file = try objects(of: repository)
    let kubectl = try kubectl(cluster, file)
    // Everything is there before anything is measured, and both have been run once.
    for (_, command) in kubectl { _ = try measure(command, cluster) }
    var table = Table()
    for round in 1...request.runs {
      Request.progress("round \(round)")
      table.add(apply, try repository.measure(request.remit, "apply"))
      table.add(plan, try repository.measure(request.remit, "plan"))
      for (name, command) in kubectl { table.add(name, try measure(command, cluster)) }
    }
    return "## \(request.objects) objects without changes\n\n" + table.markdown + "\n" + bars(table)
  }

  private func bars(_ table: Table) -> String {
    var text = "| bar | is | met |\n| --- | ---: | --- |\n"
    for (own, peer) in [(apply, kubectlApply), (plan, kubectlDiff)] {
      guard let wall = table.wall(own), let other = table.wall(peer), wall > 0 else {
        text += "| \(own) at least 5 × faster than \(peer) | – | not measured |\n"
        continue
      }
      text += String(
        format: "| %@ at least 5 × faster than %@ | %.1f × | %@ |\n", own, peer, other / wall,
        other >= 5 * wall ? "yes" : "no")
    }
    return text
  }

  /// The same objects in a namespace for kubectl.
  private func objects(of repository: FleetRepository) throws -> String {
    let file = request.work + "/objects.yml"
    let rendered = try ProcessMeasurement.run(
      [request.remit, "deploy", "render"], folder: repository.folder, output: file)
    guard rendered.exitCode == 0 else { throw BenchmarkFailure("remit deploy render failed") }
    let text = try String(contentsOfFile: file, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "namespace: \"fleet\"", with: "namespace: \"peer\"").utf8).write(
      to: URL(fileURLWithPath: file))
    return file
  }

  private func kubectl(_ cluster: TestCluster, _ file: String) throws -> [(String, [String])] {
    guard ClusterTools.kubectlIsThere(for: "the comparison with kubectl") else { return [] }
    return [
      (
        kubectlApply,
        [
          "kubectl", "apply", "--server-side", "--prune", "--applyset=configmap/peer", "-n", Self.peer, "-f", file,
        ]
      ),
      (kubectlDiff, ["kubectl", "diff", "--server-side", "--field-manager=diff", "-n", Self.peer, "-f", file]),
    ]
  }

  private func measure(_ command: [String], _ cluster: TestCluster) throws -> ProcessMeasurement {
    let errors = request.work + "/kubectl.txt"
    let result = try ProcessMeasurement.run(
      command, environment: ["HOME": cluster.folder, "KUBECONFIG": cluster.kubeconfig, "KUBECTL_APPLYSET": "true"],
      errors: errors)
    guard result.exitCode == 0 else {
      throw BenchmarkFailure(
        "\(command.prefix(2).joined(separator: " ")) ended with \(result.exitCode): "
          + ((try? String(contentsOfFile: errors, encoding: .utf8)) ?? "").suffix(1000))
    }
    return result
  }
}
