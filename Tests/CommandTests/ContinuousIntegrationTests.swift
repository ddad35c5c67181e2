import DocumentModel
import Foundation
import Testing
import YAMLReader

/// The pipeline files of `docs/ci.md`, run as the forges run them.
@Suite struct ContinuousIntegrationTests {
  /// The fenced YAML of the page whose first line is a comment with the file's name.
  private func pipeline(_ name: String) throws -> Document {
    let page = try String(contentsOf: Command.package.appendingPathComponent("docs/ci.md"), encoding: .utf8)
    let fences = page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
      $0.components(separatedBy: "\n```").first
    }
    let text = try #require(fences.first { $0.hasPrefix("# \(name)\n") })
    let read = YAMLReader().read(Array(text.utf8), file: name)
    #expect(!read.diagnostics.contains { $0.severity == .error }, "\(read.diagnostics)")
    return try #require(read.document)
  }

  private func texts(_ document: Document, _ path: [String]) -> [String] {
    guard let node = document.resolve(JSONPointer(path)) else { return [] }
    return document.children(node).compactMap { document.string($0) }
  }

  /// The forge's repository with a merge request, and what a runner has of it: the head and, as the forges fetch, what
  /// `fetch` names.
  private func runner(_ fetch: String, invalid: Bool = false, moved: Bool = true, identity: String? = nil) throws -> (
    DataRepository, URL, String
  ) {
    let forge = try DataRepository(flat: true)
    if let identity {
      try forge.edit(".remit.yml", "identity: org_username", "identity: \(identity)")
      try forge.commit()
    }
    try forge.git("switch -q -c feature/$(touch${IFS}injected)")
    try forge.raiseQuota()
    if invalid { try forge.breakData() }
    let head = try forge.commit()
    try forge.git("update-ref refs/merge-requests/7/head \(head)")
    try forge.git("update-ref refs/pull/7/head \(head)")
    try forge.git("switch -q main")
    if moved {
      // The target has gone on since the branch was made.
      try forge.edit("data/namespaces/desk-prod.yml", "cpu: 6", "cpu: 8")
      try forge.commit()
    }
    let clone = forge.home.appendingPathComponent("clone")
    try FileManager.default.createDirectory(at: clone, withIntermediateDirectories: true)
    try forge.git("init -q", in: clone)
    try forge.git("remote add origin \(forge.root.path)", in: clone)
    try forge.git("fetch -q origin \(fetch)", in: clone)
    try forge.git("checkout -q --detach \(head)", in: clone)
    return (forge, clone, head)
  }

  private func shell(_ lines: [String], in folder: URL, _ environment: [String: String]) throws -> Outcome {
    try Command.run(
      ["bash", "-c", "set -eo pipefail\n" + lines.joined(separator: "\n")], in: folder, environment: environment)
  }

  @Test(arguments: [("amara", false, "approved"), ("carla", false, "needs approval"), ("amara", true, "invalid")])
  func gitLab(_ author: String, _ invalid: Bool, _ expected: String) throws {
    let document = try pipeline(".gitlab-ci.yml")
    let (forge, clone, head) = try runner(
      "refs/merge-requests/7/head", invalid: invalid, identity: Self.identity)
    defer { withExtendedLifetime(forge) {} }
    let variables = [
      "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": head, "GITLAB_USER_LOGIN": author,
      "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": "", "CI_PIPELINE_SOURCE": "merge_request_event",
    ]
    let validate = texts(document, ["remit-validate", "script"])
    #expect(!validate.isEmpty)
    let validated = try shell(validate, in: clone, variables)
    #expect(validated.status == (invalid ? 1 : 0), "\(validated.output)\(validated.errors)")
    let report = try String(contentsOf: clone.appendingPathComponent("gl-code-quality-report.json"), encoding: .utf8)
    #expect(report.contains("data/users/amara.yml") == invalid)

    let decided = try shell(texts(document, ["remit-decide", "script"]), in: clone, variables)
    #expect(decided.status == (expected == "approved" ? 0 : 1), "\(decided.output)\(decided.errors)")
    #expect(decided.output.contains(expected), "\(decided.output)")
    #expect(!decided.output.contains("desk-prod"), "what only the target changed is no change of the merge request")
  }

  @Test func gitLabMergedResults() throws {
    let document = try pipeline(".gitlab-ci.yml")
    let (forge, clone, head) = try runner("refs/merge-requests/7/head")
    defer { withExtendedLifetime(forge) {} }
    let variables = [
      "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "main", "CI_COMMIT_SHA": try forge.git("rev-parse main"),
      "GITLAB_USER_LOGIN": "amara", "CI_MERGE_REQUEST_SOURCE_BRANCH_SHA": head,
    ]
    let decided = try shell(texts(document, ["remit-decide", "script"]), in: clone, variables)
    #expect(decided.status == 0, "\(decided.output)\(decided.errors)")
    #expect(decided.output.contains("storefront-prod"))
  }

  /// The accounts as the page says they are written down: `amara` is a stranger's login on GitHub.
  private static let identity = "{github: github_username, gitlab: org_username}"

  @Test(arguments: [
    ("amara-okafor", false, "approved"), ("carlamendes", false, "needs approval"), ("amara", false, "needs approval"),
    ("amara-okafor", true, "invalid"),
  ])
  func gitHub(_ author: String, _ invalid: Bool, _ expected: String) throws {
    let document = try pipeline(".github/workflows/remit.yml")
    let steps = try #require(document.resolve(JSONPointer(["jobs", "remit", "steps"])))
    let scripts = document.children(steps).compactMap { document.member($0, "run").flatMap { document.string($0) } }
    #expect(scripts.count == 2)
    #expect(scripts.allSatisfy { !$0.contains("${{") }, "nothing from outside is pasted into a script")
    let with = try #require(document.resolve(JSONPointer(["jobs", "remit", "steps", "0", "with", "fetch-depth"])))
    #expect(document.integer(with) == 0)

    let (forge, clone, head) = try runner(
      "+refs/heads/*:refs/remotes/origin/*", invalid: invalid, identity: Self.identity)
    defer { withExtendedLifetime(forge) {} }
    let summary = forge.home.appendingPathComponent("summary.md")
    var variables = ["GITHUB_STEP_SUMMARY": summary.path]
    let event = [
      "${{ github.event.pull_request.user.login }}": author, "${{ github.event.pull_request.base.ref }}": "main",
      "${{ github.event.pull_request.head.sha }}": head,
    ]
    let environment = try #require(document.resolve(JSONPointer(["jobs", "remit", "env"])))
    for entry in document.children(environment) {
      let (name, expression) = (try #require(document.key(entry)), try #require(document.string(entry)))
      let value: String = try #require(event[expression])
      variables[name] = value
    }
    let validated = try shell([scripts[0]], in: clone, variables)
    #expect(validated.status == (invalid ? 1 : 0))
    #expect(validated.output.contains("::error") == invalid)
    let decided = try shell([scripts[1]], in: clone, variables)
    #expect(decided.status == 0, "\(decided.output)\(decided.errors)")
    #expect(decided.output.contains("not approved yet") == (expected != "approved"))
    #expect(try String(contentsOf: summary, encoding: .utf8).contains("### \(expected)"))
  }

  /// A name that is a command stays a name.
  @Test func namesAreNoCommands() throws {
    let name = "$(touch${IFS}injected)"
    let gitLab = try pipeline(".gitlab-ci.yml")
    let (forge, clone, head) = try runner("+refs/heads/*:refs/remotes/origin/*")
    defer { withExtendedLifetime(forge) {} }
    let variables = [
      "CI_MERGE_REQUEST_TARGET_BRANCH_NAME": "feature/\(name)", "CI_COMMIT_SHA": head, "GITLAB_USER_LOGIN": name,
      "TARGET": "feature/\(name)", "HEAD": head, "AUTHOR": name, "GITHUB_STEP_SUMMARY": "/dev/null",
    ]
    let gitHub = try pipeline(".github/workflows/remit.yml")
    let steps = try #require(gitHub.resolve(JSONPointer(["jobs", "remit", "steps"])))
    let scripts = gitHub.children(steps).compactMap { gitHub.member($0, "run").flatMap { gitHub.string($0) } }
    for lines in [texts(gitLab, ["remit-decide", "script"]), [scripts[1]]] {
      let outcome = try shell(lines, in: clone, variables)
      #expect(outcome.status <= 1, "\(outcome.errors)")
      #expect(!FileManager.default.fileExists(atPath: clone.appendingPathComponent("injected").path))
    }
  }

  /// A shallow clone is no ground for a decision.
  @Test func shallowClonesAreToldWhatToDo() throws {
    let (forge, clone, head) = try runner("--depth=1 refs/pull/7/head")
    defer { withExtendedLifetime(forge) {} }
    try forge.git("fetch -q --depth=1 origin +refs/heads/main:refs/remotes/origin/main", in: clone)
    let outcome = try Command.run(
      ["remit", "decide", "--base", "origin/main", "--head", head, "--author", "amara"], in: clone)
    #expect(outcome.status >= 2, "\(outcome.output)")
    #expect(outcome.errors.contains("shallow"), "\(outcome.errors)")
  }

  /// The hook that pre-commit runs is a command that exists.
  @Test func preCommitRunsTheHook() throws {
    let file = Command.package.appendingPathComponent(".pre-commit-hooks.yaml")
    let text = try String(contentsOf: file, encoding: .utf8)
    let document = try #require(YAMLReader().read(Array(text.utf8), file: "").document)
    let entry = try #require(document.resolve(JSONPointer(["0", "entry"])).flatMap { document.string($0) })
    let repository = try DataRepository(flat: true)
    let outcome = try Command.run(entry.split(separator: " ").map(String.init), in: repository.root)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }
}
