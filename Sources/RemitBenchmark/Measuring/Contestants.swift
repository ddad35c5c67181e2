import Foundation

/// A program in the comparison.
struct Contestant {
  enum Identity: String, CaseIterable {
    case validate = "remit validate"
    case decide = "remit decide, one file"
    case floor = "libyaml events, 2 threads"
    case bundler = "qontract-bundler 0.1.0"
    case validator = "qontract-validator 0.1.0"
    case ajv = "ajv 6 + js-yaml"
  }

  var identity: Identity
  var command: [String]
  var runs: Int
  var environment: [String: String] = [:]
  var output = "/dev/null"
}

/// Finds what is installed and knows how each program is called.
struct ContestantFinder {
  var data: String
  var work: String
  var remit: String
  var runs: Int
  var author: String

  /// Everyone who is present, in the order of the table; the validator reads what the bundler wrote before it.
  func present() throws -> [Contestant] {
    let floor = Contestant(identity: .floor, command: [ContestantFinder.ownPath, "yaml", data], runs: runs)
    return try remitCommands() + [floor] + pythonPeers() + nodePeer()
  }

  private func remitCommands() -> [Contestant] {
    guard FileManager.default.isExecutableFile(atPath: remit) else { return [] }
    let decide = [remit, "decide", "--repo", data, "--base", "main", "--head", "change", "--author", author]
    return [
      Contestant(identity: .validate, command: [remit, "validate", "--repo", data], runs: runs),
      Contestant(identity: .decide, command: decide, runs: runs),
    ]
  }

  private func pythonPeers() throws -> [Contestant] {
    let folders = [".build/python-bench/bin"] + ContestantFinder.searchPath
    guard let folder = folders.first(where: { FileManager.default.isExecutableFile(atPath: $0 + "/qontract-bundler") })
    else { return [] }
    let bundle = work + "/bundle.json"
    let script = try write(PeerScripts.validator, to: "run-validator.py")
    let roots = ["/schemas", "/graphql-schemas/schema.yml", "/data", "/resources"].map { data + $0 }
    return [
      Contestant(
        identity: .bundler, command: [folder + "/qontract-bundler"] + roots + ["0000000", "0"], runs: 1, output: bundle),
      Contestant(identity: .validator, command: [folder + "/python3", script, bundle], runs: 1),
    ]
  }

  private func nodePeer() throws -> [Contestant] {
    let modules = ProcessInfo.processInfo.environment["NODE_PATH"] ?? "/usr/share/nodejs"
    let paths = modules.split(separator: ":").map(String.init)
    let has = { (name: String) in paths.contains { FileManager.default.fileExists(atPath: "\($0)/\(name)") } }
    let hasNode = ContestantFinder.searchPath.contains { FileManager.default.isExecutableFile(atPath: $0 + "/node") }
    guard hasNode, has("ajv"), has("js-yaml") else { return [] }
    let script = try write(PeerScripts.ajv, to: "ajv.js")
    return [
      Contestant(
        identity: .ajv, command: ["node", script, data], runs: min(3, runs), environment: ["NODE_PATH": modules],
        output: work + "/ajv.json")
    ]
  }

  private func write(_ script: String, to name: String) throws -> String {
    let path = work + "/" + name
    try Data((script + "\n").utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  /// This program itself.
  static let ownPath =
    (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]

  private static var searchPath: [String] {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
  }
}
