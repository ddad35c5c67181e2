import Foundation
import TestSupport
import Testing

/// `remit deploy plan`, `apply` and `status`, with a folder in the place of a cluster.
@Suite struct DeployClusterTests {
  private let repository: DataRepository
  private let target = FileManager.default.temporaryDirectory.appendingPathComponent(
    "remit-deploy-\(UUID().uuidString)")

  init() throws {
    repository = try DataRepository(flat: true)
    try repository.write(".remit.yml", "data: d\nresources: r\nschemas: [s]\ndeploy: {clusters: [/c-1.yml]}\n")
    try repository.write("r/none", "")
    for schema in ["c-1", "a-1", "deploy/template-1"] { try repository.write("s/\(schema).yml", "type: object\n") }
    try repository.write("d/c.yml", "$schema: /c-1.yml\nname: one\n")
    try repository.write("d/a.yml", "$schema: /a-1.yml\nname: web\nsize: 1\ncluster: {$ref: /c.yml}\n")
    try repository.write(
      "d/t.yml",
      """
      $schema: /deploy/template-1.yml
      name: t
      for: /a-1.yml
      scope: platform
      clusters: [{$eval: datafile.cluster}]
      allow: {kinds: [v1/ConfigMap]}
      objects:
        - {apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: default}, data: {size: "${datafile.size}"}}
      """)
    try repository.write("clusters.yml", "clusters: {one: {directory: \(target.path)}}\n")
    try commit("one")
  }

  private func id(of name: String) throws -> String {
    try Command.run(["git", "rev-parse", name], in: repository.data).output.trimmingCharacters(in: .newlines)
  }

  private func commit(_ message: String) throws {
    for command in [["init", "-q", "-b", "main"], ["add", "-A"], ["commit", "-q", "-m", message]] {
      let run = try Command.run(["git"] + command, in: repository.data)
      try #require(run.status == 0, "\(run.errors)")
    }
  }

  private func remit(_ command: String, _ options: String...) throws -> Outcome {
    try Command.run(["remit", "deploy", command, "--clusters", "clusters.yml"] + options, in: repository.data)
  }

  @Test func planApplyStatus() throws {
    defer { try? FileManager.default.removeItem(at: target) }
    let plan = try remit("plan", "--ungated")
    #expect(plan.status == 0 && plan.output.contains("+ create ConfigMap default/web (/a.yml)"), "\(plan)")
    #expect(!FileManager.default.fileExists(atPath: target.path), "a plan writes nothing")
    #expect(try remit("status", "--ungated").status == 1)
    #expect(try remit("apply", "--ungated", "--expect", "sha256:0").status == 1)
    let applied = try remit("apply", "--ungated")
    #expect(applied.status == 0 && applied.output.contains("create ConfigMap default/web: done"), "\(applied)")
    #expect(try remit("apply", "--ungated").output == "one: deployed, 0 written\n")
    let status = try remit("status", "--ungated")
    #expect(status.status == 0 && status.output.contains("deployed"), "\(status)")
    // What is not committed is not there.
    try repository.write("d/a.yml", "$schema: /a-1.yml\nname: web\nsize: 2\ncluster: {$ref: /c.yml}\n")
    #expect(try remit("apply", "--ungated").output == "one: deployed, 0 written\n")
    try commit("two")
    let changed = try remit("plan", "--ungated", "--format", "json")
    #expect(changed.status == 0 && changed.output.contains(#"".data.size""#), "\(changed)")
  }

  @Test func whatNoRecordCoversIsNotDeployed() throws {
    defer { try? FileManager.default.removeItem(at: target) }
    #expect(try remit("apply", "--baseline", id(of: "HEAD")).status == 0)
    try repository.write("d/a.yml", "$schema: /a-1.yml\nname: web\nsize: 9\ncluster: {$ref: /c.yml}\n")
    try commit("around everybody")
    let kept = try remit("apply", "--baseline", id(of: "HEAD~1"))
    #expect(kept.status == 1 && kept.output == "one: deployed, 0 written\n", "\(kept)")
    #expect(kept.errors.contains("quarantined: 1 commit has no decision record"), "\(kept)")
    #expect(kept.errors.contains("the clone has no records at all: git fetch"), "\(kept)")
  }

  @Test func whatSomebodyAnswersForIsDeployed() throws {
    defer { try? FileManager.default.removeItem(at: target) }
    try repository.write("d/a.yml", "$schema: /a-1.yml\nname: web\nsize: 9\ncluster: {$ref: /c.yml}\n")
    try commit("around everybody")
    func allow(_ options: String...) throws -> Outcome {
      try Command.run(["remit", "deploy", "allow", "HEAD", "--reason", "seen"] + options, in: repository.data)
    }
    for (kind, file) in [("genpkey -algorithm ed25519 -out", "key"), ("pkey -in key -pubout -out", "pub")] {
      let words = ["openssl"] + kind.split(separator: " ").map(String.init) + [file]
      try #require(try Command.run(words, in: repository.data).status == 0)
    }
    let allowed = try allow("--by", "root")
    #expect(allowed.status == 0 && allowed.errors.contains("git push REMOTE refs/notes/remit"), "\(allowed)")
    let unsigned = try remit("apply", "--baseline", id(of: "HEAD~1"), "--record-keys", "pub")
    #expect(!unsigned.errors.contains("no records at all"))
    #expect(unsigned.status == 1 && unsigned.errors.contains("quarantined: 1 commit"), "\(unsigned)")
    #expect(try allow("--by", "root", "--signing-key", "key").output.contains("\"signature\""))
    let applied = try remit("apply", "--baseline", id(of: "HEAD~1"), "--record-keys", "pub")
    #expect(applied.status == 0 && applied.output.contains("1 written"), "\(applied)")
    #expect(try remit("apply", "--baseline", id(of: "HEAD~1")).status == 0)
    #expect(try allow("--by", "somebody else").status == 0, "a word may follow a word")
    #expect(try allow("--by", " ").status == 2)
    #expect(try allow("--by", "root", "--signing-key", "pub").status == 2)
    #expect(try remit("apply", "--baseline", id(of: "HEAD~1"), "--record-keys", "key").status == 2)
    #expect(try remit("apply", "--baseline", id(of: "HEAD~1"), "--record-keys", "none").status != 0)
  }

  @Test func brokenDataIsNotDeployed() throws {
    try repository.write("d/a.yml", "$schema: /a-1.yml\nname: web\ncluster: {$ref: /gone.yml}\n")
    try commit("broken")
    let run = try remit("apply", "--ungated")
    #expect(run.status == 1 && run.output.contains("nothing is written: the commit has"), "\(run)")
    #expect(!FileManager.default.fileExists(atPath: target.path))
  }

  /// What the operator's file does not name is no cluster that does not answer.
  @Test func clustersThatNobodyConfigured() throws {
    defer { try? FileManager.default.removeItem(at: target) }
    try repository.write("d/c2.yml", "$schema: /c-1.yml\nname: two\n")
    try commit("another cluster")
    for command in ["apply", "status", "plan"] {
      let run = try remit(command, "--ungated")
      #expect(run.status == 1 && run.output.contains("one") && !run.output.contains("two"), "\(run)")
      #expect(run.errors == "remit: two: left out, as clusters.yml does not say how it is reached\n")
      #expect(try remit(command, "--ungated", "--cluster", "one").status == 0)
    }
    for command in ["apply", "status", "plan", "converge"] {
      let asked = try remit(command, "--ungated", "--cluster", "two")
      #expect(asked.status == 2 && asked.errors.contains("clusters.yml does not say how two is reached"), "\(asked)")
    }
    func trace(_ options: String...) throws -> Outcome {
      try Command.run(["remit", "trace", "1", "--clusters", "clusters.yml"] + options, in: repository.data)
    }
    let typo = try trace("--cluster", "tow")
    #expect(typo.status == 2 && typo.errors.contains("clusters.yml does not say how tow is reached"), "\(typo)")
    let folder = try trace()
    #expect(folder.status == 2 && folder.errors.contains("one: left out: a folder"), "\(folder)")
    try repository.write("clusters.yml", "clusters: {one: {kubeconfig: .}}\n")
    let kubeconfig = try remit("plan", "--ungated", "--cluster", "one")
    #expect(kubeconfig.status == 2 && kubeconfig.errors.contains("or it cannot be read"), "\(kubeconfig)")
  }

  @Test func wrongUsage() throws {
    let neither = try remit("plan")
    #expect(neither.status == 2 && neither.errors.contains("--baseline COMMIT"))
    #expect(neither.errors.contains("--ungated"))
    #expect(try remit("plan", "--ungated", "--baseline", "HEAD").status == 2)
    let name = try remit("plan", "--baseline", "main")
    #expect(name.status == 2 && name.errors.contains("give the full id of a commit"), "\(name)")
    #expect(try remit("plan", "--ungated", "--rev", "nothing").status == 2)
    #expect(try remit("plan", "--ungated", "--budget", "5").status == 2)
    for options in [
      ["--propose", "x"], ["--config", "x"], ["--metrics", "9464"], ["--metrics", "a:b"], ["--interval", "0"],
    ] {
      let run = try Command.run(
        ["remit", "deploy", "converge", "--clusters", "clusters.yml", "--ungated"] + options, in: repository.data)
      #expect(run.status == 2, "\(options): \(run)")
    }
    let noService = try remit("converge", "--ungated", "--propose", "x", "--config", "none.yml")
    #expect(noService.status == 2 && noService.errors.contains("none.yml: there is no such file"), "\(noService)")
    try repository.write("clusters.yml", "clusters: {one: {directory: x, drift: off}}\n")
    #expect(try remit("plan", "--ungated").errors.contains("\"drift\" must be a text"))
    try repository.write("clusters.yml", "clusters: {one: {folder: x}}\n")
    let unknown = try remit("plan", "--ungated")
    #expect(unknown.status == 2 && unknown.errors.contains("clusters.yml:1"), "\(unknown)")
    let why = try Command.run(
      ["remit", "why", "web", "--clusters", "clusters.yml", "--cluster", "one"], in: repository.data)
    #expect(why.status == 2 && why.errors.contains("KIND.GROUP/NAME"))
  }
}
