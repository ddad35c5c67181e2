import Foundation
import Testing

/// `remit init`: what it writes passes every check, and nothing is ever overwritten.
@Suite struct InitTests {
  /// An empty folder, in git or not, removed with the value.
  private final class Folder {
    let url = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
      .appendingPathComponent("remit-init-\(UUID().uuidString)")

    init(git: Bool) throws {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      if git { _ = try run("git", "init", "-q", "-b", "main") }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func run(_ arguments: String...) throws -> Outcome { try Command.run(arguments, in: url) }

    func exists(_ path: String) -> Bool {
      FileManager.default.fileExists(atPath: url.appendingPathComponent(path).path)
    }

    func text(_ path: String) throws -> String {
      try String(contentsOf: url.appendingPathComponent(path), encoding: .utf8)
    }

    func write(_ path: String, _ text: String) throws {
      let file = url.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }

    var files: [String] { (try? FileManager.default.subpathsOfDirectory(atPath: url.path))?.sorted() ?? [] }
  }

  @Test func whatItWritesPasses() throws {
    let folder = try Folder(git: true)
    let outcome = try folder.run("remit", "init")
    #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome.errors)")
    #expect(outcome.output.contains("wrote .remit.yml\n") && outcome.output.hasSuffix("wrote the pre-commit hook\n"))
    #expect(folder.exists(".git/hooks/pre-commit") && folder.exists(".gitlab-ci.yml"))
    #expect(try folder.run("remit", "validate", "--quiet").output == "no problems\n")
    #expect(try folder.run("remit", "test", "--quiet").output == "4 passed, 0 failed\n")
    #expect(try folder.run("remit", "audit", "--quiet").output == "no problems\n")
    // The hook lets it be committed, and then merge requests are decided.
    _ = try folder.run("git", "add", "-A")
    #expect(try folder.run("git", "commit", "-q", "-m", "start").status == 0)
    let service = "data/services/shop.yml"
    try folder.write(service, try folder.text(service).replacingOccurrences(of: "replicas: 2", with: "replicas: 3"))
    #expect(try folder.run("remit", "decide", "--working-tree", "--author", "ana").status == 0)
    #expect(try folder.run("remit", "decide", "--working-tree", "--author", "zoe").status == 1)
  }

  /// The schema of templates needs nothing but its folder.
  @Test func templatesAreAdded() throws {
    let folder = try Folder(git: true)
    _ = try folder.run("remit", "init")
    try FileManager.default.copyItem(
      at: Command.package.appendingPathComponent("schemas/deploy/deploy"),
      to: folder.url.appendingPathComponent("schemas/deploy"))
    try folder.write(
      "data/templates/service.yml",
      """
      $schema: /deploy/template-1.yml
      name: service
      description: Nothing yet
      for: /service-1.yml
      scope: tenant
      clusters: []
      allow: {kinds: [v1/ConfigMap]}
      objects: []

      """)
    let outcome = try folder.run("remit", "validate", "--quiet")
    #expect(outcome.output == "no problems\n", "\(outcome)")
  }

  @Test(arguments: [".remit.yml", "schemas/service-1.yml", ".gitlab-ci.yml"])
  func nothingIsOverwritten(_ file: String) throws {
    let folder = try Folder(git: true)
    try folder.write(file, "mine")
    let before = folder.files
    let outcome = try folder.run("remit", "init")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("nothing is written, as there are already \(file) in "), "\(outcome.errors)")
    #expect(folder.files == before)
    #expect(try folder.text(file) == "mine")
    // What is not to be written is in nobody's way.
    #expect(try folder.run("remit", "init", "--ci", "none").status == (file == ".gitlab-ci.yml" ? 0 : 2))
  }

  @Test func aHookOfSomebodyElseStays() throws {
    let folder = try Folder(git: true)
    try folder.write(".git/hooks/pre-commit", "#!/bin/sh\n")
    let outcome = try folder.run("remit", "init", "--ci", "github")
    #expect(outcome.status == 0 && outcome.errors.contains("no hook: "), "\(outcome.errors)")
    #expect(try folder.text(".git/hooks/pre-commit") == "#!/bin/sh\n")
    #expect(folder.exists(".github/workflows/remit.yml") && !folder.exists(".gitlab-ci.yml"))
  }

  @Test func outsideOfGitAndInAFolder() throws {
    let folder = try Folder(git: false)
    let outcome = try folder.run("remit", "init", "a/b")
    #expect(
      outcome.status == 0 && outcome.errors.contains("no hook: this is not a git repository yet"), "\(outcome.errors)")
    #expect(try folder.run("remit", "validate", "--repo", "a/b", "-q").output == "no problems\n")
    let inside = try Folder(git: true)
    let nested = try inside.run("remit", "init", "fleet")
    #expect(nested.status == 0 && nested.errors.contains("no pipeline: "), "\(nested.errors)")
    #expect(!inside.exists("fleet/.gitlab-ci.yml"))
    #expect(try inside.run("remit", "test", "--repo", "fleet", "-q").output == "4 passed, 0 failed\n")
    #expect(try inside.text(".git/hooks/pre-commit").contains("--repo 'fleet'"))
  }

  /// The pipelines are those that `docs/ci.md` explains.
  @Test func pipelinesAreTheDocumentedOnes() throws {
    let folder = try Folder(git: true)
    _ = try folder.run("remit", "init")
    let page = try String(contentsOf: Command.package.appendingPathComponent("docs/ci.md"), encoding: .utf8)
    for file in [".gitlab-ci.yml", ".github/workflows/remit.yml"] {
      #expect(page.contains("```yaml\n# \(file)\n\(try folder.text(file))```"), "\(file)")
    }
  }
}
