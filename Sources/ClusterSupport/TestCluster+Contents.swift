internal import Foundation
internal import HTTPTransport

extension TestCluster {
  /// Makes a namespace that no other test has, and gives its name.
  public func makeNamespace(_ prefix: String = "test") async throws -> String {
    let name = "\(prefix)-\(UUID().uuidString.prefix(8).lowercased())"
    try await create("/api/v1/namespaces", #"{"metadata":{"name":"\#(name)"}}"#)
    return name
  }

  /// Makes an object from JSON or YAML.
  public func create(_ path: String, _ body: String, type: String = "application/yaml") async throws {
    let response = try await ask(.post, path, body, type: type)
    guard response.isSuccess else {
      throw ClusterFailure(
        description: "POST \(path): \(response.status) \(String(decoding: response.body, as: UTF8.self))")
    }
  }

  /// Installs the definition of custom resources from YAML and waits until it is served; one that is there stays.
  public func install(definition: String) async throws {
    let path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
    let response = try await ask(.post, path, definition, type: "application/yaml")
    let answer = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    guard let answer, response.isSuccess || response.status == 409 else {
      throw ClusterFailure(
        description: "POST \(path): \(response.status) \(String(decoding: response.body, as: UTF8.self))")
    }
    guard response.isSuccess, let name = (answer["metadata"] as? [String: Any])?["name"] as? String else { return }
    for _ in 0..<600 {
      let response = try await ask(.get, "\(path)/\(name)")
      let state = try? JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
      let conditions = (state?["status"] as? [String: Any])?["conditions"] as? [[String: Any]] ?? []
      if conditions.contains(where: { $0["type"] as? String == "Established" && $0["status"] as? String == "True" }) {
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    throw ClusterFailure(description: "\(name) is not established")
  }

  /// The lines of the audit log that contain a text.
  public func audit(containing text: String) throws -> [String] {
    try String(contentsOfFile: folder + "/audit.log", encoding: .utf8).split(separator: "\n")
      .filter { $0.contains(text) }.map(String.init)
  }

  /// Runs kubectl with this cluster's kubeconfig in the cluster's folder.
  public func kubectl(
    _ arguments: String..., input: String = "", environment: [String: String] = [:]
  ) throws -> ProgramResult {
    let own = ["HOME": folder, "KUBECONFIG": kubeconfig].merging(environment) { $1 }
    return try ProgramResult(of: ["kubectl"] + arguments, in: folder, input: input, environment: own)
  }

  /// Forgets all former states of all objects, as etcd does after some minutes: lists that are under way expire.
  public func forgetFormerStates() async throws {
    let client = CurlClient()
    func ask(_ path: String, _ body: String) async throws -> [String: Any]? {
      let response = try await client.send(
        HTTPRequest(.post, etcdURL + path, headers: ["Content-Type": "application/json"], body: Array(body.utf8)))
      guard response.isSuccess else { throw ClusterFailure(description: "etcd: \(path): \(response.status)") }
      return try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
    }
    let header = try await ask("/v3/kv/range", #"{"key":"AA==","limit":1}"#)?["header"] as? [String: Any]
    guard let revision = header?["revision"] as? String else { throw ClusterFailure(description: "etcd: no revision") }
    _ = try await ask("/v3/kv/compaction", #"{"revision":"\#(revision)","physical":true}"#)
  }
}
