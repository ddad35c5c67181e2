import Foundation
import Testing

/// Where nothing can be decided: exit code 2, and a message that says where to look.
@Suite struct NoDecisionTests {
  @Test(arguments: [
    (
      "polcy: {}\n",
      ".remit.yml:1:1: the target's configuration is not valid: unknown key \"polcy\"; did you mean \"policy\"?"
    ),
    ("a: [\n", ".remit.yml:2:1: the target's configuration is not valid: "),
    (
      "# c\ndata: ../..\n",
      ".remit.yml:2:7: the target's configuration is not valid: \"data\" leads out of the repository"
    ),
  ])
  func brokenConfiguration(_ text: String, _ message: String) throws {
    let repository = try DataRepository(flat: true)
    try repository.write(".remit.yml", text)
    try repository.commit()
    for command in [["decide", "--author", "amara"], ["diff"]] {
      let outcome = try Command.run(["remit"] + command, in: repository.data)
      #expect(outcome.status == 2)
      #expect(outcome.output.isEmpty)
      #expect(outcome.errors.hasPrefix("remit: \(message)"), "\(outcome.errors)")
    }
  }

  @Test func whereThereIsNoDataRepository() throws {
    let repository = try DataRepository(flat: true)
    for name in try FileManager.default.contentsOfDirectory(atPath: repository.root.path) where name != ".git" {
      try FileManager.default.removeItem(at: repository.root.appendingPathComponent(name))
    }
    let outcome = try Command.run(["remit", "validate"], in: repository.root)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("there is no data repository in \(repository.root.path): no .remit.yml"))
    try repository.write(".remit.yml", "policy: {selfApproval: never}\n")
    #expect(try Command.run(["remit", "validate"], in: repository.root).status == 0)
  }

  @Test(arguments: [
    ("data: dta\n", "1:7: error: there is no file below \"dta\""),
    ("resources: res\n", "1:12: warning: there is no file below \"res\""),
    ("schemas: [schemas, more]\n", "1:10: error: there is no file below \"more\""),
    ("graphql: types.yml\n", "1:10: error: there is no file \"types.yml\""),
    (
      "associations: [{files: \"[a\", schema: /a-1.yml}]\n",
      "1:16: error: \"[a\" is no pattern: only *, ** and ? have a meaning of their own"
    ),
  ])
  func pathsThatLeadNowhere(_ text: String, _ message: String) throws {
    let repository = try DataRepository(flat: true)
    try repository.write(".remit.yml", text)
    let outcome = try Command.run(["remit", "validate"], in: repository.data)
    #expect(outcome.output.contains(".remit.yml:\(message)"), "\(outcome.output)")
  }

  @Test(arguments: [["decide", "--author", "amara"], ["decide", "--author", "amara", "--working-tree"], ["diff"]])
  func outsideOfGit(_ command: [String]) throws {
    let repository = try DataRepository(flat: true)
    try FileManager.default.removeItem(at: repository.root.appendingPathComponent(".git"))
    let outcome = try Command.run(["remit"] + command, in: repository.data)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("\(repository.root.path) is not in a git repository"), "\(outcome.errors)")
  }
}
