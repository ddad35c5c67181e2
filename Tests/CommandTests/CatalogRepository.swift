import Foundation

/// A copy of the example KubeNova in a git repository of its own, nothing committed, removed with the value.
final class CatalogRepository: Sendable {
  /// The top: schemas and change-types are beside `examples`.
  let root = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    .appendingPathComponent("remit-catalog-\(UUID().uuidString)")
  /// The folder of the data repository.
  let data: URL

  init() throws {
    let files = FileManager.default
    data = root.appendingPathComponent("examples/kubenova")
    try files.createDirectory(at: data.deletingLastPathComponent(), withIntermediateDirectories: true)
    for folder in ["examples/kubenova", "schemas", "change-types"] {
      try files.copyItem(at: Command.package.appendingPathComponent(folder), to: root.appendingPathComponent(folder))
    }
    _ = try Command.run(["git", "init", "-q", "-b", "main"], in: root)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  func catalog(_ arguments: String...) throws -> Outcome {
    try Command.run(["remit", "catalog"] + arguments, in: data)
  }

  func remit(_ arguments: String...) throws -> Outcome { try Command.run(["remit"] + arguments, in: data) }

  /// Installs nginx as an app of acme's shop.
  func install(_ name: String, _ arguments: String...) throws -> Outcome {
    try Command.run(["remit", "catalog", "install", "nginx"] + Self.fields(name) + arguments, in: data)
  }

  static func fields(
    _ name: String, project: String = "/projects/acme/shop.yml", cluster: String = "/clusters/dc1.yml"
  ) -> [String] {
    ["name=\(name)", "description=Pages", "project=\(project)", "cluster=\(cluster)"].flatMap { ["--field", $0] }
  }

  func text(_ path: String) throws -> String {
    try String(contentsOf: data.appendingPathComponent(path), encoding: .utf8)
  }

  func write(_ path: String, _ text: String) throws {
    let url = data.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
  }

  func edit(_ path: String, _ old: String, _ new: String) throws {
    let before = try text(path)
    guard before.contains(old) else { throw CocoaError(.fileReadCorruptFile) }
    try write(path, before.replacingOccurrences(of: old, with: new))
  }

  /// From now on overrides of charts may say anything, not only how large they are.
  func allowAnyValues() throws {
    let schema = "../../schemas/kubenova/kubenova/app-1.yml"
    try edit(schema, "common-1.yml#/definitions/overrideValues", "common-1.yml#/definitions/values")
  }

  /// Every file and folder below the top, with its content.
  func snapshot() throws -> [String: Data] {
    var found: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path)
    where !path.hasPrefix(".git/") {
      found[path] = (try? Data(contentsOf: root.appendingPathComponent(path))) ?? Data("folder".utf8)
    }
    return found
  }

  /// The `source` in a rendered app's ConfigMap.
  func renderedSource(_ app: String) throws -> NSDictionary? {
    let run = try remit("deploy", "render", "--format", "json")
    let answer = try JSONSerialization.jsonObject(with: Data(run.output.utf8)) as? [String: Any]
    for entry in answer?["objects"] as? [[String: Any]] ?? [] {
      guard let object = entry["object"] as? [String: Any], object["kind"] as? String == "ConfigMap",
        (object["metadata"] as? [String: Any])?["name"] as? String == "kubenova-app-\(app)",
        let text = (object["data"] as? [String: Any])?["source.json"] as? String
      else { continue }
      return try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
    }
    return nil
  }
}

/// A JSON report of a command.
func report(_ outcome: Outcome) throws -> [String: Any] {
  try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any] ?? [:]
}
