import BotService
import Diagnostics
import Foundation
import Testing

/// `docs/operations.md` and the files it shows are true.
@Suite struct ConfigurationPageTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  private static func read(_ path: String) throws -> String {
    try String(contentsOf: root.appending(path: path), encoding: .utf8)
  }

  /// Reads a configuration in a folder that has all its secrets.
  private static func problems(_ text: String, in folder: String) -> [String] {
    let names = ["GITHUB_HOOK", "GITHUB_HOOK_FORMER", "GITEA_TOKEN", "REMIT_STORE", "T"]
    let environment = Dictionary(uniqueKeysWithValues: names.map { ($0, "text of \($0)") })
    let (_, problems) = ServiceConfiguration.read(
      Array(text.utf8), file: "remit.yml", secrets: SecretSource(environment: environment, folder: folder))
    return problems.map { "\($0.place.range?.start.line ?? 0): \($0.message): \($0.help ?? "")" }
  }

  private static func withSecrets(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "remit-page-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(
      at: folder.appending(path: "secrets"), withIntermediateDirectories: true)
    for name in ["admin-token", "gitlab-token", "gitlab-hook", "github-app.pem"] {
      let file = folder.appending(path: "secrets/\(name)")
      try Data("text of \(name)\n".utf8).write(to: file)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    }
    try body(folder.path)
  }

  @Test func exampleIsInOrder() throws {
    let text = try Self.read("examples/service/remit.yml")
    try Self.withSecrets { folder in #expect(Self.problems(text, in: folder) == []) }
  }

  @Test func configurationInTheManifestIsInOrder() throws {
    let manifest = try Self.read("examples/service/kubernetes.yml").components(separatedBy: "\n---\n")[0]
    let lines = manifest.components(separatedBy: "  remit.yml: |\n").last?.split(separator: "\n") ?? []
    try Self.withSecrets { folder in
      let text = lines.map { $0.dropFirst(4) }.joined(separator: "\n").replacing("/etc/remit/secrets", with: "secrets")
      #expect(text.contains("repositories:"))
      #expect(Self.problems(text, in: folder) == [])
    }
  }

  /// The keys that the reader knows, as it says itself about one that it does not know.
  private static func keys(_ text: String) -> [String] {
    problems(text, in: "/nonexistent").compactMap { problem in
      problem.contains("unknown key") ? problem.components(separatedBy: "known keys: ").dropFirst().first : nil
    }.flatMap { $0.components(separatedBy: ", ") }
  }

  @Test func everyKeyIsExplained() throws {
    let page = try Self.read("docs/operations.md")
    let unknown = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
    let parts = ["token", "app", "webhook", "labels", "status", "merge", "breakGlass", "deploy"]
    let texts =
      ["\(unknown): 1", "log: {\(unknown): 1}", "api: {\(unknown): 1}", "repositories: [{\(unknown): 1}]"]
      + parts.map { "repositories: [{\($0): {\(unknown): 1}}]" }
      + [
        "repositories: [{merge: {freeze: [{days: [mon], \(unknown): 1}]}}]",
        "repositories: [{deploy: {budget: {\(unknown): 1}}}]",
      ]
    for text in texts {
      let keys = Self.keys(text)
      #expect(!keys.isEmpty, "\(text)")
      for key in keys {
        let isThere = page.contains("`\(key)`") || page.contains("`{\(key): ")
        #expect(isThere, "docs/operations.md does not explain \(key) (\(text))")
      }
    }
  }

  @Test func metricsAreThoseThatAreCounted() throws {
    let page = try Self.read("docs/operations.md")
    let files = ["BotService/Running/Metrics+Service.swift", "Deploying/Converging/LoopMetrics+Definitions.swift"]
    let source = try files.map { try Self.read("Sources/\($0)") }.joined()
    let defined = Set(source.matches(of: /"(remit_[a-z_]+)"/).map { String($0.1) })
    let told = Set(page.matches(of: /remit_[a-z_]+/).map { String($0.0) })
    #expect(defined.count > 10)
    #expect(defined == told)
  }
}
