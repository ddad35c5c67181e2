internal import Foundation
public import HTTPTransport

/// A real Kubernetes API server with its etcd, and its controllers if wanted, in a temporary folder and on free ports of
/// 127.0.0.1: RBAC, an audit log, users by token and by certificate. Nothing runs in it: there is no node.
///
/// Everything stops and the folder goes when the value goes, and also when the process ends in any way.
public final class TestCluster: Sendable {
  /// What a cluster has beyond the API server.
  public struct Options: Sendable {
    /// Whether the controllers run that collect garbage, empty namespaces, make service accounts, fill the roles `admin`,
    /// `edit` and `view`, and count quotas. Without them a deleted namespace stays `Terminating`.
    public var controllers: Bool
    /// Further arguments of the API server.
    public var arguments: [String]

    /// Options from their parts.
    public init(controllers: Bool = false, arguments: [String] = []) {
      self.controllers = controllers
      self.arguments = arguments
    }
  }

  /// The cluster, with controllers, that the tests of this process share, each in namespaces of its own.
  public static func shared() async throws -> TestCluster { try await sharedStart.value }

  private static let sharedStart = Task { try await TestCluster.start(Options(controllers: true)) }

  /// The URL of the API server, without a slash at the end.
  public let url: String
  /// The folder with `ca.crt`, `certified.crt`, `certified.key` and the rest of the cluster's files; tests may add to it.
  public let folder: String
  /// The path of a kubeconfig with a context for each user: `admin` (the current one), `deployer` (group `deployers`), `reader` and
  /// `certified` (`readers`), `stranger` (no group), `administrator`.
  public let kubeconfig: String
  /// The cluster's certificate authority, PEM.
  public let authority: String

  let etcdURL: String
  private let files: ClusterFiles
  private let processes: ClusterProcesses
  private let client: CurlClient

  /// Starts a cluster and waits until it answers.
  public static func start(_ options: Options = Options()) async throws -> TestCluster {
    guard let tools = ClusterTools.folder, ClusterTools.missing.isEmpty else {
      throw ClusterFailure(description: "no cluster tools: \(ClusterTools.missing)")
    }
    var attempt = 1
    while true {
      // A free port may be taken by another process until the server listens.
      do { return try await TestCluster(tools: tools, options).ready(options) } catch {
        guard attempt < 3 else { throw error }
        attempt += 1
      }
    }
  }

  private init(tools: String, _ options: Options) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "remit-cluster-\(UUID().uuidString.prefix(8))")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    do {
      files = try ClusterFiles(in: folder.path)
      authority = try String(contentsOfFile: folder.path + "/ca.crt", encoding: .utf8)
      processes = try ClusterProcesses(tools: tools, files: files, options: options)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
    self.folder = folder.path
    kubeconfig = folder.path + "/kubeconfig"
    url = "https://127.0.0.1:\(processes.port)"
    etcdURL = "http://127.0.0.1:\(processes.etcdPort)"
    var curl = CurlOptions()
    curl.certificateFile = folder.path + "/ca.crt"
    client = CurlClient(curl)
  }

  deinit { processes.stop() }

  /// The token of `admin`, `deployer`, `reader` or `stranger`; of anybody else one that is not valid.
  public func token(of user: String) -> String { files.users.first { $0.name == user }?.token ?? "nobody" }

  /// Asks the API server as a user, for what a test needs besides what it tests.
  @discardableResult
  public func ask(
    _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil, type: String = "application/json",
    as user: String = "admin"
  ) async throws(HTTPError) -> HTTPResponse {
    var headers: HTTPHeaders = ["Authorization": "Bearer \(token(of: user))"]
    if body != nil { headers["Content-Type"] = type }
    return try await client.send(HTTPRequest(method, url + path, headers: headers, body: body.map { Array($0.utf8) }))
  }

  /// Waits until the server, and the controllers, do their work.
  private func ready(_ options: Options) async throws -> TestCluster {
    try await wait(for: ["/readyz", "/api/v1/namespaces/default", "/api/v1/namespaces/kube-system"])
    guard options.controllers else { return self }
    processes.startControllers()
    try await wait(for: ["/api/v1/namespaces/default/serviceaccounts/default"])
    return self
  }

  private func wait(for paths: [String]) async throws {
    var paths = paths
    for _ in 0..<2400 {
      while let path = paths.first, let status = try? await ask(.get, path).status, status == 200 {
        paths.removeFirst()
      }
      if paths.isEmpty { return }
      if let failure = processes.failure() { throw ClusterFailure(description: failure) }
      try await Task.sleep(for: .milliseconds(50))
    }
    let logs = ["kube-apiserver", "kube-controller-manager"].map(processes.logEnd).joined(separator: "\n")
    throw ClusterFailure(description: "not ready in time: \(paths)\n\(logs)")
  }
}
