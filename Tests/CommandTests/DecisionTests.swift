import Foundation
import Testing

/// `remit decide` in every format, and the same bytes from every side.
@Suite struct DecisionTests {
  /// The merge requests whose output is kept in `Golden`.
  enum MergeRequest: String, CaseIterable {
    /// An owner changes what she owns.
    case approved
    /// A stranger changes it, and a file that nobody owns.
    case refused

    var author: String { self == .approved ? "amara" : "carla" }
    var status: Int32 { self == .approved ? 0 : 1 }

    /// A repository with the merge request on the branch `change`, checked out.
    func repository() throws -> DataRepository {
      let repository = try DataRepository()
      try repository.git("switch -q -c change")
      try repository.raiseQuota()
      if self == .refused { try repository.write("README.md", "by a stranger\n") }
      try repository.commit()
      return repository
    }
  }

  private static let today = "2026-01-15"
  private static let golden = Command.package.appendingPathComponent("Tests/CommandTests/Golden")

  @Test(arguments: MergeRequest.allCases, ["text", "json", "markdown", "sarif", "junit", "github", "gitlab"])
  func output(_ merge: MergeRequest, _ format: String) throws {
    let repository = try merge.repository()
    let outcome = try repository.remit(
      "decide", "--author", merge.author, "--today", Self.today, "--format", format)
    #expect(outcome.status == merge.status)
    #expect(outcome.errors.isEmpty)
    // Commits and trees have other names whenever the example changes.
    var text = outcome.output
    for revision in ["main", "change", "change^{tree}"] {
      text = text.replacingOccurrences(of: try repository.git("rev-parse \(revision)"), with: "…")
    }
    let file = Self.golden.appendingPathComponent("\(merge.rawValue).\(format)")
    if ProcessInfo.processInfo.environment["REMIT_RECORD"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "REMIT_RECORD=1 records it anew")
  }

  /// A job that looks at the report alone must not take a merge request for approved that is not.
  @Test(arguments: MergeRequest.allCases)
  func junitFailsUnlessApproved(_ merge: MergeRequest) throws {
    let outcome = try merge.repository().remit(
      "decide", "--author", merge.author, "--today", Self.today, "--format", "junit")
    #expect(outcome.output.contains("failures=\"0\"") == (outcome.status == 0), "\(outcome.output)")
  }

  /// A forge refuses a comment that is too long: the verdict must not be lost with it.
  @Test(arguments: [MergeRequest.approved, .refused])
  func markdownIsBounded(_ merge: MergeRequest) throws {
    let repository = try merge.repository()
    func write(_ value: String) throws {
      for file in ["many", "more"] {
        let keys = (0..<3_000).map { "label-\($0): \"\(value) of <label> \($0)\"\n" }.joined()
        try repository.write("examples/app-interface/data/\(file).yml", keys)
      }
      try repository.commit()
    }
    try write("value")
    try repository.git("branch -f main")
    try write("another")
    for compat in [[], ["--compat", "qontract"]] {
      let outcome = try Command.run(
        ["remit", "decide", "--author", merge.author, "--today", Self.today, "--format", "markdown"] + compat,
        in: repository.data)
      #expect(outcome.output.utf8.count < 60_001)
      #expect(outcome.output.hasPrefix("### "))
      #expect(outcome.output.contains("**Next**"))
      let shown = outcome.output.components(separatedBy: "<code>/label-").count - 1
      #expect(shown > 100)
      #expect(outcome.output.contains("| | and \(6_000 - shown) more changes | | |\n"))
    }
  }

  private static let formCases: [([String], String)] = [
    (["--author", "amara"], "approved"), (["--author", "carla"], "needs-approval"),
    (["--author", "carla", "--comment", "bjorn:/lgtm"], "approved"),
    (["--author", "amara", "--comment", "bjorn:/hold"], "held"),
    (["--author", "carla", "--compat", "qontract"], "needs-approval"),
    (["--author", "amara", "--head", "main"], ""),
    (["--author", "amara", "--head", "foreign"], "not-self-serviceable"),
    (["--author", "amara", "--head", "invalid"], "invalid"), (["--author", "amara", "--head", "conflict"], "conflict"),
    (["--author", "amara", "--working-tree"], "not-self-serviceable"), (["--author", "amara", "--staged"], "approved"),
  ]

  /// Every decision has the documented form.
  @Test(arguments: formCases)
  func form(_ arguments: [String], _ verdict: String) throws {
    let repository = try MergeRequest.approved.repository()
    try repository.git("switch -q -c foreign")
    try repository.write("README.md", "x\n")
    try repository.commit()
    try repository.git("switch -q -c invalid change")
    try repository.breakData()
    try repository.commit()
    try repository.git("switch -q -c conflict main")
    try repository.edit("data/namespaces/desk-prod.yml", "cpu: 6", "cpu: 7")
    try repository.commit()
    try repository.git("switch -q main")
    try repository.edit("data/namespaces/desk-prod.yml", "cpu: 6", "cpu: 8")
    try repository.commit()
    try repository.git("switch -q change")
    try FileManager.default.removeItem(at: repository.data.appendingPathComponent("README.md"))
    let outcome = try Command.run(
      ["remit", "decide", "--base", "main", "--today", Self.today, "--format", "json"] + arguments, in: repository.data)
    #expect(outcome.status == (verdict == "approved" ? 0 : 1), "\(outcome.errors)")
    #expect(verdict.isEmpty || outcome.output.contains("\"verdict\": \"\(verdict)\""), "\(outcome.output)")
    try outcome.output.write(
      to: repository.home.appendingPathComponent("decision.json"), atomically: true, encoding: .utf8)
    let schema = Command.package.appendingPathComponent("docs/decision.schema.json").path
    let checked = try repository.remit("schema", "check", "--schema", schema, "decision.json", in: repository.home)
    #expect(checked.output == "no problems\n")
    #expect(checked.status == 0)
  }

  /// The schema is no formality: it refuses a decision that contradicts itself.
  @Test(arguments: [
    ("\"approved\": true", "\"approved\": false"), ("\"kind\": \"changed\"", "\"kind\": \"odd\""),
    ("\"verdict\": \"approved\",", ""), ("\"held\": false", "\"held\": 0"), ("\"sha256:", "\"md5:"),
  ])
  func formIsStrict(_ old: String, _ new: String) throws {
    let text = try String(contentsOf: Self.golden.appendingPathComponent("approved.json"), encoding: .utf8)
      .replacingOccurrences(of: "\"…\"", with: "null")
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appendingPathComponent("remit-\(UUID().uuidString).json")
    defer { try? FileManager.default.removeItem(at: file) }
    let changed = text.replacingOccurrences(of: old, with: new)
    #expect(changed != text)
    let schema = Command.package.appendingPathComponent("docs/decision.schema.json").path
    for (content, status) in [(text, Int32(0)), (changed, 1)] {
      try content.write(to: file, atomically: true, encoding: .utf8)
      let outcome = try Command.run(["remit", "schema", "check", "--schema", schema, file.path], in: folder)
      #expect(outcome.status == status, "\(outcome.output)")
    }
  }

  @Test(arguments: MergeRequest.allCases)
  func sameBytesFromEverySide(_ merge: MergeRequest) throws {
    let repository = try merge.repository()
    let arguments = ["remit", "decide", "--author", merge.author, "--today", Self.today, "--format", "json"]
    let head = try repository.git("rev-parse change")
    let commits = try Command.run(arguments + ["--base", "main", "--head", head], in: repository.data)
    #expect(commits.status == merge.status)
    for option in ["--working-tree", "--staged"] {
      let outcome = try Command.run(arguments + ["--base", "main", option], in: repository.data)
      #expect(outcome.output == commits.output, "\(option)")
    }
    let clone = repository.home.appendingPathComponent("clone")
    try repository.git("clone -q --no-local --branch change \(repository.root.path) \(clone.path)")
    let cloned = try Command.run(
      arguments + ["--base", "origin/main", "--repo", "clone/examples/app-interface"], in: repository.home)
    #expect(cloned.output == commits.output)
    let bare = repository.home.appendingPathComponent("bare.git")
    try repository.git("clone -q --bare --no-local \(repository.root.path) \(bare.path)")
    let again = try Command.run(arguments + ["--base", "main", "--head", "change"], in: repository.data)
    #expect(again.output == commits.output)
  }
}
