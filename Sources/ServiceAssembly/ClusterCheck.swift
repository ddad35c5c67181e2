internal import BotService
internal import Deploying
internal import HTTPTransport
internal import Kubernetes

/// Finds out whether the clusters that plans are made for can be reached. Only reads.
struct ClusterCheck: Sendable {
  private let targets: Result<[String: ClusterTarget], ClusterFileError>
  private let limit: Int64

  /// A check of what the configuration says.
  init(_ settings: BotSettings.Deploying) {
    targets = Result { () throws(ClusterFileError) in try ClusterPlanMaker.targets(settings.clusters) }
    limit = settings.timeout
  }

  /// A check of clusters that are there already.
  init(_ targets: [String: ClusterTarget], within limit: Int64) {
    self.targets = .success(targets)
    self.limit = limit
  }

  /// What was found of each cluster, by name; all are asked at once.
  func findings() async -> [ServiceCheck.Finding] {
    switch targets {
    case .failure(let error):
      return [
        .init(
          kind: .problem, subject: "", text: "the clusters: \(error)", help: "look at deploy.clusters, docs/clusters.md"
        )
      ]
    case .success(let targets):
      guard !targets.isEmpty else {
        return [
          .init(kind: .warning, subject: "", text: "the file of the clusters names none", help: "docs/clusters.md")
        ]
      }
      return await withTaskGroup(of: (String, ServiceCheck.Finding).self) { group in
        for (name, target) in targets { group.addTask { (name, await finding(name, target)) } }
        var found: [(String, ServiceCheck.Finding)] = []
        for await result in group { found.append(result) }
        return found.sorted { $0.0 < $1.0 }.map(\.1)
      }
    }
  }

  private func finding(_ name: String, _ target: ClusterTarget) async -> ServiceCheck.Finding {
    func found(_ kind: ServiceCheck.Finding.Kind, _ text: String, help: String? = nil) -> ServiceCheck.Finding {
      .init(kind: kind, subject: "", text: "cluster \(name): \(text)", help: help)
    }
    guard case .api(let api) = target else { return found(.ok, "is a folder") }
    let error = await withTaskGroup(of: KubernetesError?.self) { group in
      group.addTask {
        do throws(KubernetesError) {
          _ = try await api.discover()
          return nil
        } catch { return error }
      }
      group.addTask { [limit] in
        try? await Task.sleep(for: .milliseconds(limit))
        return KubernetesError(.noAnswer, "discover", message: "no end within \(limit / 1000) s")
      }
      let first = await group.next() ?? nil
      group.cancelAll()
      return first
    }
    guard let error else { return found(.ok, "answers") }
    switch error.kind {
    case .unauthorized, .noCredentials, .forbidden:
      return found(.problem, "does not let the service in: \(error)", help: "look at its credentials in the kubeconfig")
    default:
      return found(.unknown, "does not answer: \(error)", help: "try again later; merge requests go on meanwhile")
    }
  }
}

extension ServiceCheck.Finding {
  /// The same about another thing.
  init(_ other: Self, subject: String) {
    self = other
    self.subject = subject
  }
}
