import Foundation
import Testing

@Suite struct HookTests {
  @Test func installedHookBlocksOnlyInvalidData() throws {
    let repository = try DataRepository()
    let installed = try repository.remit("hook", "install")
    #expect(installed.status == 0, "\(installed.errors)")
    #expect(installed.output == "wrote \(repository.root.path)/.git/hooks/pre-commit\n")
    try repository.git("config remit.author carla")
    try repository.git("switch -q -c change")

    try repository.breakData()
    var commit = try Command.run(["git", "commit", "-qam", "invalid"], in: repository.root)
    #expect(commit.status == 1)
    #expect(commit.errors.contains("data/users/amara.yml:4:7: error"))
    #expect(commit.errors.contains("not committed"))

    try repository.git("restore .")
    try repository.raiseQuota()
    commit = try Command.run(["git", "commit", "-qam", "needs approval"], in: repository.root)
    #expect(commit.status == 0, "\(commit.errors)")
    #expect(commit.errors.contains("remit: valid; the merge request would need approval, for example of amara"))
    #expect(commit.errors.split(separator: "\n").count == 1)
  }

  @Test func validatesWhatIsStagedAndNotWhatIsOnDisk() throws {
    let repository = try DataRepository()
    try repository.breakData()
    #expect(try repository.remit("hook", "run").status == 0)
    try repository.git("add -A")
    try repository.git("restore --source=HEAD --worktree .")
    #expect(try repository.remit("hook", "run").status == 1)
  }

  @Test func commitOfOneFileIsValidatedWithItsOwnIndex() throws {
    let repository = try DataRepository()
    #expect(try repository.remit("hook", "install").status == 0)
    try repository.breakData()
    try repository.git("add -A")
    try repository.raiseQuota()
    let file = "examples/app-interface/data/namespaces/storefront-prod.yml"
    let good = try Command.run(["git", "commit", "-qm", "one", file], in: repository.root)
    #expect(good.status == 0, "\(good.errors)")
    let bad = try Command.run(
      ["git", "commit", "-qm", "two", "examples/app-interface/data/users/amara.yml"], in: repository.root)
    #expect(bad.status == 1)
  }

  private static let authorsCases: [(String, [String: String], String)] = [
    ("amara", [:], "would be approved"),
    ("carla", [:], "would need approval"),
    ("carla", ["REMIT_AUTHOR": "amara"], "would be approved"),
    ("", [:], "git config remit.author NAME"),
  ]

  @Test(arguments: authorsCases)
  func authors(_ setting: String, _ environment: [String: String], _ expected: String) throws {
    let repository = try DataRepository()
    if !setting.isEmpty { try repository.git("config remit.author \(setting)") }
    try repository.git("config user.name amara")
    try repository.git("switch -q -c change")
    try repository.raiseQuota()
    try repository.git("add -A")
    let outcome = try repository.remit("hook", "run", environment: environment)
    #expect(outcome.status == 0)
    #expect(outcome.output.isEmpty)
    #expect(outcome.errors.contains(expected), "\(outcome.errors)")
  }

  @Test func targetIsASetting() throws {
    let repository = try DataRepository()
    try repository.git("config remit.author amara")
    try repository.git("branch -m trunk")
    #expect(try repository.remit("hook", "run").errors.contains("no main branch"))
    try repository.git("config remit.base trunk")
    #expect(try repository.remit("hook", "run").errors.contains("nothing differs"))
  }

  @Test func firstCommitIsValidated() throws {
    let repository = try DataRepository(commit: false)
    try repository.git("config remit.author amara")
    try repository.git("add -A")
    let outcome = try repository.remit("hook", "run")
    #expect(outcome.status == 0)
    #expect(outcome.errors == "remit: valid; no verdict: there is no commit yet\n")
    try repository.breakData()
    try repository.git("add -A")
    #expect(try repository.remit("hook", "run").status == 1)
  }

  @Test func mergesAreValidated() throws {
    let repository = try DataRepository()
    try repository.git("config remit.author amara")
    try repository.git("switch -q -c change")
    try repository.raiseQuota()
    try repository.commit()
    try repository.git("switch -q main")
    try repository.write("README.md", "target\n")
    try repository.commit()
    try repository.git("switch -q change")
    try repository.git("merge -q --no-commit main")
    let outcome = try repository.remit("hook", "run")
    #expect(outcome.status == 0)
    #expect(outcome.errors.contains("a merge is being made"))
    try repository.breakData()
    try repository.git("add -A")
    #expect(try repository.remit("hook", "run").status == 1)
  }

  @Test func worksInTheMiddleOfARebase() throws {
    let repository = try DataRepository()
    try repository.git("config remit.author amara")
    try repository.git("switch -q -c change")
    try repository.raiseQuota()
    try repository.commit()
    try repository.git("switch -q main")
    try repository.edit("data/namespaces/storefront-prod.yml", "cpu: 16", "cpu: 18")
    try repository.commit()
    try repository.git("switch -q change")
    _ = try Command.run(["git", "rebase", "-q", "main"], in: repository.root)
    let file = "examples/app-interface/data/namespaces/storefront-prod.yml"
    try repository.git("checkout --theirs \(file)")
    try repository.git("add -A")
    let outcome = try repository.remit("hook", "run")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("would be approved"), "\(outcome.errors)")
  }

  @Test func worktreesShareTheHook() throws {
    let repository = try DataRepository()
    let other = repository.home.appendingPathComponent("other")
    try repository.git("worktree add -q -b change \(other.path)")
    let folder = other.appendingPathComponent("examples/app-interface")
    let installed = try repository.remit("hook", "install", in: folder)
    #expect(installed.output == "wrote \(repository.root.path)/.git/hooks/pre-commit\n")
    let broken = folder.appendingPathComponent("data/users/amara.yml")
    try "{}\n".write(to: broken, atomically: true, encoding: .utf8)
    #expect(try Command.run(["git", "commit", "-qam", "invalid"], in: other).status == 1)
    #expect(try Command.run(["git", "commit", "-q", "--allow-empty", "-m", "x"], in: repository.root).status == 0)
  }

  @Test func foreignHooksStay() throws {
    let repository = try DataRepository()
    try repository.write(".git/hooks/pre-commit", "#!/bin/sh\nexit 0\n")
    let refused = try repository.remit("hook", "install")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("--force"))
    #expect(
      try String(contentsOf: repository.root.appendingPathComponent(".git/hooks/pre-commit"), encoding: .utf8)
        == "#!/bin/sh\nexit 0\n")
    #expect(try repository.remit("hook", "install", "--force").output.hasPrefix("replaced "))
    #expect(try repository.remit("hook", "install").output.hasPrefix("wrote "))
  }

  @Test func hooksPathIsRespected() throws {
    let repository = try DataRepository()
    try repository.git("config core.hooksPath .hooks")
    #expect(try repository.remit("hook", "install").output == "wrote \(repository.root.path)/.hooks/pre-commit\n")
    let shared = repository.home.appendingPathComponent("shared hooks")
    try repository.write("../shared hooks/README", "")
    _ = try Command.run(["git", "config", "core.hooksPath", shared.path], in: repository.root)
    let refused = try repository.remit("hook", "install")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("outside of this repository"))
    #expect(try repository.remit("hook", "install", "--force").status == 0)
  }

  @Test func missingRemitStopsNobody() throws {
    let repository = try DataRepository()
    #expect(try repository.remit("hook", "install").status == 0)
    let commit = try Command.run(
      ["git", "commit", "-q", "--allow-empty", "-m", "x"], in: repository.root, environment: ["PATH": "/usr/bin:/bin"])
    #expect(commit.status == 0)
    #expect(commit.errors.contains("not validated"))
  }

  @Test func outsideOfGitIsWrongUsage() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("remit-plain-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for command in ["install", "run"] { #expect(try Command.run(["remit", "hook", command], in: folder).status == 2) }
  }
}
